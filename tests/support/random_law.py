"""Documents made at random from the whole grammar: what no author has written yet, but may.

The facts are of every type and time; rules, tables, conditions and variations are drawn to a small
depth. Nothing here looks at how either executor works.
"""

from collections.abc import Callable
from random import Random
from typing import TypeAlias

Makes: TypeAlias = Callable[[], str]

HEAD = """---
id: t/law
title: 随机（试验）
issuer: 试验
level: zone
issued: 2015-01-01
in_force: 2015-01-01..
wording: restated
lang: zh
anchor: application
verified: no
---

## 第一条 {#1}

条件，不超过。

```yaml register
kind: enterprise
zh: 企业
born: 注册
facts:
  rd: {zh: 研发, type: money, time: year, range: -1亿元..100亿元}
  sales: {zh: 收入, type: money, time: year, range: 0元..1000亿元}
  assets: {zh: 资产, type: money, time: year_end, range: 0元..1000亿元}
  staff: {zh: 人员, type: count, time: year, range: 0..100000}
  profit: {zh: 季利, type: money, time: quarter, range: -1亿元..1亿元}
  patents: {zh: 专利, type: count, range: 0..10000}
  share: {zh: 比例, type: rate, range: 0%..100%}
  good: {zh: 合格, type: flag}
  open: {zh: 营业, type: flag, time: day}
  hte: {zh: 高企, type: flag, time: spell}
  accident: {zh: 事故, type: flag, time: event}
  born: {zh: 注册, type: date}
  moved: {zh: 迁入, type: date, optional: yes}
  grade: {zh: 等级, type: code, list: 等级名单, optional: yes}
  fund: {zh: 到账, type: money, optional: yes, range: 0元..100亿元}
```

```yaml register
kind: hire
zh: 招用
facts:
  employer: {zh: 单位, type: enterprise, inverse: hires, inverse_zh: 员工}
  disabled: {zh: 残疾, type: flag}
  wage: {zh: 工资, type: money, range: 0元..1000万元}
  began: {zh: 入职, type: date}
```

```yaml define
等级名单: {list: [甲, 乙, 丙], quote: 条件}
```
"""
SAID = "quote: 条件, verified: no, note: 试验"
SIMPLE = ("money", "rate", "count", "flag", "date")


class Law:
    """Draws expressions by type; ``depth`` is how much may still stand inside them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.named: dict[str, list[str]] = {kind: [] for kind in SIMPLE}

    def one(self, *texts: str) -> str:
        return self.random.choice(texts)

    def draw(self, kind: str, plain: list[Makes], deep: list[Makes], depth: int) -> str:
        """One of the plain ones or a define; twice as often one of the deep ones, if allowed."""
        named: list[Makes] = [lambda n=n: n for n in self.named[kind]]  # type: ignore[misc]
        return self.random.choice(plain + named + deep * (2 if depth > 0 else 0))()

    def year(self) -> str:
        return self.one("上年", "上年", "本年", "上年-1", "2023")

    def money(self, depth: int) -> str:
        down = depth - 1
        plain: list[Makes] = [
            lambda: f"研发({self.year()})",
            lambda: f"收入({self.year()})",
            lambda: f"资产({self.year()})",
            lambda: self.one("0元", "1元", "100万元", "3000万元", "0.01元"),
            lambda: "到账",
            lambda: f"sum(研发(近{self.one('1', '2', '3')}年))",
            lambda: f"mean(收入(近{self.one('2', '3')}年))",
            lambda: "sum(季利(本年各季))",
            lambda: "max(研发(上年), 研发(上年-1))",
            lambda: "min(收入(上年), 资产(上年))",
            lambda: f"{self.one('sum', 'max', 'min', 'mean')}(m.工资 for m in 员工)",
            lambda: f"{self.one('sum', 'mean')}(m.工资 for m in 员工 if {self.hire(1)})",
        ]
        deep: list[Makes] = [
            lambda: f"({self.money(down)} {self.one('+', '-')} {self.money(down)})",
            lambda: f"{self.money(down)} * {self.rate(0)}",
            lambda: f"{self.one('min', 'max', 'best')}({self.money(down)}, {self.money(down)})",
            lambda: f"in_turn({self.count(0)}, {self.one('3万元', '10元')}, 1元)",
            lambda: f"{self.one('2万元', '500元')} * {self.count(0)}",
            lambda: f"-{self.money(0)}",
            lambda: f"({self.money(0)} if {self.flag(0)} else {self.money(0)})",
        ]
        return self.draw("money", plain, deep, depth)

    def percent(self) -> str:
        return self.one("3%", "50%", "100%", "1.5%", "33.3%", "0.5%")

    def rate(self, depth: int) -> str:
        plain: list[Makes] = [self.percent, lambda: "比例"]
        deep: list[Makes] = [
            lambda: f"({self.money(0)} / {self.money(0)})",
            lambda: f"({self.count(0)} / {self.count(0)})",
            lambda: self.one(
                "growth(收入(上年), 收入(上年-1))", "growth(资产(上年), 资产(上年-1))"
            ),
            lambda: f"({self.rate(0)} + {self.rate(0)})",
            lambda: f"max({self.rate(0)}, {self.rate(0)})",
            lambda: f"(100% - {self.rate(0)})",
            lambda: f"in_turn({self.count(0)}, 70%, 60%, 50%)",
        ]
        return self.draw("rate", plain, deep, depth)

    def count(self, depth: int) -> str:
        down = depth - 1
        plain: list[Makes] = [
            lambda: f"人员({self.year()})",
            lambda: self.one("专利", "0", "1", "2", "3", "10", "sum(人员(近2年))"),
            lambda: "count(m for m in 员工)",
            lambda: f"count(m for m in 员工 if {self.hire(1)})",
            lambda: f"full_years({self.date(0)}, {self.date(0)})",
            lambda: f"full_months({self.date(0)}, 当日)",
            lambda: self.one("nth(高企, 当日)", "nth_year(高企, 当日)"),
            lambda: f"times({self.one('事故', '高企')}, {self.date(0)}, {self.date(0)})",
        ]
        deep: list[Makes] = [
            lambda: f"({self.count(down)} {self.one('+', '-')} {self.count(down)})",
            lambda: f"{self.one('min', 'max')}({self.count(down)}, {self.count(down)})",
        ]
        return self.draw("count", plain, deep, depth)

    def date(self, depth: int) -> str:
        plain: list[Makes] = [
            lambda: self.one("当日", "注册", "迁入", "施行日", "since(高企, 当日)"),
            lambda: self.one("2020-01-01", "2024-02-29", "2023-12-31"),
            lambda: f"{self.one('start', 'end')}({self.year()})",
        ]
        length = self.one("1年", "3个月", "30天", "10个工作日", "1天")
        deep: list[Makes] = [lambda: f"({self.date(0)} {self.one('+', '-')} {length})"]
        return self.draw("date", plain, deep, depth)

    def compared(self) -> str:
        return self.one(">=", "<=", ">", "<", ">=", "==")

    def hire(self, depth: int) -> str:
        """A test of one member of the set."""
        plain: list[Makes] = [
            lambda: "m.残疾",
            lambda: f"m.工资 {self.compared()} {self.one('1万元', '0元', '3000元')}",
            lambda: f"m.入职 {self.one('>=', '<=')} {self.date(0)}",
            lambda: f"m.工资 * 12 {self.compared()} 收入(上年) * 1%",
        ]
        deep: list[Makes] = [
            lambda: f"({self.hire(0)} {self.one('and', 'or')} {self.hire(0)})",
            lambda: f"not {self.hire(0)}",
        ]
        return self.random.choice(plain + (deep if depth > 0 else []))()

    def flag(self, depth: int) -> str:
        down = depth - 1
        plain: list[Makes] = [
            lambda: f"{self.money(1)} {self.compared()} {self.money(1)}",
            lambda: f"{self.rate(1)} {self.compared()} {self.percent()}",
            lambda: f"{self.count(1)} {self.compared()} {self.count(0)}",
            lambda: f"{self.date(1)} {self.compared()} {self.date(1)}",
            lambda: self.one("合格", "营业(当日)", '等级 == "甲"', "等级 in 等级名单"),
            lambda: f"高企({self.date(0)})",
            lambda: f"has({self.one('到账', '迁入', '等级', '高企(当日)', 'since(高企, 当日)')})",
            lambda: f"has({self.one(self.count(0), self.money(0))})",
            lambda: f"within({self.date(0)}, {self.one('5年', '6个月')}, {self.date(0)})",
            lambda: f"{self.money(1)} / {self.money(0)} {self.compared()} {self.percent()}",
            lambda: f"count(m for m in 员工 if {self.hire(1)}) / 人员(上年) >= {self.percent()}",
        ]
        deep: list[Makes] = [
            lambda: f"({self.flag(down)} {self.one('and', 'or')} {self.flag(down)})",
            lambda: f"not ({self.flag(down)})",
        ]
        return self.draw("flag", plain, deep, depth)

    # --- blocks ----------------------------------------------------------------------------------

    def define(self, name: str) -> str:
        kind = self.one(*SIMPLE, "bands", "codes", "conditions", "slices")
        if kind in SIMPLE:
            text = f"value: '{getattr(self, kind)(2)}'"
            if kind == "money":
                text += self.one("", "", ", round: half_up 0.01元", ", round: down 1元")
        else:
            text, kind = getattr(self, kind)()
        self.named[kind].append(name)
        return f"\n```yaml define\n{name}: {{{text}, {SAID}}}\n```\n"

    def bands(self) -> tuple[str, str]:
        of, low, high = self.random.choice(
            [
                (self.money(1), "100万元", "3000万元"),
                (self.count(0), "2", "10"),
                (self.rate(1), "3%", "50%"),
            ]
        )
        kind = self.one("money", "rate")
        first, last = ("1万元", "0元") if kind == "money" else ("5%", "0%")
        middle = getattr(self, kind)(0)
        rows = self.one(
            f"'x >= {high}': {first}, 'x >= {low}': '{middle}', else: {last}",
            f"'x <= {low}': {first}, 'x <= {high}': '{middle}', else: {last}",
        )
        return f"of: '{of}', bands: {{{rows}}}", kind

    def codes(self) -> tuple[str, str]:
        rest = self.one(", else: 1元", "")
        return f"of: 等级, bands: {{甲: 3万元, 乙: '{self.money(0)}', 丙: 0元{rest}}}", "money"

    def conditions(self) -> tuple[str, str]:
        rest = self.one(", else: 0元", ", else: '研发(上年)'", "")
        rows = f"'{self.flag(1)}': 5万元, '合格 and {self.flag(0)}': '{self.money(0)}'{rest}"
        return f"bands: {{{rows}}}", "money"

    def slices(self) -> tuple[str, str]:
        first = self.one("x <= 100万元", "not x > 100万元", "x < 100万元 or x == 100万元")
        second = self.one("100万元 < x <= 3000万元", "x > 100万元 and not x > 3000万元")
        last = self.one("else: 1%", "else: 0%", "'x > 3000万元': 0.5%", "else: 比例")
        rows = f"'{first}': 5%, '{second}': 3%, {last}"
        return f"of: '{self.money(1)}', slices: {{{rows}}}", "money"

    def condition(self, depth: int) -> str:
        if depth > 0 and self.random.random() < 0.35:
            word = self.one("all", "any", "none")
            return (
                f"{{{word}: {{甲: {self.condition(depth - 1)}, 乙: {self.condition(depth - 1)}}}}}"
            )
        return f"{{rule: '{self.flag(self.random.choice([0, 1, 1]))}', {SAID}}}"

    def clause(self, name: str) -> str:
        count = self.random.randint(1, 3)
        when = ", ".join(f"条{i}: {self.condition(2)}" for i in range(count))
        gives = f"money: {{rule: '{self.money(2)}', {SAID}}}"
        gives += self.one("", "", f", cap: {{rule: 50万元, {SAID}}}")
        gives += self.one("", "", ", round: down 1元", ", round: half_even 1元")
        gives += self.one("", "", ", per: once", ", per: year")
        return f"\n```yaml clause\nid: {name}\nwhen: {{{when}}}\ngives: {{{gives}}}\n```\n"

    def variation(self) -> str:
        change = self.one(
            f"when: {{条0: {self.condition(1)}}}",
            f"gives: {{money: {{rule: '{self.money(1)}', {SAID}}}}}",
        )
        return f"\n```yaml clause\nid: v\nvaries: c0\nwhere: {self.condition(1)}\n{change}\n```\n"

    def stacking(self, count: int) -> str:
        over = ", ".join(f"c{i}" for i in range(count))
        limit = self.one("", f"cap: {{rule: '{self.money(0)}', {SAID}}}\n", "per: year\n")
        take = self.one("all", "highest", "first")
        return f"\n```yaml stacking\nid: s\nover: [{over}]\ntake: {take}\n{limit}```\n"

    def text(self) -> str:
        body = "".join(self.define(f"值{i}") for i in range(self.random.randint(0, 4)))
        count = self.random.randint(1, 3)
        body += "".join(self.clause(f"c{i}") for i in range(count))
        if self.random.random() < 0.35:
            body += self.variation()
        if count > 1 and self.random.random() < 0.5:
            body += self.stacking(count)
        return HEAD + body
