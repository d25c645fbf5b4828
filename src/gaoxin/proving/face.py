"""What those above may use of proving; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.proving.agree import Agreeing as Agreeing
    from gaoxin.proving.agree import Agreement as Agreement
    from gaoxin.proving.lint import lint as lint
    from gaoxin.proving.mutate import Court as Court
    from gaoxin.proving.mutate import mutants as mutants
    from gaoxin.proving.mutate import read_exceptions as read_exceptions
    from gaoxin.proving.prove import prove as prove
    from gaoxin.proving.prove import unreadable as unreadable
else:
    __getattr__ = face(
        "gaoxin.proving",
        {
            "agree": "Agreeing Agreement",
            "lint": "lint",
            "mutate": "Court mutants read_exceptions",
            "prove": "prove unreadable",
        },
    )
