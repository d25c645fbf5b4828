"""Plain numbers and Chinese numerals, read exactly."""

import re
import unicodedata
from fractions import Fraction

from .faults import QuantityError, refusal

MAX_TEXT = 100
"""Longer texts are never one quantity; the bound keeps reading cheap."""

_NO_QUANTITY = "\ufffd"
_PLAIN = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_GROUPS = (("亿", 10**8), ("万", 10**4))


def plain(text: str) -> str:
    """NFKC, one kind of minus sign, no white space at the ends.

    Full-width digits, letters and punctuation become half-width. Raised, lowered, circled,
    fraction and list numbers (², ①, ½, ⒈) become a sign no quantity contains, since a
    footnote mark is not a digit. So does a text too long for one quantity.
    """
    if len(text) > MAX_TEXT:
        return _NO_QUANTITY
    kept = "".join(_NO_QUANTITY if _is_mark(c) else c for c in text)
    return unicodedata.normalize("NFKC", kept).replace("\u2212", "-").strip()


def cited(text: str) -> str:
    """The text as a message repeats it: on one line, cut after 40 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:40] + "…"


def _is_mark(character: str) -> bool:
    marks = ("<super>", "<sub>")
    category_other_number = unicodedata.category(character) == "No"
    return category_other_number or unicodedata.decomposition(character).startswith(marks)


def parse_number(text: str) -> Fraction:
    """A decimal number such as `1,000`, `1.5`, `-3` or `１２`, exactly.

    Commas must stand between groups of three digits. Raises QuantityError.
    """
    shown = plain(text)
    if not _PLAIN.fullmatch(shown):
        raise _not_a_number(text)
    return Fraction(shown.replace(",", ""))


def parse_chinese_numeral(text: str) -> Fraction:
    """A Chinese numeral such as `三分之二`, `一百二十`, `两`, `十二`, `一点五`, `百分之五`, `半`.

    Written one digit after another (`二〇二四`) it is read as digits. Raises QuantityError.
    """
    shown = plain(text)
    value = _numeral(shown)
    if value is None:
        raise _not_a_numeral(text)
    return value


def _numeral(text: str) -> Fraction | None:
    if text in ("半", "一半"):
        return Fraction(1, 2)
    if "分之" in text:
        below, _, above = text.partition("分之")
        parts = (Fraction(_PLACES.get(below, 0)) or _decimal(below), _decimal(above))
        if parts[0] is None or parts[1] is None or parts[0] == 0:
            return None
        return parts[1] / parts[0]
    return _decimal(text)


def _decimal(text: str) -> Fraction | None:
    whole, point, tail = text.partition("点")
    value = _whole(whole)
    if value is None or not point:
        return None if value is None else Fraction(value)
    if not tail or any(c not in _DIGITS for c in tail):
        return None
    digits = "".join(str(_DIGITS[c]) for c in tail)
    return value + Fraction(int(digits), 10 ** len(digits))


def _whole(text: str) -> int | None:
    if not text:
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    for name, size in _GROUPS:
        if name in text:
            upper, _, lower = text.rpartition(name)
            return _grouped(upper, lower, size)
    return _below_ten_thousand(text)


def _grouped(upper: str, lower: str, size: int) -> int | None:
    high = _whole(upper)
    low = _whole(lower.removeprefix("零") or "零") if lower else 0
    # 一万亿 is legal, 一万万 and 一百万五 (colloquial, short for 105万) are not.
    if high is None or low is None or low >= size or high == 0:
        return None
    if lower and lower[0] != "零" and low < size // 10:
        return None
    return high * size + low


def _below_ten_thousand(text: str) -> int | None:
    total, last_place, rest = 0, 10_000, text
    while rest:
        zero, rest = rest[0] in "零〇" and len(rest) > 1, rest.lstrip("零〇") or rest[-1]
        digit = _DIGITS.get(rest[0])
        if digit is None:
            if total or rest[0] not in "十拾":
                return None
            digit, tail = 1, rest
        else:
            tail = rest[1:]
        place = _PLACES.get(tail[0]) if tail else 1
        skipped = last_place != 10_000 and place is not None and place * 10 != last_place
        if place is None or place >= last_place or (skipped and not zero) or (tail and not digit):
            return None
        total, last_place, rest = total + digit * place, place, tail[1:]
    return total


def _not_a_number(text: str) -> QuantityError:
    return refusal(
        "number",
        (f"“{cited(text)}”不是数。", f"'{cited(text)}' is not a number."),
        (
            "请写成 1000、1,000 或 1.5 的形式，分节逗号每三位一个。",
            "Write it like 1000, 1,000 or 1.5, with a comma between groups of three digits only.",
        ),
    )


def _not_a_numeral(text: str) -> QuantityError:
    return refusal(
        "numeral",
        (f"“{cited(text)}”不是中文数字。", f"'{cited(text)}' is not a Chinese numeral."),
        (
            "请写成 十二、一百二十、一点五 或 三分之二 的形式。",
            "Write it like 十二 (12), 一百二十 (120), 一点五 (1.5) or 三分之二 (2/3).",
        ),
    )
