"""Why each fault of a table or a data document is one, with a sample and its mending.

``faults.CODES`` holds the titles; ``tools/fault_pages.py`` makes one page of the documentation of
each code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from gaoxin.quantities import Words

Gravity = Literal["fault", "warning", "either"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: its name, what stands in it, in which encoding. ``shown``: the text only shows what
    a workbook looks like and is not the file itself."""

    name: str
    text: str
    encoding: str = "utf-8"
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """``gravity``: whether something was not taken, or was taken and should be looked at."""

    why: Words
    wrong: Sample
    right: Sample
    gravity: Gravity = "fault"


_CODE: Final = "91999999000001046E"
_HEAD: Final = "统一社会信用代码"
_REVENUE: Final = f"{_HEAD},营业收入@2024（万元）"


def _csv(wrong: str, right: str) -> tuple[Sample, Sample]:
    return Sample("企业.csv", wrong), Sample("企业.csv", right)


def _column(header: str, wrong: str, right: str) -> tuple[Sample, Sample]:
    """A table of one enterprise and one fact, with two cells for it."""
    top = f"{_HEAD},{header}\n{_CODE},"
    return _csv(top + wrong, top + right)


def _yaml(wrong: str, right: str) -> tuple[Sample, Sample]:
    top = f"enterprise: {_CODE}\n"
    return Sample("企业.yaml", top + wrong), Sample("企业.yaml", top + right)


def _sheet(wrong: str, right: str) -> tuple[Sample, Sample]:
    return Sample("企业.xlsx", wrong, shown=True), Sample("企业.xlsx", right, shown=True)


def _of(
    zh: str, en: str, samples: tuple[Sample, Sample], gravity: Gravity = "fault"
) -> Explanation:
    return Explanation(Words(zh, en), *samples, gravity)


EXPLANATIONS: Final[Mapping[str, Explanation]] = MappingProxyType(
    {
        "F1": _of(
            "文件不存在、损坏、有密码，或不是能读的类型（xlsx、csv、parquet、arrow、yaml）。"
            "什么也没有读到。",
            "The file is missing, damaged, locked by a password, or of a type that is not read "
            "(xlsx, csv, parquet, arrow, yaml are). Nothing was read.",
            (
                Sample("企业.doc", f"{_REVENUE}\n{_CODE},2000"),
                Sample("企业.csv", f"{_REVENUE}\n{_CODE},2000"),
            ),
        ),
        "F2": _of(
            "文件不是 UTF-8。已按所注编码读取，但若猜错，汉字会变成别的字，名称就对不上。",
            "The file is not UTF-8. It was read in the encoding named; if that guess is wrong, "
            "characters turn into others and names no longer match.",
            (
                Sample("企业.csv", f"{_REVENUE}\n{_CODE},2000", "gbk"),
                Sample("企业.csv", f"{_REVENUE}\n{_CODE},2000"),
            ),
            "warning",
        ),
        "F3": _of(
            "列名不是词汇中的事实（代码、中文名或英文名），这一列没有读。系统不猜是哪个事实。",
            "The header is no fact of the vocabulary (id, Chinese or English name), so the column "
            "was not read. Which fact is meant is not guessed.",
            _csv(
                f"{_HEAD},营业收人@2024（万元）\n{_CODE},2000",
                f"{_REVENUE}\n{_CODE},2000",
            ),
        ),
        "F4": _of(
            "两列是同一事实、同一期间，只读了前一列；后一列的数可能不同。",
            "Two columns are the same fact for the same period; only the first was read, and the "
            "second may say something else.",
            _csv(
                f"{_REVENUE},营业收入@2024（万元）\n{_CODE},2000,2100",
                f"{_REVENUE},营业收入@2023（万元）\n{_CODE},2000,2100",
            ),
        ),
        "F5": _of(
            "一列有内容却没有名称，没有读；或有名称而全空，全部按未知处理（此时是提示）。",
            "A column has cells but no name and was not read; or it has a name and is empty, so "
            "that all of it is unknown (then a warning).",
            _csv(f"{_HEAD},\n{_CODE},2000", f"{_REVENUE}\n{_CODE},2000"),
            "either",
        ),
        "F6": _of(
            "按年、季、月记的事实没有写是哪一期，或写的期间与事实不合。上年的数不能当作今年的数。",
            "A fact kept by year, quarter or month does not say for which, or says it in a way "
            "that does not suit the fact. Last year's figure is not this year's.",
            _csv(f"{_HEAD},营业收入（万元）\n{_CODE},2000", f"{_REVENUE}\n{_CODE},2000"),
        ),
        "F7": _of(
            "列名里的单位与事实不合，或币种不同。差一个“万”字就是一万倍，所以不猜。",
            "The unit in the header does not suit the fact, or the currency differs. One 万 more "
            "or less is a factor of ten thousand, so nothing is guessed.",
            _csv(
                f"{_HEAD},职工总数@2024（万元）\n{_CODE},50",
                f"{_HEAD},职工总数@2024（人）\n{_CODE},50",
            ),
        ),
        "F8": _of(
            "不知道是谁的数据：没有主键列时整张表不读，某行没有主键时这一行不读。",
            "Nobody knows whose figures these are: without a key column the sheet is not read, "
            "without a key the row is not read.",
            _csv("营业收入@2024（万元）\n2000", f"{_REVENUE}\n{_CODE},2000"),
        ),
        "F9": _of(
            "同一主键出现两次，后一行没有读。两行的数若不同，系统不替人选。",
            "A key stands twice; the later row was not read. Where the two differ, the choice is "
            "not made for you.",
            _csv(
                f"{_REVENUE}\n{_CODE},2000\n{_CODE},2100",
                f"{_REVENUE}\n{_CODE},2000",
            ),
        ),
        "F10": _of(
            "代码不是十八位，有不能用的字符，或被表格软件改成了末三位为零的数（GB 32100）。"
            "不可能是哪一家的，这一行没有读。",
            "The code has not 18 characters, has one that no code contains, or was rounded by a "
            "spreadsheet (GB 32100). It can be nobody's, and the row was not read.",
            _csv(
                f"{_REVENUE}\n9199999900000104E,2000",
                f"{_REVENUE}\n{_CODE},2000",
            ),
        ),
        "F11": _of(
            "代码能读，但写法不规范（小写、全角、空格），校验位不符（多半抄错了一位，"
            "也有早年赋码如此的），或是演示用的虚构代码。已按标准写法读取，请核对。",
            "The code can be read, but is written unusually (lower case, full width, spaces), its "
            "check digit does not fit (most likely a slip, though some early codes are so), or it "
            "is made up for demonstrations. It was read in its normal form; look at it.",
            _csv(
                f"{_REVENUE}\n91999999 000001046e,2000",
                f"{_REVENUE}\n{_CODE},2000",
            ),
            "warning",
        ),
        "F12": _of(
            "格里的字读不成这一类的值。“大概”“/”“-”可以是零、没有或不知道，三者不同，须写明。",
            "The cell cannot be read as a value of this type. A dash may mean zero, none or not "
            "known; the three differ and must be told apart.",
            _column("拥有核心知识产权", "大概有", "是"),
        ),
        "F13": _of(
            "数在词汇规定的值域之外，多半是负号、小数点或单位写错。没有读。",
            "The number lies outside the range of the vocabulary: most likely a wrong sign, "
            "decimal point or unit. It was not read.",
            _column("职工总数@2024（人）", "-50", "50"),
        ),
        "F14": _of(
            "个数不是整数，或金额细于一分。金额以分精确计算，不暗中舍入。",
            "A count is not whole, or an amount is finer than a fen. Money is exact to the fen "
            "and never rounded in silence.",
            _column("营业收入@2024（元）", "20000000.005", "20000000.01"),
        ),
        "F15": _of(
            "数超出 64 位整数，或位数超过表格软件能保留的 15 位，可能已经丢了位。",
            "The number is beyond 64-bit integers, or has more than the 15 digits a spreadsheet "
            "keeps, so that some may be lost.",
            _column("营业收入@2024（万元）", "99999999999999999999", "2000"),
        ),
        "F16": _of(
            "代码不在名单或代码表内，或一个名称可指几个代码。",
            "The code is not in its list or code book, or a name may mean several codes.",
            _column("核心技术领域", "化工", "新材料"),
        ),
        "F17": _of(
            "公式没有保存算出的值，或结果是 #REF! 一类的错误。系统不替表格软件计算公式。",
            "A formula was saved without its value, or gives an error such as #REF!. Formulas are "
            "not computed in place of the spreadsheet.",
            _sheet("C5: =Sheet2!B7*10000   → #REF!", "C5: 20000000"),
        ),
        "F18": _of(
            "数据区有合并单元格：看起来几行都有这个值，文件里却只有左上一格有。其余按空白读。",
            "Merged cells among the data: the value seems to stand in every row, but the file "
            "holds it only once. The other cells were read as empty.",
            _sheet(
                "| 代码 A | 是（B2:B3 合并） |\n| 代码 B |                 |",
                "| 代码 A | 是 |\n| 代码 B | 是 |",
            ),
        ),
        "F19": _of(
            "称号、名单要写明从何日到何日：只有一个日期、没有写到日、先后颠倒或两段重叠，"
            "都不能判断当日是否有效。",
            "A title or a list needs its first and last day. From one date, from a month, from "
            "dates in the wrong order or overlapping spells nobody can tell what holds on a day.",
            _column("高新技术企业", "2023-11-01", "2023-11-01..2026-10-31"),
        ),
        "F20": _of(
            "一行指向的企业在表里找不到，名称可指几家，或没有写是谁的。"
            "找不到主人的行不算在任何集合内。",
            "A row points at an enterprise that is not in its table, at a name several bear, or at "
            "nobody. A row without an owner is counted in no set.",
            _sheet(
                f"企业：{_CODE}\n技术转让：转让企业 = 9199999900000104",
                f"企业：{_CODE}\n技术转让：转让企业 = {_CODE}",
            ),
            "either",
        ),
        "F21": _of(
            "同一事实、同一期间有两个不同来处的值，留下先读到的一个。更正须写不同的记录日期，"
            "这样旧答复也能重现。",
            "One fact has two values for one period, from different places; the first read stays. "
            "A correction has a recording date of its own, so that old answers can be repeated.",
            _yaml(
                "facts:\n  营业收入@2024: 2000万元\n  营业收入: {2024: 2100万元}",
                "facts:\n  营业收入@2024: 2000万元",
            ),
        ),
        "F22": _of(
            "工作表的名称和列都认不出，没有读。若只是说明文字，可以不管。",
            "Neither the name nor a column of the sheet is known; it was not read. If it only "
            "holds remarks, nothing need be done.",
            _sheet("工作表“汇总”：| 单位 | 合计 |", "工作表“企业”：| 统一社会信用代码 | … |"),
            "warning",
        ),
        "F23": _of(
            "数据文档的结构不对：不认识的键、缩进或类型。拼错的键若放过，其下的事实就无声丢失。",
            "The structure of the data document is wrong: an unknown key, indent or type. If a "
            "misspelt key were let pass, the facts under it would be lost in silence.",
            _yaml("fact:\n  营业收入@2024: 2000万元", "facts:\n  营业收入@2024: 2000万元"),
        ),
        "F24": _of(
            "一笔付款要有主键、条款、日期和金额；缺一样就不知道是否已经领过、领了多少。",
            "A payment wants its owner, clause, date and amount; without one of them nobody knows "
            "whether and how much was received before.",
            _yaml(
                "paid:\n  - {clause: cn/2018-incubator#incubator, money: 20万元}",
                "paid:\n  - {clause: cn/2018-incubator#incubator, on: 2024-09-01, money: 20万元}",
            ),
        ),
        "F25": _of(
            "写出时，这种格式放不下某个值（范围、不知起始日的状态、另一类实体），没有写出，"
            "以免无声丢失。",
            "On writing: the format cannot hold a value (a range, a state without a known "
            "beginning, entities of another kind). It was not written, and this is said.",
            _sheet(
                "研发费用@2024：100万元..150万元", "存为 企业.yaml：研发费用@2024: 100万元..150万元"
            ),
            "either",
        ),
        "F26": _of(
            "一行比表头长，多出的格没有读：多半是数里的逗号被当成分隔。比表头短时，"
            "缺的格按未知处理（此时是提示）。",
            "A row is longer than the header and the rest was not read: most likely a comma "
            "inside a number. Where it is shorter, the missing cells are unknown (a warning).",
            _csv(f"{_REVENUE}\n{_CODE},2,000", f"{_REVENUE}\n{_CODE},2000"),
            "either",
        ),
        "F27": _of(
            "表里的合计、小计、栏次和表尾（审核人、填表人、注）不是企业，也不是付款，没有读。"
            "算进去就会多出一家，合计也会翻倍。",
            "Totals, the numbers of the columns and footers (checked by, filled in by, notes) are "
            "no enterprises and no payments; they were not read. Taken in, they would make one "
            "enterprise more and double the sum.",
            _csv(f"{_REVENUE}\n{_CODE},2000\n合计,2000", f"{_REVENUE}\n{_CODE},2000"),
            "warning",
        ),
        "F28": _of(
            "隐藏的工作表没有读；隐藏的行和列（也许是筛选掉的）照样读了。看表的人看不见它们，"
            "所以说明一声。",
            "A hidden sheet was not read; hidden rows and columns (by a filter, perhaps) were. "
            "Whoever looks at the sheet does not see them, so it is said.",
            _sheet("工作表“底稿”（隐藏）；第7行（已筛选）", "工作表“企业”；没有隐藏的行"),
            "warning",
        ),
    }
)
