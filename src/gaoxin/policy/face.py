"""What those above may use of policy; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.policy.checks import check as check
    from gaoxin.policy.checks import proof as proof
    from gaoxin.policy.codelists import LibraryCodes as LibraryCodes
    from gaoxin.policy.coverage import Carrier as Carrier
    from gaoxin.policy.coverage import DocumentCover as DocumentCover
    from gaoxin.policy.coverage import Mechanism as Mechanism
    from gaoxin.policy.coverage import cover_document as cover_document
    from gaoxin.policy.coverage import cover_mechanisms as cover_mechanisms
    from gaoxin.policy.coverage import mechanisms as mechanisms
    from gaoxin.policy.faults import Fault as Fault
    from gaoxin.policy.form import Cited as Cited
    from gaoxin.policy.form import Clause as Clause
    from gaoxin.policy.form import Clock as Clock
    from gaoxin.policy.form import Document as Document
    from gaoxin.policy.form import Front as Front
    from gaoxin.policy.form import Label as Label
    from gaoxin.policy.form import Meta as Meta
    from gaoxin.policy.form import Procedure as Procedure
    from gaoxin.policy.form import Record as Record
    from gaoxin.policy.form import SetOf as SetOf
    from gaoxin.policy.form import Step as Step
    from gaoxin.policy.form import Target as Target
    from gaoxin.policy.form import walk as walk
    from gaoxin.policy.library import Library as Library
    from gaoxin.policy.printer import print_document as print_document
    from gaoxin.policy.proof import Proved as Proved
    from gaoxin.policy.reading.running import CASE as CASE
    from gaoxin.policy.schema import schema as schema
    from gaoxin.policy.shipped import shipped_packs as shipped_packs
    from gaoxin.policy.stored import stored_library as stored_library
else:
    __getattr__ = face(
        "gaoxin.policy",
        {
            "checks": "check proof",
            "codelists": "LibraryCodes",
            "coverage": "Carrier DocumentCover Mechanism "
            "cover_document cover_mechanisms mechanisms",
            "faults": "Fault",
            "form": "Cited Clause Clock Document Front Label Meta Procedure Record SetOf Step "
            "Target walk",
            "library": "Library",
            "printer": "print_document",
            "proof": "Proved",
            "reading.running": "CASE",
            "schema": "schema",
            "shipped": "shipped_packs",
            "stored": "stored_library",
        },
    )
