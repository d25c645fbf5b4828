"""`gaoxin fmt` changes the layout, never the meaning, even into the other keywords."""

import re
from pathlib import Path

import pytest

from gaoxin.policy.printer import print_document
from gaoxin.policy.reading import read_texts

PACKS = Path(__file__).parents[2] / "packs"
FILES = {
    str(p.relative_to(PACKS)): p.read_bytes()
    for p in sorted(PACKS.rglob("*.md"))
    if not p.name.startswith("README")
}


def meaning(files: dict[str, bytes]) -> dict[str, str]:
    """The typed form of every document, places and layout left out."""
    library = read_texts(files)
    assert library.faults == []
    place = re.compile(r"Place\([^)]*\)|\b(start|end)=\d+|digest='[^']*'|declared='[^']*'")
    prose = re.compile(r"prose='.*?', place")
    return {i: prose.sub("", place.sub("", repr(d))) for i, d in library.documents.items()}


def printed(files: dict[str, bytes], to: str | None = None) -> dict[str, bytes]:
    texts = {path: print_document(data, to) for path, data in files.items()}  # type: ignore[arg-type]
    assert None not in texts.values()
    return {path: (text or "").encode() for path, text in texts.items()}


@pytest.mark.parametrize("to", [None, "en", "zh"])
def test_printing_keeps_the_meaning_of_every_pack(to: str | None) -> None:
    assert meaning(printed(FILES, to)) == meaning(FILES)


@pytest.mark.parametrize("to", [None, "en", "zh"])
def test_printing_twice_changes_nothing_more(to: str | None) -> None:
    once = printed(FILES, to)
    assert printed(once, to) == once


def test_full_width_punctuation_of_a_rule_becomes_half_width_and_prose_stays() -> None:
    text = (
        "---\nid: demo/a\ntitle: 例\n---\n\n## 一 {#1}\n\n收入（上年）不低于１００万元。\n\n"
        "```yaml clause\nid: a\nwhen:\n"
        "  收入: {quote: 不低于１００万元, rule: 销售收入（上年） >= １００万元}\n```\n"
    )
    found = print_document(text.encode()) or ""
    assert "rule: 销售收入(上年) >= 100万元, quote: 不低于１００万元" in found
    assert "收入（上年）不低于１００万元。" in found


def test_a_block_with_a_comment_is_left_as_it_was_written() -> None:
    block = "```yaml define\na:   {value: 1}   # a remark\n```"
    text = f"---\nid: demo/a\ntitle: t\n---\n\n## 1\n\n{block}\n"
    assert block.replace("   #", "   #") in (print_document(text.encode()) or "")


def test_comments_are_kept_in_the_other_language() -> None:
    text = (
        "---\n# whole\nid: demo/a  # first\ntitle: 'no # remark'\n---\n\n## 1\n\n"
        "```yaml clause\nid: a\n# before when\nwhen:\n  x: {rule: a >= 1}  #beside x\n"
        "gives: {outcome: ok}\n# last\n```\n"
    )
    assert print_document(text.encode(), "zh") == (
        '---\n# whole\n# first\n标识: demo/a\n名称: "no # remark"\n---\n\n## 1\n\n'
        "```yaml 条款\n标识: a\n# before when\n#beside x\n条件:\n  x: {规则: a >= 1}\n"
        "给予: {结果: ok}\n# last\n```\n"
    )
    assert print_document(text.encode()) == text


def test_windows_line_ends_and_a_byte_order_mark_go() -> None:
    text = "\ufeff---\r\nid: demo/a\r\ntitle: t\r\n---\r\n\r\n## 1\r\n"
    assert print_document(text.encode()) == "---\nid: demo/a\ntitle: t\n---\n\n## 1\n"


@pytest.mark.parametrize(
    "data", [b"", b"no front", "---\nid: é".encode("latin-1"), b"---\n\t- x\n---\n"]
)
def test_what_cannot_be_read_is_not_printed(data: bytes) -> None:
    assert print_document(data) is None


def test_the_packs_are_in_the_house_layout() -> None:
    """Run `gaoxin fmt packs` if this fails."""
    assert [path for path, data in FILES.items() if printed({path: data})[path] != data] == []


def test_lines_stay_as_the_author_broke_them() -> None:
    block = (
        "清单:\n  list: [甲, 乙]\n  quote: 条件\n"
        "门槛: {type: money, value: 100万元, quote: 条件}\n"
        "短:\n  type: rate\n  value: 5%\n"
    )
    text = f"---\nid: demo/a\ntitle: t\n---\n\n## 1\n\n```yaml define\n{block}```\n"
    assert print_document(text.encode()) == text


def test_brackets_over_several_lines_become_a_list() -> None:
    text = "---\nid: demo/a\ntitle: t\n---\n\n## 1\n\n```yaml define\na: {list: [甲,\n  乙]}\n```\n"
    assert "a:\n  list:\n    - 甲\n    - 乙\n" in (print_document(text.encode()) or "")
