"""The typed form: what a document means after reading, before anyone asks.

One long file on purpose: it is the contract between the reader and the two executors, declarations
only, and is read as a whole.

A rule is parsed once into these nodes; the interpreter and the bulk executor both walk them and
nothing else. Every node knows its type and the stretch of the rule's text it came from, so that
an answer can be shown in the author's own words.

Conventions
- Numbers are exact ``Fraction``; money is in minor units (fen) of ``type.unit`` ("CNY").
- ``of`` is the node giving the entity asked about; None means the entity of the clause.
- A rule never holds a Python object that a table row cannot hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeAlias, TypeGuard

from gaoxin.quantities import Duration, Rounding

# --- types -------------------------------------------------------------------------------------

TypeName = Literal[
    "money",  # minor units of `unit` (a currency)
    "rate",
    "count",
    "number",  # `unit` may be "" (a plain number), "平方米", or a product such as "1/CNY"
    "points",
    "date",
    "year",
    "month",
    "quarter",
    "duration",
    "flag",
    "code",
    "text",
    "texts",
    "entity",  # `of` is the kind
    "set",  # `of` is the kind of the members
    "years",  # a window of years
    "quarters",
    "codes",  # a list of codes
    "zero",  # the literal 0, which has every numeric type
    "any",  # could not be typed (a fault was reported) or literally unknown / absent
]


@dataclass(frozen=True, slots=True)
class Type:
    name: TypeName
    unit: str = ""
    of: str = ""

    @property
    def numeric(self) -> bool:
        return self.name in {"money", "rate", "count", "number", "points", "zero", "any"}

    def __str__(self) -> str:
        return self.name + (f"[{self.unit or self.of}]" if self.unit or self.of else "")


ANY = Type("any")
FLAG = Type("flag")

# --- expressions -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """Common to all nodes. ``start``/``end``: offsets into the text of the rule."""

    type: Type = ANY
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Constant(_Node):
    """A number, date, code, duration or truth value written in the rule.

    ``ordinal`` is the 1-based place of this literal among the numbers of its rule: together with
    the rule's address it names the number for reforms and mutations (``doc#clause.name.2``).
    """

    value: Fraction | date | str | bool | Duration | int
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class Gone(_Node):
    """The words ``unknown`` and ``absent`` written in a rule."""

    which: Literal["unknown", "absent"]


@dataclass(frozen=True, slots=True)
class Range(_Node):
    """``7..8``: a judge decides between ``low`` and ``high`` (both included)."""

    low: "Node"
    high: "Node"


@dataclass(frozen=True, slots=True)
class Fact(_Node):
    """A fact of an entity. ``period``: None for a fixed fact or where a function takes the fact
    itself (``times(f, a, b)``, ``nth(f, d)``); else a node of type year/quarter/month/date.
    For a spell fact with a period: does a spell run on that day? (flag)."""

    of: "Node | None"
    kind: str
    fact: str
    period: "Node | None" = None


@dataclass(frozen=True, slots=True)
class SetOf(_Node):
    """The members of a set of an entity (``载体.入驻``); ``set`` is the SetDef id."""

    of: "Node | None"
    kind: str
    set: str


@dataclass(frozen=True, slots=True)
class Named(_Node):
    """A define. ``on``: asked on another date (else on the anchor). ``of``: of another entity.
    ``at``: by the texts of that day (a static reference), for facts as of ``on``."""

    of: "Node | None"
    document: str
    name: str
    on: "Node | None" = None
    at: date | None = None


@dataclass(frozen=True, slots=True)
class Variable(_Node):
    """``x`` (what a band looks at, or the measure of a target), ``base``, or a loop's variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Anchor(_Node):
    """当日 / ``on``: the one date every question has."""


@dataclass(frozen=True, slots=True)
class InForceFrom(_Node):
    """The first day of the validity of the rule's document."""


@dataclass(frozen=True, slots=True)
class Year(_Node):
    """本年 (offset 0), 上年 (-1), 上年-1 (-2): the year of the anchor plus ``offset``."""

    offset: int


@dataclass(frozen=True, slots=True)
class Years(_Node):
    """近n年: the ``count`` years ending with last year, earliest first."""

    count: int


@dataclass(frozen=True, slots=True)
class Quarters(_Node):
    """本年各季: the four quarters of this year."""

    offset: int = 0


@dataclass(frozen=True, slots=True)
class Arithmetic(_Node):
    op: Literal["+", "-", "*", "/"]
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Negative(_Node):
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Compare(_Node):
    op: Literal["<", "<=", ">", ">=", "==", "!="]
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class ListOf(_Node):
    """A define holding a list of codes. Membership is hierarchical through ``parents`` of the code
    book: ``C35`` is in a list that holds ``C``. ``at`` as in ``Named``."""

    document: str
    name: str
    at: date | None = None


@dataclass(frozen=True, slots=True)
class Codes(_Node):
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member(_Node):
    """``item in list``; ``"标签" in texts`` has a texts-typed node as ``list``."""

    item: "Node"
    list: "Node"


@dataclass(frozen=True, slots=True)
class Not(_Node):
    operand: "Node"


@dataclass(frozen=True, slots=True)
class And(_Node):
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or(_Node):
    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Choice(_Node):
    """``then if test else other``."""

    test: "Node"
    then: "Node"
    other: "Node"


Function = Literal[
    "min",
    "max",
    "best",
    "has",
    "full_years",
    "full_months",
    "within",
    "start",
    "end",
    "year",
    "month",
    "nth",
    "since",
    "nth_year",
    "times",
    "growth",
    "cagr",
    "in_turn",
]


@dataclass(frozen=True, slots=True)
class Call(_Node):
    """A function of the language over its arguments (format: "function" table)."""

    function: Function
    args: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Qualifies(_Node):
    """Would the entity meet that clause? ``at`` as in ``Named``."""

    document: str
    clause: str
    at: date | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """``for variable in over``; ``over`` is a SetOf, a Years or a Quarters node."""

    variable: str
    over: "Node"


@dataclass(frozen=True, slots=True)
class Aggregate(_Node):
    """``sum mean count min max`` over loops. ``sum(f(近3年))`` is read as
    ``sum(f(·) for · in 近3年)``. ``element`` is None for ``count``."""

    function: Literal["sum", "mean", "count", "min", "max"]
    element: "Node | None"
    loops: tuple[Loop, ...]
    where: "Node | None" = None


Node: TypeAlias = (
    Constant
    | Gone
    | Range
    | Fact
    | SetOf
    | Named
    | Variable
    | Anchor
    | InForceFrom
    | Year
    | Years
    | Quarters
    | Arithmetic
    | Negative
    | Compare
    | ListOf
    | Codes
    | Member
    | Not
    | And
    | Or
    | Choice
    | Call
    | Qualifies
    | Aggregate
)
"""What a rule is made of, and nothing else: a match over it can be proved to be whole."""


def is_node(thing: object) -> TypeGuard[Node]:
    """Is it a node? (One test, where the union would ask each kind in turn.)"""
    return isinstance(thing, _Node)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Names of a node's own fields."""
    own = {f.name for f in fields(_Node)}
    return tuple(f.name for f in fields(kind) if f.name not in own)


def children(node: Node) -> Iterator[Node]:
    """The direct sub-nodes, in the order of the text."""
    for name in _names(type(node)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(node, name)
        if is_node(value):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                if is_node(part):
                    yield part
                elif isinstance(part, Loop):
                    yield part.over


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)


# --- places and words ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: 1-based line and column; ``article`` is the anchor of the heading."""

    path: str
    line: int
    column: int = 1
    article: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Label:
    zh: str = ""
    en: str = ""

    def text(self, lang: str) -> str:
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Meta:
    """Keys that any block or entry may carry."""

    place: Place
    label: Label = Label()
    quotes: tuple[str, ...] = ()
    at: str = ""  # article of the quotes, if another than the block's
    reads: Mapping[str, str] = field(default_factory=dict)
    because: str = ""
    verified: Literal["yes", "partly", "no", ""] = ""  # "" = as the document says
    source: str = ""
    note: str = ""
    judge: str = ""
    carries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    start: date | None = None  # `from`: own validity inside the document's
    end: date | None = None  # `to`

    def valid_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Cited:
    """An expression with the words it rests on. ``text`` is the rule as written (NFKC)."""

    text: str
    node: Node
    meta: Meta
    address: str = ""  # document#clause.condition, document#define …


# --- blocks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Condition:
    """A named condition: a rule, or all / any / none of named parts.

    ``mode`` "rule" has ``rule`` and no parts. The name is the identity in masks and traces;
    ``path`` joins the names from the clause down with dots.
    """

    name: str
    path: str
    mode: Literal["rule", "all", "any", "none"]
    meta: Meta
    rule: Cited | None = None
    parts: tuple["Condition", ...] = ()

    def leaves(self) -> Iterator["Condition"]:
        if self.mode == "rule":
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Band:
    """One row: ``test`` over ``x`` (or over the entity); None is ``else``. ``code`` rows have been
    turned into ``x in (code)`` tests. Of slices ``value`` is the rate (see ``policy.slices``)."""

    key: str
    test: Node | None
    value: Cited
    meta: Meta


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate for a garbled number. Never used until a person chooses."""

    text: str
    value: Cited | None
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated meaning of a named value. Exactly one of value, bands, slices, codes, readings."""

    meta: Meta
    type: Type
    declared: str = ""  # the `type` key as written, "" if inferred
    kind: str = ""  # kind of entity it is derived for
    value: Cited | None = None
    of: Cited | None = None
    bands: tuple[Band, ...] = ()
    slices: tuple[Band, ...] = ()
    table: str = ""
    codes: Mapping[str, str] | None = None
    raw: str = ""
    readings: tuple[Reading, ...] = ()
    rounding: Rounding | None = None
    judge: str = ""


@dataclass(frozen=True, slots=True)
class Define:
    name: str
    document: str
    label: Label
    entries: tuple[Entry, ...]

    @property
    def address(self) -> str:
        return f"{self.document}#{self.name}"

    def on(self, day: date) -> Entry | None:
        return next((e for e in self.entries if e.meta.valid_on(day)), None)


@dataclass(frozen=True, slots=True)
class Per:
    """How often a clause may be paid. ``duration`` for "3年"; ``title`` (kind, fact) for
    ``spell(title)``; ``link`` for a link fact or kind ("once for each voucher use")."""

    how: Literal["once", "year", "policy", "life", "duration", "spell", "link"]
    duration: Duration | None = None
    title: tuple[str, str] | None = None
    link: str = ""
    meta: Meta | None = None


@dataclass(frozen=True, slots=True)
class Payers:
    shares: Mapping[str, Fraction]
    rest: str
    meta: Meta


@dataclass(frozen=True, slots=True)
class Instalment:
    share: Fraction
    after: str
    meta: Meta


@dataclass(frozen=True, slots=True)
class Undertaking:
    name: str
    rule: Cited
    lasts: Cited
    breach: Cited | None
    meta: Meta


@dataclass(frozen=True, slots=True)
class Gives:
    """What follows: at least one of title, ends, money, outcome."""

    title: tuple[str, str] | None = None  # (kind, fact id) of a spell fact
    valid: Cited | None = None  # a duration or an end date
    ends: tuple[str, str] | None = None
    money: Cited | None = None
    outcome: str = ""
    form: Literal["grant", "relief", "deduction", "voucher", "loan", "guarantee", "equity"] = (
        "grant"
    )
    cap: Cited | None = None
    rounding: Rounding | None = None
    per: Per | None = None
    payers: Payers | None = None
    instalments: tuple[Instalment, ...] = ()
    undertakes: tuple[Undertaking, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """Conditions and what follows. A variation has ``varies`` (document, clause) and ``where``;
    its ``when`` replaces or adds by name, ``drop`` removes, ``scale`` maps a condition path to the
    factor its threshold is multiplied with (lower 20% -> 4/5, raise 20% -> 6/5)."""

    id: str
    document: str
    kind: str
    meta: Meta
    when: tuple[Condition, ...] = ()
    gives: Gives | None = None
    varies: tuple[str, str] | None = None
    where: Condition | None = None
    drop: tuple[str, ...] = ()
    scale: Mapping[str, Fraction] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    procedure: tuple[str, str] | None = None  # (document, procedure id)
    windows: tuple[tuple[date, date], ...] = ()

    @property
    def address(self) -> str:
        return f"{self.document}#{self.id}"


@dataclass(frozen=True, slots=True)
class Stacking:
    """Clauses together (format section 9). ``over``: addresses ``document#id`` of clauses and
    stackings, in the order of the text. ``window``: "" (only now), year, policy, life, or a
    duration."""

    id: str
    document: str
    meta: Meta
    over: tuple[str, ...]
    take: Literal["all", "highest", "first", "one"]
    by: Literal["applicant", "authority"] = "applicant"
    cap: Cited | None = None
    less: Cited | None = None
    window: Per | None = None
    cut: Literal["last", "pro_rata"] = "last"
    budget: Cited | None = None
    short: Literal["pro_rata", "in_order", "by_rank", ""] = ""
    kind: str = "enterprise"

    @property
    def address(self) -> str:
        return f"{self.document}#{self.id}"


@dataclass(frozen=True, slots=True)
class State:
    name: str
    label: Label
    applicant: Label
    public: Label
    end: bool
    meta: Meta


@dataclass(frozen=True, slots=True)
class Role:
    """Who may act. ``of``: members of the entity, or the person, at the end of this path from the
    case; ``kind``: members of any entity of the kind. Neither: officers who hold the role."""

    name: str
    label: Label
    of: Cited | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A fact a step records. ``target`` names it (of the case, or at the end of a path); ``rule``
    gives its value, None where who acts fills it in on a form."""

    target: Fact
    name: str
    rule: Cited | None
    meta: Meta


@dataclass(frozen=True, slots=True)
class Along:
    """Cases that begin with a step (``step`` ""), or steps taken along in other cases.

    ``procedure``: its address. ``each``: the entity or set the cases are about (None: one new
    case, or this one); ``where``: only if this holds; ``records``: what the new entity begins with,
    or what the step taken along records.
    """

    procedure: str
    step: str
    meta: Meta
    each: Cited | None = None
    where: Cited | None = None
    records: tuple[Record, ...] = ()
    sample: Cited | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """``by``: the roles of which any one may take it, or clock, anyone, case. ``when``: conditions
    that must hold; ``explain``: where one does not, a reason is written. ``once``: person, role."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    needs: tuple[str, ...]
    meta: Meta
    when: tuple[Condition, ...] = ()
    explain: tuple[Condition, ...] = ()
    papers: tuple[str, ...] = ()
    once: Literal["", "person", "role"] = ""
    records: tuple[Record, ...] = ()
    opens: tuple[Along, ...] = ()
    takes: tuple[Along, ...] = ()
    letter: str = ""

    def allows(self, role: str) -> bool:
        """May the role take the step? What anyone may do, whoever holds a role may do too."""
        return role in self.by or ("anyone" in self.by and role not in {"clock", "case"})


@dataclass(frozen=True, slots=True)
class Extension:
    """By how much a step moves the due day, with its words."""

    by: Duration
    meta: Meta


@dataclass(frozen=True, slots=True)
class Clock:
    """``start``/``ends``: steps. Exactly one of ``within`` and ``least``, a period; or ``rule``, an
    expression that gives a day or a number of days. ``extended_by``: step -> by how much."""

    name: str
    start: str
    ends: tuple[str, ...]
    within: Duration | None
    least: Duration | None
    stops_in: tuple[str, ...]
    late: str
    meta: Meta
    extended_by: Mapping[str, Extension] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A course that cases of ``kind`` go through. The first state is where a case begins."""

    id: str
    document: str
    kind: str
    meta: Meta
    roles: Mapping[str, Role]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    clocks: Mapping[str, Clock]
    apart: tuple[tuple[str, ...], ...] = ()

    @property
    def address(self) -> str:
        return f"{self.document}#{self.id}"

    @property
    def first(self) -> str:
        return next(iter(self.states), "")


Nature = Literal["source", "asset", "liability", "commitment", "expense"]


@dataclass(frozen=True, slots=True)
class PostingAccount:
    """An account of a book, kept ``by`` dimensions of the posting (see ``ledger.Account``)."""

    name: str
    label: Label
    nature: Nature
    meta: Meta
    by: tuple[str, ...] = ()
    unit: str = "CNY"
    overdraft: bool = False
    at_close: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """An end of a move that is divided: a rate for each account, and who takes what is left."""

    parts: tuple[tuple[str, Cited], ...]
    rest: str


@dataclass(frozen=True, slots=True)
class PostingMove:
    source: str | Shares
    target: str | Shares
    money: Cited
    meta: Meta


@dataclass(frozen=True, slots=True)
class PostingEntry:
    """An entry made when ``step`` of ``procedure`` (an address) is taken; one for each step the
    author named, so that its rules stand for the kind of that procedure.

    ``by``: dimensions the case does not give. ``reverses``: the entry mirrored; ``closes``: the
    year dimension closed.
    """

    name: str
    label: Label
    procedure: str
    step: str
    meta: Meta
    moves: tuple[PostingMove, ...] = ()
    by: Mapping[str, Cited] = field(default_factory=dict)
    reverses: str = ""
    closes: str = ""
    rounding: Rounding | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A book: accounts, and the entries that steps make in it.

    ``dimensions``: name -> kind of entity, or "year". ``silent``: steps (procedure address, step)
    that post nothing. ``through``: the source accounts a closed year passes through.
    """

    id: str
    document: str
    meta: Meta
    dimensions: Mapping[str, str]
    accounts: Mapping[str, PostingAccount]
    entries: tuple[PostingEntry, ...]
    silent: frozenset[tuple[str, str]] = frozenset()
    through: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return f"{self.document}#{self.id}"

    @property
    def year(self) -> str:
        """The dimension that is a year, "" if there is none."""
        return next((name for name, kind in self.dimensions.items() if kind == "year"), "")


@dataclass(frozen=True, slots=True)
class Target:
    id: str
    document: str
    kind: str
    meta: Meta
    measure: Cited | None
    aim: Cited | None
    base: Cited | None = None
    base_on: date | None = None
    due: date | None = None
    owner: str = ""
    milestones: tuple[tuple[date, Cited], ...] = ()
    plan: Cited | None = None
    raw: str = ""
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexNode:
    name: str
    label: Label
    weight: Fraction | None
    parts: tuple["IndexNode", ...]
    measure: Cited | None
    better: Literal["more", "less", ""]
    meta: Meta


@dataclass(frozen=True, slots=True)
class Index:
    id: str
    document: str
    kind: str
    meta: Meta
    tree: tuple[IndexNode, ...]
    methods: Mapping[str, Any]  # how it is computed, by key of the block: as written
    writes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One example case: the question's date, the facts given (after ``set``), what must follow.

    ``given`` and ``then`` stay as text trees (dict, list, str): they are read against the
    vocabulary when proved. ``expects``: "" a case of its own, "edge" / "beyond" for edges of the
    condition ``of``, "refused" for the change that only ``of`` refuses."""

    name: str
    on: date | None
    given: Mapping[str, Any]
    then: Mapping[str, Any]
    place: Place
    expects: Literal["", "edge", "beyond", "refused"] = ""
    of: str = ""
    events: tuple[Mapping[str, Any], ...] = ()
    nodes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        """Is it a run: events of named cases, taken one after the other?"""
        return any("case" in event for event in self.events if isinstance(event, Mapping))


@dataclass(frozen=True, slots=True)
class Example:
    tests: str  # address document#id
    what: Literal["clause", "define", "stacking", "procedure", "posting", "target", "index", ""]
    cases: tuple[Case, ...]
    meta: Meta


@dataclass(frozen=True, slots=True)
class Unexecutable:
    """An entry of a ``note`` block: a mechanism of the text that nothing executes yet, and why."""

    id: str
    label: Label
    reason: Label
    meta: Meta


@dataclass(frozen=True, slots=True)
class Register:
    """A ``register`` block: the kind and the facts it added to the vocabulary."""

    kind: str
    document: str
    meta: Meta
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    anchor: str
    heading: str
    level: int
    prose: str  # the Markdown of the article without its fences
    place: Place
    tables: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Tables cited by caption ("表1"): rows of cells, heading row first."""


@dataclass(frozen=True, slots=True)
class Front:
    """The front matter, typed."""

    id: str
    title: str
    label: Label
    issuer: str
    number: str
    level: Literal["national", "province", "city", "district", "zone", ""]
    territory: tuple[str, ...]  # codes of places; none: everywhere
    issued: date | None
    start: date | None  # in_force
    end: date | None
    known: date | None
    supersedes: tuple[str, ...]
    family: str
    role: str
    uses: Mapping[str, tuple[str, date | None]]  # alias -> (document id, static date)
    source: str
    completeness: Literal["complete", "partial", ""]
    missing: tuple[str, ...]
    verified: Literal["yes", "partly", "no", ""]
    note: str
    wording: Literal["official", "translation", "restated", ""]
    lang: Literal["zh", "en"]
    kind: str  # `for`
    anchor: Literal["application", "decision", "period_end", ""]
    rounding: Rounding
    rounding_stated: bool
    words: Mapping[str, str]
    translates: str
    format: str
    raw: Mapping[str, str]  # dates as written, for showing their precision
    believed: tuple[tuple[date, date | None, date | None], ...] = ()
    """Validity as known from a day on, oldest first, where it was changed: (day, first, last)."""

    def span(self, known: date | None) -> tuple[date | None, date | None]:
        """First and last day of validity, as known on a day (None: as known now)."""
        if known is None or not self.believed:
            return self.start, self.end
        told = [one for one in self.believed if one[0] <= known] or [self.believed[0]]
        return told[-1][1:]


@dataclass(slots=True)
class Document:
    """A document as read: front matter, articles and blocks, each block under its article."""

    path: str
    front: Front
    articles: dict[str, Article]
    defines: dict[str, Define] = field(default_factory=dict)
    clauses: dict[str, tuple[Clause, ...]] = field(default_factory=dict)  # several by date
    stackings: dict[str, Stacking] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    postings: dict[str, Posting] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    indices: dict[str, Index] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)
    unexecutable: list[Unexecutable] = field(default_factory=list)
    registers: list[Register] = field(default_factory=list)
    order: list[str] = field(default_factory=list)  # block names in the order of the text
    digest: str = ""

    @property
    def id(self) -> str:
        return self.front.id

    def in_force(self, day: date, known: date | None = None) -> bool:
        """Does the text hold on ``day``, as known on ``known`` (None: as known now)? A text that
        was not public then did not."""
        public = self.front.known
        if known is not None and public is not None and public > known:
            return False
        start, end = self.front.span(known)
        return (start is None or start <= day) and (end is None or day <= end)

    def clause(self, name: str, day: date) -> Clause | None:
        return next((c for c in self.clauses.get(name, ()) if c.meta.valid_on(day)), None)
