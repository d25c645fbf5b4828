"""Reading a rule's text: literals with units taken out, the rest parsed by Python's grammar.

``20万元``, ``5%`` or ``12个工作日`` are no Python; each is replaced by a place-holder name before
``ast.parse`` and looked up again afterwards. Offsets are kept, so that every part of the tree
knows the stretch of the author's text it came from.
"""

import ast
import contextlib
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gaoxin.policy.form import Constant, Node, Range, Type
from gaoxin.policy.units import WORDS, canonical
from gaoxin.quantities import (
    Duration,
    QuantityError,
    format_rate,
    parse_date,
    parse_duration,
    parse_money,
    parse_rate,
)

LONGEST = 2000
DEEPEST = 60
_HOLDER = "㐀"  # a letter no law uses: place-holders are 㐀0, 㐀1, …

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_PER = rf"(?:\s*/\s*(?:{WORDS})(?![\w(.]))?"  # 元/亩; what is more than the word is a name
_UNITS = "|".join(
    (
        rf"\s*(?:万亿|亿|千万|百万|万|千|百)?\s*(?:元|美元|欧元|港元|日元|英镑){_PER}",
        rf"\s*(?:thousand|million|billion)?\s*(?:CNY|USD|EUR|HKD|JPY|GBP)\b{_PER}",
        r"\s*[%‰]",
        r"\s*(?:个工作日|工作日|个月|年|天|日|周|月)",
        r"\s+(?:working days?|years?|months?|weeks?|days?)\b",
    )
)
_INSTEAD = {"×": "*", "÷": "/", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "–": "-", "—": "-"}
_INSTEAD |= {"“": '"', "”": '"', "‘": "'", "’": "'", "、": "and / or", "。": ""}
_TOKEN = re.compile(
    r"(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<date>\d{4}-\d{1,2}-\d{1,2}(?!\d))"
    rf"|(?P<number>{_NUMBER}(?:{_UNITS})?)"
    r"|(?P<dots>\.\.)"
    r"|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault in a rule before it has a place in a file: offsets are into the rule's text."""

    code: str
    start: int
    end: int
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


@dataclass(frozen=True, slots=True)
class Syntax:
    """A parsed rule. ``literals`` maps place-holder names to typed constants and ranges."""

    text: str
    tree: ast.expr
    literals: dict[str, Node]
    origin: tuple[int, ...]
    columns: tuple[int, ...]

    def span(self, node: ast.expr) -> tuple[int, int]:
        """Start and end of ``node`` in ``text``."""
        start, end = self._index(node.col_offset), self._index(node.end_col_offset or 0)
        last = self.origin[max(end - 1, start)]
        token = _TOKEN.match(self.text, last)
        return self.origin[start], token.end() if token else last + 1

    def _index(self, column: int) -> int:
        return min(self.columns[min(column, len(self.columns) - 1)], len(self.origin) - 1)


def normal(text: str) -> str:
    """The text in which a rule is read: NFKC, white space of line breaks folded."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def parse(text: str) -> Syntax | Trouble:
    """The syntax of a rule. ``text`` must be ``normal``."""
    if not text:
        return Trouble("X1", 0, 0, "规则是空的", "the rule is empty")
    if len(text) > LONGEST:
        return Trouble(
            "X3",
            0,
            len(text),
            f"规则有{len(text)}个字符，超过{LONGEST}",
            f"the rule has {len(text)} characters, more than {LONGEST}",
            "用定义把它拆成几步",
            "split it into several defines",
        )
    rewritten, origin, literals, trouble = _rewrite(text)
    if trouble:
        return trouble
    try:
        tree = ast.parse(rewritten, mode="eval").body
    except SyntaxError as error:
        return _syntax(text, origin, error)
    except (RecursionError, MemoryError, ValueError):
        return _too_deep(text)
    if _depth(tree) > DEEPEST:
        return _too_deep(text)
    return Syntax(text, tree, literals, tuple(origin), tuple(_columns(rewritten)))


def literal(text: str) -> Constant | Range | None:
    """The one number, rate, amount, date, period or range that ``text`` is, or None."""
    positive = text.removeprefix("-").lstrip()
    syntax = parse(positive)
    if isinstance(syntax, Trouble) or not isinstance(syntax.tree, ast.Name):
        return None
    found = syntax.literals.get(syntax.tree.id)
    if positive == text:
        return found if isinstance(found, Constant | Range) else None
    if isinstance(found, Constant) and isinstance(found.value, Fraction):
        return replace(found, value=-found.value)
    return None


def _columns(rewritten: str) -> list[int]:
    """UTF-8 column -> character index (ast counts bytes)."""
    columns: list[int] = []
    for n, character in enumerate(rewritten):
        columns.extend([n] * len(character.encode()))
    return [*columns, len(rewritten)]


def _rewrite(text: str) -> tuple[str, list[int], dict[str, Node], Trouble | None]:
    pieces: list[str] = []
    origin: list[int] = []
    literals: dict[str, Node] = {}
    tokens = list(_TOKEN.finditer(text))
    holder = _HOLDER
    while holder in text:  # an author's own name is never taken for a literal
        holder += _HOLDER
    n = ordinal = 0
    while n < len(tokens):
        token = tokens[n]
        piece = token.group()
        if refused := _no_sign(token):
            return "", origin, literals, refused
        if token.lastgroup in {"number", "date"}:
            ordinal += 1
            literal = _literal(token, ordinal)
            last = _range_end(tokens, n)
            if last and not isinstance(literal, Trouble):
                high = _literal(tokens[last], ordinal + 1)
                ordinal += 1
                literal = high if isinstance(high, Trouble) else _range(literal, high)
                n = last
            if isinstance(literal, Trouble):
                return "", origin, literals, literal
            piece = f"{holder}{len(literals)}"
            literals[piece] = literal
            trouble = _glued(tokens, n)
            if trouble:
                return "", origin, literals, trouble
        pieces.append(piece)
        held = piece in literals
        origin.extend([token.start()] * len(piece) if held else _characters(token))
        n += 1
    return "".join(pieces), [*origin, len(text)], literals, None


def _no_sign(token: re.Match[str]) -> Trouble | None:
    """``×``, ``≥``, ``百分之五十``, a backslash: people write them, the language does not."""
    text = token.group()
    instead = _INSTEAD.get(text)
    if token.lastgroup == "text" and "\\" in text:
        instead = text.replace("\\", "")
    if text.startswith("百分之"):
        with contextlib.suppress(QuantityError):
            instead = format_rate(parse_rate(text), "zh")
    if instead is None:
        return None
    return Trouble(
        "X1",
        token.start(),
        token.end(),
        f"规则里不用“{text}”",
        f"'{text}' is not used in rules",
        f"写 {instead}" if instead else "删去它",
        f"write {instead}" if instead else "delete it",
    )


def _characters(token: re.Match[str]) -> range:
    return range(token.start(), token.end())


def _range_end(tokens: list[re.Match[str]], n: int) -> int:
    """The index of the number that closes ``a..b`` beginning at ``n``, or 0."""
    rest = [k for k in range(n + 1, min(n + 5, len(tokens))) if not tokens[k].group().isspace()]
    if (
        len(rest) >= 2
        and tokens[rest[0]].lastgroup == "dots"
        and tokens[rest[1]].lastgroup == "number"
    ):
        return rest[1]
    return 0


def _glued(tokens: list[re.Match[str]], n: int) -> Trouble | None:
    """``10家``: a number glued to a word is no unit of the language."""
    if n + 1 < len(tokens) and tokens[n + 1].lastgroup == "name" and tokens[n].group()[-1] != " ":
        word = tokens[n + 1]
        return Trouble(
            "X1",
            tokens[n].start(),
            word.end(),
            f"数字后的“{word.group()}”不是单位",
            f"'{word.group()}' after the number is no unit",
            "计数只写数字；金额写元、万元、亿元，按单位的写万元/亩、元/人；比率写%；"
            "期限写年、个月、天、个工作日",
            "write a count as a bare number; money with 元 or CNY, by the unit as CNY/mu or"
            " CNY/person; a rate with %; a period with years, months, days or working days",
        )
    return None


def _literal(token: re.Match[str], ordinal: int) -> Node | Trouble:
    text, place = token.group(), (token.start(), token.end())
    try:
        value, type_ = _value(token.lastgroup or "", text)
    except QuantityError as error:
        return Trouble("X1", *place, error.reason("zh"), error.reason("en"))
    return Constant(value=value, type=type_, ordinal=ordinal, start=place[0], end=place[1])


def _value(group: str, text: str) -> tuple[Fraction | date | Duration, Type]:
    if group == "date":
        return parse_date(text).first, Type("date")
    if text[-1] in "%‰":
        return parse_rate(text), Type("rate")
    amount, stroke, unit = text.partition("/")
    if stroke:
        money = parse_money(amount)
        return Fraction(money.minor), Type("number", f"{money.currency}/{canonical(unit)}")
    if re.search(r"元|英镑|[A-Z]{3}$", text):
        money = parse_money(text)
        return Fraction(money.minor), Type("money", money.currency)
    if re.fullmatch(_NUMBER, text):
        number = Fraction(text.replace(",", ""))
        return number, Type("zero") if number == 0 else Type("count")
    return parse_duration(text), Type("duration")


def _range(low: Node, high: Node) -> Node | Trouble:
    place = (low.start, high.end)
    ends = (getattr(low, "value", None), getattr(high, "value", None))
    kind = high.type if low.type.name == "zero" else low.type
    if high.type != kind or kind.name not in {"money", "rate", "count", "number", "zero"}:
        return Trouble("T2", *place, "区间两端不同类", "the ends of the range differ in type")
    if not ends[0] <= ends[1]:  # type: ignore[operator]
        return Trouble("X1", *place, "区间的下端高于上端", "the range ends below its beginning")
    return Range(low=low, high=high, type=kind, start=place[0], end=place[1])


def _syntax(text: str, origin: list[int], error: SyntaxError) -> Trouble:
    column = min(max((error.offset or 1) - 1, 0), len(origin) - 1)
    start = min(origin[column], len(text))
    end = min(start + 8, len(text))
    near = text[start:end] or text[-8:]
    single = re.search(r"(?<![=!<>])=(?!=)", text)
    if single:
        return Trouble(
            "X1",
            single.start(),
            single.end(),
            "单个等号不是比较",
            "a single equals sign is no comparison",
            "写 ==",
            "write ==",
        )
    return Trouble(
        "X1",
        start,
        end,
        f"读不懂这一处：{near}",
        f"cannot be read here: {near}",
        "检查括号、运算符和单位",
        "check brackets, operators and units",
    )


def _too_deep(text: str) -> Trouble:
    return Trouble(
        "X3",
        0,
        len(text),
        "规则嵌套过深",
        "the rule is nested too deeply",
        "用定义把它拆成几步",
        "split it into several defines",
    )


def _depth(tree: ast.AST) -> int:
    deepest, stack = 0, [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        if depth > DEEPEST:
            break
        stack.extend((child, depth + 1) for child in ast.iter_child_nodes(node))
    return deepest
