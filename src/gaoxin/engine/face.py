"""What those above the engine may use of it; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.engine.answer import Answer as Answer
    from gaoxin.engine.bulk import NotAdmitted as NotAdmitted
    from gaoxin.engine.bulk import Plan as Plan
    from gaoxin.engine.bulk import allocate_budget as allocate_budget
    from gaoxin.engine.bulk import compile_clauses as compile_clauses
    from gaoxin.engine.bulk.running import TYPED as TYPED
    from gaoxin.engine.bulk.running import Settings as Settings
    from gaoxin.engine.bulk.running import give as give
    from gaoxin.engine.bulk.running import opened as opened
    from gaoxin.engine.bulk.running import typed_files as typed_files
    from gaoxin.engine.counting import Count as Count
    from gaoxin.engine.counting import Counts as Counts
    from gaoxin.engine.counting import counted as counted
    from gaoxin.engine.engine import Engine as Engine
    from gaoxin.engine.named import Refused as Refused
    from gaoxin.engine.named import addresses as addresses
    from gaoxin.engine.named import documents as documents
    from gaoxin.engine.targets import Reach as Reach
    from gaoxin.engine.values import Absent as Absent
    from gaoxin.engine.values import Span as Span
    from gaoxin.engine.values import Unknown as Unknown
    from gaoxin.engine.values import Value as Value
    from gaoxin.engine.values import is_number as is_number
else:
    __getattr__ = face(
        "gaoxin.engine",
        {
            "answer": "Answer",
            "bulk": "NotAdmitted Plan allocate_budget compile_clauses",
            "bulk.running": "Settings TYPED give opened typed_files",
            "counting": "Count Counts counted",
            "engine": "Engine",
            "named": "Refused addresses documents",
            "targets": "Reach",
            "values": "Absent Span Unknown Value is_number",
        },
    )
