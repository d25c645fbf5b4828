"""Words of pages in the reader's language: ``{% w "办件" "Cases" %}``."""

from fractions import Fraction
from typing import Any

from django import template

from gaoxin.quantities import Money, format_money

register = template.Library()


@register.simple_tag(takes_context=True)
def w(context: dict[str, Any], zh: str, en: str) -> str:
    """The Chinese or the English words."""
    return zh if context.get("lang", "zh") == "zh" else en


@register.simple_tag(takes_context=True)
def label(context: dict[str, Any], found: Any) -> str:
    """A label of a document in the reader's language, the other where that is missing."""
    text: str = found.text(context.get("lang", "zh"))
    return text


@register.simple_tag(takes_context=True)
def money(context: dict[str, Any], fen: int | Fraction) -> str:
    """An amount in fen as people read it."""
    return format_money(Money(int(fen), "CNY"), context.get("lang", "zh"))
