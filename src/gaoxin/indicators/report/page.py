"""The report: one HTML page that needs nothing else."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

import numpy as np

from gaoxin.files.whole import write_whole
from gaoxin.indicators.faults import Lang
from gaoxin.indicators.reading import Standing
from gaoxin.indicators.recipe import Node, height
from gaoxin.indicators.report import charts
from gaoxin.indicators.report.charts import Bar, Interval, number, signed
from gaoxin.indicators.report.content import Card, Content
from gaoxin.indicators.report.html import figure, pair, para, table, tag
from gaoxin.indicators.report.words import say
from gaoxin.indicators.words import STAGES, method_words, word

MOST_ROWS = 2000  # a page with more rows is slow to open; the workbook has them all


def write_report(content: Content, folder: Path) -> tuple[Path, Path]:
    """Write report.zh.html and report.en.html, each leading to the other."""
    paths = folder / "report.zh.html", folder / "report.en.html"
    write_whole(paths[0], page(content, "zh"))
    write_whole(paths[1], page(content, "en"))
    return paths


def page(content: Content, lang: Lang) -> str:
    """The whole page in one language."""
    recipe = content.built.recipe
    title = f"{recipe.title.say(lang)} {content.year or ''}".strip()
    style = files("gaoxin.indicators.report").joinpath("style.css").read_text("utf-8")
    other = "en" if lang == "zh" else "zh"
    link = tag("a", say("other", lang), href=f"report.{other}.html", lang=other, hreflang=other)
    parts = [
        _ranking(content, lang),
        _last_group(content, lang),
        *(_card(content, k, lang) for k in range(len(content.cards))),
        _sensitivity(content, lang),
        _correlation(content, lang),
        _method(content, lang),
    ]
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>\n<body>"
        f'<a class="skip" href="#main">{say("skip", lang)}</a>'
        f'<header><div class="langs">{link}</div><h1>{escape(title)}</h1>'
        f"{_warning(content, lang)}{_facts(content, lang)}{_summary(content, lang)}</header>\n"
        f'<main id="main">{"".join(parts)}</main>\n<footer>{_footer(content, lang)}</footer>'
        "</body></html>\n"
    )


def _warning(content: Content, lang: Lang) -> str:
    recipe = content.built.recipe
    if recipe.completeness == "complete":
        return ""
    key = "warning" if recipe.completeness == "illustrative" else "warning_partial"
    strong = tag("strong", escape(say(key, lang)))
    return tag("p", f"{strong} {escape(recipe.note.say(lang))}", class_="warning")


def _facts(content: Content, lang: Lang) -> str:
    built = content.built
    cells = len(content.rows) * len(built.plan.leaves)
    here = set(content.rows.tolist())
    imputed = sum(c.row in here for c in built.stage("impute").changes)
    ranked = int((built.ranks[content.rows] > 0).sum())
    units = str(ranked) if ranked == len(content.rows) else f"{ranked} / {len(content.rows)}"
    facts = [
        (say("units", lang), units),
        (say("indicators", lang), str(len(built.plan.leaves))),
        (say("imputed", lang), f"{imputed} ({imputed / max(cells, 1):.1%})"),
    ]
    if content.year:
        facts.insert(0, (say("year", lang), str(content.year)))
    inner = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in facts)
    return tag("dl", inner, class_="facts")


def _summary(content: Content, lang: Lang) -> str:
    ranks = content.built.ranks[content.rows]
    if not (ranks > 0).any():
        return ""
    low, high = content.spread.interval()
    first = [_label(content, int(content.rows[k])) for k in np.flatnonzero(ranks == 1)]
    lines = [say("sum_first", lang, units="、".join(first) if lang == "zh" else ", ".join(first))]
    wide = float(np.median((high - low + 1)[ranks > 0]))
    lines.append(say("sum_interval", lang, places=f"{wide:g}"))
    last = min(content.settings.last, len(content.rows) // 3)
    if last:
        shares = content.spread.share_in_last(last)
        if content.enumeration:
            shares = np.minimum(shares, content.enumeration.spread.share_in_last(last))
        lines.append(say("sum_last", lang, last=last, sure=int((shares >= 0.95).sum())))
    if content.sensitivity is not None:
        total = content.sensitivity.shift.total
        if not np.isnan(total).all():
            k = int(np.nanargmax(total))
            name = say(content.sensitivity.shift.names[k], lang)
            lines.append(say("sum_driver", lang, name=name, share=f"{total[k]:.0%}"))
    return tag("ul", "".join(tag("li", escape(x)) for x in lines), class_="summary")


def _label(content: Content, row: int) -> str:
    panel = content.built.panel
    return panel.names[row] or panel.units[row]


def _section(title: str, *inner: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{''.join(inner)}</section>"


# the ranking


def _ranking(content: Content, lang: Lang) -> str:
    low, high = content.spread.interval()
    ranks = content.built.ranks[content.rows]
    order = [k for k in range(len(content.rows)) if ranks[k] > 0]
    order.sort(key=lambda k: (ranks[k], content.spread.units[k]))
    count = 20 if len(order) > 45 else len(order)
    shown = {"first_units": order[:count]}
    if len(order) > 45:
        shown["last_units"] = order[-count:]
    pictures = []
    for key, chosen in shown.items():
        rows = [
            Interval(_label(content, content.rows[k]), int(ranks[k]), int(low[k]), int(high[k]))
            for k in chosen
        ]
        if not rows:
            continue
        caption = say(key, lang, n=len(rows))
        drawing = charts.intervals(
            f"rank-{key.split('_')[0]}",
            say("chart_ranking", lang, which=caption),
            say(
                "desc_ranking",
                lang,
                first=rows[0].label,
                rank=rows[0].rank,
                low=rows[0].low,
                high=rows[0].high,
            ),
            rows,
        )
        pictures.append(figure(caption, drawing))
    settings = content.settings
    lead = say(
        "ranking_lead",
        lang,
        noise=f"{settings.noise:.0%}",
        count=f"{settings.replications:,}",
        seed=settings.seed,
    )
    drawn = pair(*pictures) if len(pictures) == 2 else "".join(pictures)
    whole = _whole_table(content, order, lang)
    body = drawn + whole if len(pictures) == 2 else pair(drawn, whole)
    apart = next((f for f in content.built.faults if f.code == "groups-apart"), None)
    note = apart.reason(lang) + apart.remedy(lang) if apart else ""
    warning = tag("p", escape(note), class_="warning") if note else ""
    return _section(say("ranking", lang), para(lead), warning, body)


def _whole_table(content: Content, order: list[int], lang: Lang) -> str:
    built, low_high = content.built, content.spread.interval()
    grouped, graded = any(built.panel.groups), any(built.grades)
    inner = [n for n in built.plan.nodes[-1].parts if n.parts]
    head = [word("unit", lang), word("rank", lang), say("interval", lang), word("score", lang)]
    if grouped:
        head[2:2] = [word("group", lang), word("rank_in_group", lang)]
    if graded:
        head.append(word("grade", lang))
    head += [n.title.say(lang) for n in inner] if len(inner) <= 8 else []
    slots = [built.plan.codes.index(n.code) for n in inner] if len(inner) <= 8 else []
    rows = []
    for k in order[:MOST_ROWS]:
        i = int(content.rows[k])
        row = [
            _label(content, i),
            str(built.ranks[i]),
            f"{low_high[0][k]}–{low_high[1][k]}",
            number(float(built.total[i])),
        ]
        if grouped:
            row[2:2] = [built.panel.groups[i], str(built.group_ranks[i])]
        if graded:
            row.append(built.grades[i])
        rows.append([*row, *(number(float(built.scores[i, s])) for s in slots)])
    left = {2} if grouped else set()
    left |= {head.index(word("grade", lang))} if graded else set()
    numbers = [j for j in range(1, len(head)) if j not in left]
    more = para(say("more_rows", lang, n=len(order) - MOST_ROWS)) if len(order) > MOST_ROWS else ""
    return table(say("whole_table", lang), head, rows, numbers, tall=len(rows) > 15) + more


def _last_group(content: Content, lang: Lang) -> str:
    last = min(content.settings.last, len(content.rows) // 3)
    if last < 1:
        return ""
    weights = content.spread.share_in_last(last)
    listed = content.enumeration
    shares = listed.spread.share_in_last(last) if listed else None
    watched = [
        k
        for k in range(len(content.rows))
        if weights[k] > 0 or (shares is not None and shares[k] >= 0.05)
    ]
    watched.sort(key=lambda k: (-weights[k], -int(content.spread.nominal[k])))
    head = [word("unit", lang), word("rank", lang), say("share_weights", lang)]
    head += [say("share_variants", lang)] if shares is not None else []
    rows = []
    for k in watched[:30]:
        row = [
            _label(content, int(content.rows[k])),
            str(content.spread.nominal[k]),
            f"{weights[k]:.0%}",
        ]
        rows.append(row + ([f"{shares[k]:.0%}"] if shares is not None else []))
    key = "last_lead" if listed else "last_lead_weights"
    lead = say(key, lang, last=last, variants=len(listed.variants) if listed else 0)
    return _section(
        say("last_group", lang),
        para(lead),
        table(say("last_group", lang), head, rows, range(1, len(head)), tall=len(rows) > 20),
    )


# one unit


def _card(content: Content, k: int, lang: Lang) -> str:
    card, built = content.cards[k], content.built
    i = card.row
    at = int(np.flatnonzero(content.rows == i)[0])
    low, high = content.spread.interval()
    group = built.panel.groups[i]
    same = [r for r in content.rows if built.panel.groups[r] == group and built.ranks[r] > 0]
    line = say(
        "card_line" if group else "card_line_no_group",
        lang,
        score=number(float(built.total[i])),
        rank=built.ranks[i],
        low=low[at],
        high=high[at],
        group=group,
        inside=built.group_ranks[i],
        of=len(same),
    )
    blocks = [para(line), _profile(content, card, k, lang)]
    blocks.append(
        pair(
            _standings(content, say("strengths", lang), card.strengths, lang),
            _standings(content, say("weaknesses", lang), card.weaknesses, lang),
        )
    )
    if card.split is not None:
        blocks.append(_change(content, card, k, lang))
    return _section(say("card", lang, unit=_label(content, i)), *blocks)


def _profile(content: Content, card: Card, k: int, lang: Lang) -> str:
    built, i = content.built, card.row
    group = built.panel.groups[i]
    same = [r for r in content.rows if built.panel.groups[r] == group]
    parts = built.plan.nodes[-1].parts
    bars = []
    for node in parts[:12]:
        column = built.scores[same, built.plan.codes.index(node.code)]
        known = column[~np.isnan(column)]
        value = float(built.scores[i, built.plan.codes.index(node.code)])
        if value == value and len(known):
            middle, best = float(np.median(known)), float(known.max())
            bars.append(Bar(node.title.say(lang), value, middle, best))
    if not bars:
        return ""
    worst = min(bars, key=lambda b: b.value)
    middle_words = say("median" if group else "median_all", lang)
    best_words = say("best" if group else "best_all", lang)
    drawing = charts.profile(
        f"profile-{k}",
        f"{say('profile', lang)}: {_label(content, i)}",
        say("desc_profile", lang, worst=worst.label, value=number(worst.value)),
        bars,
        (middle_words, best_words),
    )
    head = [word("indicator", lang), word("score", lang), middle_words, best_words]
    rows = [[b.label, number(b.value), number(b.middle), number(b.best)] for b in bars]
    return pair(
        figure(say("profile", lang), drawing),
        table(say("table_of", lang), head, rows, (1, 2, 3)),
    )


def _standings(content: Content, caption: str, found: tuple[Standing, ...], lang: Lang) -> str:
    titles = {n.code: n for n in content.built.plan.leaves}
    head = [
        word("indicator", lang),
        say("value", lang),
        say("rank_in_class", lang),
        say("lost", lang),
    ]
    rows = []
    for s in found:
        unit = _unit(titles[s.code], lang)
        mark = say("imputed_mark", lang) if s.imputed else ""
        rows.append(
            [
                f"{s.code} {titles[s.code].title.say(lang)}{unit}",
                f"{s.raw:,.4g}{mark}",
                f"{s.rank}/{s.of}",
                number(s.gap),
            ]
        )
    return table(caption, head, rows, (1, 2, 3))


def _unit(node: Node, lang: Lang) -> str:
    words = node.indicator.unit.say(lang) if node.indicator else ""
    if words in node.title.say(lang) or words in ("个", "count"):
        return ""
    return "" if not words else f"（{words}）" if lang == "zh" else f" ({words})"


def _change(content: Content, card: Card, k: int, lang: Lang) -> str:
    split = card.split
    assert split is not None
    parts = [(say(c, lang), v) for c, v in split.parts if c != "rest"]
    heading = say("change", lang, a=card.previous, b=content.year)
    drawing = charts.waterfall(
        f"change-{k}",
        f"{heading}: {_label(content, card.row)}",
        say(
            "desc_change",
            lang,
            a=number(split.before),
            b=number(split.after),
            d=signed(split.after - split.before),
        ),
        (str(card.previous), split.before),
        parts,
        (str(content.year), split.after),
    )
    rows = [[str(card.previous), number(split.before)]]
    rows += [[words, signed(value)] for words, value in parts]
    rows.append([str(content.year), number(split.after)])
    head = [say("cause", lang), say("points", lang)]
    return pair(figure(heading, drawing), table(say("table_of", lang), head, rows, (1,)))


# what drives it, and what goes together


def _sensitivity(content: Content, lang: Lang) -> str:
    blocks = []
    if content.sensitivity is not None:
        blocks.append(_sobol(content, lang))
    if content.dropped:
        blocks.append(tag("h3", escape(say("drop", lang))) + para(say("drop_lead", lang)))
        blocks.append(_drop_table(content, lang))
    return _section(say("sensitivity", lang), *blocks) if blocks else ""


def _sobol(content: Content, lang: Lang) -> str:
    found = content.sensitivity
    assert found is not None
    shift = found.shift
    names = [say(n, lang) for n in shift.names]
    rows = [
        (n, float(a), float(b)) for n, a, b in zip(names, shift.first, shift.total, strict=True)
    ]
    rows.sort(key=lambda r: -r[2] if r[2] == r[2] else 0.0)
    drawing = charts.paired_bars(
        "sobol",
        say("sensitivity", lang),
        say("desc_sensitivity", lang, name=rows[0][0], value=number(rows[0][2])),
        rows,
        (say("first_order", lang), say("total_order", lang)),
    )
    head = [
        say("assumption", lang),
        say("first_order", lang),
        say("interval95", lang),
        say("total_order", lang),
        say("interval95", lang),
    ]
    listed = []
    for j in np.argsort(-shift.total, kind="stable"):
        listed.append(
            [
                names[j],
                number(float(shift.first[j])),
                f"{shift.first_interval[0][j]:.2f} … {shift.first_interval[1][j]:.2f}",
                number(float(shift.total[j])),
                f"{shift.total_interval[0][j]:.2f} … {shift.total_interval[1][j]:.2f}",
            ]
        )
    lead = say("sensitivity_lead", lang, runs=f"{len(found.ranks):,}")
    beside = table(say("table_of", lang), head, listed, (1, 2, 3, 4))
    return para(lead) + pair(figure(say("sensitivity", lang), drawing), beside)


def _drop_table(content: Content, lang: Lang) -> str:
    titles = {n.code: n.title.say(lang) for n in content.built.plan.leaves}
    weigh = content.weighing
    at = {c: j for j, c in enumerate(weigh.codes)}
    rows = []
    ordered = sorted(content.dropped, key=lambda d: (-d.mean_shift, d.code))
    for d in ordered[:10]:
        j = at[d.code]
        rows.append(
            [
                f"{d.code} {titles[d.code]}",
                f"{d.mean_shift:.2f}",
                str(d.max_shift),
                f"{weigh.nominal[j]:.1%}",
                f"{weigh.variance_share[j]:.1%}",
            ]
        )
    head = [
        word("indicator", lang),
        say("mean_shift", lang),
        say("max_shift", lang),
        say("nominal", lang),
        say("effective", lang),
    ]
    return table(say("drop", lang), head, rows, (1, 2, 3, 4))


def _correlation(content: Content, lang: Lang) -> str:
    built = content.built
    if len(built.plan.leaves) < 2:
        return ""
    negative = sum(f.kind == "negative" for f in content.flags)
    redundant = sum(f.kind == "redundant" for f in content.flags)
    drawing = charts.heat_map(
        "correlation",
        say("correlation", lang),
        say("desc_correlation", lang, n=len(built.plan.leaves), neg=negative, red=redundant),
        built.plan.codes[: len(built.plan.leaves)],
        _pillars(built.plan.nodes[-1]),
        content.correlation.tolist(),
    )
    order = {"negative": 0, "redundant": 1, "weak": 2}
    flags = sorted(content.flags, key=lambda f: (order[f.kind], -abs(f.value)))
    rows = [[f"{f.first} – {f.second}", f"{f.value:+.2f}", say(f.kind, lang)] for f in flags] or [
        [say("none", lang), "", ""]
    ]
    head = [say("pair", lang), say("coefficient", lang), say("kind", lang)]
    beside = table(say("pairs", lang), head, rows, (1,), tall=len(rows) > 10)
    alphas = [[_title(content, c, lang), number(a)] for c, a in content.alphas if a == a]
    extra = table(say("alpha", lang), [say("node", lang), "α"], alphas, (1,)) if alphas else ""
    return _section(
        say("correlation", lang),
        para(say("correlation_lead", lang)),
        pair(figure(say("correlation", lang), drawing), beside),
        extra,
        _components(content, lang),
    )


def _components(content: Content, lang: Lang) -> str:
    if content.components is None:
        return ""
    shares = np.cumsum(content.components.shares)
    enough = int(np.searchsorted(shares, 0.8)) + 1
    return para(say("pca", lang, k=enough, share=f"{shares[enough - 1]:.0%}"))


def _pillars(top: Node) -> list[tuple[str, int]]:
    def leaves(node: Node) -> int:
        return sum(n.indicator is not None for n in node.walk())

    if height(top) < 2:
        return [("", leaves(top))]
    return [(n.code if len(n.code) <= 3 else n.code[:3], leaves(n)) for n in top.parts]


def _title(content: Content, code: str, lang: Lang) -> str:
    for node in content.built.recipe.tree.walk():
        if node.code == code:
            return node.title.say(lang)
    return code


# how it was made


def _method(content: Content, lang: Lang) -> str:
    built = content.built
    stages = [
        [
            STAGES[s.name].say(lang),
            method_words(s.method, lang),
            str(len(s.changes)) if s.name != "screen" else "–",
        ]
        for s in built.stages
    ]
    head = [say("stage", lang), say("how", lang), say("changed", lang)]
    rows = [
        [
            f"{'　' * depth}{node.code} {node.title.say(lang)}",
            f"{node.weight:g}",
            _status(node, lang),
        ]
        for node, depth in _deep(built.recipe.tree, 0)
    ]
    weights = table(
        word("recipe", lang),
        [say("node", lang), say("weight", lang), say("status", lang)],
        rows,
        (1,),
        tall=len(rows) > 15,
    )
    listed = "".join(tag("li", escape(f.reason(lang) + " " + f.remedy(lang))) for f in built.faults)
    listed += "".join(_failed(content, lang))
    notes = tag("h3", say("notes", lang)) + tag("ul", listed) if listed else ""
    return _section(
        say("method", lang),
        pair(weights, table(say("stage", lang), head, stages, (2,))),
        notes,
    )


def _failed(content: Content, lang: Lang) -> Iterator[str]:
    """Declared combinations that could not be computed: they are in no share."""
    for found in content.faults:
        yield tag("li", escape(f"{found.reason(lang)} {found.remedy(lang)}"))
    for name, faults in content.enumeration.failed if content.enumeration else ():
        why = " ".join(f.reason(lang) for f in faults)
        yield tag("li", escape(say("failed", lang, name=method_words(name, lang), why=why)))


def _status(node: Node, lang: Lang) -> str:
    note = node.note.say(lang)
    return word(node.status, lang) + (
        f"：{note}" if note and lang == "zh" else f": {note}" if note else ""
    )


def _deep(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    yield node, depth
    for part in node.parts:
        yield from _deep(part, depth + 1)


def _footer(content: Content, lang: Lang) -> str:
    sources = [
        s.title.say(lang) + (f" {s.url}" if s.url else "") for s in content.built.recipe.sources
    ]
    words = para(f"{say('sources', lang)}: " + "; ".join(sources)) if sources else ""
    return words + para(say("repeat", lang, fingerprint=content.built.panel.fingerprint()))
