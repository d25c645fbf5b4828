"""The bulk executor: clauses compiled to DuckDB SQL, tables in, tables of answers out."""

from .masks import Legend, Told
from .plan import Output, Plan, compile_clauses, match_table
from .refusal import Refusal
from .running import Written

__all__ = [
    "Legend",
    "Output",
    "Plan",
    "Refusal",
    "Told",
    "Written",
    "compile_clauses",
    "match_table",
]
