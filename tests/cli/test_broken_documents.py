"""Every command says that what it was asked about is broken, and where."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gaoxin.cli.main import gaoxin

FACTS = """---
id: t/facts
title: Facts
in_force: 2020-01-01..
wording: restated
role: vocabulary
---

```yaml register
kind: enterprise
key: [code]
facts:
  code: {type: text, zh: 代码, en: code}
  rd: {type: money, time: year, zh: 研发费用, en: R&D}
```
"""
LAW = """---
id: t/a
title: Awards
in_force: 2020-01-01..
wording: restated
---

```yaml clause
id: first
zh: 首奖
en: First
whem:
  rd: rd(last_year) >= 1 million CNY
gives: {money: 500000 CNY}
```

```yaml procedure
id: course
states:
  open: {en: Open}
  done: {en: Done, end: yes}
steps:
  give: {from: open, to: done, by: office}
clok: {}
```

```yaml target
id: goal
en: Goal
measure: rd(last_year)
aim: x >= 1 million CNY
du: 2025-12-31
```

```yaml example
tests: first
on: 2025-12-01
given: {rd: {last_year: 1 CNY}}
cases:
  - {name: one, then: {answer: yes}}
```
"""
PLACES = {"clause": "a.md:12:1", "procedure": "a.md:24:1", "target": "a.md:32:1"}


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    (tmp_path / "facts.md").write_text(FACTS, encoding="utf-8")
    (tmp_path / "a.md").write_text(LAW, encoding="utf-8")
    (tmp_path / "firms.csv").write_text("code,rd@2024（元）\nA,5000000\n", encoding="utf-8")
    return tmp_path


def run(packs: Path, *words: str, lang: str = "en") -> Result:
    return CliRunner().invoke(gaoxin, ["--packs", str(packs), "--lang", lang, *words])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("clause", ("explain", "{firms}", "--on", "2025-12-01")),
        ("clause", ("--json", "explain", "{firms}", "--on", "2025-12-01")),
        ("clause", ("explain", "{firms}", "--clause", "t/a#first", "--on", "2025-12-01")),
        ("clause", ("ask", "{firms}", "--goal", "t/a#first", "--on", "2025-12-01")),
        ("clause", ("--json", "ask", "{firms}", "--goal", "t/a#first", "--on", "2025-12-01")),
        ("clause", ("match", "{firms}", "--on", "2025-12-01")),
        ("clause", ("--json", "match", "{firms}", "--on", "2025-12-01")),
        ("clause", ("prove",)),
        ("clause", ("zone", "t")),
        ("procedure", ("deadlines", "t/a#course", "--event", "give=2025-12-01")),
        ("target", ("targets",)),
        ("target", ("--json", "targets")),
    ],
)
def test_the_place_is_told(packs: Path, block: str, words: tuple[str, ...], lang: str) -> None:
    firms = str(packs / "firms.csv")
    result = run(packs, *(w.format(firms=firms) for w in words), lang=lang)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    told = result.output if block == "procedure" else result.stdout
    assert PLACES[block] in told, result.output
    assert ("未执行" if lang == "zh" else "not executed") in told


def test_the_page_and_the_workbook_tell_it_too(packs: Path) -> None:
    page, book = packs / "out.html", packs / "out.xlsx"
    run(packs, "explain", str(packs / "firms.csv"), "--on", "2025-12-01", "--html", str(page))
    assert PLACES["clause"] in page.read_text(encoding="utf-8")
    result = run(packs, "template", str(book), "--clause", "t/a#first")
    assert PLACES["clause"] in result.stderr


def test_two_files_of_one_id_are_refused(packs: Path) -> None:
    whole = LAW.replace("whem", "when").replace("clok: {}\n", "").replace("du:", "due:")
    (packs / "a.md").write_text(whole, encoding="utf-8")
    (packs / "b.md").write_text(whole.replace("500000", "900000"), encoding="utf-8")
    firms = str(packs / "firms.csv")
    result = run(packs, "explain", firms, "--on", "2025-12-01", "--clause", "t/a#first")
    assert result.exit_code == 3
    assert "is also used by" in result.output
    assert "900,000" not in result.output
    assert "500,000" not in result.output
