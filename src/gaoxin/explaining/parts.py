"""What an explanation consists of: values with their words, in the reader's language.

Every part keeps what it was made of (``answer``, ``looked``, ``need`` …), so that programs can be
given exact values where people are given text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from gaoxin.engine.answer import Answer
from gaoxin.engine.conditions import ConditionAnswer
from gaoxin.engine.payment import Line
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import Absent, Judgement, Looked, Span, Value, ends, is_number
from gaoxin.facts.entities import Entity
from gaoxin.policy.form import Document
from gaoxin.quantities import Lang

Mark = Literal["unverified", "partly", "restated", "translation", "wording_unstated"]
Group = Literal["due", "open", "not", "out"]
Tone = Literal["good", "bad", "open"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the law with their place. ``marks`` says what they do not prove."""

    words: tuple[str, ...]
    document: str
    title: str
    number: str
    article: str
    heading: str
    marks: tuple[Mark, ...]
    reads: tuple[tuple[str, str], ...] = ()
    because: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact an answer rests on. ``whose`` is empty for the entity asked about."""

    looked: Looked
    name: str
    period: str
    value: str
    source: str
    recorded: date | None
    whose: str
    unverified: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """Something still to be given or judged. ``serves``: addresses of the clauses it is for."""

    need: Looked | Judgement
    name: str
    period: str
    found: str
    whose: str
    serves: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return self.name, self.period, self.whose


@dataclass(frozen=True, slots=True)
class Shown:
    """One condition. ``tone``: does it speak for the applicant? ``gap``: how far a missed
    threshold is, or that no single fact suffices; ``reason``: why its value is not there."""

    answer: ConditionAnswer
    name: str
    mode: Literal["rule", "all", "any", "none"]
    status: str
    tone: Tone
    quote: Quote | None
    rule: str
    actual: str
    limit: str
    gap: str
    reason: str
    facts: tuple[UsedFact, ...]
    missing: tuple[Missing, ...]
    workings: tuple["Working", ...]
    parts: tuple["Shown", ...]


@dataclass(frozen=True, slots=True)
class Working:
    """A named value a rule rests on: its value, the row that applies, the words of that row."""

    address: str
    name: str
    value: Value
    text: str
    row: str
    quote: Quote | None
    parts: tuple["Working", ...] = ()


@dataclass(frozen=True, slots=True)
class AmountLine:
    """One step of the amount; ``text`` is what stands after it."""

    line: Line
    label: str
    text: str
    detail: str
    quote: Quote | None
    workings: tuple[Working, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A payer's part or an instalment."""

    name: str
    share: str
    money: Value
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """When one may apply; ``state``: open now, later, or over."""

    start: date
    end: date
    state: Literal["open", "later", "over"]


@dataclass(slots=True)
class Detail:
    """The whole trace of one clause, and what follows from it."""

    conditions: tuple[Shown, ...] = ()
    wheres: tuple[tuple[str, Shown | None], ...] = ()
    lines: tuple[AmountLine, ...] = ()
    facts: tuple[UsedFact, ...] = ()
    quotes: tuple[Quote, ...] = ()
    title: str = ""
    papers: tuple[str, ...] = ()
    procedure: str = ""
    clocks: tuple[str, ...] = ()
    undertakings: tuple[str, ...] = ()
    per: str = ""
    choices: tuple[str, ...] = ()
    payers: tuple[Part, ...] = ()
    instalments: tuple[Part, ...] = ()
    assumptions: tuple[str, ...] = ()

    def failed(self) -> Iterator[Shown]:
        """The conditions that are not met."""
        return (c for c in self.conditions if c.answer.truth is False)


@dataclass(eq=False)
class Award:
    """One clause: what it gives, and why. A ``consequence`` gives neither money nor a title.
    ``detail`` is worked out when it is first asked for."""

    answer: Answer
    group: Group
    name: str
    label: str
    document: Document | None
    received: Value
    money: str
    paid: str
    currency: str
    consequence: bool
    make: Callable[[], Detail] = field(repr=False)
    missing: tuple[Missing, ...] = ()
    windows: tuple[Window, ...] = ()
    displaced: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    note: str = ""

    @property
    def address(self) -> str:
        return self.answer.address

    @property
    def tally(self) -> tuple[int, int, int]:
        """How many of its conditions are met, not known, not met."""
        truths = [c.truth for c in self.answer.conditions]
        return truths.count(True), truths.count(None), truths.count(False)

    @cached_property
    def detail(self) -> Detail:
        return self.make()


@dataclass(frozen=True, slots=True)
class Member:
    """A clause in a stacking: what is due alone, and what it receives."""

    address: str
    name: str
    due: Value
    paid: Value
    due_text: str
    paid_text: str
    why: str


@dataclass(slots=True)
class Together:
    """A stacking and what it makes of its members."""

    settlement: Settlement
    name: str
    rule: str
    document: Document | None
    total: str
    before: str
    members: tuple[Member, ...]
    limits: tuple[str, ...]
    history: tuple[str, ...]
    choices: tuple[str, ...]
    quotes: tuple[Quote, ...]
    facts: tuple[UsedFact, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[str, ...]

    @property
    def worth_showing(self) -> bool:
        """Is anything due under it, or was anything paid?"""
        return bool(self.history) or any(m.due != 0 for m in self.members)


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of one form. ``due``: what eligible clauses give (an exact number, a range or unknown;
    None: no clause of this form is eligible); ``low`` to ``high``: what undetermined clauses may
    add to it included (None: no bound known). Minor units."""

    form: str
    currency: str
    due: Value
    low: int
    high: int | None
    label: str
    text: str
    most: str

    @property
    def more(self) -> bool:
        """May more become due than is due now?"""
        return self.due is None or self.high is None or self.high > (bounds(self.due)[1] or 0)


def bounds(value: Value) -> tuple[int, int | None]:
    """At least and at most, in minor units; None: no bound is known."""
    if value is None or isinstance(value, Absent):
        return 0, 0
    if is_number(value) or isinstance(value, Span):
        low, high = ends(value)
        return int(low), int(high)
    return 0, None


@dataclass(slots=True)
class Explanation:
    """Everything about one entity on one date, in the order in which it is read."""

    entity: Entity
    whom: str
    key: str
    on: date
    known: date | None
    lang: Lang
    awards: list[Award] = field(default_factory=list)
    together: list[Together] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    deadlines: list[tuple[str, str]] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """What clauses and stackings are called, by address."""
    said: Callable[[str], str] = field(default=str, repr=False)
    """Names and remarks of documents in the reader's language."""
    draw: Callable[["Explanation"], str] | None = field(default=None, repr=False)
    """Draws it in a notebook."""

    def group(self, which: Group) -> list[Award]:
        return [a for a in self.awards if a.group == which]

    def name_of(self, address: str) -> str:
        """What a clause is called, by address."""
        return self.names.get(address) or address.partition("#")[2]

    def _repr_html_(self) -> str | None:
        """For notebooks."""
        return self.draw(self) if self.draw else None
