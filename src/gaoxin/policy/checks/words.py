"""Words: does a quote stand in the prose?

Texts are compared after NFKC, without white space, emphasis and thousands separators: what a
printer changes does not change the law.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

_SEPARATOR = re.compile(r"(?<=[0-9])[,\u2009\u202f](?=[0-9]{3}(?![0-9]))")
_WIDE_SEPARATOR = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_EMPHASIS = re.compile(r"\*+|~~|`+|\\(?=[*_~`])|(?<![0-9A-Za-z])_+|_+(?![0-9A-Za-z])")
_LINE_MARK = re.compile(r"(?m)^[ \t]*>[ \t]?")
_SIGNS = str.maketrans(
    {"\u2044": "/"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500~\u301c\uff5e", "-")
    | dict.fromkeys("“”„‟「」『』", '"')
    | dict.fromkeys("‘’", "'")
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad")
)
_NOT_DIGITS = re.compile(
    "([\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793])"
)
"""Raised, lowered and circled figures: ``10²`` is not 102, ``①5`` not 15."""
_NEGATION = re.compile(
    r"(?:不|未|非|没有|不得|不能|不应|不可|不会|不予|不再|不准|不宜|不必|未能|未曾|无须|无需)$"
    r"|(?:\b(?:not|no|never|cannot|without|nor|neither)\b|n't)\s*$",
    re.I,
)
_LATIN, _LATIN_ON = re.compile(r"[A-Za-z]$"), re.compile(r"[A-Za-z]")
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(rf"(?:[0-9][.,]?|[{_NUMERAL}])$")
_NUMBER_ON = re.compile(rf"(?:[.,]?[0-9]|[%‰]|[{_NUMERAL}])")
_PAIRS = (
    "以上以下以内之内以外之外以前以后超过低于高于少于多于大于小于不足不满年满届满至少至多最高最低最多"
    "最少达到"
)
_COMPARATORS = (
    *(_PAIRS[n : n + 2] for n in range(0, len(_PAIRS), 2)),
    "工作日",
    "百分点",
    "百分之",
)
_CJK = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff"
_SPACE_AT_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text for reading numbers: NFKC, one kind of dash and quotation mark, no emphasis, no
    thousands separators, no space beside a Chinese character, other space single."""
    # Separators go before NFKC: a full-width comma between figures divides two numbers.
    bare = _WIDE_SEPARATOR.sub("", _SEPARATOR.sub("", text))
    bare = _LINE_MARK.sub("", bare)
    parts = [
        part if n % 2 else unicodedata.normalize("NFKC", part)
        for n, part in enumerate(_NOT_DIGITS.split(bare))
    ]
    bare = "".join(parts).translate(_SIGNS)
    bare = _SPACE_AT_CJK.sub("", _EMPHASIS.sub("", bare))
    return re.sub(r"\s+", " ", bare).strip()


def fold(text: str) -> str:
    """The text for comparing: ``plain`` without any white space."""
    return re.sub(r"\s+", "", plain(text))


def stands_in(quote: str, prose: str) -> bool:
    """Does the quote stand in the prose, cutting no word or number and not just behind a negation?
    An empty quote stands nowhere."""
    return any(_whole(*found) for found in _occurrences(quote, prose))


def places_of(quote: str, prose: str) -> list[tuple[int, int]]:
    """Where the quote stands in the plain prose: the places of its first and last sign."""
    return [(first, last) for _, first, last in _occurrences(quote, prose)]


def cut(quote: str, prose: str) -> str:
    """The stretch of the prose around a quote that stands in it only by a cut; "" otherwise."""
    if stands_in(quote, prose):
        return ""
    for text, first, last in _occurrences(quote, prose):
        return text[max(0, first - 4) : last + 5]
    return ""


def _occurrences(quote: str, prose: str) -> Iterator[tuple[str, int, int]]:
    """The plain prose with the places of the first and the last sign of the quote in it."""
    wanted = fold(quote)
    shown, text, places = _signs(prose)
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield shown, places[at], places[at + len(wanted) - 1]
        at = text.find(wanted, at + 1)


@lru_cache(maxsize=256)
def _signs(prose: str) -> tuple[str, str, tuple[int, ...]]:
    """The plain prose, the same without white space, and where each sign of that stands in it."""
    shown = plain(prose)
    places = tuple(i for i, sign in enumerate(shown) if not sign.isspace())
    return shown, "".join(shown[i] for i in places), places


def _whole(text: str, first: int, last: int) -> bool:
    negated = _NEGATION.search(text[max(0, first - 12) : first])
    return not (negated or _inside(text, first) or _inside(text, last + 1))


def _inside(text: str, at: int) -> bool:
    """Does the place before ``text[at]`` lie inside a number or a word?"""
    if not 0 < at < len(text):
        return False
    before, after = text[max(0, at - 24) : at], text[at : at + 24]
    if _LATIN.search(before) and _LATIN_ON.match(after):
        return True
    if _NUMBER.search(before) and _NUMBER_ON.match(after):
        return True
    return any(
        before.endswith(word[:n]) and after.startswith(word[n:])
        for word in _COMPARATORS
        for n in range(1, len(word))
    )


def nearest(quote: str, prose: str) -> str:
    """The stretch of the prose most like the quote, for the message; "" if nothing is alike."""
    wanted = fold(quote)
    shown, text, places = _signs(prose)
    if not wanted or not text:
        return ""
    matcher = SequenceMatcher(None, text, wanted, autojunk=False)
    block = matcher.find_longest_match()
    if block.size < 2:
        return ""
    start = max(0, block.a - block.b)
    stretch = text[start : start + len(wanted)]
    alike = SequenceMatcher(None, stretch, wanted, autojunk=False).ratio()
    last = start + len(stretch) - 1
    return shown[places[start] : places[last] + 1] if alike >= 0.5 else ""
