"""Composite indicators: recipe, stages, scores, ranks, and how sure they are."""

from gaoxin.indicators.build import Built, Outcome, build
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
