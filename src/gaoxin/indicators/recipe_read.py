"""Read a recipe from YAML or TOML, collecting every fault with its line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

from gaoxin.files import tree as trees
from gaoxin.files.tree import Mapping, Scalar, Tree
from gaoxin.indicators import methods
from gaoxin.indicators import recipe as r
from gaoxin.indicators.faults import Fault, Place, Text, fault, stops
from gaoxin.indicators.methods import Method, Param, Stage
from gaoxin.indicators.recipe_check import check_tree
from gaoxin.indicators.toml import read_toml

if TYPE_CHECKING:
    from gaoxin.files.yamltree import Slip

ROOT_KEYS = (
    *("recipe", "title", "completeness", "note", "valid", "sources", "table", "groups"),
    *("screen", "impute", "outliers", "levels", "panel", "ranks", "grades", "choices"),
    *("tree", "nodes"),
)
NODE_KEYS = (
    *("title", "weight", "status", "note", "parts", "weights", "aggregate", "pairwise"),
    *("column", "unit", "better", "goalposts", "target", "denominator", "transform"),
    *("source", "normalise"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """A recipe, or none when a fault is grave, with all faults found."""

    recipe: r.Recipe | None
    faults: tuple[Fault, ...]


def shipped() -> tuple[str, ...]:
    """The codes of the recipes inside the package."""
    folder = files("gaoxin.indicators").joinpath("recipes")
    return tuple(sorted(p.name.removesuffix(".yaml") for p in folder.iterdir()))


def read_recipe(name: str | Path) -> Read:
    """A recipe by path (.yaml, .yml, .toml) or by the code of one shipped."""
    if str(name) in shipped():
        path = files("gaoxin.indicators").joinpath("recipes", f"{name}.yaml")
        return parse_recipe(path.read_text("utf-8"), f"{name}.yaml")
    known = "、".join(shipped())
    where = Path(name)
    if where.suffix not in (".yaml", ".yml", ".toml"):
        code = "file-type" if where.exists() else "file-missing"
        return Read(None, (fault(code, Place(str(name)), name=name, known=known),))
    if not where.is_file():
        return Read(None, (fault("file-missing", Place(str(name)), name=name, known=known),))
    try:
        text = where.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        return Read(None, (fault("syntax", Place(str(name), 1), what=f"UTF-8: {error.reason}"),))
    return parse_recipe(text, where.name)


def parse_recipe(text: str, file: str = "recipe.yaml") -> Read:
    """A recipe from text; the file name decides between YAML and TOML."""
    found, faults = read_toml(text, file) if file.endswith(".toml") else _yaml(text, file)
    return Read(None, tuple(faults)) if found is None else recipe_of(found, file, faults)


def recipe_of(found: Tree, file: str, faults: list[Fault]) -> Read:
    """A recipe from a tree, with the faults of reading the tree first."""
    reader = _Reader(file, faults)
    recipe = reader.recipe(found)
    if recipe is not None:
        faults.extend(check_tree(recipe))
    ordered = tuple(sorted(faults, key=lambda f: f.place.line))
    return Read(None if stops(ordered) else recipe, ordered)


def _yaml(text: str, file: str) -> tuple[Tree | None, list[Fault]]:
    from gaoxin.files import yamltree  # a block of a document is a tree already

    tree, slips = yamltree.read_yaml(text)
    faults = [_slip(slip, file) for slip in slips]
    if tree is None and not faults:
        faults = [fault("syntax", Place(file, 1), what=Text("空文件", "the file is empty"))]
    return tree, faults


def _slip(slip: "Slip", file: str) -> Fault:
    place = Place(file, slip.line)
    if slip.key:
        return fault("duplicate-key", place, key=slip.key)
    return fault("syntax", place, what=Text(slip.zh, slip.en))


@dataclass(slots=True)
class _Reader:
    file: str
    faults: list[Fault]
    used: set[str] = field(default_factory=set)

    def fault(self, code: str, line: int, **details: object) -> None:
        said = tuple((k, v if isinstance(v, Text) else str(v)) for k, v in details.items())
        self.faults.append(Fault(code, Place(self.file, line), said))

    # plain values

    def mapping(self, at: Tree | None, known: Sequence[str] | None) -> dict[str, Tree]:
        if at is None:
            return {}
        if not isinstance(at, Mapping):
            self.fault("not-mapping", at.line)
            return {}
        for key, place in at.keys.items():
            if known is not None and key not in known:
                self.fault("unknown-key", place.line, key=key, known=", ".join(known))
        # A value is told at its key, also where it stands below it.
        return {k: v._replace(line=at.keys[k].line) for k, v in at.items()}

    def listing(self, at: Tree | None) -> tuple[Tree, ...]:
        if at is None or isinstance(at, trees.Sequence):
            return at.items if at else ()
        self.fault("not-list", at.line)
        return ()

    def word(self, at: Tree | None, default: str = "") -> str:
        if at is None:
            return default
        if isinstance(at, Scalar):
            return at.text.strip()
        self.fault("not-known", at.line, value="…", known=Text("文字", "text"))
        return default

    def text(self, at: Tree | None, default: str = "") -> Text:
        if at is None or isinstance(at, Scalar):
            words = self.word(at, default)
            return Text(words, words)
        found = self.mapping(at, ("zh", "en"))
        return Text(self.word(found.get("zh")), self.word(found.get("en")))

    def number(self, at: Tree | None, default: float) -> float:
        if at is None:
            return default
        value = _number(at.text) if isinstance(at, Scalar) else None
        if value is None:
            self.fault("not-number", at.line, value=at.text if isinstance(at, Scalar) else "…")
            return default
        if abs(value) > methods.LARGEST:
            self.fault("too-large", at.line, value=f"{value:g}", limit=f"{methods.LARGEST:g}")
            return default
        return value

    def numbers(self, at: Tree | None) -> tuple[float, ...]:
        return tuple(self.number(v, math.nan) for v in self.listing(at))

    def one_of(self, at: Tree | None, known: Sequence[str], default: str) -> str:
        value = self.word(at, default)
        if value not in known:
            self.fault("not-known", at.line if at else 1, value=value, known=", ".join(known))
            return default
        return value

    def day(self, at: Tree | None) -> date | None:
        words = self.word(at)
        if not words:
            return None
        try:
            return date.fromisoformat(words)
        except ValueError:
            self.fault("not-date", at.line if at else 1, value=words)
            return None

    def method(self, at: Tree | None, stage: Stage, default: str) -> Method:
        return self.chosen(at, stage, methods.names(stage), default)

    def chosen(self, at: Tree | None, stage: Stage, known: Sequence[str], default: str) -> Method:
        if at is None or isinstance(at, Scalar):
            named = Method(self.one_of(at, known, default))
            self.params(stage, named, {}, at.line if at else 1)
            return named
        found = self.mapping(at, None)
        name = self.one_of(found.get("method"), known, default)
        if "method" not in found:
            self.fault("missing-key", at.line, key="method")
        params = ((k, self.param(v)) for k, v in found.items() if k != "method")
        made = Method(name, tuple(sorted(params, key=lambda p: p[0])))
        lines = {k: v.line for k, v in found.items()}
        sound = self.params(stage, made, lines, at.line) and "method" in found
        return made if sound else Method(default)

    def params(self, stage: Stage, method: Method, lines: dict[str, int], line: int) -> bool:
        """Whether all parameters are as declared; those that are not become faults."""
        if method.name not in methods.names(stage):
            return True
        wrong = tuple(methods.slips(stage, method))
        for slip in wrong:
            self.fault(slip.code, lines.get(slip.key, line), **dict(slip.details))
        return not wrong

    def param(self, at: Tree) -> Param:
        if isinstance(at, trees.Sequence):
            return tuple(_number(self.word(v)) or 0.0 for v in at.items) if _numeric(at) else "[…]"
        value = _number(self.word(at))
        return self.word(at) if value is None else value

    # the parts of a recipe

    def recipe(self, at: Tree) -> r.Recipe | None:
        top = self.mapping(at, ROOT_KEYS)
        if "recipe" not in top:
            self.fault("missing-key", at.line, key="recipe")
        tree = self.tree(top, at.line)
        if tree is None:
            return None
        table = self.mapping(top.get("table"), ("unit", "name", "year", "group"))
        valid = self.mapping(top.get("valid"), ("from", "to"))
        panel = self.mapping(top.get("panel"), ("goalposts",))
        ranks = self.mapping(top.get("ranks"), ("tolerance",))
        screen = self.mapping(top.get("screen"), ("available",))
        start, end = self.day(valid.get("from")), self.day(valid.get("to"))
        if start and end and start > end:
            self.fault("valid-order", top["valid"].line, start=start, end=end)
        kinds = ("complete", "partial", "illustrative")
        scope = self.one_of(panel.get("goalposts"), ("all_years", "each_year"), "each_year")
        return r.Recipe(
            code=self.word(top.get("recipe"), "recipe"),
            title=self.text(top.get("title")),
            tree=tree,
            completeness=cast(
                r.Completeness, self.one_of(top.get("completeness"), kinds, "complete")
            ),
            note=self.text(top.get("note")),
            valid_from=start,
            valid_to=end,
            sources=tuple(self.source(s) for s in self.listing(top.get("sources"))),
            unit_column=self.word(table.get("unit"), "unit"),
            name_column=self.word(table.get("name")),
            year_column=self.word(table.get("year")),
            group_column=self.word(table.get("group")),
            groups=self.groups(top.get("groups")),
            screen=self.within(screen.get("available"), 0.0, 0.0, 1.0),
            impute=self.methods(top.get("impute"), "impute"),
            outliers=self.method(top.get("outliers"), "outliers", "none"),
            levels=self.levels(top.get("levels")),
            scope=cast(r.Scope, scope),
            tolerance=self.within(ranks.get("tolerance"), 1e-9, 0.0, methods.LARGEST),
            grades=self.grades(top.get("grades")),
            choices=self.choices(top.get("choices")),
            file=self.file,
        )

    def source(self, at: Tree) -> r.Source:
        found = self.mapping(at, ("code", "title", "url"))
        return r.Source(
            self.word(found.get("code")), self.text(found.get("title")), self.word(found.get("url"))
        )

    def methods(
        self, at: Tree | None, stage: Stage, also: tuple[str, ...] = ()
    ) -> tuple[Method, ...]:
        known = (*also, *methods.names(stage))
        return tuple(self.chosen(m, stage, known, known[0]) for m in self.listing(at))

    def levels(self, at: Tree | None) -> tuple[r.Level, ...]:
        found = []
        for number, row in enumerate(self.listing(at)):
            keys = self.mapping(row, ("normalise", "weights", "aggregate", "available"))
            first = "minmax" if number == 0 else "none"
            found.append(
                r.Level(
                    self.method(keys.get("normalise"), "normalise", first),
                    self.method(keys.get("weights"), "weights", "given"),
                    self.method(keys.get("aggregate"), "aggregate", "arithmetic"),
                    self.within(keys.get("available"), 1.0, 0.0, 1.0),
                )
            )
        return tuple(found) or (r.Level(normalise=Method("minmax")),)

    def groups(self, at: Tree | None) -> tuple[r.GroupRule, ...]:
        rules = []
        for name, rule in self.mapping(at, None).items():
            found = self.mapping(rule, ("weights", "goalposts"))
            weights = self.mapping(found.get("weights"), None)
            posts = self.mapping(found.get("goalposts"), None)
            rules.append(
                r.GroupRule(
                    name,
                    tuple((k, self.weight(v)) for k, v in weights.items()),
                    tuple((k, p) for k, v in posts.items() if (p := self.goalposts(v))),
                )
            )
        return tuple(rules)

    def grades(self, at: Tree | None) -> tuple[tuple[str, float], ...]:
        """Cumulative shares of the ranking, the best grade first, the last ending at 1."""
        found = tuple((k, self.number(v, 1.0)) for k, v in self.mapping(at, None).items())
        shares = (0.0, *(share for _, share in found))
        rising = all(a < b for a, b in pairwise(shares))
        if at is not None and found and not (rising and shares[-1] == 1):
            said = ", ".join(f"{k}: {share:g}" for k, share in found)
            self.fault("grades-order", at.line, given=said)
        return found

    def within(self, at: Tree | None, default: float, least: float, most: float) -> float:
        value = self.number(at, default)
        if at is not None and not least <= value <= most:
            known = Text(f"{least:g} 至 {most:g}", f"{least:g} to {most:g}")
            self.fault("not-known", at.line, value=f"{value:g}", known=known)
        return value

    def choices(self, at: Tree | None) -> tuple[r.Choice, ...]:
        found = self.mapping(at, tuple(methods.METHODS))
        return tuple(
            r.Choice(k, self.methods(found[k], k, ("none",) if k == "impute" else ()))
            for k in methods.METHODS
            if k in found
        )

    def weight(self, at: Tree | None) -> float:
        value = self.number(at, 1.0)
        if value < 0 and at is not None:
            self.fault("negative-weight", at.line, value=value)
        return value

    def goalposts(self, at: Tree | None) -> tuple[float, float] | None:
        if at is None:
            return None
        found = self.numbers(at)
        if len(found) != 2:
            self.fault("not-known", at.line, value=len(found), known="[low, high]")
            return None
        if not found[0] < found[1]:
            self.fault("goalposts-order", at.line, low=found[0], high=found[1])
            return None
        return found[0], found[1]

    # the hierarchy, nested (tree) or flat (nodes with a parent)

    def tree(self, top: dict[str, Tree], line: int) -> r.Node | None:
        if "nodes" in top:
            return self.flat(top["nodes"])
        if "tree" not in top:
            self.fault("missing-key", line, key="tree")
            return None
        roots = self.mapping(top["tree"], None)
        if len(roots) != 1:
            tops = ", ".join(roots)
            self.fault("one-top", top["tree"].line, count=len(roots), tops=tops)
            return None
        code, at = next(iter(roots.items()))
        return self.node(code, at)

    def node(self, code: str, at: Tree) -> r.Node:
        found = self.mapping(at, NODE_KEYS)
        parts = tuple(self.node(c, p) for c, p in self.mapping(found.get("parts"), None).items())
        return self.built(code, found, parts, at.line)

    def flat(self, at: Tree) -> r.Node | None:
        rows: dict[str, tuple[dict[str, Tree], str, int]] = {}
        for row in self.listing(at):
            found = self.mapping(row, ("code", "parent", *NODE_KEYS))
            code = self.word(found.get("code"))
            if not code:
                self.fault("missing-key", row.line, key="code")
            elif code in rows:
                self.fault("duplicate-node", row.line, node=code)
            else:
                rows[code] = (found, self.word(found.get("parent")), row.line)
        return self.rooted(rows, at.line)

    def rooted(self, rows: dict[str, tuple[dict[str, Tree], str, int]], line: int) -> r.Node | None:
        below: dict[str, list[str]] = {code: [] for code in rows}
        for code, (_, parent, at) in rows.items():
            if parent and parent not in rows:
                self.fault("parent-missing", at, node=code, parent=parent)
            elif parent:
                below[parent].append(code)
        if self.cycles({c: p for c, (_, p, _) in rows.items()}, rows):
            return None
        tops = [code for code, (_, parent, _) in rows.items() if not parent]
        if len(tops) != 1:
            self.fault("one-top", line, count=len(tops), tops=", ".join(tops))
            return None

        def grow(code: str) -> r.Node:
            found, _, at = rows[code]
            return self.built(code, found, tuple(grow(c) for c in below[code]), at)

        return grow(tops[0])

    def cycles(
        self, parents: dict[str, str], rows: dict[str, tuple[dict[str, Tree], str, int]]
    ) -> bool:
        done: set[str] = set()
        found = False
        for start in parents:
            path: list[str] = []
            code = start
            while code in parents and code not in done and code not in path:
                path.append(code)
                code = parents[code]
            if code in path:
                ring = [*path[path.index(code) :], code]
                self.fault("cycle", rows[code][2], path=" → ".join(ring))
                found = True
            done.update(path)
        return found

    def built(
        self, code: str, found: dict[str, Tree], parts: tuple[r.Node, ...], line: int
    ) -> r.Node:
        kinds = ("verified", "secondary", "unverified")
        level = self.method
        node = r.Node(
            code=code,
            title=self.text(found.get("title"), code),
            weight=self.weight(found.get("weight")),
            status=cast(r.Status, self.one_of(found.get("status"), kinds, "unverified")),
            note=self.text(found.get("note")),
            parts=parts,
            weights=level(found["weights"], "weights", "given") if "weights" in found else None,
            aggregate=level(found["aggregate"], "aggregate", "arithmetic")
            if "aggregate" in found
            else None,
            pairwise=tuple(self.numbers(row) for row in self.listing(found.get("pairwise"))),
            weighed="weight" in found,
            line=line,
        )
        return node if parts else self.leaf(node, found)

    def leaf(self, node: r.Node, found: dict[str, Tree]) -> r.Node:
        if "parts" in found or "aggregate" in found:
            return node
        better = self.one_of(found.get("better"), ("more", "less"), "more")
        target = found.get("target")
        indicator = r.Indicator(
            column=self.word(found.get("column"), node.code),
            unit=self.text(found.get("unit")),
            better=1 if better == "more" else -1,
            goalposts=self.goalposts(found.get("goalposts")),
            target=None if target is None else self.number(target, 0.0),
            denominator=self.word(found.get("denominator")) or None,
            transform="log"
            if self.one_of(found.get("transform"), ("none", "log"), "none") == "log"
            else "none",
            source=self.word(found.get("source")),
            normalise=self.method(found["normalise"], "normalise", "none")
            if "normalise" in found
            else None,
        )
        return replace(node, indicator=indicator)


def _numeric(at: trees.Sequence) -> bool:
    return all(isinstance(v, Scalar) and _number(v.text) is not None for v in at.items)


def _number(words: str) -> float | None:
    """A number, or a fraction such as 1/3 (used in pairwise matrices)."""
    above, slash, below = words.partition("/")
    try:
        value = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None
