"""What a running case knows besides the facts of its register, under the names rules use.

A case is an entity; what its rules ask of the procedure and the books becomes facts and sets of
it, derived when asked: itself (本案), the takings of each step, the balance of each account, what
its clause answers and gives. So conditions of steps and amounts of moves are rules like any other.
Ids of what is derived begin with "@": no author can write one, no table holds one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gaoxin.facts.vocabulary import FactDef, Kind, SetDef, Vocabulary, fold

CASE = "case"
"""The built-in kind of an application for a clause."""
THIS, QUALIFIES, GIVES, GRANTS = "@this", "@qualifies", "@gives", "@grants"
Name = FactDef | SetDef


@dataclass(frozen=True, slots=True)
class Running:
    """The names that only the rules of one procedure, and of the entries its steps make, see."""

    kind: Kind
    local: Mapping[str, Name]

    def clause(self, address: str) -> FactDef:
        """The fact that holds what a clause gives the entity of the case."""
        found = FactDef(self.kind.id, f"{GIVES}:{address}", "", "", "money", unit="CNY")
        self.kind.derived[found.id] = found
        return found


@dataclass(frozen=True, slots=True)
class Course:
    """A procedure as declared, before its rules are read. ``steps``: step -> facts it records."""

    kind: str
    steps: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Accounts:
    """A posting as declared: account -> unit, and the procedures whose steps it posts."""

    units: Mapping[str, str]
    procedures: frozenset[str]


@dataclass(slots=True)
class Runs:
    """What is declared to run, by address; complete once every document has been declared."""

    courses: dict[str, Course] = field(default_factory=dict)
    books: dict[str, Accounts] = field(default_factory=dict)
    applicants: set[str] = field(default_factory=set)
    made: dict[str, Running] = field(default_factory=dict)

    def applicant(self) -> str:
        """The one kind whose clauses name a procedure, "" if there are several."""
        return next(iter(self.applicants)) if len(self.applicants) == 1 else ""

    def running(self, vocabulary: Vocabulary, procedure: str, kind: str) -> Running | None:
        """The names the rules of a procedure see; balances are those of the books of its document
        and of the books it posts in."""
        course, known = self.courses.get(procedure), vocabulary.kind(kind)
        if course is None or known is None:
            return None
        if procedure not in self.made:
            document = procedure.partition("#")[0]
            accounts = {
                address: book.units
                for address, book in self.books.items()
                if address.partition("#")[0] == document or procedure in book.procedures
            }
            self.made[procedure] = running(vocabulary, known, procedure, course.steps, accounts)
        return self.made[procedure]


def taken_id(procedure: str, step: str) -> str:
    """The id of the set of takings of a step; ``procedure`` is an address."""
    return f"@taken:{procedure}.{step}"


def balance_id(posting: str, account: str, *, yearly: bool = False) -> str:
    """The id of the balance of an account as a fact; ``posting`` is an address."""
    return f"@balance:{posting}.{account}" + (":year" if yearly else "")


def case_kind(vocabulary: Vocabulary, applicant: str) -> None:
    """Declare the kind ``case``. ``applicant``: the kind that applies ("" where several do)."""
    kind = vocabulary.kinds.setdefault(CASE, Kind(CASE))  # a link to it may have made it
    kind.zh, kind.en, kind.key = "申请", "Application", _CASE_KEY
    for fact in _case_facts(applicant):
        kind.facts[fact.id] = fact
        kind.names |= {fold(fact.id): fact.id, fold(fact.zh): fact.id}


_CASE_KEY = ("applicant", "this_clause", "year", "number")


def _case_facts(applicant: str) -> Iterable[FactDef]:
    yield FactDef(CASE, "applicant", "申请人", "Applicant", "entity", target=applicant)
    yield FactDef(CASE, "this_clause", "本案条款", "Clause applied for", "code")
    yield FactDef(CASE, "year", "申请年度", "Year applied for", "year", optional=True)
    yield FactDef(CASE, "number", "序号", "Number", "count")
    yield FactDef(CASE, "approved", "核定额", "Sum approved", "money", unit="CNY")


def running(
    vocabulary: Vocabulary,
    kind: Kind,
    procedure: str,
    steps: Mapping[str, Iterable[str]],
    accounts: Mapping[str, Mapping[str, str]],
) -> Running:
    """The names of one procedure (an address). ``steps``: step -> names of the facts it records;
    ``accounts``: posting address -> account -> unit."""
    itself = FactDef(kind.id, THIS, "本案", "this", "entity", target=kind.id)
    local: dict[str, Name] = {"本案": itself, "this": itself}
    local["@qualifies"] = FactDef(kind.id, QUALIFIES, "", "", "flag")
    local["@gives"] = FactDef(kind.id, GIVES, "", "", "money", unit="CNY")
    local["@grants"] = FactDef(kind.id, GRANTS, "", "", "flag", time="spell")
    for posting, named in accounts.items():
        for account, unit in named.items():
            local |= _balance(kind.id, posting, account, unit)
    for step, facts in steps.items():
        local[fold(step)] = _takings(vocabulary, kind, procedure, step, facts)
    kind.derived |= {found.id: found for found in local.values()}
    return Running(kind, MappingProxyType(local))


def _balance(kind: str, posting: str, account: str, unit: str) -> dict[str, Name]:
    """The balance of an account: all of it, and that of one year."""
    type_, held = ("money", unit) if unit == "CNY" else ("number", unit)
    name, yearly = balance_id(posting, account), balance_id(posting, account, yearly=True)
    return {
        fold(account): FactDef(kind, name, account, "", type_, unit=held),  # type: ignore[arg-type]
        f"{fold(account)}()": FactDef(kind, yearly, account, "", type_, "year", held),  # type: ignore[arg-type]
    }


def _takings(
    vocabulary: Vocabulary, kind: Kind, procedure: str, step: str, facts: Iterable[str]
) -> SetDef:
    """The set of the takings of a step, each with what it recorded, its day, person and role."""
    name = taken_id(procedure, step)
    taking = vocabulary.derived.setdefault(name, Kind(name, step))
    own = [
        FactDef(name, "on", "日", "day", "date"),
        FactDef(name, "person", "人", "person", "text", sensitivity="personal"),
        FactDef(name, "by", "角色", "role", "text"),
    ]
    recorded = [f for f in map(kind.find, facts) if isinstance(f, FactDef)]
    for fact in (*own, *recorded):
        taking.facts[fact.id] = fact
        taking.names |= {fold(fact.id): fact.id, fold(fact.zh or fact.id): fact.id}
    return SetDef(kind.id, name, step, name, THIS)
