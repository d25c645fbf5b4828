"""The methods of every stage and the parameters each takes: declared once.

The reader refuses what is not declared here, the stages take their defaults from here, and the
guide's table and the JSON Schema are printed from here.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from gaoxin.indicators.faults import Text

Param = float | str | tuple[float, ...]
Kind = Literal["number", "whole", "pair", "word", "choice"]
LARGEST = 1e60
"""Numbers beyond this are refused: their fourth powers (kurtosis) would overflow a float."""
SMALLEST = 1e-60
"""A spread below this is none: its fourth power would vanish."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter: its kind, its default (none: it must be given) and its limits.

    A `number` is greater than `above` where that is given; a `whole` number is at least 1; a
    `pair` ascends (may be equal where `equal`) and stays within [low, high]; a `choice` is one of
    `known`.
    """

    key: str
    kind: Kind
    meaning: Text
    default: Param | None = None
    known: tuple[str, ...] = ()
    above: float | None = None
    zero: bool = True
    low: float = -LARGEST
    high: float = LARGEST
    equal: bool = False

    def wanted(self) -> Text:
        """What is accepted, in words."""
        if self.kind == "choice":
            return Text("、".join(self.known), ", ".join(self.known))
        if self.kind == "pair":
            return self._pair()
        if self.kind == "whole":
            return Text("1 以上的整数", "a whole number of at least 1")
        if self.kind == "word":
            return Text("单元代码", "the code of a unit")
        if self.above is not None:
            return Text(f"大于 {self.above:g} 的数", f"a number above {self.above:g}")
        within = Text(
            f"{self.low:g} 至 {self.high:g} 的数", f"a number from {self.low:g} to {self.high:g}"
        )
        if abs(self.low) >= LARGEST:
            within = Text("数", "a number")
        if self.zero:
            return within
        return Text(f"{within.zh}，不得为零", f"{within.en}, not zero")

    def _pair(self) -> Text:
        if abs(self.low) >= LARGEST:
            return Text("[小, 大]", "[smaller, larger]")
        return Text(
            f"[小, 大]，在 {self.low:g} 与 {self.high:g} 之间",
            f"[smaller, larger] between {self.low:g} and {self.high:g}",
        )

    def accepts(self, value: Param) -> bool:
        """Whether a value is of the kind and within the limits."""
        if self.kind == "choice":
            return value in self.known
        if self.kind == "word":
            return isinstance(value, str) and value != ""
        if self.kind == "pair":
            return isinstance(value, tuple) and len(value) == 2 and self._ascends(*value)
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            return False
        if self.kind == "whole":
            return 1 <= value <= LARGEST and value == int(value)
        more = self.above is None or value > self.above
        return more and self.low <= value <= self.high and (self.zero or value != 0)

    def _ascends(self, first: float, last: float) -> bool:
        order = first <= last if self.equal else first < last
        return order and self.low <= first and last <= self.high


_RANGE = Slot(
    "range", "pair", Text("换算后的区间，先小后大", "the scale, smaller first"), (0.0, 1.0)
)
_YES_NO = ("yes", "no")
_CUT = Text("超出区间的是否按端点计", "whether values beyond the scale count as its ends")
_LOOSE = Slot("cut", "choice", _CUT, "no", _YES_NO)
_TIGHT = Slot("cut", "choice", _CUT, "yes", _YES_NO)
_SKEW = Slot("skew", "number", Text("偏度的界限", "limit of |skewness|"), 2.0, above=0)
_KURTOSIS = Slot("kurtosis", "number", Text("峰度的界限", "limit of kurtosis"), 3.5)
_SCALED = (_RANGE, _LOOSE)

Stage = Literal["impute", "outliers", "normalise", "weights", "aggregate"]
_Declared = Mapping[str, tuple[Slot, ...]]

METHODS: Mapping[Stage, _Declared] = MappingProxyType(
    {
        "normalise": MappingProxyType(
            {
                "minmax": _SCALED,
                "zscore": (
                    Slot("mean", "number", Text("换算后的均值", "mean after scaling"), 0.0),
                    Slot(
                        "sd", "number", Text("换算后的标准差", "spread after scaling"), 1.0, above=0
                    ),
                ),
                "rank": (),
                "percentile_rank": (_RANGE,),
                "borda": (),
                "distance_to_best": _SCALED,
                "distance_to_reference": (
                    Slot("unit", "word", Text("参照单元", "the reference unit")),
                    *_SCALED,
                ),
                "distance_to_target": _SCALED,
                "goalposts": (_RANGE, _TIGHT),
                "share_of_best": _SCALED,
                "ratio_to_mean": _SCALED,
                "ratio_to_worst": _SCALED,
                "none": (),
            }
        ),
        "weights": MappingProxyType(
            {
                "given": (),
                "equal": (),
                "ahp": (),
                "entropy": (),
                "critic": (),
                "benefit_of_the_doubt": (
                    Slot(
                        *("shares", "pair", Text("每项份额的界限", "limits of each share")),
                        *((0.0, 1.0),),
                        low=0.0,
                        high=1.0,
                        equal=True,
                    ),
                    Slot(
                        *("of", "choice", Text("份额占什么之比", "what the shares are of")),
                        *("score", ("score", "weights")),
                    ),
                ),
            }
        ),
        "aggregate": MappingProxyType(
            {
                "arithmetic": (),
                "geometric": (),
                "harmonic": (),
                "power": (
                    Slot(
                        *("exponent", "number"),
                        Text("幂次；零次即 geometric", "the exponent; of zero it is geometric"),
                        zero=False,
                        low=-100,
                        high=100,
                    ),
                ),
                "outranking": (),
            }
        ),
        "impute": MappingProxyType(
            {"group_mean": (), "group_median": (), "latest": (), "linear": ()}
        ),
        "outliers": MappingProxyType(
            {
                "none": (),
                "winsorise": (
                    Slot("points", "whole", Text("最多收几个值", "most values moved"), 5.0),
                    Slot(
                        *("then", "choice", Text("仍不合格时", "where the test still fails")),
                        *("log", ("log", "boxcox", "none")),
                    ),
                    *(_SKEW, _KURTOSIS),
                ),
                "log": (_SKEW, _KURTOSIS),
                "boxcox": (_SKEW, _KURTOSIS),
            }
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Method:
    """A named method with its parameters, in a fixed order. What is not given has its default."""

    name: str
    params: tuple[tuple[str, Param], ...] = ()

    def number(self, key: str) -> float:
        """A numeric parameter, or its default."""
        value = self._value(key)
        assert isinstance(value, (int, float)), (self.name, key)
        return float(value)

    def pair(self, key: str) -> tuple[float, float]:
        """A pair of numbers, or its default."""
        value = self._value(key)
        assert isinstance(value, tuple), (self.name, key)
        return value[0], value[1]

    def word(self, key: str) -> str:
        """A word parameter, or its default; empty where the method does not take it."""
        value = self._value(key)
        return value if isinstance(value, str) else ""

    def _value(self, key: str) -> Param | None:
        return dict(self.params).get(key, DEFAULTS.get(self.name, {}).get(key))


DEFAULTS: Mapping[str, Mapping[str, Param]] = MappingProxyType(
    {
        name: MappingProxyType({s.key: s.default for s in slots if s.default is not None})
        for methods in METHODS.values()
        for name, slots in methods.items()
    }
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A parameter that is wrong: its key, the code of the fault and its details."""

    key: str
    code: str
    details: tuple[tuple[str, str | Text], ...]


def names(stage: Stage) -> tuple[str, ...]:
    """The methods of a stage."""
    return tuple(METHODS[stage])


def slips(stage: Stage, method: Method) -> Iterator[Slip]:
    """What is wrong with the parameters of a method of a stage; its name must be known."""
    slots = {s.key: s for s in METHODS[stage][method.name]}
    given = dict(method.params)
    for key, value in given.items():
        if key not in slots:
            known = ", ".join(slots)
            listed = Text(known or "无", known or "none")
            told = (("key", key), ("method", method.name), ("known", listed))
            yield Slip(key, "param-unknown", told)
        elif not slots[key].accepts(value):
            yield Slip(key, "param-wrong", _told(method.name, slots[key], value))
    for slot in slots.values():
        if slot.default is None and slot.key not in given:
            yield Slip(slot.key, "param-missing", _told(method.name, slot, ""))


def _told(method: str, slot: Slot, value: Param) -> tuple[tuple[str, str | Text], ...]:
    said = f"[{', '.join(f'{v:g}' for v in value)}]" if isinstance(value, tuple) else f"{value}"
    return (("key", slot.key), ("method", method), ("value", said), ("wanted", slot.wanted()))


def json_schema(stage: Stage) -> dict[str, Any]:
    """The JSON Schema of a method of a stage: its bare name, or a mapping with its parameters."""
    methods = METHODS[stage]
    bare = [n for n, slots in methods.items() if all(s.default is not None for s in slots)]
    return {"oneOf": [{"enum": bare}, *(_object(n, slots) for n, slots in methods.items())]}


def _object(name: str, slots: tuple[Slot, ...]) -> dict[str, Any]:
    required = ["method", *(s.key for s in slots if s.default is None)]
    properties = {"method": {"const": name}} | {s.key: _value_schema(s) for s in slots}
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _value_schema(slot: Slot) -> dict[str, Any]:
    said = {"description": f"{slot.meaning.zh} / {slot.meaning.en}"}
    if slot.kind == "choice":
        return said | {"enum": list(slot.known)}
    if slot.kind == "word":
        return said | {"type": ["string", "number"]}
    if slot.kind == "pair":
        number = {"type": "number", "minimum": slot.low, "maximum": slot.high}
        return said | {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    if slot.kind == "whole":
        return said | {"type": "integer", "minimum": 1}
    limit = {} if slot.above is None else {"exclusiveMinimum": slot.above}
    zero = {} if slot.zero else {"not": {"const": 0}}
    return said | {"type": "number", "minimum": slot.low, "maximum": slot.high} | limit | zero
