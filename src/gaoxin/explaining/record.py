"""What was decided, as a frozen record: values, the facts they rest on, words in both languages.

A record holds plain data only: it pickles, is written as JSON and read back the same
(``saved``), and text, pages and JSON are made from it alone, later and without the documents.
``rests`` on a part says how sensitive the facts are that decided it; ``audience`` goes by that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from gaoxin.facts.vocabulary import Sensitivity
from gaoxin.quantities import Words

Mark = Literal["unverified", "partly", "restated", "translation", "wording_unstated"]
Group = Literal["due", "open", "not", "out", "withheld"]
Tone = Literal["good", "bad", "open", "withheld"]
Verdict = Literal["yes", "no", "unknown", "not_in_force", "withheld"]
Status = Literal["yes", "no", "unknown", "absent", "judgement", "withheld"]
Audience = Literal["public", "auditor", "self", "officer"]
Form = Literal["grant", "relief", "deduction", "voucher", "loan", "guarantee", "equity"]
NoForm = Literal[""]
Step = Literal["rule", "nothing_due", "not_negative", "cap", "rounding", "per", "eligibility"]
Mode = Literal["rule", "all", "any", "none"]
Rests: TypeAlias = tuple[Sensitivity, ...]
"""How sensitive the facts are that decided something, each degree once."""


NONE = Words()


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day (None: no end), as text ``2025-08-20``."""

    start: str
    end: str | None = None


Plain: TypeAlias = bool | int | Fraction | str | Days | tuple["Plain", ...]
"""Numbers are exact; money is in minor units; days, periods and keys of entities are text."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a value: exactly, within a range, or why not."""

    state: Literal["exact", "range", "unknown", "absent", "withheld"]
    value: Plain = ""
    low: int | Fraction = 0
    high: int | Fraction = 0
    why: str = ""

    @property
    def bounds(self) -> tuple[int, int | None]:
        """At least and at most, in minor units; None: no bound is known."""
        if self.state == "absent":
            return 0, 0
        if self.state == "range":
            return int(self.low), int(self.high)
        if self.state == "exact" and isinstance(self.value, (int, Fraction)):
            return int(self.value), int(self.value)
        return 0, None

    @property
    def nothing(self) -> bool:
        return self.state == "exact" and self.value == 0


WITHHELD = Held("withheld")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the law with their place. ``marks`` says what they do not prove."""

    words: tuple[str, ...]
    document: str
    title: Words
    number: Words
    article: str
    heading: str
    marks: tuple[Mark, ...]
    reads: tuple[tuple[str, Words], ...] = ()
    because: Words = NONE
    note: Words = NONE


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact an answer rests on. ``owner`` numbers the entities in the order met (0: the one asked
    about, for which ``whose`` is empty); ``when``: the period in words."""

    name: str
    period: str
    entity: str
    owner: int
    label: Words
    when: Words
    value: Held
    text: Words
    source: str
    recorded: date | None
    whose: Words
    verified: bool
    rests: Rests

    @property
    def key(self) -> tuple[int, str, str]:
        return self.owner, self.name, self.period


@dataclass(frozen=True, slots=True)
class Missing:
    """Something still to be given or judged. ``name``: the fact, or the address of the number to
    be judged from ``low`` to ``high``; ``serves``: addresses of the clauses it is for."""

    kind: Literal["fact", "judgement"]
    name: str
    period: str
    entity: str
    label: Words
    when: Words
    found: Words
    whose: Words
    judge: str = ""
    low: int | Fraction = 0
    high: int | Fraction = 0
    serves: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Words, Words, Words]:
        return self.label, self.when, self.whose


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. ``tone``: does it speak for the applicant? ``gap``: how far a missed
    threshold is, or that no single fact suffices; ``reason``: why its value is not there."""

    name: str
    path: str
    label: Words
    mode: Mode
    status: Status
    said: Words
    tone: Tone
    value: Held | None
    quote: Quote | None
    rule: str
    actual: Words
    limit: Words
    gap: Words
    reason: Words
    facts: tuple[UsedFact, ...]
    missing: tuple[Missing, ...]
    workings: tuple["Working", ...]
    parts: tuple["Condition", ...]
    rests: Rests

    @property
    def truth(self) -> bool | None:
        return {"yes": True, "no": False, "absent": False}.get(self.status)

    def used(self) -> Iterator[UsedFact]:
        """The facts of the condition and its parts."""
        yield from self.facts
        for part in self.parts:
            yield from part.used()


@dataclass(frozen=True, slots=True)
class Working:
    """A named value a rule rests on: its value, the row that applies, the words of that row."""

    address: str
    label: Words
    value: Held | None
    text: Words
    row: Words
    quote: Quote | None
    parts: tuple["Working", ...]
    rests: Rests


@dataclass(frozen=True, slots=True)
class Paid:
    """Money paid earlier, in minor units."""

    clause: str
    on: date
    money: int


@dataclass(frozen=True, slots=True)
class AmountLine:
    """One step of the amount; ``value`` is what stands after it, ``limit`` the cap."""

    step: Step
    value: Held | None
    limit: Held | None
    detail: Words
    paid: tuple[Paid, ...]
    quote: Quote | None
    workings: tuple[Working, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A payer's part or an instalment."""

    name: Words
    share: str
    money: Held | None


@dataclass(frozen=True, slots=True)
class Window:
    """When one may apply; ``state``: open now, later, or over."""

    start: date
    end: date
    state: Literal["open", "later", "over"]


@dataclass(frozen=True, slots=True)
class Granted:
    """A title, or its end: the fact it becomes and the days it runs."""

    fact: str
    ends: bool
    start: date
    end: Held | None


@dataclass(frozen=True, slots=True)
class Pick:
    """Where the applicant may choose inside a clause: what was on offer, what was taken."""

    offered: tuple[Held | None, ...]
    taken: Held | None
    said: Words


@dataclass(frozen=True, slots=True)
class Variation:
    """A variation that applies (``where`` None or met) or may apply."""

    label: Words
    where: Condition | None


@dataclass(frozen=True, slots=True)
class Award:
    """One clause: what it gives, and why. A ``consequence`` gives neither money nor a title.

    ``money`` is what is due alone, ``received`` what stackings leave of it, ``due`` what they
    reckon with; None: it gives no money. ``rests`` decided whether, ``amount_rests`` how much,
    ``variation_rests`` under which variations.
    """

    document: str
    clause: str
    text: str
    """The id of the text that answers, "" where none is in force."""
    kind: str
    verdict: Verdict
    reason: str
    name: Words
    form: Form | NoForm
    currency: str
    consequence: bool
    money: Held | None
    received: Held | None
    due: Held | None
    outcome: str
    granted: Granted | None
    conditions: tuple[Condition, ...]
    variations: tuple[Variation, ...]
    lines: tuple[AmountLine, ...]
    facts: tuple[UsedFact, ...]
    quotes: tuple[Quote, ...]
    title: Words
    papers: tuple[Words, ...]
    procedure: Words
    clocks: tuple[Words, ...]
    undertakings: tuple[Words, ...]
    per: Words
    picks: tuple[Pick, ...]
    payers: tuple[Part, ...]
    instalments: tuple[Part, ...]
    assumed: tuple[str, ...]
    assumptions: tuple[Words, ...]
    missing: tuple[Missing, ...]
    windows: tuple[Window, ...]
    displaced: tuple[Words, ...]
    marks: tuple[Mark, ...]
    note: Words
    rests: Rests
    amount_rests: Rests
    variation_rests: Rests

    @property
    def address(self) -> str:
        return f"{self.document}#{self.clause}"

    @property
    def group(self) -> Group:
        groups: dict[Verdict, Group] = {
            "yes": "due",
            "unknown": "open",
            "no": "not",
            "not_in_force": "out",
            "withheld": "withheld",
        }
        return groups[self.verdict]

    @property
    def tally(self) -> tuple[int, int, int]:
        """How many of its conditions are met, not known, not met."""
        truths = [c.truth for c in self.conditions]
        return truths.count(True), truths.count(None), truths.count(False)

    def failed(self) -> Iterator[Condition]:
        """The conditions that are not met."""
        return (c for c in self.conditions if c.truth is False)


@dataclass(frozen=True, slots=True)
class Member:
    """A clause in a stacking: what is due alone, and what it receives."""

    address: str
    name: Words
    due: Held | None
    paid: Held | None
    why: Words

    @property
    def nothing(self) -> bool:
        """Is nothing due under it?"""
        return self.due is not None and self.due.nothing


@dataclass(frozen=True, slots=True)
class Displaced:
    """By how much a member receives less, and why."""

    member: str
    money: Held | None
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class Offer:
    address: str
    money: Held | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Where one of several may be taken: by whom, which, and what was on offer."""

    by: Literal["applicant", "authority"]
    picked: str
    offered: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """A stacking and what it makes of its members. ``take``: "" where it is not in force. All its
    amounts are in minor units of ``currency``."""

    address: str
    currency: str
    name: Words
    take: str
    in_force: bool
    rule: Words
    total: Held | None
    members: tuple[Member, ...]
    displaced: tuple[Displaced, ...]
    choices: tuple[Choice, ...]
    offers: tuple[Words, ...]
    limits: tuple[Words, ...]
    history: tuple[Paid, ...]
    paid: tuple[Words, ...]
    quotes: tuple[Quote, ...]
    facts: tuple[UsedFact, ...]
    missing: tuple[Missing, ...]
    assumptions: tuple[Words, ...]
    rests: Rests

    @property
    def worth_showing(self) -> bool:
        """Is anything due under it, or was anything paid, or may that not be seen?"""
        withheld = self.total == WITHHELD
        return withheld or bool(self.history) or any(not m.nothing for m in self.members)


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of one form. ``due``: what eligible clauses give (an exact number, a range or unknown;
    None: no clause of this form is eligible); ``low`` to ``high``: what undetermined clauses may
    add to it included (None: no bound known). Minor units."""

    form: Form
    currency: str
    due: Held | None
    low: int
    high: int | None

    @property
    def more(self) -> bool:
        """May more become due than is due now?"""
        return self.due is None or self.high is None or self.high > (self.due.bounds[1] or 0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when to apply for a clause."""

    address: str
    text: Words


@dataclass(frozen=True, slots=True)
class Warned:
    text: Words
    rests: Rests = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document answers come from, as it was read: ``digest`` is the SHA-256 of the file."""

    id: str
    title: Words
    name: str
    number: str
    numbered: Words
    issuer: str
    issued_by: Words
    level: str
    start: date | None
    end: date | None
    wording: Literal["", "official", "translation", "restated"]
    verified: str
    completeness: str
    source: str
    digest: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A document that was read for the answers: those of ``sources``, of quotes, of named values
    and of the vocabulary of the facts."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days reckoned with: the years known whole, and a digest of every exception."""

    first: int
    last: int
    digest: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one entity on one date, in the order in which it is read.

    ``known``: as known on that day (None: on the day it was made). ``audience``: for whom; what
    they may not see is not in it, and ``withheld`` says that there is such."""

    made_by: str
    kind: str
    id: str
    whom: Words
    on: date
    known: date | None
    calendar: Calendar
    awards: tuple[Award, ...]
    together: tuple[Together, ...]
    totals: tuple[Total, ...]
    missing: tuple[Missing, ...]
    deadlines: tuple[Deadline, ...]
    warnings: tuple[Warned, ...]
    sources: tuple[Source, ...]
    grounds: tuple[Ground, ...]
    names: tuple[tuple[str, Words], ...]
    """What clauses and stackings are called, by address."""
    identity: Rests
    audience: Audience = "officer"
    withheld: bool = False

    def group(self, which: Group) -> list[Award]:
        return [a for a in self.awards if a.group == which]

    def name_of(self, address: str) -> Words:
        """What a clause is called, by address."""
        name = address.partition("#")[2]
        return dict(self.names).get(address) or Words(name, name)

    def source(self, document: str) -> Source | None:
        """The document of that id."""
        return next((s for s in self.sources if s.id == document), None)
