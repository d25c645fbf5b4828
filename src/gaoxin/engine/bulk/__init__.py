"""The bulk executor: clauses compiled to DuckDB SQL, tables in, tables of answers out."""

from .budgets import Allocation, allocate_budget
from .masks import Legend, Told
from .paying import NotAdmitted
from .plan import Output, Plan, compile_clauses, match_table
from .refusal import Refusal
from .running import Written

__all__ = [
    "Allocation",
    "Legend",
    "NotAdmitted",
    "Output",
    "Plan",
    "Refusal",
    "Told",
    "Written",
    "allocate_budget",
    "compile_clauses",
    "match_table",
]
