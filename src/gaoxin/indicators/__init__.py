"""Composite indicators: recipe, stages, scores, ranks, and how sure they are.

Names are imported when first asked for: reading a recipe needs no arithmetic of arrays.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaoxin.indicators.building import Built, Outcome, build
    from gaoxin.indicators.faults import Fault, Lang, Place, Text, stops
    from gaoxin.indicators.recipe import Recipe
    from gaoxin.indicators.recipe_print import print_recipe
    from gaoxin.indicators.recipe_read import Read, parse_recipe, read_recipe, shipped
    from gaoxin.indicators.synthetic import synthetic_table
    from gaoxin.indicators.tables import Panel, ReadTable, read_table, to_table

__all__ = [
    "Built",
    "Fault",
    "Lang",
    "Outcome",
    "Panel",
    "Place",
    "Read",
    "ReadTable",
    "Recipe",
    "Text",
    "build",
    "parse_recipe",
    "print_recipe",
    "read_recipe",
    "read_table",
    "shipped",
    "stops",
    "synthetic_table",
    "to_table",
]

_MODULES = MappingProxyType(
    {
        "building": ("Built", "Outcome", "build"),
        "faults": ("Fault", "Lang", "Place", "Text", "stops"),
        "recipe": ("Recipe",),
        "recipe_print": ("print_recipe",),
        "recipe_read": ("Read", "parse_recipe", "read_recipe", "shipped"),
        "synthetic": ("synthetic_table",),
        "tables": ("Panel", "ReadTable", "read_table", "to_table"),
    }
)


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
