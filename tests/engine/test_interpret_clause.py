"""One clause, one enterprise, one day: answers on hand-built forms, without a reader."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from gaoxin.engine.answer import Answer
from gaoxin.engine.matching import Matching
from gaoxin.engine.values import Absent, Judgement, Span, Unknown
from gaoxin.facts.entities import ABSENT, UNKNOWN, Entity, Payment, Recorded, Spell
from gaoxin.facts.vocabulary import FactDef, Kind, Vocabulary
from gaoxin.policy.form import (
    Anchor,
    Arithmetic,
    Band,
    Call,
    Cited,
    Clause,
    Compare,
    Condition,
    Constant,
    Define,
    Document,
    Entry,
    Fact,
    Front,
    Gives,
    Label,
    Meta,
    Named,
    Node,
    Per,
    Place,
    Range,
    Type,
    Variable,
    Year,
)
from gaoxin.policy.library import Library
from gaoxin.quantities import FEN, Duration, WorkCalendar

ON = date(2026, 6, 1)
META = Meta(Place("test.md", 1))
LAST = Year(offset=-1)
YUAN = 100


def cited(node: Node, meta: Meta = META, address: str = "") -> Cited:
    return Cited("", node, meta, address)


def money(yuan: int | str) -> Constant:
    return Constant(value=Fraction(yuan) * YUAN, type=Type("money", "CNY"))


def number(n: int | Fraction) -> Constant:
    return Constant(value=Fraction(n))


def fact(name: str, period: Node | None = LAST) -> Fact:
    return Fact(of=None, kind="enterprise", fact=name, period=period)


def rule(name: str, node: Node) -> Condition:
    return Condition(name, name, "rule", META, cited(node))


def group(mode: str, name: str, *parts: Condition) -> Condition:
    return Condition(name, name, mode, META, parts=parts)  # type: ignore[arg-type]


RD, SALES = fact("rd"), fact("sales")
SIZE = rule("规模", Compare(op=">=", left=RD, right=money(1_000_000)))
SHARE = rule(
    "强度",
    Compare(op=">=", left=Arithmetic(op="/", left=RD, right=SALES), right=number(Fraction(3, 100))),
)
CERTIFIED = rule("高企", fact("hte", Anchor()))
GRANT = Gives(
    money=cited(
        Arithmetic(op="*", left=number(Fraction(8, 100)), right=RD), address="d#grant.money"
    ),
    cap=cited(money(500_000)),
)


def clause(*when: Condition, gives: Gives | None = GRANT, **more: object) -> Clause:
    return Clause("grant", "d", "enterprise", META, when, gives, **more)  # type: ignore[arg-type]


def vocabulary() -> Vocabulary:
    facts = [
        FactDef("enterprise", "registered", "注册日期", "", "date"),
        FactDef("enterprise", "rd", "研发费用", "", "money", "year", "CNY"),
        FactDef("enterprise", "sales", "销售收入", "", "money", "year", "CNY"),
        FactDef("enterprise", "remote", "边远", "", "flag"),
        FactDef("enterprise", "grade", "等级", "", "code", optional=True),
        FactDef("enterprise", "hte", "高新技术企业", "", "flag", "spell"),
    ]
    kind = Kind("enterprise", born="registered", facts={f.id: f for f in facts})
    kind.names = {f.id: f.id for f in facts} | {f.zh: f.id for f in facts}
    return Vocabulary({"enterprise": kind})


def library(*clauses: Clause, defines: tuple[Define, ...] = (), end: date | None = None) -> Library:
    front = Front(
        id="d", title="", label=Label(), issuer="", number="", level="zone",
        territory=(), issued=date(2026, 1, 1), start=date(2026, 1, 1), end=end, known=None,
        supersedes=(), family="", role="", uses={}, source="", completeness="complete", missing=(),
        verified="yes", note="", wording="restated", lang="zh", kind="enterprise",
        anchor="application", rounding=FEN, rounding_stated=False, words={}, translates="",
        format="1", raw={},
    )  # fmt: skip
    document = Document("test.md", front, {})
    for one in clauses:
        document.clauses[one.id] = (*document.clauses.get(one.id, ()), one)
        document.order.append(one.id)
    document.defines = {d.name: d for d in defines}
    return Library({"d": document}, vocabulary())


def enterprise(**given: object) -> Entity:
    """Facts by name; ``rd_2024`` is the figure of 2024, in yuan."""
    entity = Entity("enterprise", "e")
    for name, value in given.items():
        base, _, year = name.partition("_")
        if isinstance(value, (int, str)) and base in {"rd", "sales"}:
            value = Fraction(value) * YUAN
        entity.record(base, year, Recorded(value))  # type: ignore[arg-type]
    return entity


def ask(law: Library, entity: Entity, on: date = ON, known: date | None = None) -> Answer:
    engine = Matching(law, WorkCalendar.standard())
    return engine.answer(engine.question(entity, on, known), "d", "grant")


def test_all_conditions_met_gives_the_amount_to_the_fen() -> None:
    answer = ask(library(clause(SIZE, SHARE)), enterprise(rd_2025=1_200_000, sales_2025=40_000_000))
    assert answer.verdict == "yes"
    assert answer.money == 96_000 * YUAN
    assert answer.fails == answer.asks == ()


def test_one_fen_short_fails_that_condition_and_gives_nothing() -> None:
    answer = ask(
        library(clause(SIZE, SHARE)), enterprise(rd_2025="999999.99", sales_2025=30_000_000)
    )
    assert (answer.verdict, answer.fails, answer.money) == ("no", ("规模",), 0)


def test_a_fact_not_given_is_asked_for_and_not_taken_as_zero() -> None:
    answer = ask(library(clause(SIZE, SHARE)), enterprise(rd_2025=1_200_000))
    assert (answer.verdict, answer.asks) == ("unknown", ("强度",))
    assert [need.name for need in answer.needs] == ["sales"]
    assert answer.money == Span(0, 96_000 * YUAN, answer.money.needs)


def test_once_a_condition_fails_nothing_more_is_asked() -> None:
    answer = ask(library(clause(SIZE, SHARE)), enterprise(rd_2025=1))
    assert (answer.verdict, answer.asks, answer.needs) == ("no", (), ())
    assert answer.open == ("强度",)


def test_the_cap_and_its_line_are_shown() -> None:
    answer = ask(library(clause(SIZE)), enterprise(rd_2025=10_000_000))
    assert answer.money == 500_000 * YUAN
    assert [(line.step, line.value) for line in answer.lines] == [
        ("rule", 800_000 * YUAN),
        ("cap", 500_000 * YUAN),
    ]


def test_the_facts_used_carry_value_period_and_source() -> None:
    entity = enterprise()
    entity.record("rd", "2025", Recorded(Fraction(10**9), "审计报告", date(2026, 4, 1)))
    answer = ask(library(clause(SIZE)), entity)
    (used,) = answer.conditions[0].used
    assert (used.name, used.period, used.value) == ("rd", "2025", 10**9)
    assert used.record is not None
    assert used.record.source == "审计报告"


def test_as_known_on_an_earlier_day_the_later_figure_is_not_used() -> None:
    entity = enterprise(rd_2025=0)
    entity.facts["rd", "2025"] = [
        Recorded(Fraction(10**8), recorded=date(2026, 3, 1)),
        Recorded(Fraction(1), recorded=date(2026, 5, 1)),
    ]
    assert ask(library(clause(SIZE)), entity).verdict == "no"
    assert ask(library(clause(SIZE)), entity, known=date(2026, 4, 1)).verdict == "yes"
    assert ask(library(clause(SIZE)), entity, known=date(2026, 1, 1)).verdict == "unknown"


def test_an_expired_document_answers_not_in_force() -> None:
    law = library(clause(SIZE), end=date(2026, 3, 31))
    answer = ask(law, enterprise(rd_2025=10**7))
    assert (answer.verdict, answer.money, answer.reason) == ("not_in_force", None, "document")


def test_years_before_birth_are_absent_not_unknown() -> None:
    entity = enterprise(registered=date(2026, 1, 2))
    answer = ask(library(clause(SIZE)), entity)
    assert answer.verdict == "no"
    assert answer.conditions[0].status == "absent"
    assert isinstance(answer.conditions[0].value, Absent)


def test_an_exclusion_in_its_own_words_refuses_when_it_holds() -> None:
    excluded = clause(SIZE, group("none", "除外", rule("边远", fact("remote", None))))
    assert ask(library(excluded), enterprise(rd_2025=10**7, remote=True)).fails == ("除外",)
    assert ask(library(excluded), enterprise(rd_2025=10**7, remote=False)).verdict == "yes"
    assert ask(library(excluded), enterprise(rd_2025=10**7)).asks == ("除外",)


def test_one_alternative_that_holds_settles_an_open_one() -> None:
    either = clause(group("any", "资格", CERTIFIED, SIZE))
    answer = ask(library(either), enterprise(rd_2025=10**7))
    assert (answer.verdict, answer.needs) == ("yes", ())


def test_a_certificate_that_ended_yesterday_no_longer_counts() -> None:
    spell = (Spell(date(2023, 6, 1), date(2026, 5, 31)),)
    answer = ask(library(clause(CERTIFIED)), enterprise(hte=spell, rd_2025=1))
    assert answer.fails == ("高企",)
    assert ask(library(clause(CERTIFIED)), enterprise(hte=spell, rd_2025=1),
               date(2026, 5, 31)).verdict == "yes"  # fmt: skip


def test_a_value_of_the_wrong_kind_is_reported_and_decides_nothing() -> None:
    answer = ask(library(clause(SIZE)), enterprise(rd_2025=date(2025, 1, 1)))
    assert answer.verdict == "unknown"
    assert [b.code for b in answer.broken] == ["J2"]


# --- earlier payments ----------------------------------------------------------------------------

PAID = {
    "once": (Per("once"), date(2020, 1, 1)),
    "year": (Per("year"), date(2026, 1, 1)),
    "policy": (Per("policy"), date(2026, 1, 1)),
    "life": (Per("life"), date(1999, 1, 1)),
    "3 years": (Per("duration", Duration(years=3)), date(2023, 6, 2)),
    "spell": (Per("spell", title=("enterprise", "hte")), date(2024, 6, 1)),
}
FREE = {
    "year": (Per("year"), date(2025, 12, 31)),
    "policy": (Per("policy"), date(2025, 12, 31)),
    "3 years": (Per("duration", Duration(years=3)), date(2023, 6, 1)),
    "spell": (Per("spell", title=("enterprise", "hte")), date(2024, 5, 31)),
    "later": (Per("once"), date(2026, 6, 2)),
}


def _paid(per: Per, on: date) -> Answer:
    entity = enterprise(rd_2025=10**7, hte=(Spell(date(2024, 6, 1), date(2027, 5, 31)),))
    entity.paid = (Payment("d#grant", on, 100),)
    return ask(library(clause(SIZE, gives=replace(GRANT, per=per))), entity)


@pytest.mark.parametrize(("per", "on"), PAID.values(), ids=PAID)
def test_what_was_paid_in_the_window_is_not_paid_again(per: Any, on: Any) -> None:
    answer = _paid(per, on)
    assert (answer.verdict, answer.money) == ("yes", 0)
    assert answer.lines[-1].paid[0].on == on


@pytest.mark.parametrize(("per", "on"), FREE.values(), ids=FREE)
def test_what_was_paid_outside_the_window_does_not_count(per: Any, on: Any) -> None:
    assert _paid(per, on).money == 500_000 * YUAN


def test_without_a_history_the_assumption_is_said() -> None:
    answer = ask(
        library(clause(SIZE, gives=replace(GRANT, per=Per("once")))), enterprise(rd_2025=10**7)
    )
    assert answer.assumptions == ("no_history",)


# --- variations ----------------------------------------------------------------------------------

REMOTE = Clause(
    "remote", "d", "enterprise", META, varies=("d", "grant"),
    where=rule("边远", fact("remote", None)), scale={"规模": Fraction(4, 5)},
)  # fmt: skip
REPLACED = Clause(
    "small", "d", "enterprise", META, varies=("d", "grant"), where=CERTIFIED,
    when=(rule("规模", Compare(op=">=", left=RD, right=money(500_000))),),
)  # fmt: skip


def test_a_lowered_threshold_applies_where_the_variation_holds() -> None:
    law = library(clause(SIZE), REMOTE)
    assert ask(law, enterprise(rd_2025=800_000, remote=True)).verdict == "yes"
    assert ask(law, enterprise(rd_2025="799999.99", remote=True)).verdict == "no"
    assert ask(law, enterprise(rd_2025=800_000, remote=False)).verdict == "no"
    answer = ask(law, enterprise(rd_2025=800_000, remote=True))
    assert [v.id for v in answer.variations] == ["remote"]


def test_two_variations_apply_one_on_what_the_other_left() -> None:
    law = library(clause(SIZE), REPLACED, REMOTE)
    certified = (Spell(date(2025, 1, 1)),)
    assert ask(law, enterprise(rd_2025=400_000, remote=True, hte=certified)).verdict == "yes"
    assert ask(law, enterprise(rd_2025="399999.99", remote=True, hte=certified)).verdict == "no"


@pytest.mark.parametrize(
    ("rd", "verdict"), [(1_000_000, "yes"), (799_999, "no"), (900_000, "unknown")]
)
def test_where_it_is_unknown_whether_a_variation_applies_both_readings_must_agree(
    rd: Any, verdict: Any
) -> None:
    answer = ask(library(clause(SIZE), REMOTE), enterprise(rd_2025=rd))
    assert answer.verdict == verdict
    if verdict == "unknown":
        assert [need.name for need in answer.needs] == ["remote"]


# --- judged numbers and tables --------------------------------------------------------------------


def _judged(value: int | None) -> Entity:
    entity = enterprise(rd_2025=10**7)
    if value is not None:
        entity.judged["d#grant.money"] = Recorded(Fraction(value))
    return entity


UP_TO = Gives(
    money=cited(
        Range(low=money(0), high=money(250_000)),
        replace(META, judge="管委会"),
        "d#grant.money",
    )
)


def test_a_range_waits_for_its_judge_and_then_takes_the_judged_number() -> None:
    law = library(clause(SIZE, gives=UP_TO))
    waiting = ask(law, _judged(None))
    assert (waiting.verdict, waiting.money.low, waiting.money.high) == ("yes", 0, 25_000_000)
    assert [need.judge for need in waiting.money_needs if isinstance(need, Judgement)] == ["管委会"]
    assert ask(law, _judged(25_000_000)).money == 25_000_000


def test_a_judged_number_outside_its_range_is_reported_and_never_used() -> None:
    answer = ask(library(clause(SIZE, gives=UP_TO)), _judged(25_000_001))
    assert isinstance(answer.money, Unknown)
    assert [b.code for b in answer.broken] == ["J1"]


X = Variable(name="x")


def _table(kind: str) -> Define:
    rows = ((30, 20), (20, 12), (10, 4))
    bands = [
        Band(f"x >= {at}%", Compare(op=">=", left=X, right=number(Fraction(at, 100))),
             cited(number(points)), META)
        for at, points in rows
    ]  # fmt: skip
    bands.append(Band("else", None, cited(number(0)), META))
    share = Arithmetic(op="/", left=RD, right=SALES)
    entry = Entry(META, Type("points" if kind == "points" else "number"), kind, "enterprise",
                  of=cited(share), bands=tuple(bands))  # fmt: skip
    return Define("得分", "d", Label(), (entry,))


@pytest.mark.parametrize(("rd", "points"), [(30, 20), (29, 12), (20, 12), (10, 4), (9, 0)])
def test_the_first_row_that_holds_is_the_row(rd: Any, points: Any) -> None:
    law = library(clause(SIZE), defines=(_table("points"),))
    assert ask(law, enterprise(rd_2025=rd, sales_2025=100)).value("得分") == points


def test_points_not_yet_known_lie_between_the_least_and_the_greatest_row() -> None:
    law = library(clause(SIZE), defines=(_table("points"),))
    found = ask(law, enterprise(rd_2025=UNKNOWN, sales_2025=100)).value("得分")
    assert (found.low, found.high) == (0, 20)
    assert {need.name for need in found.needs} == {"rd"}


def test_other_tables_are_unknown_unless_all_reachable_rows_agree() -> None:
    law = library(clause(SIZE), defines=(_table("number"),))
    assert isinstance(ask(law, enterprise(rd_2025=UNKNOWN)).value("得分"), Unknown)


def test_a_score_can_fail_before_every_figure_is_known() -> None:
    score = Compare(op=">=", left=Named(of=None, document="d", name="得分"), right=number(21))
    law = library(clause(rule("得分线", score)), defines=(_table("points"),))
    answer = ask(law, enterprise())
    assert (answer.verdict, answer.fails) == ("no", ("得分线",))


def test_a_name_without_an_entry_on_that_day_is_absent() -> None:
    later = replace(_table("points").entries[0], meta=replace(META, start=date(2027, 1, 1)))
    law = library(clause(SIZE), defines=(Define("得分", "d", Label(), (later,)),))
    found = ask(law, enterprise()).value("得分")
    assert isinstance(found, Absent)
    assert found.why == "no_entry"


def test_whether_an_optional_fact_exists() -> None:
    has = clause(rule("已分级", Call(function="has", args=(fact("grade", None),))))
    assert ask(library(has), enterprise(grade="一级", rd_2025=1)).verdict == "yes"
    assert ask(library(has), enterprise(grade=ABSENT)).fails == ("已分级",)
    assert ask(library(has), enterprise()).asks == ("已分级",)
