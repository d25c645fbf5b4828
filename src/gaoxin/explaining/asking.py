"""The next question in words: what to ask, why, and where an enterprise finds it."""

from dataclasses import dataclass

from gaoxin.engine.answer import Answer
from gaoxin.engine.engine import Engine
from gaoxin.engine.law import Law
from gaoxin.engine.values import Judgement
from gaoxin.explaining.question import NextQuestion
from gaoxin.explaining.readers import Readers
from gaoxin.explaining.record import Quote
from gaoxin.explaining.sources import quoted
from gaoxin.explaining.trace import Tracer
from gaoxin.explaining.words import Reader, number_text
from gaoxin.facts.vocabulary import FactDef
from gaoxin.quantities import CURRENCIES, Lang


@dataclass(frozen=True, slots=True)
class Asking:
    """``why``: the conditions it bears on, by label, with their words."""

    name: str
    period: str
    question: str
    found: str
    why: tuple[tuple[str, Quote | None], ...]
    paths: tuple[str, ...]
    expected: str


def asking(engine: Engine, answer: Answer, found: NextQuestion, lang: Lang) -> Asking:
    """A next question as an officer would put it."""
    law = engine.matching.law(answer.on)
    tracer = Tracer(engine.matching.programs, Readers(engine.library), answer.entity, law)
    item = tracer.missing([found.need])[0]
    whose, label, where = (w.text(lang) for w in (item.whose, item.label, item.found))
    name = f"{whose} {label}" if whose else label
    if isinstance(found.need, Judgement):
        question = f"{name}：{where}" if lang == "zh" else f"{name}: {where}"
        where = ""
    else:
        question = _question(name, item.when.text(lang), found.need.definition, lang)
    return Asking(
        found.need.address if isinstance(found.need, Judgement) else found.need.name,
        "" if isinstance(found.need, Judgement) else found.need.period,
        question,
        where,
        tuple(_why(answer, path, Reader(engine.library, lang), law) for path in found.conditions),
        found.conditions,
        number_text(found.expected) if found.expected is not None else "",
    )


def _why(answer: Answer, path: str, reader: Reader, law: Law) -> tuple[str, Quote | None]:
    condition = answer.find(path)
    if condition is None:
        return path, None
    part = condition.part
    metas = [part.condition.meta]
    if part.condition.rule is not None:
        metas.insert(0, part.condition.rule.meta)
    label = reader.label(part.condition.meta.label, part.name)
    return label, quoted(law, part.clause.document, *metas)


def _question(name: str, period: str, definition: object, lang: Lang) -> str:
    """A sentence by the type of the fact."""
    zh = lang == "zh"
    if not isinstance(definition, FactDef):
        return f"“{name}”有哪些？" if zh else f"Which are they: {name}?"
    if period:
        name = f"{period}的“{name}”" if zh else f"{name} ({period})"
    else:
        name = f"“{name}”" if zh else name
    if definition.time == "spell":
        return f"{name}自何日起、到何日止？没有写“否”" if zh else f"{name}: from when to when?"
    if definition.time == "event":
        return f"{name}发生在哪几日？没有写“否”" if zh else f"{name}: on which days, if any?"
    match definition.type:
        case "flag":
            return f"{name}是或否？" if zh else f"{name}: yes or no?"
        case "money":
            unit = CURRENCIES[definition.unit or "CNY"].name
            return f"{name}是多少{unit.zh}？" if zh else f"{name}: how much ({unit.en})?"
        case "rate":
            return f"{name}是百分之几？" if zh else f"{name}: how many per cent?"
        case "date" | "year" | "month":
            return f"{name}是何时？" if zh else f"{name}: when?"
        case "code":
            return f"{name}是哪一类？" if zh else f"{name}: which one?"
    return f"{name}是多少？" if zh else f"{name}: how much or which?"
