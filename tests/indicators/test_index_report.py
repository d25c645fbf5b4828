"""The report: complete, in both languages, readable without eyes and without a network."""

import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gaoxin.indicators import build, parse_recipe, read_recipe, read_table, synthetic_table
from gaoxin.indicators.faults import Lang
from gaoxin.indicators.report.charts import number, signed
from gaoxin.indicators.report.content import Content, Settings, gather
from gaoxin.indicators.report.page import page
from gaoxin.indicators.report.svg import Drawing, diverging, fitted
from gaoxin.indicators.report.words import SENTENCES
from gaoxin.indicators.workbook import content_sheets, write_workbook

LANGS: tuple[Lang, ...] = ("zh", "en")
VOID = {"meta", "br", "link", "input"}


@pytest.fixture(scope="module")
def content() -> Content:
    recipe = read_recipe("cn-2021").recipe
    assert recipe is not None
    table = synthetic_table(recipe, units=60, years=(2022, 2023))
    table["name"] = [f"<b>&{n}" for n in table["name"]]
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    return gather(built, panel, settings=Settings(replications=100, sobol=8))


class Reader(HTMLParser):
    """Checks nesting and gathers what the tests ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def count(self, tag: str) -> int:
        return sum(t == tag for t, _ in self.found)


def read(words: str) -> Reader:
    reader = Reader()
    reader.feed(words)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_well_formed_and_names_its_language(content: Content, lang: Lang) -> None:
    reader = read(page(content, lang))
    assert reader.found[0] == ("html", {"lang": "zh-CN" if lang == "zh" else "en"})
    assert reader.count("h1") == reader.count("main") == 1


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_loaded_from_anywhere(content: Content, lang: Lang) -> None:
    words = page(content, lang)
    reader = read(words)
    assert not {"script", "link", "img", "iframe", "object"} & {t for t, _ in reader.found}
    assert not re.search(r"url\(|@import|src=", words)
    links = [a["href"] for t, a in reader.found if t == "a"]
    assert set(links) == {"#main", f"report.{'en' if lang == 'zh' else 'zh'}.html"}


@pytest.mark.parametrize("lang", LANGS)
def test_every_picture_is_named_described_and_stands_beside_a_table(
    content: Content, lang: Lang
) -> None:
    words = page(content, lang)
    pictures = re.findall(r"<svg.*?</svg>", words, flags=re.S)
    assert len(pictures) == 2 + 3 * 2 + 2  # ranking, cards, sensitivity and correlation
    for picture in pictures:
        svg = ElementTree.fromstring(picture)
        title, description = svg[0], svg[1]
        assert (title.tag, description.tag) == ("title", "desc")
        assert title.text
        assert description.text
        labelled = svg.attrib["aria-labelledby"].split()
        assert labelled == [title.attrib["id"], description.attrib["id"]]
        section = words[words.index(picture) :].split("</section>")[0]
        assert "<table>" in section
    ids = re.findall(r' id="([^"]+)"', words)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_has_a_caption_and_heads_for_rows_and_columns(
    content: Content, lang: Lang
) -> None:
    tables = re.findall(r"<table>.*?</table>", page(content, lang), flags=re.S)
    assert len(tables) > 10
    for found in tables:
        assert re.search(r"<caption>[^<]+</caption>", found)
        rows = found.count("<tr>") - 1
        assert found.count('scope="row"') == rows
        widths = {
            len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr>(.*?)</tr>", found)
        }
        assert len(widths) == 1


def test_an_illustrative_result_says_so_in_both_languages(content: Content) -> None:
    assert "演示性结果，不是官方评价" in page(content, "zh")
    assert "ILLUSTRATIVE" in page(content, "en")


def test_the_english_page_has_no_chinese_but_names_of_units(content: Content) -> None:
    words = page(content, "en").replace("合成园区", "").replace("中文", "")
    assert re.findall(r"[\u4e00-\u9fff]+", words) == []


def test_a_name_with_markup_stays_text(content: Content) -> None:
    words = page(content, "zh")
    assert "<b>" not in words
    assert "&lt;b&gt;&amp;" in words


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_in_pictures_and_pages_have_enough_contrast(content: Content) -> None:
    words = page(content, "zh")
    colours = set(re.findall(r'<text[^>]* fill="(#[0-9a-f]{6})"', words))
    colours |= set(re.findall(r"--(?:ink|faint|blue):(#[0-9a-f]{6})", words))
    for colour in colours:
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour


def test_no_word_in_a_picture_is_smaller_than_ten_on_a_phone(content: Content) -> None:
    sizes = [float(s) for s in re.findall(r'font-size="([0-9.]+)"', page(content, "en"))]
    assert min(sizes) >= 10


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_both_languages_name_the_same_details(key: str) -> None:
    zh, en = SENTENCES[key].zh, SENTENCES[key].en
    assert zh
    assert en
    assert set(re.findall(r"{(\w+)}", zh)) == set(re.findall(r"{(\w+)}", en))


def test_a_drawing_escapes_what_it_is_given() -> None:
    drawing = Drawing("d", "a<b", "c&d", 10, 10)
    drawing.text(0, 0, "<x>")
    drawing.rect(0, 0, 1, 1, "#ffffff", tip="&")
    assert ElementTree.fromstring(drawing.markup())[2].text == "<x>"


def test_words_are_cut_to_their_room() -> None:
    assert fitted("高新技术产业开发区", 60, 12) == "高新技术…"
    assert fitted("short", 60, 12) == "short"


def test_numbers_are_written_as_readers_expect() -> None:
    assert [number(v) for v in (0.0, 0.1234, -3.14159, 1234.5, float("nan"))] == [
        *("0", "0.123", "−3.14", "1,234.5", "–")
    ]
    assert [signed(v) for v in (0.0, 1.5, -1.5)] == ["0", "+1.500", "−1.500"]


def test_colours_run_from_red_over_white_to_blue() -> None:
    assert (diverging(-1), diverging(0), diverging(1)) == ("#b3261e", "#ffffff", "#1f5fa8")


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_holds_every_stage_and_no_formula(
    content: Content, lang: Lang, tmp_path: Path
) -> None:
    import openpyxl

    path = tmp_path / "w.xlsx"
    write_workbook(content.built, path, lang, content_sheets(content, lang))
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 2 + 5 + len(content.built.stages) + 2
    normalised = book.worksheets[2 + 5 + 5]
    stage = content.built.stages[5]
    assert [c.value for c in normalised[1]] == ["unit", "year", *stage.columns]
    assert normalised.cell(2, 3).value == pytest.approx(stage.values[0, 0], abs=1e-12)
    with zipfile.ZipFile(path) as inside:
        sheets = [n for n in inside.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in inside.read(n) for n in sheets)


def test_other_recipes_make_a_report_too() -> None:
    for code in ("hdi", "huangyan-land", "cn-2024"):
        recipe = read_recipe(code).recipe
        assert recipe is not None
        panel = read_table(synthetic_table(recipe, 20, (2022,)), recipe).panel
        assert panel is not None
        built = build(recipe, panel).built
        assert built is not None
        made = gather(built, panel, settings=Settings(replications=20, sobol=4))
        for lang in LANGS:
            read(page(made, lang))


def test_a_combination_that_could_not_be_computed_is_named_on_the_page() -> None:
    recipe = parse_recipe(
        "recipe: f\ntitle: {zh: 名, en: Name}\ntable: {unit: u}\n"
        "choices: {normalise: [minmax, zscore], aggregate: [arithmetic, geometric]}\n"
        "tree: {all: {parts: {a: {}, b: {}}}}\n"
    ).recipe
    assert recipe is not None
    table = {"u": list("pqrst"), "a": [1, 5, 2, 4, 3], "b": [2, 1, 3, 5, 4]}
    panel = read_table(table, recipe).panel
    assert panel is not None
    built = build(recipe, panel).built
    assert built is not None
    made = gather(built, panel, (), Settings(replications=5, sobol=4))
    assert "Not computed: normalise: zscore, aggregate: geometric." in page(made, "en")
    assert "未能计算" in page(made, "zh")


def test_the_same_result_gives_the_same_bytes(content: Content, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(content.built, tmp_path / name, "zh", content_sheets(content, "zh"))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert page(content, "zh") == page(content, "zh")
