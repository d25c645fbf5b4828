"""What those above may use of facts; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.facts.entities import ABSENT as ABSENT
    from gaoxin.facts.entities import UNKNOWN as UNKNOWN
    from gaoxin.facts.entities import Between as Between
    from gaoxin.facts.entities import Entity as Entity
    from gaoxin.facts.entities import Missing as Missing
    from gaoxin.facts.entities import Spell as Spell
    from gaoxin.facts.made_up.synthetic import CHUNK as CHUNK
    from gaoxin.facts.made_up.synthetic import MOST as MOST
    from gaoxin.facts.made_up.synthetic import Recipe as Recipe
    from gaoxin.facts.made_up.synthetic import batches as batches
    from gaoxin.facts.made_up.synthetic import write_related as write_related
    from gaoxin.facts.made_up.synthetic import writer as writer
    from gaoxin.facts.table import Loaded as Loaded
    from gaoxin.facts.table import load as load
    from gaoxin.facts.tabulated import tabulated as tabulated
    from gaoxin.facts.values import parse_value as parse_value
    from gaoxin.facts.vocabulary import FactDef as FactDef
    from gaoxin.facts.vocabulary import Kind as Kind
    from gaoxin.facts.vocabulary import SetDef as SetDef
    from gaoxin.facts.vocabulary import Vocabulary as Vocabulary
    from gaoxin.facts.workbook import write_template as write_template
    from gaoxin.facts.writing import write_table as write_table
else:
    __getattr__ = face(
        "gaoxin.facts",
        {
            "entities": "ABSENT Between Entity Missing Spell UNKNOWN",
            "made_up.synthetic": "CHUNK MOST Recipe batches write_related writer",
            "table": "Loaded load",
            "tabulated": "tabulated",
            "vocabulary": "FactDef Kind SetDef Vocabulary",
            "workbook": "write_template",
            "writing": "write_table",
            "values": "parse_value",
        },
    )
