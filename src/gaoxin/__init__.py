"""Gaoxin: an innovation zone run from its own documents.

    import gaoxin
    library = gaoxin.load()
    gaoxin.match_one(library, {"在区注册": "2018-03-12.."}, on="2025-12-01")

``load``, ``match_one`` and ``match_table`` are the front door from Python.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0.dev0"


def face(room: str, parts: Mapping[str, str]) -> Callable[[str], object]:
    """The ``__getattr__`` of a module that shows names of ``room``, so that what is not used is
    not imported. ``parts``: the names, by the module of the room each is in."""
    places = {name: part for part, names in parts.items() for name in names.split()}

    def found(name: str) -> object:
        if name not in places:
            raise AttributeError(f"the face of {room} has no {name!r}")
        return getattr(import_module(f"{room}.{places[name]}"), name)

    return found


if TYPE_CHECKING:
    from gaoxin.explaining.analysis import load as load
    from gaoxin.explaining.analysis import match_one as match_one
    from gaoxin.explaining.analysis import match_table as match_table
else:
    __getattr__ = face("gaoxin", {"explaining.analysis": "load match_one match_table"})
