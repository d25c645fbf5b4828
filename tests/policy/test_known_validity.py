"""What was known on a day: a replacement that reaches back does not end the old text before it is
public; an extension is not known before it is announced."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin
from gaoxin.engine.engine import Engine
from gaoxin.facts.entities import Entity, Recorded
from gaoxin.policy.checks import check
from gaoxin.policy.library import Library
from gaoxin.policy.printer import print_document
from gaoxin.policy.reading.reader import read_texts

TEXT = """---
id: t/{id}
title: 办法
issued: {issued}
in_force: {force}
{more}wording: restated
lang: zh
---

## 第一条 {{#1}}

企业奖励{yuan}元。

```yaml register
kind: enterprise
zh: 企业
facts:
  good: {{zh: 合格, type: flag}}
```

```yaml clause
id: award
when: {{企业: {{rule: 合格, quote: 企业}}}}
gives: {{money: {{rule: {yuan}元, quote: 奖励{yuan}元}}}}
```
"""
BELIEVED = "{2021-12-20: 2022-01-01.., 2024-06-01: 2022-01-01..2023-12-31}"


def old(force: str) -> str:
    return TEXT.format(id="old", issued="2021-12-20", force=force, more="", yuan=1)


def library(force: str = BELIEVED) -> Library:
    new = TEXT.replace("```yaml register", "```yaml note\nid: x\nzh: 无\nreason: 无\n```\n<!--")
    new = new.replace("```yaml clause", "-->\n```yaml clause")
    more = "supersedes: [t/old]\n"
    text = new.format(id="new", issued="2024-06-01", force="2024-01-01..", more=more, yuan=2)
    return read_texts({"old.md": old(force).encode(), "new.md": text.encode()})


def due(found: Library, on: str, known: str | None) -> str:
    """What is due, in yuan, or the verdict."""
    firm = Entity("enterprise", "E")
    firm.record("good", "", Recorded(True))
    day = date.fromisoformat(known) if known else None
    answers = [
        Engine(found).answer(name, "award", firm, date.fromisoformat(on), day)
        for name in ("t/old", "t/new")
    ]
    (asked,) = {str(a.due // 100) if a.verdict == "yes" else a.verdict for a in answers}
    return asked


@pytest.mark.parametrize(
    ("on", "known", "answer"),
    [
        ("2024-03-01", None, "2"),
        ("2024-03-01", "2024-06-01", "2"),
        ("2024-03-01", "2024-05-31", "1"),
        ("2024-03-01", "2024-03-01", "1"),
        ("2023-12-31", "2024-06-01", "1"),
        ("2023-12-31", "2023-12-31", "1"),
        ("2024-03-01", "2021-12-19", "not_in_force"),
        ("2021-12-31", None, "not_in_force"),
    ],
)
def test_the_old_text_holds_as_known_until_the_new_one_is_public(
    on: str, known: str | None, answer: str
) -> None:
    assert due(library(), on, known) == answer


def test_an_extension_is_not_known_before_it_is_announced() -> None:
    force = "{2021-12-20: 2022-01-01..2023-12-31, 2023-12-01: 2022-01-01..2025-12-31}"
    found = read_texts({"old.md": old(force).encode()})
    assert found.documents["t/old"].in_force(date(2024, 5, 1))
    assert not found.documents["t/old"].in_force(date(2024, 5, 1), date(2023, 11, 30))
    assert found.documents["t/old"].in_force(date(2024, 5, 1), date(2023, 12, 1))


def test_an_end_without_the_day_it_became_known_is_told() -> None:
    assert "V5" not in {f.code for f in check(library())}
    (fault,) = [f for f in check(library("2022-01-01..2023-12-31")) if f.code == "V5"]
    assert "2024-06-01才公开而自2024-01-01起施行" in fault.zh
    assert "2024-06-01: 2022-01-01..2023-12-31" in fault.mend_en


@pytest.mark.parametrize(
    "force", ["{2021-12: 2022..x}", "{yesterday: 2022-01-01..}", "{2021-12-20: [2022]}", "{}"]
)
def test_what_is_no_day_or_no_validity_is_a_fault(force: str) -> None:
    found = read_texts({"old.md": old(force).encode()})
    assert {"D5", "D4"} & {f.code for f in found.faults}


def test_it_is_printed_as_it_was_written() -> None:
    found = print_document(old(BELIEVED).encode(), "zh")
    assert found
    assert f"有效期: {BELIEVED}" in found


def test_fmt_and_explain_take_it(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text(old(BELIEVED), encoding="utf-8")
    found = CliRunner().invoke(gaoxin, ["check", str(tmp_path), "--packs", str(tmp_path)])
    assert "D5" not in found.output
