"""One page of documentation for every fault code, in both languages.

Run by ``tools/docs.sh`` before Sphinx: writes ``docs/zh/faults`` and ``docs/en/faults``, which are
not kept in the repository. ``python tools/fault_pages.py DIRECTORY`` writes below another folder.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from gaoxin.facts.explanations import EXPLANATIONS, Sample
from gaoxin.facts.faults import CODES
from gaoxin.policy.catalogue import CATALOGUE, GROUPS, Entry

Lang = Literal["zh", "en"]

TEXTS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "错误代码",
        "intro": "每个代码一页。代码稳定，不重复使用。文件的代码由 `gaoxin check` 报出，"
        "“错误”使退出码为 1；“提示”只作提醒。F 开头的代码说的是企业的表与数据文档："
        "“错误”是没有读进来，“提示”是读进来了，请人看一眼。",
        "fault": "错误",
        "advice": "提示",
        "warning": "提示",
        "either": "错误或提示",
        "tables": "F 企业的表与数据文档",
        "wrong": "写错的例子",
        "right": "改法",
        "all": "全部代码",
    },
    "en": {
        "title": "Fault codes",
        "intro": "One page for each code. Codes are stable and never reused. Those of documents"
        " are reported by `gaoxin check`: a fault makes the exit code 1; advice only reminds."
        " Codes with F are about tables and data documents of enterprises: a fault means that"
        " something was not taken, a warning that it was taken and should be looked at.",
        "fault": "fault",
        "advice": "advice",
        "warning": "warning",
        "either": "fault or warning",
        "tables": "F Tables and data documents of enterprises",
        "wrong": "A wrong stretch",
        "right": "Its mending",
        "all": "All codes",
    },
}


def page(entry: Entry, lang: Lang) -> str:
    """The Markdown page of one code."""
    words = TEXTS[lang]
    return "\n".join(
        (
            f"# {entry.code} {entry.title(lang)}",
            "",
            f"**{words[entry.severity]}** · {GROUPS[entry.code[0]][0 if lang == 'zh' else 1]}",
            "",
            entry.why(lang),
            "",
            f"## {words['wrong']}",
            "",
            "~~~text",
            entry.wrong,
            "~~~",
            "",
            f"## {words['right']}",
            "",
            "~~~text",
            entry.right,
            "~~~",
            "",
        )
    )


def table_page(code: str, lang: Lang) -> str:
    """The Markdown page of a code of tables."""
    words, one, title = TEXTS[lang], EXPLANATIONS[code], CODES[code]
    why = one.why.zh if lang == "zh" else one.why.en
    lines = [f"# {code} {title.zh if lang == 'zh' else title.en}", ""]
    lines += [f"**{words[one.gravity]}** · {words['tables'][2:]}", "", why, ""]
    for heading, sample in (("wrong", one.wrong), ("right", one.right)):
        lines += [f"## {words[heading]}", "", _named(sample), "", "~~~text", sample.text, "~~~", ""]
    return "\n".join(lines)


def _named(sample: Sample) -> str:
    other = f" ({sample.encoding.upper()})" if sample.encoding != "utf-8" else ""
    return f"`{sample.name}`{other}"


def index(lang: Lang) -> str:
    """The page that lists all codes by group."""
    words = TEXTS[lang]
    lines = [f"# {words['title']}", "", words["intro"], ""]
    for letter, titles in GROUPS.items():
        lines += [f"## {letter} {titles[0 if lang == 'zh' else 1]}", ""]
        lines += [
            f"- [{e.code}]({e.code}.md) {e.title(lang)}（{words[e.severity]}）"
            if lang == "zh"
            else f"- [{e.code}]({e.code}.md) {e.title(lang)} ({words[e.severity]})"
            for e in CATALOGUE.values()
            if e.code[0] == letter
        ]
        lines.append("")
    lines += [f"## {words['tables']}", ""]
    lines += [_listed(code, lang) for code in CODES]
    lines += ["", "```{toctree}", ":hidden:", "", *CATALOGUE, *CODES, "```", ""]
    return "\n".join(lines)


def _listed(code: str, lang: Lang) -> str:
    grave = TEXTS[lang][EXPLANATIONS[code].gravity]
    if lang == "zh":
        return f"- [{code}]({code}.md) {CODES[code].zh}（{grave}）"
    return f"- [{code}]({code}.md) {CODES[code].en} ({grave})"


def pages(lang: Lang) -> Iterator[tuple[str, str]]:
    """File names below ``faults`` and their text."""
    yield "index.md", index(lang)
    for entry in CATALOGUE.values():
        yield f"{entry.code}.md", page(entry, lang)
    for code in CODES:
        yield f"{code}.md", table_page(code, lang)


def write(docs: Path) -> int:
    """Write all pages below ``docs/zh/faults`` and ``docs/en/faults``; how many."""
    written = 0
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang in langs:
        folder = docs / lang / "faults"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages(lang):
            (folder / name).write_text(text, encoding="utf-8")
            written += 1
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs"
    print(f"{write(target)} pages")
