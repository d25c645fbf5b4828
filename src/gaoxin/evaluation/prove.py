"""Proving the examples of indices: scores of nodes up to the index, facts up to the indicators."""

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from gaoxin.engine.engine import Engine
from gaoxin.evaluation.measures import measured
from gaoxin.evaluation.recipes import TOP, as_recipe, scored, unstated
from gaoxin.indicators.building import build
from gaoxin.indicators.recipe import Recipe
from gaoxin.indicators.tables import read_table
from gaoxin.policy import keywords
from gaoxin.policy.faults import Fault
from gaoxin.policy.form import Case, Document, Example, Index
from gaoxin.policy.library import Library
from gaoxin.policy.proof import Proved, disagreement
from gaoxin.proving.given import Given, Unreadable, read_literal
from gaoxin.proving.prove import shown

TOLERANCE = 1e-9
"""Scores are floating-point; an example's figure must be met to nine digits."""

Scores = Mapping[str, float | None]


def prove_indices(library: Library, documents: tuple[str, ...] = ()) -> Iterator[Proved]:
    """Every example case of an index in ``documents`` (none named: all)."""
    for document in library.documents.values():
        for example in document.examples:
            if example.what == "index" and (not documents or document.id in documents):
                for case in example.cases:
                    yield Proved(example, case, tuple(_differences(library, example, case)))


def differs(library: Library, example: Example, case: Case) -> bool:
    """Does the case of an index give something else than it says?"""
    return any(_differences(library, example, case))


def _differences(library: Library, example: Example, case: Case) -> Iterator[Fault]:
    home, _, name = example.tests.partition("#")
    document = library.documents[home]
    index = document.indices[name]
    try:
        scores = _scores(document, index, case) if case.nodes else {}
        facts = _facts(library, document, index, case) if case.given else {}
        if not case.then:
            raise Unreadable("没有写结果", "it states no result")
        for key, expected in case.then.items():
            name = TOP if key in (TOP, keywords.key(TOP, "zh"), index.id) else key
            found = scores.get(name, facts.get(name, _NOTHING))
            if found is _NOTHING:
                raise Unreadable(f"“{key}”没有可比的结果", f"there is no result called '{key}'")
            if not _agree(found, expected):
                got = ("未知", "unknown") if found is None else (_said(found), _said(found))
                zh, en = (
                    f"{key}应为{expected}，得到{got[0]}",
                    f"{key} should be {expected}, found {got[1]}",
                )
                yield disagreement(case, zh, en)
    except Unreadable as error:
        yield disagreement(case, error.zh, error.en)


_NOTHING = object()


def _agree(found: Any, expected: Any) -> bool:
    word = keywords.value(str(expected).strip())
    if word == "unknown" or found is None:
        return found is None and word == "unknown"
    wanted = read_literal(expected)
    if not isinstance(wanted, int | Fraction) or isinstance(wanted, bool):
        raise Unreadable(f"“{expected}”不是数", f"'{expected}' is not a number")
    if isinstance(found, Fraction):
        return found == wanted
    return math.isclose(found, float(wanted), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _said(found: Any) -> str:
    return shown(found, "en") if isinstance(found, Fraction) else f"{found:.10g}"


# --- from scores of nodes ------------------------------------------------------------------


def _scores(document: Document, index: Index, case: Case) -> Scores:
    """The scores of all nodes above those given, by running the recipe on them."""
    read = as_recipe(document, index)
    if read.recipe is None:
        first = next(f for f in read.faults if f.grave)
        raise Unreadable(first.reason("zh"), first.reason("en"))
    known = [n.code for n in read.recipe.tree.walk()]
    for name in case.nodes:
        if name not in known:
            zh = f"“{name}”不是这个指数的节点；节点有：{'、'.join(known)}"
            raise Unreadable(
                zh, f"'{name}' is no node of this index; its nodes: {', '.join(known)}"
            )
    given = {name: _score(name, text) for name, text in case.nodes.items()}
    recipe = scored(read.recipe, frozenset(given))
    lacking = [n.code for n in recipe.indicators() if n.code not in given]
    if lacking:
        named = "、".join(lacking), ", ".join(lacking)
        raise Unreadable(f"没有给出 {named[0]} 的得分", f"no score is given for {named[1]}")
    found = _run(recipe, given)
    if unstated(index, "aggregate"):
        # the text says of what the index is made, not how: nothing above the parts is known
        return {code: value if code in given else None for code, value in found.items()}
    return found


def _score(name: str, text: Any) -> float | None:
    if keywords.value(str(text).strip()) in ("unknown", "absent"):
        return None
    value = read_literal(text)
    if not isinstance(value, int | Fraction) or isinstance(value, bool):
        raise Unreadable(
            f"“{name}”的得分{text}不是数", f"the score {text} of '{name}' is no number"
        )
    return float(value)


def _run(recipe: Recipe, given: Scores) -> Scores:
    # a score not known is an empty cell; one unit is enough, for nothing is scaled
    columns: dict[str, list[object]] = {"unit": ["example"]}
    columns |= {name: [math.nan if v is None else v] for name, v in given.items()}
    panel = read_table(columns, recipe).panel
    if panel is None or all(v is None for v in given.values()):
        return {n.code: None for n in recipe.tree.walk()}
    if any(v is None for v in given.values()):
        return _unknown(recipe, given)
    outcome = build(recipe, panel)
    if outcome.built is None:
        first = next(f for f in outcome.faults if f.grave)
        raise Unreadable(first.reason("zh"), first.reason("en"))
    row = outcome.built.scores[0]
    codes = outcome.built.plan.codes
    return {code: float(row[k]) if row[k] == row[k] else None for k, code in enumerate(codes)}


def _unknown(recipe: Recipe, given: Scores) -> Scores:
    """With a score unknown, whatever stands above it is unknown; the rest is computed."""
    filled = _run(recipe, {k: 1.0 if v is None else v for k, v in given.items()})
    lost = {k for k, v in given.items() if v is None}
    for node in recipe.aggregates():
        if any(p.code in lost and p.weight != 0 for p in node.parts):
            lost.add(node.code)
    return {code: None if code in lost else value for code, value in filled.items()}


# --- from facts ----------------------------------------------------------------------------


def _facts(
    library: Library, document: Document, index: Index, case: Case
) -> Mapping[str, Fraction | None]:
    """The indicators of one entity, from the facts a case gives."""
    if case.on is None:
        raise Unreadable("算例没有日期", "the example has no date")
    given = Given(library, document.id, case.on, lambda name: name)
    entity = given.entity(index.kind, case.given)
    return measured(Engine(library), document, index, entity, case.on)
