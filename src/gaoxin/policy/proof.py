"""What proving an example comes to; the rooms that execute a block prove its examples."""

from dataclasses import dataclass

from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Case, Example


@dataclass(frozen=True, slots=True)
class Proved:
    """The result of one case: its example, and the differences (none: the case holds)."""

    example: Example
    case: Case
    faults: tuple[Fault, ...]


def disagreement(case: Case, zh: str, en: str) -> Fault:
    """E3: what the example expects and the rules give, said in both languages."""
    return Fault(
        "E3",
        case.place,
        f"算例“{case.name}”：{zh}",
        f"example '{case.name}': {en}",
        mend_zh="核对原文：改规则，或改算例",
        mend_en="look at the text: change the rule or the example",
    )


def withheld(case: Case, fault: Fault) -> Fault:
    """E3: what the case tests is not executed, because its document is broken."""
    return disagreement(case, fault.broken("zh"), fault.broken("en"))
