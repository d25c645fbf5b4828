"""What would it take: the cheapest change of a unit's own figures that reaches a rank."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from gaoxin.indicators.building import Built, build, with_weights_found
from gaoxin.indicators.faults import Fault, Place, fault, stops
from gaoxin.indicators.ranks import rank_in_groups
from gaoxin.indicators.score import score
from gaoxin.indicators.stages.normalise import POSITIONAL
from gaoxin.indicators.stages.scale import apply_scales, apply_treatments, transform
from gaoxin.indicators.tables import Panel

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lever:
    """An indicator that may be moved: cost per unit of it, and how far it may go."""

    code: str
    cost: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Move:
    """One indicator moved from a value to another at a cost."""

    code: str
    start: float
    end: float
    cost: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The cheapest change found.

    `reached` says that a full rebuild with the changed figures gives the rank wanted. `exact`
    says the change is the cheapest there is under the goalposts of today; otherwise it is a
    local optimum.
    """

    unit: str
    wanted: int
    rank_before: int
    rank_after: int
    score_before: float
    score_after: float
    moves: tuple[Move, ...]
    cost: float
    reached: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """A plan, or none with the reason."""

    plan: Plan | None
    faults: tuple[Fault, ...]


def default_levers(built: Built, row: int) -> tuple[Lever, ...]:
    """Every indicator may go to the best value of the year; one standard deviation costs 1."""
    rows = np.flatnonzero(built.panel.years == built.panel.years[row])
    values = built.stage("impute").values[rows]
    found = []
    for j, node in enumerate(built.plan.leaves):
        x = values[:, j][~np.isnan(values[:, j])]
        spread = float(x.std(ddof=1)) if len(x) > 1 else 0.0
        if spread > 0:
            found.append(Lever(node.code, 1 / spread, float(x.min()), float(x.max())))
    return tuple(found)


def out_of_the_last(built: Built, row: int, count: int, in_group: bool = True) -> int:
    """The rank at which a unit is no longer among the last `count` (1 if that is everyone)."""
    same = built.panel.years == built.panel.years[row]
    ranks = built.group_ranks if in_group else built.ranks
    if in_group:
        same &= np.array([g == built.panel.groups[row] for g in built.panel.groups])
    return max(1, int((ranks[same] > 0).sum()) - count)


def cheapest_change(
    built: Built,
    panel: Panel,
    row: int,
    wanted: int,
    levers: tuple[Lever, ...] | None = None,
    scope: Literal["all", "group"] = "all",
) -> PlanOutcome:
    """The cheapest change of a unit's own figures that lifts it to rank `wanted` or better.

    `row` counts in `built.panel`; `panel` is the panel the index was built from. Goalposts and
    data-driven weights are held at today's values while searching; the result is then checked
    by a full rebuild and, where own figures moved the goalposts, searched again.
    """
    world = _Search(built, panel, row, wanted, scope, levers or default_levers(built, row))
    faults = world.check()
    if stops(faults):
        return PlanOutcome(None, tuple(faults))
    if world.rank_of(built) <= wanted:
        return PlanOutcome(world.plan(np.zeros(len(world.levers)), built, True), ())
    steps, after = world.first_that_holds()
    exact = world.linear and world.searched == 1
    return PlanOutcome(world.plan(steps, after or built, exact), ())


class _Search:
    """The frozen score of one unit as a function of how far each lever is moved (0 to 1)."""

    def __init__(
        self,
        built: Built,
        panel: Panel,
        row: int,
        wanted: int,
        scope: str,
        levers: tuple[Lever, ...],
    ) -> None:
        self.built, self.panel, self.row, self.wanted = built, panel, row, wanted
        self.scope, self.tolerance = scope, built.recipe.tolerance
        self.searched = 0
        self.column = {n.code: j for j, n in enumerate(built.plan.leaves)}
        self.levers = tuple(v for v in levers if v.code in self.column)
        self.unknown = tuple(v.code for v in levers if v.code not in self.column)
        self.start = built.stage("impute").values[row].copy()
        self.ends = self._ends()
        year, group = int(built.panel.years[row]), built.panel.groups[row]
        fits = [f for f in built.fitted if year in f.years]
        self.fitted = next((f for f in fits if f.group == group), fits[0])
        self.rule = built.plan.rule((group,))
        self.layout = with_weights_found(built.plan, built, row)
        arithmetic = all(lv.aggregate.name == "arithmetic" for lv in self.layout.levels)
        plain = all(t.kind in ("none", "winsorise") for t in self.fitted.treatments)
        affine = all(s is not None and not s.inverse.any() for _, _, s in self.fitted.scales)
        logged = any(n.indicator and n.indicator.transform == "log" for n in built.plan.leaves)
        self.additive = arithmetic
        self.linear = arithmetic and plain and affine and not logged

    def first_that_holds(self) -> tuple[Floats, Built | None]:
        """The cheapest steps found that a full rebuild confirms; else every lever all the way.

        Own figures may move the goalposts: then the score aimed at is raised, first by what the
        rebuild lacked, then by bisection up to the most the levers can give.
        """
        every = np.ones(len(self.levers))
        aim, best = self.threshold(), float(self.score(every)[0])
        low = aim
        for _ in range(4):
            found = self._tried(aim)
            if found is None:
                break
            steps, after = found
            if self.rank_of(after) <= self.wanted:
                return steps, after
            low = aim
            lack = self.threshold(after) - self.score_of(after)
            aim += max(lack * 1.02, self.tolerance)
        whole = self.rebuild(every)
        if whole is None or self.rank_of(whole) > self.wanted:
            return every, whole
        return self._bisected(low, best, (every, whole))

    def _bisected(
        self, low: float, high: float, kept: tuple[Floats, Built]
    ) -> tuple[Floats, Built]:
        for _ in range(14):
            middle = (low + high) / 2
            found = self._tried(middle)
            if found is not None and self.rank_of(found[1]) <= self.wanted:
                high = middle
                if float(self.costs() @ found[0]) <= float(self.costs() @ kept[0]):
                    kept = found
            else:
                low = middle
        return kept

    def _tried(self, aim: float) -> tuple[Floats, Built] | None:
        self.searched += 1
        steps = self.solve(aim)
        after = None if steps is None else self.rebuild(steps)
        return None if steps is None or after is None else (steps, after)

    def _ends(self) -> Floats:
        """Where each lever leads: its bound on the better side, never behind the start."""
        found = []
        for lever in self.levers:
            j = self.column[lever.code]
            node = self.built.plan.leaves[j].indicator
            assert node is not None
            bound = lever.high if node.better > 0 else lever.low
            start = self.start[j]
            found.append(max(bound, start) if node.better > 0 else min(bound, start))
        return np.array(found)

    def check(self) -> list[Fault]:
        """Methods and levers this search cannot deal with."""
        known = ", ".join(self.column)
        faults = [fault("node-unknown", Place(), node=c, known=known) for c in self.unknown]
        methods = {lv.aggregate.name for lv in self.built.plan.levels}
        methods |= {lv.weights.name for lv in self.built.plan.levels}
        methods |= {m.name for m, _, _ in self.fitted.scales}
        for name in sorted(methods & {"outranking", "benefit_of_the_doubt", *POSITIONAL}):
            faults.append(
                fault(
                    "method-context",
                    Place(self.built.recipe.file),
                    method=name,
                    why="whatif",
                    remedy_zh="试算提升需要取值型标准化和均值型合成",
                    remedy_en="what-if needs value scales and means; compare with such a variant",
                )
            )
        if np.isnan(self.built.total[self.row]):
            unit = self.built.panel.units[self.row]
            faults.append(fault("unit-unknown", Place(), unit=unit, year="-"))
        return faults

    def figures(self, steps: Floats) -> Floats:
        """Own figures after moving each lever by its step; (runs, indicators)."""
        steps = np.atleast_2d(steps)
        found = np.repeat(self.start[None, :], len(steps), axis=0)
        for k, lever in enumerate(self.levers):
            j = self.column[lever.code]
            found[:, j] = self.start[j] + steps[:, k] * (self.ends[k] - self.start[j])
        return found

    def score(self, steps: Floats) -> Floats:
        """Scores with goalposts and weights held; one per row of steps."""
        plain = transform(self.figures(steps), self.built.plan.leaves)
        treated = apply_treatments(plain, self.fitted.treatments)
        scaled = apply_scales(treated, self.fitted, self.tolerance)
        whole = [np.arange(len(scaled))]
        rule = np.repeat(self.rule, len(scaled))
        scored = score(self.layout, scaled, rule, whole, whole, self.tolerance)
        return np.asarray(scored.values[:, self.layout.top])

    def costs(self) -> Floats:
        """Cost of moving each lever all the way."""
        starts = np.array([self.start[self.column[v.code]] for v in self.levers])
        return np.asarray(np.array([v.cost for v in self.levers]) * np.abs(self.ends - starts))

    def threshold(self, after: Built | None = None) -> float:
        """The score that reaches the wanted rank: that of the unit now holding it."""
        built = after or self.built
        rows = self.rivals(built)
        scores = np.sort(built.total[rows][~np.isnan(built.total[rows])])[::-1]
        if self.wanted > len(scores):
            return float("-inf")
        return float(scores[self.wanted - 1]) + self.tolerance

    def rivals(self, built: Built) -> NDArray[np.intp]:
        """Rows of the other units compared with."""
        me = self.own_row(built)
        same = built.panel.years == built.panel.years[me]
        if self.scope == "group":
            same &= np.array([g == built.panel.groups[me] for g in built.panel.groups])
        same[me] = False
        return np.flatnonzero(same)

    def own_row(self, built: Built) -> int:
        """The unit's row in a (re)built index."""
        year = int(self.built.panel.years[self.row])
        found = built.panel.row(self.built.panel.units[self.row], year)
        assert found is not None
        return found

    def score_of(self, built: Built) -> float:
        """The unit's score in a (re)built index."""
        return float(built.total[self.own_row(built)])

    def rank_of(self, built: Built) -> int:
        """The unit's rank in a (re)built index, overall or in its group."""
        me = self.own_row(built)
        if self.scope == "all":
            return int(built.ranks[me])
        rows = np.flatnonzero(built.panel.years == built.panel.years[me])
        groups = [built.panel.groups[i] for i in rows]
        ranks = rank_in_groups(built.total[rows], groups, self.tolerance)
        return int(ranks[int(np.flatnonzero(rows == me)[0])])

    def solve(self, aim: float) -> Floats | None:
        """The cheapest steps whose frozen score reaches the aim; None if no step does."""
        every = np.ones(len(self.levers))
        if float(self.score(every)[0]) < aim:
            return None
        if self.linear:
            return self._greedy(aim)
        if self.additive:
            return self._by_marginal_gain(aim)
        return self._polished(self._greedy(aim), aim)

    def _greedy(self, aim: float) -> Floats:
        """Levers in order of score won per cost, the last one as far as needed.

        Exact when the score is linear up to each lever's cut; there the lever is stopped.
        """
        count, costs = len(self.levers), self.costs()
        useful = self._useful()
        alone = self.score(np.diag(useful)) - self.score(np.zeros(count))[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(alone > 0, alone / (costs * useful), -np.inf)
        steps = np.zeros(count)
        for k in np.argsort(-value, kind="stable"):
            if alone[k] <= 0:
                continue
            trial = steps.copy()
            trial[k] = useful[k]
            if float(self.score(trial)[0]) < aim:
                steps = trial
                continue
            steps[k] = self._far_enough(steps, int(k), float(useful[k]), aim)
            return steps
        return np.ones(count)

    def _by_marginal_gain(self, aim: float, pieces: int = 400) -> Floats:
        """Steps taken in order of score won per cost, piece by piece.

        When the score is a sum over indicators this is the optimum of the upper hull of each
        indicator's gain, up to one piece; it is exact for gains that flatten, as logarithms do.
        """
        count, costs = len(self.levers), self.costs()
        grid = np.linspace(0, 1, pieces + 1)
        each = (np.eye(count)[:, None, :] * grid[None, :, None]).reshape(-1, count)
        base = float(self.score(np.zeros(count))[0])
        gains = self.score(each).reshape(count, pieces + 1) - base
        ladder = []
        for k in range(count):
            hull = _upper_hull(gains[k])
            for low, high in pairwise(hull):
                won, spent = gains[k, high] - gains[k, low], costs[k] * (grid[high] - grid[low])
                if won > 0:
                    ladder.append((-won / spent if spent else -np.inf, k, low, high))
        steps = np.zeros(count)
        for _, k, _low, high in sorted(ladder):
            trial = steps.copy()
            trial[k] = grid[high]
            if float(self.score(trial)[0]) >= aim:
                steps[k] = self._far_enough(steps, k, float(grid[high]), aim)
                return steps
            steps = trial
        return np.ones(count)

    def _useful(self) -> Floats:
        """How far each lever still gains score: beyond a cut nothing is won."""
        count = len(self.levers)
        low, high = np.zeros(count), np.ones(count)
        full = self.score(np.eye(count))
        flat = self.score(np.eye(count) * 0.999) >= full
        for _ in range(60 if flat.any() else 0):
            middle = (low + high) / 2
            enough = self.score(np.diag(middle)) >= full
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.where(flat, high, 1.0)

    def _far_enough(self, steps: Floats, k: int, most: float, aim: float) -> float:
        low, high = 0.0, most
        for _ in range(80):
            middle = (low + high) / 2
            trial = steps.copy()
            trial[k] = middle
            low, high = (low, middle) if self.score(trial)[0] >= aim else (middle, high)
        return high

    def _polished(self, steps: Floats, aim: float) -> Floats:
        """A local optimum from the greedy start, kept only if it is feasible and cheaper."""
        costs = self.costs()
        scale = max(float(costs.max()), 1e-300)
        width = 1e-6

        def slope(z: Floats) -> Floats:
            shifted = np.clip(z + width * np.eye(len(z)), 0, 1)
            shifted = np.where(shifted == z, z - width * np.eye(len(z)), shifted)
            step = (shifted - z).sum(axis=1)
            return np.asarray((self.score(shifted) - self.score(z)[0]) / step)

        reached = {"type": "ineq", "fun": lambda z: float(self.score(z)[0]) - aim, "jac": slope}
        best = steps
        for start in (steps, np.ones(len(steps))):
            answer = optimize.minimize(  # type: ignore[call-overload]
                lambda z: float(costs @ z) / scale,
                start,
                jac=lambda z: costs / scale,
                bounds=[(0.0, 1.0)] * len(steps),
                constraints=reached,
                method="SLSQP",
                options={"maxiter": 100, "ftol": 1e-10},
            )
            found = self._tidied(self._lifted(np.clip(answer.x, 0, 1), aim), aim)
            if float(costs @ found) < float(costs @ best):
                best = found
        return np.asarray(best)

    def _tidied(self, steps: Floats, aim: float) -> Floats:
        """Steps without the crumbs a numerical search leaves behind."""
        kept = np.where(steps < 1e-6, 0.0, steps)
        return self._lifted(kept, aim) if float(self.score(kept)[0]) < aim else kept

    def _lifted(self, steps: Floats, aim: float) -> Floats:
        """The steps moved on until the aim is truly reached, levers in use first."""
        if float(self.score(steps)[0]) >= aim:
            return steps
        used = np.where(steps > 0, 1.0, 0.0)
        goal = used if float(self.score(used)[0]) >= aim else np.ones(len(steps))
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            trial = steps + middle * (goal - steps)
            low, high = (low, middle) if self.score(trial)[0] >= aim else (middle, high)
        return np.asarray(steps + high * (goal - steps))

    def rebuild(self, steps: Floats) -> Built | None:
        """The whole index with the unit's figures changed."""
        year = int(self.built.panel.years[self.row])
        at = self.panel.row(self.built.panel.units[self.row], year)
        assert at is not None
        values, figures = self.panel.values.copy(), self.figures(steps)[0]
        index = {c: j for j, c in enumerate(self.panel.columns)}
        for k, lever in enumerate(self.levers):
            j = self.column[lever.code]
            node = self.built.plan.leaves[j].indicator
            assert node is not None
            if steps[k] > 0:
                below = values[at, index[node.denominator]] if node.denominator else 1.0
                values[at, index[node.column]] = figures[j] * below
        return build(self.built.recipe, self.panel.with_values(values)).built

    def plan(self, steps: Floats, after: Built, exact: bool) -> Plan:
        """The result in words a reader can check."""
        figures, costs = self.figures(steps)[0], self.costs()
        moves = [
            Move(
                v.code,
                float(self.start[self.column[v.code]]),
                float(figures[self.column[v.code]]),
                float(costs[k] * steps[k]),
            )
            for k, v in enumerate(self.levers)
            if steps[k] > 0 and costs[k] > 0
        ]
        moves.sort(key=lambda m: (-m.cost, m.code))
        return Plan(
            self.built.panel.units[self.row],
            int(self.wanted),
            self.rank_of(self.built),
            self.rank_of(after),
            self.score_of(self.built),
            self.score_of(after),
            tuple(moves),
            float(sum(m.cost for m in moves)),
            bool(self.rank_of(after) <= self.wanted),
            exact,
        )


def _upper_hull(gains: Floats) -> list[int]:
    """Positions of the upper concave hull of gains at equal spacing, first and last included."""
    hull: list[int] = []
    for i in range(len(gains)):
        while len(hull) > 1:
            a, b = hull[-2], hull[-1]
            if (gains[b] - gains[a]) * (i - a) > (gains[i] - gains[a]) * (b - a):
                break
            hull.pop()
        hull.append(i)
    return hull
