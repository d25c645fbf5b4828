"""Reading an index: what goes together, what weighs, where a unit is strong, what if one drops."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaoxin.indicators.building import Built
from gaoxin.indicators.plan import Plan, plan
from gaoxin.indicators.ranks import rank
from gaoxin.indicators.score import score
from gaoxin.indicators.uncertainty import year_rows
from gaoxin.indicators.weights import correlation

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Flag:
    """A correlation worth a second look: `negative`, `weak` or `redundant`."""

    first: str
    second: str
    value: float
    kind: str


def correlation_flags(
    built: Built, low: float = 0.3, high: float = 0.92, year: int | None = None
) -> tuple[Floats, list[Flag]]:
    """Correlations of the normalised indicators and flags inside each pillar.

    Below 0 an indicator pulls against its pillar, under `low` it hardly belongs, above `high`
    it says the same twice (JRC thresholds 0.3 and 0.92).
    """
    rows = year_rows(built.panel, year)
    found = correlation(built.scores[rows][:, : len(built.plan.leaves)])
    flags = []
    for slots in built.plan.parts:
        inner = [int(s) for s in slots if s < len(built.plan.leaves)]
        for k, i in enumerate(inner):
            for j in inner[k + 1 :]:
                value = float(found[i, j])
                kind = _kind(value, low, high)
                if kind:
                    flags.append(Flag(built.plan.codes[i], built.plan.codes[j], value, kind))
    return found, sorted(flags, key=lambda f: (f.kind, -abs(f.value), f.first, f.second))


def _kind(value: float, low: float, high: float) -> str:
    if np.isnan(value):
        return ""
    if value < 0:
        return "negative"
    return "weak" if value < low else "redundant" if value > high else ""


def cronbach_alpha(values: Floats) -> float:
    """Cronbach's alpha of complete rows, columns standardised: k r / (1 + (k - 1) r).

    NaN with fewer than two columns or three complete rows.
    """
    whole = values[~np.isnan(values).any(axis=1)]
    count = values.shape[1]
    if count < 2 or len(whole) < 3:
        return float("nan")
    r = correlation(whole)
    mean = (r.sum() - count) / (count * (count - 1))
    return float(count * mean / (1 + (count - 1) * mean))


def item_total_correlation(values: Floats, column: int) -> float:
    """Correlation of a standardised column with the sum of the others."""
    spread = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    rest = np.delete(spread, column, axis=1).sum(axis=1)
    return float(np.corrcoef(spread[:, column], rest)[0, 1])


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Principal components of the correlation matrix, largest first.

    `loadings` (columns x components) are correlations with the component; `shares` sum to 1.
    """

    eigenvalues: Floats
    shares: Floats
    loadings: Floats


def principal_components(values: Floats) -> Components:
    """Principal components of complete rows. The largest loading of each is positive."""
    whole = values[~np.isnan(values).any(axis=1)]
    eigenvalues, vectors = np.linalg.eigh(correlation(whole))
    eigenvalues, vectors = np.maximum(eigenvalues[::-1], 0.0), vectors[:, ::-1]
    at = np.argmax(np.abs(vectors), axis=0)
    signs = np.sign(vectors[at, np.arange(len(at))])
    loadings = vectors * signs * np.sqrt(eigenvalues)
    return Components(eigenvalues, eigenvalues / eigenvalues.sum(), loadings)


def varimax(loadings: Floats, steps: int = 1000, tolerance: float = 1e-12) -> Floats:
    """Kaiser-normalised varimax rotation of loadings (Kaiser 1958), columns by variance."""
    size = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    unit, turn, before = loadings / size, np.eye(loadings.shape[1]), 0.0
    for _ in range(steps):
        turned = unit @ turn
        target = turned**3 - turned * (turned**2).mean(axis=0)
        left, values, right = np.linalg.svd(unit.T @ target)
        turn = left @ right
        if values.sum() <= before * (1 + tolerance):
            break
        before = float(values.sum())
    found = unit @ turn * size
    found = found * np.sign(found[np.argmax(np.abs(found), axis=0), np.arange(found.shape[1])])
    return np.asarray(found[:, np.argsort(-(found**2).sum(axis=0), kind="stable")])


def factor_weights(rotated: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Weights from rotated loadings (OECD Handbook 2008, section 6.1, after Nicoletti).

    Each column belongs to the factor it loads most on; it weighs its squared loading, scaled by
    the factor's share of the explained variance. Returns the weights and the factor of each.
    """
    square = rotated**2
    explained = square.sum(axis=0)
    factor = np.argmax(square, axis=1)
    within = square[np.arange(len(square)), factor] / explained[factor]
    weights = within * explained[factor] / explained.sum()
    return np.asarray(weights / weights.sum()), factor


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """For each indicator: nominal weight in the whole, and share of the score's variance."""

    codes: tuple[str, ...]
    nominal: Floats
    variance_share: Floats
    correlation: Floats


def effective_weights(built: Built, year: int | None = None) -> Weighing:
    """Nominal weights (products of sibling shares) against what moves the score.

    The variance share of indicator i is cov(w_i x_i, score) / var(sum w x); it is exact when all
    levels are arithmetic and an approximation otherwise.
    """
    rows = year_rows(built.panel, year)
    count = len(built.plan.leaves)
    shares = _used_shares(built, rows)
    terms = np.nan_to_num(built.scores[rows][:, :count]) * shares
    total = terms.sum(axis=1)
    spread = float(((total - total.mean()) ** 2).sum())
    cov = ((terms - terms.mean(axis=0)) * (total - total.mean())[:, None]).sum(axis=0)
    score = built.total[rows]
    pairs = correlation(np.column_stack([built.scores[rows][:, :count], score]))[:-1, -1]
    part = cov / spread if spread > 0 else np.full(count, np.nan)
    return Weighing(built.plan.codes[:count], shares.mean(axis=0), part, pairs)


def _used_shares(built: Built, rows: NDArray[np.intp]) -> Floats:
    """Share of each indicator in the whole, per row, from the weights actually used."""
    plan: Plan = built.plan
    weights = built.weights[rows]
    share = np.ones_like(weights)
    for k in reversed(range(len(plan.parts))):
        slots = plan.parts[k]
        total = weights[:, slots].sum(axis=1, keepdims=True)
        above = share[:, [len(plan.leaves) + k]]
        share[:, slots] = above * weights[:, slots] / np.where(total > 0, total, 1.0)
    return share[:, : len(plan.leaves)]


@dataclass(frozen=True, slots=True)
class Standing:
    """One indicator of one unit: value, score, rank in its group, and points lost to the best."""

    code: str
    raw: float
    score: float
    rank: int
    of: int
    weight: float
    gap: float
    imputed: bool


def standings(built: Built, row: int, in_group: bool = True) -> list[Standing]:
    """All indicators of one unit among the units of its year (and group), weakest first.

    `gap` is weight times the distance to the best score among them: what is lost there.
    """
    panel, count = built.panel, len(built.plan.leaves)
    same = panel.years == panel.years[row]
    if in_group:
        same &= np.array([g == panel.groups[row] for g in panel.groups])
    rows = np.flatnonzero(same)
    scores = built.scores[rows][:, :count]
    places = rank(scores.T, built.recipe.tolerance)
    me = int(np.flatnonzero(rows == row)[0])
    share = _used_shares(built, np.array([row]))[0]
    imputed = {c.column for c in built.stage("impute").changes if c.row == row}
    plain = built.stage("impute").values[row]
    found = []
    for j, code in enumerate(built.plan.codes[:count]):
        if share[j] == 0:
            continue
        best = float(np.nanmax(scores[:, j])) if not np.isnan(scores[:, j]).all() else np.nan
        gap = float(share[j] * (best - scores[me, j]))
        ranked = int((places[j] > 0).sum())
        found.append(
            Standing(
                code,
                float(plain[j]),
                float(scores[me, j]),
                int(places[j, me]),
                ranked,
                float(share[j]),
                gap,
                j in imputed,
            )
        )
    return sorted(found, key=lambda s: (-s.gap if s.gap == s.gap else 1.0, s.code))


@dataclass(frozen=True, slots=True, eq=False)
class Dropped:
    """The ranking of one year without one node."""

    code: str
    ranks: Ints
    mean_shift: float
    max_shift: int


def drop_one(built: Built, year: int | None = None) -> list[Dropped]:
    """Ranks without each indicator in turn, in the order of the recipe.

    Preparation does not change when an indicator leaves (stages work column by column), so only
    the aggregation is repeated.
    """
    rows = year_rows(built.panel, year)
    nominal = built.ranks[rows]
    found = []
    for node in built.plan.leaves:
        ranks = _ranks_without(built, node.code, rows)
        shift = np.abs(ranks - nominal)[(ranks > 0) & (nominal > 0)]
        mean = float(shift.mean()) if len(shift) else float("nan")
        found.append(Dropped(node.code, ranks, mean, int(shift.max(initial=0))))
    return found


def _ranks_without(built: Built, code: str, rows: NDArray[np.intp]) -> Ints:
    recipe, panel = built.recipe.without(code), built.panel
    if recipe is built.recipe:
        return np.zeros(len(rows), dtype=np.int32)
    layout = plan(recipe)
    at = {c: j for j, c in enumerate(built.plan.codes)}
    columns = [at[n.code] for n in layout.leaves]
    lone_year = recipe.scope == "each_year"
    some = rows if lone_year else np.arange(len(panel.units))
    kept = panel.take(some)
    scored = score(
        layout,
        built.scores[some][:, columns],
        layout.rule(kept.groups),
        [np.arange(len(some))],
        kept.blocks(),
        recipe.tolerance,
    )
    top = scored.values[:, layout.top]
    return rank(top if lone_year else top[rows], recipe.tolerance)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two recipes on the units both rank in one year."""

    units: tuple[str, ...]
    first: Ints
    second: Ints
    spearman: float

    @property
    def shift(self) -> Ints:
        """Places lost (positive) or won (negative) when going to the second recipe."""
        return np.asarray(self.second - self.first)


def compare(first: Built, second: Built, year: int | None = None) -> Comparison:
    """Compare the rankings of two built indices in one year; ranks are among common units."""
    a, b = _scores_of(first, year), _scores_of(second, year)
    units = tuple(sorted(u for u in a if u in b and a[u] == a[u] and b[u] == b[u]))
    tolerance = first.recipe.tolerance
    ra = rank(np.array([a[u] for u in units]), tolerance)
    rb = rank(np.array([b[u] for u in units]), second.recipe.tolerance)
    spearman = float(np.corrcoef(ra, rb)[0, 1]) if len(units) > 2 else float("nan")
    return Comparison(units, ra, rb, spearman)


def _scores_of(built: Built, year: int | None) -> dict[str, float]:
    rows = year_rows(built.panel, year)
    return {built.panel.units[i]: float(built.total[i]) for i in rows}
