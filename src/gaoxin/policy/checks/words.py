"""Words: does a quote stand in the prose?

Texts are compared after NFKC, without white space, emphasis and thousands separators: what a
printer changes does not change the law.
"""

import re
import unicodedata
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
_CJK = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff"
_SPACE_AT_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text for reading numbers: NFKC, one kind of dash and quotation mark, no emphasis, no
    thousands separators, no space beside a Chinese character, other space single."""
    # Separators go before NFKC: a full-width comma between figures divides two numbers.
    bare = _WIDE_SEPARATOR.sub("", _SEPARATOR.sub("", text))
    bare = unicodedata.normalize("NFKC", _LINE_MARK.sub("", bare)).translate(_SIGNS)
    bare = _SPACE_AT_CJK.sub("", _EMPHASIS.sub("", bare))
    return re.sub(r"\s+", " ", bare).strip()


def fold(text: str) -> str:
    """The text for comparing: ``plain`` without any white space."""
    return re.sub(r"\s+", "", plain(text))


def stands_in(quote: str, prose: str) -> bool:
    """Does the quote stand in the prose? An empty quote stands nowhere."""
    wanted = fold(quote)
    return bool(wanted) and wanted in fold(prose)


def nearest(quote: str, prose: str) -> str:
    """The stretch of the prose most like the quote, for the message; "" if nothing is alike."""
    wanted, shown = fold(quote), plain(prose)
    places = [i for i, sign in enumerate(shown) if not sign.isspace()]
    text = "".join(shown[i] for i in places)
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
