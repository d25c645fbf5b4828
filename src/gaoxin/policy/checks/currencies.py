"""T8: a clause or a stacking that would add one currency to another."""

from collections.abc import Iterator

from gaoxin.policy.currencies import currencies
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Clause, Document, Stacking
from gaoxin.policy.library import Library


def check_currencies(document: Document, library: Library) -> Iterator[Fault]:
    """Every clause and stacking of the document pays in one currency."""
    blocks: list[Clause | Stacking] = [c for v in document.clauses.values() for c in v]
    for block in [*blocks, *document.stackings.values()]:
        found = currencies(library, block.address)
        if len(found) > 1:
            yield Fault(
                "T8",
                block.meta.place,
                f"“{block.id}”里有{len(found)}种币种：{'、'.join(found)}",
                f"'{block.id}' holds {len(found)} currencies: {', '.join(found)}",
                block.id,
                "金额、上限、扣除和各项待遇用同一种币；按文件写明的汇率先折算",
                "amounts, caps, deductions and members in one currency; convert first, by the rate"
                " the document states",
            )
