"""What those above may use of indicators; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.indicators.building import Built as Built
    from gaoxin.indicators.building import build as build
    from gaoxin.indicators.change import CAUSES as CAUSES
    from gaoxin.indicators.change import Cause as Cause
    from gaoxin.indicators.change import Snapshot as Snapshot
    from gaoxin.indicators.change import Split as Split
    from gaoxin.indicators.change import split_change as split_change
    from gaoxin.indicators.faults import Fault as Fault
    from gaoxin.indicators.faults import Place as Place
    from gaoxin.indicators.faults import fault as fault
    from gaoxin.indicators.faults import stops as stops
    from gaoxin.indicators.levers import read_levers as read_levers
    from gaoxin.indicators.reading import standings as standings
    from gaoxin.indicators.recipe import Recipe as Recipe
    from gaoxin.indicators.recipe_print import print_recipe as print_recipe
    from gaoxin.indicators.recipe_read import Read as Read
    from gaoxin.indicators.recipe_read import parse_recipe as parse_recipe
    from gaoxin.indicators.record import read_record as read_record
    from gaoxin.indicators.record import record as record
    from gaoxin.indicators.record import replay as replay
    from gaoxin.indicators.record import write_record as write_record
    from gaoxin.indicators.report.charts import number as number
    from gaoxin.indicators.report.charts import signed as signed
    from gaoxin.indicators.report.content import Content as Content
    from gaoxin.indicators.report.content import Settings as Settings
    from gaoxin.indicators.report.content import gather as gather
    from gaoxin.indicators.report.page import write_report as write_report
    from gaoxin.indicators.report.words import say as say
    from gaoxin.indicators.synthetic import synthetic_table as synthetic_table
    from gaoxin.indicators.tables import Panel as Panel
    from gaoxin.indicators.tables import read_table as read_table
    from gaoxin.indicators.whatif import cheapest_change as cheapest_change
    from gaoxin.indicators.whatif import out_of_the_last as out_of_the_last
    from gaoxin.indicators.words import word as word
    from gaoxin.indicators.workbook import content_sheets as content_sheets
    from gaoxin.indicators.workbook import write_workbook as write_workbook
else:
    __getattr__ = face(
        "gaoxin.indicators",
        {
            "building": "Built build",
            "change": "CAUSES Cause Snapshot Split split_change",
            "faults": "Fault Place fault stops",
            "levers": "read_levers",
            "reading": "standings",
            "recipe": "Recipe",
            "recipe_print": "print_recipe",
            "recipe_read": "Read parse_recipe",
            "record": "read_record record replay write_record",
            "report.charts": "number signed",
            "report.content": "Content Settings gather",
            "report.page": "write_report",
            "report.words": "say",
            "synthetic": "synthetic_table",
            "tables": "Panel read_table",
            "whatif": "cheapest_change out_of_the_last",
            "words": "word",
            "workbook": "content_sheets write_workbook",
        },
    )
