"""The words on which a clock is extended are kept and are checked as those of the clock are."""

from pathlib import Path

import pytest

from gaoxin.policy.checks import check
from gaoxin.policy.faults import Fault
from gaoxin.policy.library import Library
from gaoxin.policy.reading.reader import read_texts
from gaoxin.quantities import Duration

PACKS = Path(__file__).parents[2] / "packs"
WRITTEN = "{延长审核: {rule: 5个工作日, quote: 可以延长5个工作日}}"


def demo(written: str = WRITTEN) -> Library:
    """The packs with the demonstration's extension written another way."""
    files = {
        str(p.relative_to(PACKS)): p.read_bytes()
        for p in PACKS.rglob("*.md")
        if p.parent.name in {"demo", "cn"}
    }
    text = files["demo/application.md"].decode()
    assert text.count(WRITTEN) == 1
    return read_texts(files | {"demo/application.md": text.replace(WRITTEN, written).encode()})


def faults(written: str) -> list[Fault]:
    return [f for f in check(demo(written)) if f.place.path == "demo/application.md"]


def test_the_words_are_kept_with_their_place() -> None:
    procedure = demo().documents["demo/application"].procedures["reviewed"]
    longer = procedure.clocks["审核"].extended_by["延长审核"]
    assert longer.by == Duration(working_days=5)
    assert longer.meta.quotes == ("可以延长5个工作日",)
    assert longer.meta.place.path == "demo/application.md"


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        (WRITTEN, []),
        ("{延长审核: {rule: 5个工作日, quote: 可以延长6个工作日}}", ["Q2", "Q1"]),
        ("{延长审核: {rule: 7个工作日, quote: 可以延长5个工作日}}", ["Q1"]),
        ("{延长审核: {rule: 5天, quote: 可以延长5个工作日}}", ["Q1"]),
        ("{延长审核: {rule: 5个工作日, quote: 自受理之日起}}", ["Q1"]),
        ("{延长审核: {rule: 5个工作日}}", ["Q1"]),
    ],
)
def test_the_length_stands_in_words_that_stand_in_the_article(
    written: str, codes: list[str]
) -> None:
    known = [str(f) for f in faults(WRITTEN)]
    assert sorted(f.code for f in faults(written) if str(f) not in known) == sorted(codes)
