"""Small documents that asked for endless work: each is answered with a fault that says where."""

import pytest

from gaoxin.policy.checks import check
from gaoxin.policy.reading import read_texts

HEAD = """---
id: t/a
title: A
in_force: 2020-01-01..
wording: restated
---

```yaml register
kind: enterprise
facts:
  x: {type: number, zh: 数, en: x}
```

```yaml define
d0: {value: x}
"""


@pytest.mark.parametrize("step", ["({0}/{0})*{0}", "{0}*{0}", "{0}+{0}*{0}"])
def test_numbers_that_double_at_every_step(step: str) -> None:
    """Would never end if the size were followed: the fault stands at the first step too big."""
    lines = [f'd{n}: {{value: "{step.format(f"d{n - 1}")}"}}' for n in range(1, 60)]
    found = check(read_texts({"a.md": (HEAD + "\n".join(lines) + "\n```\n").encode()}))
    assert {f.code for f in found} <= {"X3", "X4"}  # too deep, too big
    assert 16 <= min(f.place.line for f in found if f.code == "X4") < 25


def test_a_heading_of_spaces() -> None:
    text = HEAD + "```\n\n## a" + " " * 200_000 + "b\n"
    assert check(read_texts({"a.md": text.encode()})) == []
