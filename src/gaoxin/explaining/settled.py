"""What is taken together: paid, displaced by what, and the alternatives of a choice."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from gaoxin.engine.frame import Frame
from gaoxin.engine.stacking import Displaced as Lost
from gaoxin.engine.stacking import Settlement
from gaoxin.engine.values import Looked, Span, Unknown, Value, needs_of
from gaoxin.explaining.awards import LANGS, Awards, paid, payment_text
from gaoxin.explaining.degrees import joined
from gaoxin.explaining.holding import held
from gaoxin.explaining.record import (
    Choice,
    Displaced,
    Member,
    Missing,
    Offer,
    Quote,
    Rests,
    Together,
)
from gaoxin.explaining.rules import rule_text
from gaoxin.explaining.sources import quoted
from gaoxin.explaining.words import Reader, bracket, listed, money_text
from gaoxin.facts.vocabulary import Sensitivity
from gaoxin.policy.currencies import currency_of
from gaoxin.policy.form import Cited, Stacking
from gaoxin.quantities import Words

Name = Callable[[str], Words]


def together(found: Settlement, awards: Awards, name_of: Name) -> Together:
    """The settlement with its words; ``name_of`` calls clauses by name."""
    readers, tracer = awards.readers, awards.tracer
    stacking = found.stacking
    used = _used(found, awards)
    return Together(
        found.address,
        currency_of(readers.library, found.address),
        _name(found, awards),
        stacking.take if stacking else "",
        found.verdict == "settled",
        readers.both(lambda r: _rule(stacking, r)),
        held(found.total),
        tuple(_members(found, awards, name_of)),
        tuple(Displaced(d.member, held(d.money), d.why, d.by) for d in found.displaced),
        tuple(_choices(found)),
        tuple(_offers(found, awards, name_of)),
        tuple(_limits(found, stacking, awards)),
        tuple(paid(p) for p in found.history),
        tuple(_history(found, awards, name_of)),
        tuple(_quotes(stacking, awards)),
        tracer.facts(used),
        _missing(found, awards),
        tuple(map(readers.say, _assumed(found))),
        _rests(found, used, awards),
    )


def _rests(found: Settlement, used: tuple[Looked, ...], awards: Awards) -> Rests:
    """How sensitive the facts are that decided what each member receives."""
    window = found.stacking is not None and found.stacking.window is not None
    history: tuple[Sensitivity, ...] = ("business",) if window or found.history else ()
    own = awards.tracer.degrees.of(used, found.needs, *history)
    members = [awards.amount_rests(a) for a in found.answers]
    others = {a.entity.kind for a in found.answers if a.entity is not found.entity}
    whose = [awards.tracer.degrees.identity(kind) for kind in others]
    return joined(d for part in (own, *members, *whose) for d in part)


def _name(found: Settlement, awards: Awards) -> Words:
    document_id, _, name = found.address.partition("#")
    document = awards.readers.library.documents.get(document_id)
    known = found.stacking or (document.stackings.get(name) if document else None)
    return awards.readers.label(known.meta.label, name) if known else Words(name, name)


def _missing(found: Settlement, awards: Awards) -> tuple[Missing, ...]:
    """What is missing; it serves the members whose payment it leaves open."""
    items: dict[tuple[Words, Words, Words], Missing] = {}
    for need in found.needs:
        open_ = tuple(a for a in found.due if need in needs_of(_payable(found, a)))
        for item in awards.tracer.missing((need,)):
            items[item.key] = replace(item, serves=open_)
    return tuple(items.values())


def _payable(found: Settlement, address: str) -> Value:
    """What a member receives; nothing of nothing."""
    return found.paid.get(address, 0) if found.due[address] != 0 else 0


def _history(found: Settlement, awards: Awards, name_of: Name) -> Iterator[Words]:
    for p in found.history:
        name = name_of(p.clause)
        currency = currency_of(awards.readers.library, p.clause)
        zh, en = (payment_text(p, lang, currency) for lang in LANGS)
        yield Words(f"{name.zh} {zh}", f"{name.en} {en}")


def _used(found: Settlement, awards: Awards) -> tuple[Looked, ...]:
    """The facts its cap and deduction rest on."""
    stacking = found.stacking
    question = next((a.question for a in found.answers if a.question), None)
    if stacking is None or question is None:
        return ()
    mark = len(question.used)
    for cited in (stacking.cap, stacking.less):
        if cited is not None:
            awards.tracer.programs.of(cited.node, stacking.document)(
                Frame(question, found.entity, found.on)
            )
    used = tuple(question.used[mark:])
    del question.used[mark:]
    return used


def _assumed(found: Settlement) -> Iterator[str]:
    if found.too_many:
        yield "too_many"
    if found.stacking and found.stacking.window:
        if found.no_history:
            yield "no_history"
        if found.entity.paid_unread:
            yield "payment_unread"
    if found.stacking and found.stacking.budget:
        yield "before_budget"


def _rule(stacking: Stacking | None, reader: Reader) -> str:
    if stacking is None:
        return reader.say("not_in_force")
    text = reader.say(f"take_{stacking.take}")
    if stacking.take == "one":
        text += ("，" if reader.lang == "zh" else ", ") + reader.say(f"by_{stacking.by}")
    return text


def _members(found: Settlement, awards: Awards, name_of: Name) -> Iterator[Member]:
    for address, due in found.due.items():
        why = awards.readers.both(lambda r, a=address: _why(found, a, name_of, r))  # type: ignore[misc]  # mypy cannot type a default in a lambda
        yield Member(address, name_of(address), held(due), held(_payable(found, address)), why)


def _why(found: Settlement, address: str, name_of: Name, reader: Reader) -> str:
    """Why a member receives less than it is due alone."""
    return ("；" if reader.lang == "zh" else "; ").join(
        _displaced(found, d, name_of, reader) for d in found.displaced if d.member == address
    )


def _displaced(found: Settlement, item: Lost, name_of: Name, reader: Reader) -> str:
    lang = reader.lang
    zh = lang == "zh"
    currency = currency_of(reader.library, found.address)
    money = money_text(item.money, lang, currency)
    by = _limit_words(found, item, reader)
    if item.by:
        by = (
            f"（取“{name_of(item.by).text(lang)}”）"
            if zh
            else f" ('{name_of(item.by).text(lang)}' is taken)"
        )
    why = reader.say(f"why_{item.why}")
    if isinstance(item.money, Unknown):
        lead = "少多少待定" if zh else "how much less is not yet known"
        return f"{lead}：{why}{by}" if zh else f"{lead}: {why}{by}"
    if not zh:
        return f"{money} less: {why}{by}"
    if isinstance(item.money, Span) and item.money.low == 0:
        return f"可能少 {money_text(item.money.high, lang, currency)}：{why}{by}"
    return f"少 {money}：{why}{by}"


def _limit_words(found: Settlement, item: Lost, reader: Reader) -> str:
    """The rule of the cap or deduction that reduces, where it is this stacking's own."""
    stacking = found.stacking
    if stacking is None or item.stacking != found.address:
        return ""
    cited = {"cap": stacking.cap, "less": stacking.less}.get(item.why)
    return bracket(_written(found, cited, reader), reader.lang) if cited else ""


def _written(found: Settlement, cited: Cited, reader: Reader) -> str:
    return rule_text(reader, cited.text, cited.node, found.on)


def _limits(found: Settlement, stacking: Stacking | None, awards: Awards) -> Iterator[Words]:
    """Cap, deduction, budget. A total that is open leaves a limit open that was not worked out."""
    if stacking is None:
        return
    open_ = isinstance(found.total, Unknown)
    for key, cited, value in (
        ("cap", stacking.cap, found.cap),
        ("less", stacking.less, found.less),
    ):
        if cited is not None:
            shown = Unknown() if value is None or (open_ and value == 0) else value
            yield awards.readers.both(_limit(found, key, cited, shown))
    if stacking.budget is not None:
        yield awards.readers.both(_budget(found, stacking, stacking.budget))


def _limit(found: Settlement, key: str, cited: Cited, value: Value) -> Callable[[Reader], str]:
    def said(reader: Reader) -> str:
        label = reader.say(key) + bracket(_written(found, cited, reader), reader.lang)
        currency = currency_of(reader.library, found.address)
        return label + _colon(reader) + money_text(value, reader.lang, currency)

    return said


def _budget(found: Settlement, stacking: Stacking, cited: Cited) -> Callable[[Reader], str]:
    def said(reader: Reader) -> str:
        short = reader.say(f"short_{stacking.short}") if stacking.short else ""
        written = _written(found, cited, reader) + bracket(short, reader.lang)
        return reader.say("budget") + _colon(reader) + written

    return said


def _colon(reader: Reader) -> str:
    return "：" if reader.lang == "zh" else ": "


def _choices(found: Settlement) -> Iterator[Choice]:
    for choice in found.choices:
        offered = tuple(Offer(a, held(v)) for a, v in choice.offered)
        yield Choice(choice.by, choice.picked, offered)


def _offers(found: Settlement, awards: Awards, name_of: Name) -> Iterator[Words]:
    """The choices in words."""
    currency = currency_of(awards.readers.library, found.address)
    for choice in found.choices:
        worth = [(name_of(a), v) for a, v in choice.offered if v != 0]
        if not worth:
            continue
        picked = name_of(choice.picked) if choice.picked else awards.readers.say("not_yet_known")
        zh, en = (
            listed((f"{n.text(lang)} {money_text(v, lang, currency)}" for n, v in worth), lang)
            for lang in LANGS
        )
        yield Words(f"可选 {zh}；取 {picked.zh}", f"on offer: {en}; taken: {picked.en}")


def _quotes(stacking: Stacking | None, awards: Awards) -> Iterator[Quote]:
    if stacking is None:
        return
    cited = (stacking.cap, stacking.less, stacking.budget)
    window = stacking.window.meta if stacking.window else None
    for meta in (stacking.meta, *(c.meta for c in cited if c), *((window,) if window else ())):
        quote = quoted(awards.tracer.law, stacking.document, meta)
        if quote and quote.words:
            yield quote
