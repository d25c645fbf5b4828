"""What is taken together: paid, displaced by what, and the alternatives of a choice."""

from collections.abc import Callable, Iterator
from datetime import date

from gaoxin.engine.frame import Frame
from gaoxin.engine.stacking import Displaced, Settlement
from gaoxin.engine.values import Span, Unknown
from gaoxin.explaining.parts import Member, Quote, Together, UsedFact
from gaoxin.explaining.rules import rule_text
from gaoxin.explaining.sources import quoted
from gaoxin.explaining.trace import Tracer
from gaoxin.explaining.words import Reader, bracket, listed, money_text, say
from gaoxin.policy.form import Cited, Stacking
from gaoxin.quantities import Lang

Name = Callable[[str], str]


def together(
    found: Settlement,
    tracer: Tracer,
    name_of: Name,
    payment: Callable[[date, int], str],
) -> Together:
    """The settlement with its words; ``name_of`` calls clauses by name."""
    reader, lang = tracer.reader, tracer.reader.lang
    stacking = found.stacking
    document_id, _, name = found.address.partition("#")
    document = reader.library.documents.get(stacking.document if stacking else document_id)
    known = stacking or (document.stackings.get(name) if document else None)
    label = reader.label(known.meta.label, name) if known else ""
    return Together(
        found,
        label or name,
        _rule(stacking, lang),
        document,
        money_text(found.total, lang) if stacking else "",
        money_text(found.before, lang) if stacking else "",
        tuple(_members(found, name_of, reader)),
        tuple(_limits(found, stacking, reader)),
        tuple(f"{name_of(p.clause)} {payment(p.on, p.money)}" for p in found.history),
        tuple(_choices(found, name_of, lang)),
        tuple(_quotes(stacking, tracer)),
        _facts(found, tracer),
        tracer.missing(found.needs),
        tuple(say(k, lang) for k in _assumed(found)),
    )


def _facts(found: Settlement, tracer: Tracer) -> tuple[UsedFact, ...]:
    """The facts its cap and deduction rest on."""
    stacking = found.stacking
    question = next((a.question for a in found.answers if a.question), None)
    if stacking is None or question is None:
        return ()
    mark = len(question.used)
    for cited in (stacking.cap, stacking.less):
        if cited is not None:
            tracer.programs.of(cited.node, stacking.document)(
                Frame(question, found.entity, found.on)
            )
    used = tuple(question.used[mark:])
    del question.used[mark:]
    return tracer.facts(used)


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


def _rule(stacking: Stacking | None, lang: Lang) -> str:
    if stacking is None:
        return say("not_in_force", lang)
    text = say(f"take_{stacking.take}", lang)
    if stacking.take == "one":
        text += ("，" if lang == "zh" else ", ") + say(f"by_{stacking.by}", lang)
    return text


def _members(found: Settlement, name_of: Name, reader: Reader) -> Iterator[Member]:
    lang = reader.lang
    for address, due in found.due.items():
        paid = found.paid.get(address, 0) if due != 0 else 0
        yield Member(
            address,
            name_of(address),
            due,
            paid,
            money_text(due, lang),
            money_text(paid, lang),
            _why(found, address, name_of, reader),
        )


def _why(found: Settlement, address: str, name_of: Name, reader: Reader) -> str:
    """Why a member receives less than it is due alone."""
    return ("；" if reader.lang == "zh" else "; ").join(
        _displaced(found, d, name_of, reader) for d in found.displaced if d.member == address
    )


def _displaced(found: Settlement, item: Displaced, name_of: Name, reader: Reader) -> str:
    lang = reader.lang
    zh = lang == "zh"
    money = money_text(item.money, lang)
    by = _limit_words(found, item, reader)
    if item.by:
        by = f"（取“{name_of(item.by)}”）" if zh else f" ('{name_of(item.by)}' is taken)"
    why = say(f"why_{item.why}", lang)
    if isinstance(item.money, Unknown):
        lead = "少多少待定" if zh else "how much less is not yet known"
        return f"{lead}：{why}{by}" if zh else f"{lead}: {why}{by}"
    if not zh:
        return f"{money} less: {why}{by}"
    if isinstance(item.money, Span) and item.money.low == 0:
        return f"可能少 {money_text(item.money.high, lang)}：{why}{by}"
    return f"少 {money}：{why}{by}"


def _limit_words(found: Settlement, item: Displaced, reader: Reader) -> str:
    """The rule of the cap or deduction that reduces, where it is this stacking's own."""
    stacking = found.stacking
    if stacking is None or item.stacking != found.address:
        return ""
    cited = {"cap": stacking.cap, "less": stacking.less}.get(item.why)
    return bracket(_written(found, cited, reader), reader.lang) if cited else ""


def _written(found: Settlement, cited: Cited, reader: Reader) -> str:
    return rule_text(reader, cited.text, cited.node, found.on)


def _limits(found: Settlement, stacking: Stacking | None, reader: Reader) -> Iterator[str]:
    """Cap, deduction, budget. A total that is open leaves a limit open that was not worked out."""
    if stacking is None:
        return
    lang = reader.lang
    colon = "：" if lang == "zh" else ": "
    open_ = isinstance(found.total, Unknown)
    for key, cited, value in (
        ("cap", stacking.cap, found.cap),
        ("less", stacking.less, found.less),
    ):
        if cited is None:
            continue
        shown = Unknown() if value is None or (open_ and value == 0) else value
        label = say(key, lang) + bracket(_written(found, cited, reader), lang)
        yield label + colon + money_text(shown, lang)
    if stacking.budget is not None:
        short = say(f"short_{stacking.short}", lang) if stacking.short else ""
        yield (
            say("budget", lang)
            + colon
            + _written(found, stacking.budget, reader)
            + bracket(short, lang)
        )


def _choices(found: Settlement, name_of: Name, lang: Lang) -> Iterator[str]:
    zh = lang == "zh"
    for choice in found.choices:
        offers = listed(
            (f"{name_of(a)} {money_text(v, lang)}" for a, v in choice.offered if v != 0), lang
        )
        if not offers:
            continue
        picked = name_of(choice.picked) if choice.picked else say("not_yet_known", lang)
        yield f"可选 {offers}；取 {picked}" if zh else f"on offer: {offers}; taken: {picked}"


def _quotes(stacking: Stacking | None, tracer: Tracer) -> Iterator[Quote]:
    if stacking is None:
        return
    cited = (stacking.cap, stacking.less, stacking.budget)
    window = stacking.window.meta if stacking.window else None
    for meta in (stacking.meta, *(c.meta for c in cited if c), *((window,) if window else ())):
        quote = quoted(tracer.law, stacking.document, meta, lang=tracer.reader.lang)
        if quote and quote.words:
            yield quote
