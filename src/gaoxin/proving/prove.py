"""Proving a document's examples: every case is asked of the engine, every difference is a fault.

E3 says what the example expects, what the rules give, and where the example stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.targets import Reach
from gaoxin.engine.values import Absent, Span, Unknown
from gaoxin.facts.entities import Between, Entity
from gaoxin.facts.vocabulary import FactDef
from gaoxin.policy import keywords
from gaoxin.policy.currencies import currency_of
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import ANY, Case, Document, Example, Type
from gaoxin.policy.library import Library
from gaoxin.policy.proof import Proved, disagreement, withheld
from gaoxin.proving.given import Given, Unreadable, read_quantity
from gaoxin.quantities import Lang, Money, QuantityError, format_money, format_rate, parse_money


def prove(library: Library, documents: tuple[str, ...] = ()) -> Iterator[Proved]:
    """Every case of every example of ``documents`` (none named: all), one after another."""
    prover = Prover(library)
    for document in library.documents.values():
        if not documents or document.id in documents:
            for example in document.examples:
                if example.what in ELSEWHERE:
                    continue
                for case in example.cases:
                    yield Proved(example, case, tuple(prover.case(document, example, case)))


def unreadable(library: Library) -> Iterator[Fault]:
    """E3 for every case that cannot be asked at all, whatever the rules say: a name or value of
    it means nothing. What a broken document holds back is told where that is broken."""
    prover = Prover(library)
    for document in library.documents.values():
        for example in document.examples:
            if example.what not in ELSEWHERE and not library.fault_of(example.tests):
                for case in example.cases:
                    yield from prover.unreadable(example, case)


ELSEWHERE = {"", "procedure", "posting", "index"}
"""Proved by the rooms that execute them (and "": the example's block does not exist)."""


_Named = Literal["clause", "stacking", "define"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the case asks of: the document of the block, its name, the entity and the day."""

    document: Document
    name: str
    entity: Entity
    on: date


class Prover:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.engine = Engine(library)

    def case(self, home: Document, example: Example, case: Case) -> list[Fault]:
        """The faults of one case."""
        if fault := self.library.fault_of(example.tests):
            return [withheld(case, fault)]
        document_id, _, name = example.tests.partition("#")
        document = self.library.documents[document_id]
        try:
            return self._differences(document, name, example, case)
        except Unreadable as error:
            return [disagreement(case, error.zh, error.en)]

    def unreadable(self, example: Example, case: Case) -> Iterator[Fault]:
        """Why the case cannot be asked, if it cannot."""
        document_id, _, name = example.tests.partition("#")
        document = self.library.documents[document_id]
        try:
            asked = self._asked(document, name, example, case, repeats=False)
            for key, expected in case.then.items():
                self._expectable(asked, example.what, key, expected)
        except Unreadable as error:
            yield disagreement(case, error.zh, error.en)

    def _differences(
        self, document: Document, name: str, example: Example, case: Case
    ) -> list[Fault]:
        asked = self._asked(document, name, example, case)
        found: list[Fault] = []
        for key, expected in case.then.items():
            problem = self._difference(asked, example.what, key, expected)
            if problem:
                found.append(disagreement(case, *problem))
        return found

    def _asked(
        self, document: Document, name: str, example: Example, case: Case, *, repeats: bool = True
    ) -> _Asked:
        on = case.on
        if on is None:
            raise Unreadable("算例没有日期", "the example has no date")
        given = Given(self.library, document.id, on, lambda n: self._paid(document, n), repeats)
        entity = given.entity(self._kind(document, name, example.what), case.given)
        return _Asked(document, name, entity, on)

    def _kind(self, document: Document, name: str, what: str) -> str:
        match what:
            case "clause":
                return document.clauses[name][0].kind
            case "stacking":
                return document.stackings[name].kind
            case "target":
                return document.targets[name].kind
        return document.defines[name].entries[0].kind

    def _paid(self, document: Document, name: str) -> str:
        """The address of the clause a payment made before names."""
        address = name if "#" in name else self._address(document, name)
        paid, _, clause = address.partition("#")
        found = self.library.documents.get(paid)
        if found is None or clause not in found.clauses:
            raise Unreadable(f"已付的“{name}”不是条款", f"'{name}', paid before, is no clause")
        return address

    def _address(self, document: Document, name: str) -> str:
        """``document#name`` of a clause or stacking named by id, label or ``alias.id``."""
        alias, dot, rest = name.partition(".")
        if dot and alias in document.front.uses:
            return f"{document.front.uses[alias][0]}#{rest}"
        for clause_id, versions in document.clauses.items():
            if name in {clause_id, versions[0].meta.label.zh}:
                return f"{document.id}#{clause_id}"
        for stacking in document.stackings.values():
            if name in {stacking.id, stacking.meta.label.zh}:
                return stacking.address
        return f"{document.id}#{name}"

    # --- what is expected --------------------------------------------------------------------

    def _difference(
        self, asked: _Asked, what: str, key: str, expected: Any
    ) -> tuple[str, str] | None:
        """What is wrong with one expectation, in both languages, or None."""
        if what == "clause" and key in _OF_ANSWER:
            return _OF_ANSWER[key](self._answer(asked, asked.name), expected, self)
        if what == "target" and key in _OF_REACH:
            reach = self.engine.reach(asked.document.id, asked.name, asked.entity, asked.on)
            if key == "milestones":
                return _milestones(reach, expected)
            measure = asked.document.targets[asked.name].measure
            type = measure.node.type if measure is not None else ANY
            return differs(key, getattr(reach, key), expected, type)
        if what == "stacking" and key in _OF_CHOICE:
            return self._choice(asked, key, expected)
        found = self._value(asked, key)
        define = asked.document.defines.get(key)
        type = define.entries[0].type if define else self.money(asked, key)
        return differs(key, found, expected, type)

    def _expectable(self, asked: _Asked, what: str, key: str, expected: Any) -> None:
        """Raises where nothing could ever be what is expected."""
        if what == "clause" and key in _OF_ANSWER and key != "money":
            return
        if (what == "target" and key in _OF_REACH) or (what == "stacking" and key in _OF_CHOICE):
            return
        if key != "money":
            self._result(asked, key)
        name = asked.name if key == "money" else key
        define = asked.document.defines.get(key)
        type = define.entries[0].type if define else self.money(asked, name)
        if type.name == "money" and keywords.value(str(expected).strip()) not in _WORDS:
            read_quantity(expected, type)

    def _answer(self, asked: _Asked, name: str) -> Answer:
        return self.engine.answer(asked.document.id, name, asked.entity, asked.on)

    def _stack(self, asked: _Asked, name: str) -> Settlement:
        return self.engine.stack(asked.document.id, name, asked.entity, asked.on)

    def _choice(self, asked: _Asked, key: str, expected: Any) -> tuple[str, str] | None:
        """Which member was taken; by how much members were cut."""
        found = self._stack(asked, asked.name)
        if key == "picks":
            return _names(key, tuple(p.partition("#")[2] for p in found.picks), expected)
        for name, amount in expected.items():
            cut = found.cut.get(self._address(asked.document, name), 0)
            problem = differs(f"{key}.{name}", cut, amount, self.money(asked, asked.name))
            if problem:
                return problem
        return None

    def money(self, asked: _Asked, name: str) -> Type:
        """The money a clause or stacking, by the name an example uses, is paid in."""
        address = self._address(asked.document, name)
        return Type("money", currency_of(self.library, address))

    def _result(
        self, asked: _Asked, key: str
    ) -> tuple[Literal["clause", "stacking", "define"], str]:
        """What a ``then`` names: a clause, a stacking or a define, and its id."""
        name = self._address(asked.document, key).partition("#")[2]
        if name in asked.document.clauses:
            return "clause", name
        if name in asked.document.stackings:
            return "stacking", name
        if key in asked.document.defines:
            return "define", key
        raise Unreadable(f"“{key}”没有可比的结果", f"there is no result called '{key}'")

    def _value(self, asked: _Asked, key: str) -> Any:
        """The value a ``then`` names: a clause's money, a stacking's total, or a define."""
        what, name = self._result(asked, key)
        if what == "clause":
            answer = self._answer(asked, name)
            return "not_in_force" if answer.verdict == "not_in_force" else answer.money
        if what == "stacking":
            found = self._stack(asked, name)
            return "not_in_force" if found.verdict == "not_in_force" else found.total
        return self.engine.value(asked.document.id, name, asked.entity, asked.on)


LANGS: tuple[Lang, Lang] = ("zh", "en")


def differs(key: str, found: Any, expected: Any, type: Type = ANY) -> tuple[str, str] | None:
    """None if ``found``, of that type, is what the example's text ``expected`` says."""
    if agrees(found, expected, type):
        return None
    got_zh, got_en = (_as_expected(found, expected, lang) for lang in LANGS)
    wanted = keywords.value_in_chinese(str(expected), key)
    word = keywords.key(key, "zh")
    return f"{word}应为{wanted}，得到{got_zh}", f"{key} should be {expected}, found {got_en}"


def _as_expected(found: Any, expected: Any, lang: Lang) -> str:
    """What was found, written as the expectation is: money beside money, a word beside a word."""
    if isinstance(found, bool):
        found = "yes" if found else "no"
    if isinstance(found, str):
        return keywords.value_in_chinese(found, "") if lang == "zh" else found
    text = str(expected).strip()
    if text.endswith("%") and isinstance(found, Fraction):
        return format_rate(found, lang)
    whole = isinstance(found, int | Fraction) and found % 1 == 0
    if whole and not text[-1:].isdigit():
        try:
            return format_money(Money(int(found), parse_money(text).currency), lang)
        except QuantityError:
            pass
    return shown(found, lang)


def agrees(found: Any, expected: Any, type: Type = ANY) -> bool:
    word = keywords.value(str(expected).strip())
    if word in {"unknown", "not_in_force"} and not isinstance(found, str):
        return isinstance(found, Unknown) and word == "unknown"
    if word == "absent":
        return isinstance(found, Absent)
    if word in {"yes", "no"} and isinstance(found, bool):
        return found is (word == "yes")
    if isinstance(found, str):
        return found == word
    wanted = read_quantity(expected, type)
    if isinstance(wanted, Between):
        return isinstance(found, Span) and (found.low, found.high) == (wanted.low, wanted.high)
    return bool(found == wanted)


def shown(value: Any, lang: str) -> str:
    """A value for a message, exact, in base units."""
    match value:
        case Unknown():
            return "未知" if lang == "zh" else "unknown"
        case Absent():
            return "无此项" if lang == "zh" else "absent"
        case Span():
            return f"{shown(value.low, lang)}..{shown(value.high, lang)}"
        case None:
            return "无" if lang == "zh" else "nothing"
        case tuple() | list():
            return "、".join(map(str, value)) if lang == "zh" else ", ".join(map(str, value))
    return str(value)


# --- expectations of a clause's answer ---------------------------------------------------------


def _verdict(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    return (
        differs("answer", answer.verdict, keywords.value(expected))
        if (answer.verdict != keywords.value(expected))
        else None
    )


def _names(key: str, found: tuple[str, ...], wanted: list[str]) -> tuple[str, str] | None:
    if sorted(found) == sorted(wanted):
        return None
    zh = f"{keywords.key(key, 'zh')}应为{'、'.join(wanted)}，得到{'、'.join(found) or '无'}"
    return zh, f"{key} should be {', '.join(wanted)}, found {', '.join(found) or 'none'}"


def _fails(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    return _names("fails", answer.fails, expected)


def _asks(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    return _names("asks", answer.asks, expected)


def _money(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    return differs("money", answer.money, expected, _paid_in(answer, prover))


def _paid_in(answer: Answer, prover: Prover) -> Type:
    return Type("money", currency_of(prover.library, answer.address))


def _title(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    wanted = prover.library.vocabulary.find(answer.entity.kind, str(expected))
    given = answer.title.fact if answer.title else ""
    if isinstance(wanted, FactDef) and given == wanted.id:
        return None
    return f"应给予称号{expected}", f"the title {expected} should be given"


def _until(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    """The last day of the title given."""
    end = answer.title.end if answer.title else None
    found = end.isoformat() if isinstance(end, date) else shown(end, "en")
    if found == str(expected):
        return None
    return f"称号应到{expected}，得到{found}", f"the title should end {expected}, ends {found}"


def _outcome(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    return None if answer.outcome == expected else differs("outcome", answer.outcome, expected)


def _payers(answer: Answer, expected: Mapping[str, Any], prover: Prover) -> tuple[str, str] | None:
    found = {share.name: share.money for share in answer.payers}
    for name, amount in expected.items():
        problem = differs(name, found.get(name), amount, _paid_in(answer, prover))
        if problem:
            return problem
    return None


def _holds(answer: Answer, expected: Any, prover: Prover) -> tuple[str, str] | None:
    held = tuple(c.name for c in answer.conditions if c.truth)
    return _names("holds", tuple(n for n in expected if n in held), expected)


def _milestones(reach: Reach, expected: Mapping[str, Any]) -> tuple[str, str] | None:
    """Whether the aims of days on the way are reached: day -> yes, no or unknown."""
    found = {stone.on.isoformat(): stone.reached for stone in reach.milestones}
    for day, word in expected.items():
        problem = differs(f"milestones.{day}", found.get(str(day)), word)
        if problem:
            return problem
    return None


_WORDS = {"unknown", "absent", "not_in_force", "yes", "no"}
"""Expectations in words, which need no unit."""

_OF_CHOICE = {"picks", "cut"}

_OF_REACH = {"x", "base", "reached", "plan", "on_plan", "gap", "milestones"}

_OF_ANSWER = {
    "answer": _verdict,
    "fails": _fails,
    "asks": _asks,
    "money": _money,
    "title": _title,
    "until": _until,
    "outcome": _outcome,
    "payers": _payers,
    "holds": _holds,
}
