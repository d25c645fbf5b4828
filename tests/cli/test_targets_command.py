"""`gaoxin targets`: reached, missed, garbled, and data that cannot be read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gaoxin.cli.main import gaoxin

DOCUMENT = """---
format: "1"
id: demo/plan
title: 示范计划（虚构）
en: Demonstration plan (fictional)
wording: restated
in_force: 2024-01-01..
for: zone
---

## 一 {#1}

到2025年底，建成孵化面积达到10000平方米。另有1.80家企业。

```yaml register
kind: zone
zh: 园区
en: Zone
key: name
facts:
  name: {zh: 名称, en: Name, type: text}
  area: {zh: 孵化面积, en: Area, type: number, unit: 平方米, time: day}
```

```yaml target
id: area
zh: 孵化面积
en: Incubation area
measure: 孵化面积(当日)
aim: {rule: x >= 10000, quote: 孵化面积达到10000平方米}
due: 2025-12-31
owner: 建设局
```

```yaml target
id: garbled
zh: 企业数
en: Enterprises
measure: 孵化面积(当日)
raw: 1.80家企业
readings:
  - {rule: x >= 180, confidence: low}
```
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    (tmp_path / "plan.md").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


def run(packs: Path, *words: str) -> tuple[int, str]:
    found = CliRunner().invoke(gaoxin, ["targets", "--packs", str(packs), "--lang", "en", *words])
    return found.exit_code, found.output


def data(packs: Path, area: str) -> str:
    path = packs / "zones.csv"
    path.write_text(f"名称,孵化面积\n示范区,{area}\n", encoding="utf-8")
    return str(path)


def test_without_data_the_targets_are_listed_with_their_words(packs: Path) -> None:
    code, text = run(packs)
    assert code == 0
    assert "Incubation area [demo/plan#area]: 「孵化面积达到10000平方米」" in text
    assert "garbled 「1.80家企业」" in text


@pytest.mark.parametrize(
    ("area", "on", "code", "words"),
    [
        ("10000", "2026-01-01", 0, "reached, now 10000"),
        ("9999", "2026-01-01", 1, "not reached, now 9999, missing 1"),
        ("9999", "2025-12-31", 0, "not reached, now 9999, missing 1"),
        ("未知", "2026-01-01", 0, "undetermined"),
    ],
)
def test_with_data_each_target_is_measured(
    packs: Path, area: str, on: str, code: int, words: str
) -> None:
    found, text = run(packs, "--data", data(packs, area), "--on", on)
    assert found == code
    assert words in text


def test_a_garbled_target_is_never_decided(packs: Path) -> None:
    _, text = run(packs, "--data", data(packs, "500"), "--on", "2026-01-01", "--json")
    rows = {row["target"]: row for row in json.loads(text)}
    assert rows["demo/plan#garbled"]["reached"][0]["reached"] == "unknown"


def test_an_unknown_document_is_refused_with_those_that_have_targets(packs: Path) -> None:
    code, text = run(packs, "nowhere")
    assert code == 3
    assert "demo/plan" in text
