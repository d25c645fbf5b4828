"""Unified social credit codes (GB 32100-2015) and the organisation code inside (GB 11714)."""

import re
from dataclasses import dataclass

from .faults import QuantityFault, Words
from .numerals import plain

CodeFault = QuantityFault

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SYNTHETIC_DIVISION = "999999"
"""No province of GB/T 2260 begins with 99, so no authority can have issued such a code."""

_VALUES = {c: i for i, c in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What a code is worth: `code` is the text in normal form; warnings do not make it invalid."""

    valid: bool
    code: str
    faults: tuple[CodeFault, ...]
    warnings: tuple[CodeFault, ...]


def check_credit_code(text: str) -> CodeCheck:
    """Check the form and the check digit of a unified social credit code (GB 32100-2015).

    Width, case, spaces and hyphens are forgiven. A wrong organisation code inside (GB 11714)
    is a warning, since old registrations carry such codes. That a code is well formed does not
    say that anyone holds it.
    """
    code = re.sub(r"[\s-]", "", plain(text)).upper()
    faults = _form_faults(code)
    if not faults and _check_character(code) != code[17]:
        faults = (_wrong_check(code),)
    if faults:
        return CodeCheck(False, code, faults, ())
    return CodeCheck(True, code, (), _warnings(code))


def synthetic_credit_code(n: int) -> str:
    """The n-th made-up code, 0 <= n < 100,000,000, for demonstrations and tests.

    Form: `91`, division `999999`, an organisation code from n, check digit. Both check digits
    are right, so that every part of a system carries it; the division does not exist, so it
    cannot belong to anyone. Limit: a system that tests only the check digit takes it for real;
    one that looks up the division refuses it.
    """
    if not 0 <= n < 10**8:
        raise ValueError(f"n must be from 0 to 99,999,999, not {n}")
    body = f"{n:08d}"
    front = f"91{SYNTHETIC_DIVISION}{body}{_inner_check(body)}"
    return front + _check_character(front)


def is_synthetic(code: str) -> bool:
    """Is this one of the made-up codes (valid form, division 999999)?"""
    check = check_credit_code(code)
    return check.valid and check.code[2:8] == SYNTHETIC_DIVISION


def _check_character(code: str) -> str:
    total = sum(_VALUES[c] * w for c, w in zip(code, _WEIGHTS, strict=False))
    return ALPHABET[(31 - total % 31) % 31]


def _inner_check(body: str) -> str:
    total = sum(int(c, 36) * w for c, w in zip(body, _INNER_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def _form_faults(code: str) -> tuple[CodeFault, ...]:
    if len(code) != 18:
        return (_wrong_length(code),)
    return tuple(
        _wrong_character(c, place)
        for place, c in enumerate(code, start=1)
        if c not in _VALUES or (3 <= place <= 8 and not c.isdigit())
    )


def _warnings(code: str) -> tuple[CodeFault, ...]:
    found = []
    if _inner_check(code[8:16]) != code[16]:
        found.append(_wrong_inner(code))
    if code[2:8] == SYNTHETIC_DIVISION:
        found.append(_made_up())
    return tuple(found)


def _wrong_length(code: str) -> CodeFault:
    return CodeFault(
        "credit-code-length",
        Words(
            f"统一社会信用代码应为18位，这里有{len(code)}位。",
            f"A unified social credit code has 18 characters; this one has {len(code)}.",
        ),
        Words("请对照营业执照补全。", "Compare it with the business licence."),
    )


def _wrong_character(character: str, place: int) -> CodeFault:
    like = _LOOKALIKES.get(character)
    if 3 <= place <= 8:
        rule = Words("第3至8位是行政区划，只能是数字。", "Characters 3 to 8 are digits (division).")
    elif like:
        rule = Words(f"请核对是否为“{like}”。", f"Check whether it should be {like}.")
    else:
        rule = Words(
            "只能用数字和除 I、O、S、V、Z 以外的大写字母。",
            "Use digits and capital letters other than I, O, S, V, Z.",
        )
    return CodeFault(
        "credit-code-character",
        Words(
            f"第{place}位的“{character}”不能出现在这里。",
            f"Character {place}, '{character}', cannot stand here.",
        ),
        rule,
        place,
    )


def _wrong_check(code: str) -> CodeFault:
    return CodeFault(
        "credit-code-check",
        Words(
            f"校验位“{code[17]}”与前17位不符：多半抄错了一位，也有早年赋码本来如此的。",
            f"The check digit {code[17]} does not fit the first 17: most likely one was copied "
            "wrongly, though some early codes were issued so.",
        ),
        Words(
            "请逐位对照营业执照；执照上确是如此就不必改。",
            "Compare it with the business licence, one by one; leave it if the licence says so.",
        ),
        18,
    )


def _wrong_inner(code: str) -> CodeFault:
    return CodeFault(
        "organisation-code-check",
        Words(
            f"第9至17位（组织机构代码）的校验位“{code[16]}”不符，早年登记的代码可能如此。",
            f"The organisation code inside (characters 9 to 17) has a wrong check digit "
            f"{code[16]}; some old registrations do.",
        ),
        Words("请对照营业执照确认。", "Confirm it with the business licence."),
        17,
    )


def _made_up() -> CodeFault:
    return CodeFault(
        "credit-code-synthetic",
        Words(
            f"这是演示用的虚构代码（行政区划{SYNTHETIC_DIVISION}不存在）。",
            f"This is a made-up code for demonstrations (division {SYNTHETIC_DIVISION} "
            "does not exist).",
        ),
        Words("正式办理请填写真实代码。", "Use the real code for real business."),
        3,
    )
