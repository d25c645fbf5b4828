"""The shared vocabulary of the packs, as the tests of facts use it."""

from pathlib import Path

import pytest

from gaoxin.facts.codelists import CodeLists
from gaoxin.facts.vocabulary import FactDef, Kind, SetDef, Vocabulary
from gaoxin.policy.codelists import LibraryCodes
from gaoxin.policy.library import Library
from gaoxin.policy.reading import read_library

PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library(PACKS / "cn")


@pytest.fixture(scope="session")
def vocabulary(library: Library) -> Vocabulary:
    """The packs' vocabulary, with carriers and their tenants for the tests of relations."""
    words = library.vocabulary
    carrier = Kind("carrier", "载体", "Carrier", key=("code",))
    tenancy = Kind("tenancy", "入驻登记", "Tenancy")
    _add(carrier, FactDef("carrier", "code", "载体编号", "Carrier code", "text"))
    _add(carrier, FactDef("carrier", "name", "载体名称", "Name of the carrier", "text"))
    _add(tenancy, _link("carrier", "载体", "Carrier"))
    _add(tenancy, _link("enterprise", "企业", "Enterprise"))
    _add(tenancy, FactDef("tenancy", "entered", "入驻日", "Entered", "date"))
    _add(tenancy, FactDef("tenancy", "left", "离开日", "Left", "date", optional=True))
    enterprise = words.kinds["enterprise"]
    for kind, zh in ((carrier, "入驻"), (enterprise, "入驻记录")):
        kind.sets["tenancies"] = SetDef(kind.id, "tenancies", zh, "tenancy", kind.id)
        kind.names |= {"tenancies": "tenancies", zh: "tenancies"}
    _add(enterprise, FactDef("enterprise", "growth_rate", "增速", "Growth", "rate"))
    _add(enterprise, FactDef("enterprise", "products", "主要产品", "Products", "texts"))
    _add(enterprise, FactDef("enterprise", "listed_in", "上市月份", "Listed in", "month"))
    _add(enterprise, FactDef("enterprise", "score", "得分", "Score", "number"))
    words.kinds |= {"carrier": carrier, "tenancy": tenancy}
    return words


@pytest.fixture(scope="session")
def codes(library: Library) -> CodeLists:
    return LibraryCodes(library)


def _link(kind: str, zh: str, en: str) -> FactDef:
    return FactDef("tenancy", kind, zh, en, "entity", target=kind, inverse="tenancies")


def _add(kind: Kind, fact: FactDef) -> None:
    kind.facts[fact.id] = fact
    kind.names |= {fact.id: fact.id, fact.zh: fact.id}
