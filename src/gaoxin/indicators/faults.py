"""Faults of recipes and tables: values with a code, a place, a reason and a remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """The words in one language; the other language where one is missing."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault sits: a line of a file, or a cell of a table."""

    file: str = ""
    line: int = 0
    unit: str = ""
    year: str = ""
    column: str = ""

    def say(self, lang: Lang) -> str:
        """The place in words, outermost first."""
        zh = lang == "zh"
        parts = [self.file] if self.file else []
        if self.line:
            parts.append(f"第{self.line}行" if zh else f"line {self.line}")
        if self.unit:
            parts.append(f"单元 {self.unit}" if zh else f"unit {self.unit}")
        if self.year:
            parts.append(f"{self.year}年" if zh else f"year {self.year}")
        if self.column:
            parts.append(f"列 {self.column}" if zh else f"column {self.column}")
        return ("，" if zh else ", ").join(parts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `grave` faults stop the work; others are shown beside the result."""

    code: str
    place: Place
    details: tuple[tuple[str, "str | Text"], ...] = ()
    grave: bool = True

    def reason(self, lang: Lang) -> str:
        """What is wrong, in one language."""
        return CATALOGUE[self.code][0 if lang == "zh" else 1].format_map(self._said(lang))

    def remedy(self, lang: Lang) -> str:
        """How to mend it, in one language."""
        return CATALOGUE[self.code][2 if lang == "zh" else 3].format_map(self._said(lang))

    def _said(self, lang: Lang) -> dict[str, str]:
        return {k: v.say(lang) if isinstance(v, Text) else v for k, v in self.details}

    def say(self, lang: Lang) -> str:
        """Place, reason and remedy on one line."""
        place = self.place.say(lang)
        if lang == "zh":
            return f"[{self.code}] {place}：{self.reason(lang)} 处理办法：{self.remedy(lang)}"
        return f"[{self.code}] {place}: {self.reason(lang)} To mend: {self.remedy(lang)}"

    def as_dict(self, lang: Lang) -> dict[str, object]:
        """A plain mapping for JSON output."""
        return {
            "code": self.code,
            "grave": self.grave,
            "place": self.place.say(lang),
            "reason": self.reason(lang),
            "remedy": self.remedy(lang),
        }


def fault(code: str, place: Place, *, grave: bool = True, **details: object) -> Fault:
    """A fault from the catalogue; details fill the sentences."""
    said = tuple((k, v if isinstance(v, Text) else str(v)) for k, v in details.items())
    return Fault(code, place, said, grave)


def stops(faults: Iterable[Fault]) -> bool:
    """Whether any fault is grave."""
    return any(f.grave for f in faults)


# code -> reason zh, reason en, remedy zh, remedy en
CATALOGUE: MappingProxyType[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "file-missing": (
            "找不到文件“{name}”。",
            "There is no file “{name}”.",
            "检查路径；随附指标方案有：{known}。",
            "Check the path; the recipes shipped are: {known}.",
        ),
        "index-unknown": (
            "没有指数“{name}”。",
            "There is no index “{name}”.",
            "写作“文件#指数”；现有：{known}。",
            "Write document#index; there are: {known}.",
        ),
        "method-unstated": (
            "“{index}”的原文没有写明{stage}的方法，不能据此计算。",
            "The text of “{index}” does not say how to {stage}; it cannot be computed.",
            "见到细则后写上；试算时写 {{method: …, verified: no}} 并说明是本库所设。",
            "Write it once it is known; for a trial write {{method: …, verified: no}} and say so.",
        ),
        "table-missing": (
            "找不到数据表“{name}”。",
            "There is no table “{name}”.",
            "检查路径；没有数据时写 synthetic，用合成数据。",
            "Check the path; without data write synthetic, for made-up data.",
        ),
        "file-broken": (
            "“{name}”不是可读的表格文件（{what}）。",
            "“{name}” is not a readable table ({what}).",
            "用表格软件打开后另存为 xlsx 或 csv。",
            "Open it in a spreadsheet and save it as xlsx or csv.",
        ),
        "cell-refused": (
            "{what}。",
            "{what}.",
            "{mend}。",
            "{mend}.",
        ),
        "table-note": (
            "{what}。",
            "{what}.",
            "{mend}。",
            "{mend}.",
        ),
        "row-aside": (
            "第 {rows} 行是合计、栏次或表尾，不是单元，没有读。",
            "Rows {rows} are totals, numbers of columns or footers, no units; they were not read.",
            "不必改；若确是单元，改它的名称。",
            "Nothing to do; if one of them is a unit, give it another name.",
        ),
        "file-type": (
            "不认识的文件类型“{name}”。",
            "The file type of “{name}” is not known.",
            "表格请用 .csv、.xlsx 或 .parquet；方案请用 .yaml 或 .toml。",
            "Use .csv, .xlsx or .parquet for tables, .yaml or .toml for recipes.",
        ),
        "syntax": (
            "读不懂：{what}。",
            "This cannot be read: {what}.",
            "更正该行的缩进、引号或括号。",
            "Correct the indentation, quotes or brackets on that line.",
        ),
        "record-broken": (
            "这份记录读不了：{what}。",
            "This record cannot be read: {what}.",
            "用 gaoxin index build 重新生成，或取回未改动的原件。",
            "Make it again with gaoxin index build, or get the unaltered original.",
        ),
        "duplicate-key": (
            "键“{key}”出现两次。",
            "The key “{key}” appears twice.",
            "删去其中一个，或改名。",
            "Remove one of the two, or rename it.",
        ),
        "unknown-key": (
            "不认识的键“{key}”。",
            "The key “{key}” is not known here.",
            "可用的键：{known}。",
            "Keys known here: {known}.",
        ),
        "missing-key": (
            "缺少“{key}”。",
            "“{key}” is missing.",
            "补上“{key}”。",
            "Add “{key}”.",
        ),
        "not-number": (
            "“{value}”不是数。",
            "“{value}” is not a number.",
            "写成阿拉伯数字，不带单位和千位分隔符。",
            "Write plain digits, with no unit and no thousands separator.",
        ),
        "not-date": (
            "“{value}”不是日期。",
            "“{value}” is not a date.",
            "写成 2021-04-22 的形式。",
            "Write it as 2021-04-22.",
        ),
        "not-mapping": (
            "这里应当是“键: 值”。",
            "A mapping (key: value) is expected here.",
            "改写为“键: 值”。",
            "Write it as key: value.",
        ),
        "not-list": (
            "这里应当是列表。",
            "A list is expected here.",
            "改写为 [甲, 乙]。",
            "Write it as [a, b].",
        ),
        "not-known": (
            "“{value}”不在可选范围内。",
            "“{value}” is not one of the choices.",
            "可选：{known}。",
            "Choose one of: {known}.",
        ),
        "goalposts-order": (
            "目标区间的下限 {low} 不小于上限 {high}。",
            "The lower goalpost {low} is not below the upper goalpost {high}.",
            "先写较小的值，再写较大的值；方向由 better 决定。",
            "Write the smaller value first; the direction is given by better.",
        ),
        "goalposts-missing": (
            "指标“{node}”按目标区间标准化，却没有 goalposts。",
            "Indicator “{node}” is normalised by goalposts but has none.",
            "为它写上 goalposts: [下限, 上限]。",
            "Give it goalposts: [low, high].",
        ),
        "target-missing": (
            "指标“{node}”按与目标的距离标准化，却没有 target。",
            "Indicator “{node}” is normalised by distance to a target but has none.",
            "为它写上 target。",
            "Give it a target.",
        ),
        "param-unknown": (
            "方法“{method}”没有参数“{key}”。",
            "The method {method} has no parameter “{key}”.",
            "它的参数：{known}。",
            "Its parameters: {known}.",
        ),
        "param-wrong": (
            "方法“{method}”的参数“{key}”不能是 {value}。",
            "The parameter “{key}” of {method} cannot be {value}.",
            "写成：{wanted}。",
            "Write {wanted}.",
        ),
        "param-missing": (
            "方法“{method}”缺参数“{key}”。",
            "The method {method} lacks its parameter “{key}”.",
            "写成 {{method: {method}, {key}: …}}；{key} 为：{wanted}。",
            "Write {{method: {method}, {key}: …}}, where {key} is {wanted}.",
        ),
        "method-indicators": (
            "“{method}”只能用于指标，不能用于上级节点的得分。",
            "{method} scales indicators; it cannot scale the scores of nodes.",
            "上级各层改用 none、minmax 等，或把它写在第一层。",
            "Use none, minmax or another on the upper levels, or write it on the first.",
        ),
        "weight-left-out": (
            "“{node}”的分项有的写了权重，有的没有写（{parts}）；没有写的只按 1 计。",
            "Some parts of “{node}” have a weight; others ({parts}) have none and count as 1.",
            "给每个分项写上权重，或全部不写（即等权）；不计入的写 weight: 0。",
            "Give every part a weight, or none (all are then equal); weight: 0 leaves one out.",
        ),
        "grades-order": (
            "档次的份额应逐档递增并止于 1，现为 {given}。",
            "The shares of grades must ascend and end at 1; here they are {given}.",
            "从最好的档写起，写累计份额，例如 {{A: 0.25, B: 0.70, C: 1}}。",
            "Begin with the best grade and write cumulative shares, as {{A: 0.25, B: 0.70, C: 1}}.",
        ),
        "too-large": (
            "{value} 超出可计算的范围（绝对值不超过 {limit}）。",
            "{value} is beyond what can be computed (at most {limit} in size).",
            "改用较大的计量单位，例如亿元。",
            "Use a larger unit, such as CNY 100m.",
        ),
        "values-too-large": (
            "指标“{node}”的数值太大或相差太小，计算会溢出（{value}）。",
            "Values of “{node}” are too large, or differ too little, to be computed ({value}).",
            "核对数据与单位；数值的绝对值和极差应在 1e-60 与 1e60 之间。",
            "Check the data and the unit; sizes and spreads must lie between 1e-60 and 1e60.",
        ),
        "overflow": (
            "“{node}”按“{method}”合成时溢出：{count} 个单元算不出得分。",
            "“{node}” overflows when aggregated by {method}: {count} units get no score.",
            "把标准化区间或幂次改小。",
            "Use a smaller scale of normalisation or a smaller exponent.",
        ),
        "scores-constant": (
            "“{node}”的得分在所有单元中相同，上一级按“{method}”无法再标准化。",
            "The scores of “{node}” are the same for all units; {method} cannot scale them above.",
            "上级用 normalise: none，或核对数据。",
            "Use normalise: none on the level above, or check the data.",
        ),
        "target-passed": (
            "指标“{node}”的目标 {target} 已被最差的单元（{value}）达到，与目标的距离没有意义。",
            (
                "The target {target} of “{node}” is reached by the worst unit ({value}); "
                "a distance to it has no meaning."
            ),
            "定一个尚未达到的目标，或改用 goalposts。",
            "Set a target still to be reached, or use goalposts.",
        ),
        "treated-mark": (
            "指标“{node}”被当作离群按 {treatment} 处理后，“{method}”的界标仍是原单位，无法相比。",
            (
                "“{node}” was treated by {treatment} as outlying; the marks of {method} "
                "are still in its unit and cannot be compared."
            ),
            "outliers 用 winsorise 且 then: none，或对该指标写 transform: log。",
            "Use outliers: winsorise with then: none, or give the indicator transform: log.",
        ),
        "reference-worst": (
            "参照单元“{unit}”在指标“{node}”上最差（{value}），不能作为尺度。",
            "The reference unit “{unit}” is the worst on “{node}” ({value}); it gives no scale.",
            "换一个参照单元，或该指标改用 minmax。",
            "Choose another reference unit, or normalise this indicator by minmax.",
        ),
        "log-not-positive-mark": (
            "指标“{node}”取对数，goalposts 与 target 须为正数。",
            "Indicator “{node}” is logged; its goalposts and target must be positive.",
            "更正 goalposts 或 target，或去掉 transform: log。",
            "Correct goalposts or target, or remove transform: log.",
        ),
        "negative-weight": (
            "权重 {value} 为负。",
            "The weight {value} is negative.",
            "权重须大于或等于零；方向请用 better: less。",
            "Weights are zero or more; for direction use better: less.",
        ),
        "zero-weights": (
            "“{node}”的全部分项权重之和为零。",
            "The weights of all parts of “{node}” sum to zero.",
            "至少给一个分项正的权重，或删去该节点。",
            "Give at least one part a positive weight, or remove the node.",
        ),
        "zero-weight": (
            "“{node}”的权重为零，不影响得分。",
            "The weight of “{node}” is zero; it does not move the score.",
            "若本意如此可不理会；否则给出正的权重。",
            "Leave it if intended; otherwise give a positive weight.",
        ),
        "duplicate-node": (
            "节点代码“{node}”出现两次。",
            "The node code “{node}” appears twice.",
            "每个节点用不同的代码。",
            "Give every node its own code.",
        ),
        "parent-missing": (
            "节点“{node}”的上级“{parent}”不存在。",
            "The parent “{parent}” of node “{node}” does not exist.",
            "改正 parent，或补上该节点。",
            "Correct parent, or add that node.",
        ),
        "cycle": (
            "层级成环：{path}。",
            "The hierarchy has a cycle: {path}.",
            "改正其中一个 parent，使每个节点最终到达唯一的顶点。",
            "Correct one parent so that every node leads to the single top.",
        ),
        "one-top": (
            "层级应有且只有一个顶点，现有 {count} 个：{tops}。",
            "A hierarchy has exactly one top; here are {count}: {tops}.",
            "把多余的顶点归到一个总节点之下。",
            "Put the extra tops under one node.",
        ),
        "no-indicators": (
            "“{node}”没有任何指标。",
            "“{node}” has no indicator.",
            "在 parts 中至少列一个指标。",
            "List at least one indicator under parts.",
        ),
        "pairwise": (
            "“{node}”的判断矩阵不合格：{what}。",
            "The pairwise matrix of “{node}” is not valid: {what}.",
            "写成正的互反方阵（a_ji = 1/a_ij，对角为 1），阶数等于分项数。",
            "Write a positive reciprocal square matrix, one row per part, ones on the diagonal.",
        ),
        "inconsistent-pairwise": (
            "“{node}”的判断矩阵一致性比率为 {ratio}，高于 0.10。",
            "The consistency ratio of “{node}” is {ratio}, above 0.10.",
            "请专家复核差异最大的两两比较。",
            "Ask the experts to revisit the comparisons that disagree most.",
        ),
        "valid-order": (
            "有效期的起始 {start} 晚于终止 {end}。",
            "The validity starts ({start}) after it ends ({end}).",
            "对调或更正日期。",
            "Swap or correct the dates.",
        ),
        "column-missing": (
            "表中没有列“{name}”（{use}）。",
            "The table has no column “{name}” ({use}).",
            "补上该列，或在方案中改列名。现有列：{known}。",
            "Add the column, or change the name in the recipe. Columns present: {known}.",
        ),
        "column-twice": (
            "列“{name}”出现两次。",
            "The column “{name}” appears twice.",
            "删去或改名其中一列。",
            "Remove or rename one of them.",
        ),
        "column-ragged": (
            "列“{name}”有 {count} 个值，应为 {expected} 个。",
            "Column “{name}” holds {count} values where {expected} are expected.",
            "补齐该列或该行的单元格。",
            "Complete the column or the row.",
        ),
        "no-rows": (
            "表中没有数据行。",
            "The table has no rows.",
            "至少给出两个单元。",
            "Give at least two units.",
        ),
        "unit-missing": (
            "该行没有单元代码。",
            "The row has no unit code.",
            "补上单元代码，或删去空行。",
            "Add the unit code, or delete the empty row.",
        ),
        "unit-twice": (
            "单元“{unit}”在同一年度出现两次。",
            "Unit “{unit}” appears twice in one year.",
            "合并或删去重复行；程序不替您选择。",
            "Merge or delete the duplicate rows; the program will not choose for you.",
        ),
        "bad-year": (
            "年度“{value}”不是整数。",
            "The year “{value}” is not a whole number.",
            "写成 2023。",
            "Write it as 2023.",
        ),
        "text-in-number": (
            "数值列中有文字“{value}”。",
            "A numeric column holds the text “{value}”.",
            "只写数字；缺失请留空（不要写 0、- 或“无”），单位写进方案。",
            "Write digits only; leave missing cells empty (not 0, - or “none”).",
        ),
        "infinite": (
            "数值是无穷大。",
            "The value is infinite.",
            "多为除以零所致：更正分母，或留空表示缺失。",
            "Mostly a division by zero: correct the denominator, or leave the cell empty.",
        ),
        "all-missing": (
            "指标“{node}”没有任何数据。",
            "Indicator “{node}” has no data at all.",
            "补充数据，或从方案中去掉该指标（drop）。",
            "Supply data, or take the indicator out of the recipe.",
        ),
        "constant": (
            "指标“{node}”所有单元取值相同（{value}），按“{method}”无法标准化。",
            "Indicator “{node}” is the same ({value}) for all units; {method} cannot scale it.",
            "改用 goalposts 给出区间，或去掉该指标。",
            "Give it goalposts, or remove the indicator.",
        ),
        "one-unit": (
            "只有一个单元：相对标准化和排名没有意义。",
            "There is one unit: relative normalisation and ranks have no meaning.",
            "加入可比单元，或改用 goalposts。",
            "Add units to compare with, or normalise by goalposts.",
        ),
        "one-indicator": (
            "方案只有一个指标：总分就是该指标。",
            "The recipe has one indicator: the score is that indicator.",
            "若本意如此可不理会。",
            "Leave it if intended.",
        ),
        "zero-denominator": (
            "分母“{name}”有 {count} 处为零、为负或缺失，比值记为缺失。",
            "The denominator “{name}” is zero, negative or missing {count} times; so is the ratio.",
            "更正分母；为负的（如净资产为负）不参与比较。",
            "Correct the denominator; a negative one (as net assets may be) is not compared.",
        ),
        "log-not-positive": (
            "取对数的指标“{node}”含有非正值。",
            "Indicator “{node}” is to be logged but holds values of zero or less.",
            "更正数据，或去掉 transform: log。",
            "Correct the data, or remove transform: log.",
        ),
        "share-not-positive": (
            "指标“{node}”含有零或负值，无法按“占最优值之比”标准化。",
            "Indicator “{node}” holds zero or negative values; a share of the best is undefined.",
            "改用 distance_to_best 或 goalposts。",
            "Use distance_to_best or goalposts.",
        ),
        "reference-missing": (
            "参照单元“{unit}”不在表中，或该指标缺失。",
            "The reference unit “{unit}” is not in the table, or has no value.",
            "换一个参照单元，或补数据。",
            "Choose another reference unit, or supply the value.",
        ),
        "mean-negative": (
            "“{node}”按“{method}”合成，但分项有{sign}值。",
            "“{node}” is aggregated by {method} but has {sign} parts.",
            "把标准化区间改为正数，例如 range: [1, 100]，或改用算术平均。",
            "Normalise onto a positive range such as [1, 100], or aggregate arithmetically.",
        ),
        "mean-zero": (
            "“{node}”按几何平均合成，{count} 个单元因某分项为零而得零分。",
            "“{node}” is a geometric mean; {count} units score zero because one part is zero.",
            "若不是本意，把标准化区间改为正数，例如 range: [1, 100]。",
            "If not intended, normalise onto a positive range such as [1, 100].",
        ),
        "weights-need-positive": (
            "“{node}”的熵权需要非负且不全为零的分项。",
            "Entropy weights of “{node}” need parts that are not negative and not all zero.",
            "改用 range 为正的标准化，或改用 critic、given。",
            "Normalise onto a positive range, or use critic or given.",
        ),
        "weights-no-spread": (
            "“{node}”的分项没有差异，无法由数据定权。",
            "The parts of “{node}” do not vary; weights cannot come from the data.",
            "改用 given 或 equal。",
            "Use given or equal.",
        ),
        "infeasible-shares": (
            "“{node}”的份额限制 [{low}, {high}] 对 {count} 个分项不可行。",
            "The share limits [{low}, {high}] of “{node}” are infeasible for {count} parts.",
            "使 下限 × 分项数 ≤ 1 ≤ 上限 × 分项数。",
            "Make low × parts ≤ 1 ≤ high × parts.",
        ),
        "method-context": (
            "方法“{method}”在这里不能用：{why}。",
            "The method {method} cannot be used here: {why}.",
            "{remedy_zh}",
            "{remedy_en}",
        ),
        "not-ranked": (
            "{count} 个单元没有得分，未排名：{units}。缺失的指标：{nodes}。",
            "{count} units have no score and are not ranked: {units}. Missing: {nodes}.",
            "补充数据，声明填补方法（impute），或放宽 available。",
            "Supply the data, declare an imputation, or relax available.",
        ),
        "screened": (
            "{count} 个单元因数据不足被筛除：{units}。",
            "{count} units were screened out for too little data: {units}.",
            "补充数据，或降低 screen.available。",
            "Supply the data, or lower screen.available.",
        ),
        "group-missing": (
            "单元没有分组（列“{name}”）。",
            "The unit has no group (column “{name}”).",
            "补上分组。",
            "Fill in the group.",
        ),
        "group-unknown": (
            "方案为组“{group}”设了权重，表中没有该组。",
            "The recipe has weights for group “{group}”, which the table does not hold.",
            "核对组名的写法。",
            "Check the spelling of the group.",
        ),
        "node-unknown": (
            "“{node}”不是本方案的节点。",
            "“{node}” is not a node of this recipe.",
            "核对代码；可用：{known}。",
            "Check the code; known: {known}.",
        ),
        "year-unknown": (
            "表中没有 {year} 年的单元。",
            "The table has no unit in the year {year}.",
            "现有年度：{known}。",
            "Years present: {known}.",
        ),
        "unit-unknown": (
            "表中没有单元“{unit}”（{year}）。",
            "The table has no unit “{unit}” ({year}).",
            "核对单元代码和年度。",
            "Check the unit code and the year.",
        ),
        "too-many-variants": (
            "声明的选择共有 {count} 种组合，超过上限 {limit}。",
            "The declared choices make {count} variants, above the limit of {limit}.",
            "减少 choices，或用 uncertainty 抽样。",
            "Declare fewer choices, or sample instead.",
        ),
        "groups-apart": (
            "各类（{groups}）用不同的权重或标尺，跨类名次没有意义。",
            ("Groups ({groups}) are scored by rules of their own; ranks across them mean nothing."),
            "只看类内名次和档次。",
            "Read ranks in class and grades only.",
        ),
        "too-many-units": (
            "“{node}”用“{method}”，一次比较 {count} 个单元，超过上限 {limit}。",
            "“{node}” uses {method} on {count} units at once, above the limit of {limit}.",
            "先分组分别计算，或改用均值型合成。",
            "Build groups of units apart, or aggregate by a mean.",
        ),
        "cost-not-positive": (
            "指标“{node}”的代价 {value} 不是正数。",
            "The cost {value} of indicator “{node}” is not positive.",
            "写出改动一个单位的代价；不可动的指标请删去该行。",
            "Write what one unit of change costs; delete the row of what may not move.",
        ),
        "not-valid-year": (
            "方案自 {start} 至 {end} 有效，表中有 {year} 年。",
            "The recipe is valid from {start} to {end}; the table holds {year}.",
            "若为试算可不理会；否则换用当年有效的方案。",
            "Leave it for a trial; otherwise use the recipe valid in that year.",
        ),
        "illustrative": (
            "演示性结果：{why}",
            "ILLUSTRATIVE: {why}",
            "不得作为正式评价引用；取得正式权重后替换方案。",
            "Do not cite as an official evaluation; replace the recipe once the weights are known.",
        ),
        "partial": (
            "方案不完整：{why}",
            "The recipe is partial: {why}",
            "补全缺失部分后再正式使用。",
            "Complete the missing parts before relying on it.",
        ),
    }
)
