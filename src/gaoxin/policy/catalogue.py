"""Every fault code: its title, how grave it is, why it is one, and a stretch with its mending.

Codes are stable and never reused. ``tools/fault_pages.py`` makes one page of the documentation of
each.
"""

from dataclasses import dataclass
from typing import Literal

from gaoxin.policy.faults import ADVICE

Severity = Literal["fault", "advice"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A code of the catalogue. ``wrong`` and ``right`` are stretches of a document."""

    code: str
    severity: Severity
    title_zh: str
    title_en: str
    why_zh: str
    why_en: str
    wrong: str
    right: str

    def title(self, lang: str) -> str:
        return self.title_zh if lang == "zh" else self.title_en

    def why(self, lang: str) -> str:
        return self.why_zh if lang == "zh" else self.why_en


GROUPS: dict[str, tuple[str, str]] = {
    "D": ("文件与块", "Documents and blocks"),
    "N": ("名字", "Names"),
    "X": ("表达式", "Expressions"),
    "T": ("类型", "Types"),
    "Q": ("原文", "Quotes"),
    "C": ("比较的词", "Comparator words"),
    "B": ("分档", "Rows"),
    "V": ("时间效力", "Validity"),
    "S": ("叠加与合计", "Stacking and totals"),
    "P": ("程序", "Procedures"),
    "L": ("记账", "Postings"),
    "I": ("指数", "Indices"),
    "E": ("算例", "Examples"),
    "A": ("提示", "Advice"),
    "J": ("数据", "Data"),
}


def _entry(code: str, titles: tuple[str, str], why: tuple[str, str], *stretch: str) -> Entry:
    return Entry(code, "advice" if code in ADVICE else "fault", *titles, *why, *stretch)


_ENTRIES = (
    _entry(
        "D1",
        ("不是 UTF-8，或没有文首", "not UTF-8, or no front matter"),
        ("文件要能在任何机器上读成同样的字；没有文首就不知道是哪份文件、何时有效。",
         "A file must read alike on every machine; without front matter nobody knows which document"
         " it is and when it is in force."),
        "id: demo/2024", "---\nid: demo/2024\n…\n---",
    ),
    _entry(
        "D2",
        ("不认识的块", "unknown kind of block"),
        ("块只有九种；写错种类的块会被整段漏掉，所以不能放过。",
         "There are nine kinds of block; a misspelt one would be passed over in silence."),
        "```yaml rule", "```yaml clause",
    ),
    _entry(
        "D3",
        ("YAML 写法不合", "YAML out of bounds"),
        ("制表符、重复的键、锚和标签会让同一段文字有两种读法。",
         "Tabs, duplicate keys, anchors and tags let one text be read in two ways."),
        "take: all\ntake: one", "take: one",
    ),
    _entry(
        "D4",
        ("不认识的关键词，或两种语言混用", "unknown keyword, or two languages mixed"),
        ("不认识的键多半是笔误，其内容不会被执行。一份文件用一种语言的关键词。",
         "An unknown key is mostly a slip, and what stands under it would not be run. A document"
         " uses the keywords of one language."),
        "{rule: x >= 5, qoute: 不少于5家}", "{rule: x >= 5, quote: 不少于5家}",
    ),
    _entry(
        "D5",
        ("值的形式不对", "wrong form of a value"),
        ("这里要的是列表、日期、时长或固定的几个词之一。",
         "A list, a date, a length of time or one of a few words is wanted here."),
        "in_force: 2024-01-01", "in_force: 2024-01-01..",
    ),
    _entry(
        "D6",
        ("缺键，或两键相争", "a key is missing, or two exclude each other"),
        ("没有它，这一块不知何意；两个相争的键不知听谁的。成套文件缺条件、材料或程序也报此项。",
         "Without it the block has no meaning; of two rivals nobody knows which to follow. A suite"
         " whose clause lacks conditions, papers or course is told so too."),
        "within: 12个工作日, least: 3个工作日", "within: 12个工作日",
    ),
    _entry(
        "D7",
        ("锚点重复", "an anchor twice"),
        ("条文以锚点引用，同锚两条便无从分辨。",
         "Articles are cited by anchor; two of one name cannot be told apart."),
        "## 第五条 {#4}", "## 第五条 {#5}",
    ),
    _entry(
        "D8",
        ("区间没有评判人", "a range without a judge"),
        ("区间之内由人定，要写明由谁定。",
         "Inside a range a person decides; say who."),
        "value: 7..8", "value: 7..8\njudge: 专家",
    ),
    _entry(
        "D9",
        ("译文与原文不同步", "a translation out of step"),
        ("译文与原文逐条对应、同锚，只有正文，才可并排出示。",
         "Only a translation with the same articles and anchors, and prose alone, can be shown"
         " beside its original."),
        "## 5 Together {#five}", "## 5 Together {#5}",
    ),
    _entry(
        "D10",
        ("地方文件没有适用地域", "local text without a territory"),
        ("别处的企业不应被告知本地的待遇；发文机关的名称不说明管到哪里。",
         "An enterprise elsewhere must not be told of what is given here; the name of the issuer"
         " does not say how far it reaches."),
        "level: zone", "level: zone\nterritory: dlhitech",
    ),
    _entry(
        "D11",
        ("看不见或会改变显示的字符", "signs that are not seen or change what is shown"),
        ("零宽字符、改变书写方向的标记、控制字符和给屏幕的样式标记，使读者看到的与程序读到的不同。",
         "Zero-width characters, marks of direction, control characters and marks of style for a"
         " screen make what a reader sees another text than what the program reads."),
        'zh: "补\\u200b助"', "zh: 补助",
    ),
    _entry(
        "N1",
        ("不认识的名字", "unknown name"),
        ("名字要在登记、定义、条款或引用中写明；消息给出最接近的一个。",
         "A name is declared in a register, define, clause or under uses; the message gives the"
         " nearest one known."),
        "研发费(上年) >= 100万元", "研发费用(上年) >= 100万元",
    ),
    _entry(
        "N2",
        ("同名两次", "a name twice"),
        ("一个名字有两个意思，读者与程序都会选错。",
         "With two meanings of one name, reader and program will choose wrongly."),
        "id: total\n…\nid: total", "id: total\n…\nid: yearly_total",
    ),
    _entry(
        "N3",
        ("不能作名字", "not usable as a name"),
        ("名字由文字、数字、下划线组成，不以数字开头，才能写进规则。",
         "A name is letters, digits and underscores and does not begin with a digit, or no rule"
         " could hold it."),
        "2024比例: …", "比例2024: …",
    ),
    _entry(
        "N4",
        ("循环定义", "circular definition"),
        ("甲依乙、乙依甲，谁也算不出。",
         "If A rests on B and B on A, neither has a value."),
        "甲: {value: 乙 + 1}\n乙: {value: 甲 + 1}", "甲: {value: 1}\n乙: {value: 甲 + 1}",
    ),
    _entry(
        "X1",
        ("规则读不懂", "a rule that cannot be read"),
        ("括号不配、单个等号，或数字后的词不是单位。",
         "Brackets do not match, a single equals sign, or a word after a number that is no unit."),
        "职工总数(上年) <= 500人", "职工总数(上年) <= 500",
    ),
    _entry(
        "X2",
        ("规则里不能用的写法", "not in the language of rules"),
        ("规则只用格式列出的写法，两个执行器才能都算。",
         "Rules use only what the format lists, so that both executors can run them."),
        "营业收入[上年]", "营业收入(上年)",
    ),
    _entry(
        "X3",
        ("太长或嵌套太深", "too long or too deep"),
        ("读者读不完的规则也查不出错；拆成几个定义。",
         "A rule nobody can read hides its errors; split it into defines."),
        "((((…))))", "甲: {value: …}\n乙: {value: 甲 * 50%}",
    ),
    _entry(
        "X4",
        ("批量计算不能保证精确", "not exact in bulk"),
        ("批量执行用127位整数；按登记的值域估算，这一步的最大值装不下。",
         "The bulk executor counts in 127 bits; by the declared ranges the largest value of this"
         " step does not fit."),
        "mean(甲(y) / 乙(y) for y in 近4年)", "sum(甲(近4年)) / sum(乙(近4年))",
    ),
    _entry(
        "T1",
        ("没有意义的运算", "an operation without meaning"),
        ("钱加人数、日期乘比率都没有意义。",
         "Money plus heads, or a date times a rate, mean nothing."),
        "补助额 + 5", "补助额 + 5万元",
    ),
    _entry(
        "T2",
        ("两边类型不同，不能比较", "types do not compare"),
        ("钱与数、日期与比率不可比较。", "Money and counts, dates and rates cannot be compared."),
        "职工总数(上年) <= 500万元", "职工总数(上年) <= 500",
    ),
    _entry(
        "T3",
        ("少了百分号", "a % is missing"),
        ("裸数是计数，不是比率；3 与 3% 差一百倍。",
         "A bare number is a count, never a rate; 3 and 3% differ a hundredfold."),
        "研发费用(上年) / 销售收入(上年) >= 3", "研发费用(上年) / 销售收入(上年) >= 3%",
    ),
    _entry(
        "T4",
        ("不是名单", "not a list"),
        ("in 之后要名单、代码或文字的列表。", "After 'in' stands a list, codes or texts."),
        "地区 in 补助额", "地区 in 地区名",
    ),
    _entry(
        "T5",
        ("没有可逐个计的对象", "nothing to go through"),
        ("求和、计数要一个集合或一段年份。",
         "Sums and counts go through a set or a window of years."),
        "sum(研发费用(上年))", "sum(研发费用(近3年))",
    ),
    _entry(
        "T6",
        ("哪一期", "which period"),
        ("有时间的事实要写明是哪一年、哪一天。",
         "A fact with a time is asked with its year or day."),
        "研发费用 >= 100万元", "研发费用(上年) >= 100万元",
    ),
    _entry(
        "T7",
        ("与声明的类型不同", "the declared type differs"),
        ("声明是给读者的承诺，规则算出来的要与它一致。",
         "The declared type is a promise to the reader; the rule must keep it."),
        "{type: money, value: 研发费用(上年) / 销售收入(上年)}",
        "{type: rate, value: 研发费用(上年) / 销售收入(上年)}",
    ),
    _entry(
        "T8",
        ("单位或币种不同", "units or currencies differ"),
        ("美元与人民币、平方米与小时不能直接相加或比较。",
         "Dollars and yuan, square metres and hours cannot be added or compared as they are."),
        "研发费用(上年) >= 100万美元", "研发费用(上年) >= 100万元",
    ),
    _entry(
        "Q1",
        ("原文里没有这个数", "number not in the words"),
        ("规则里的每个数都要在所引的原文里。",
         "Every number of a rule stands in the words it quotes."),
        "{rule: 职工总数(上年) <= 300, quote: 职工总数不超过500人}",
        "{rule: 职工总数(上年) <= 500, quote: 职工总数不超过500人}",
    ),
    _entry(
        "Q2",
        ("条文里没有这句话", "words not in the article"),
        ("原文要照抄；空格、强调和千分位不计。",
         "Quotes are copied; white space, emphasis and thousands separators do not count."),
        "quote: 职工总数不多于500人", "quote: 职工总数不超过500人",
    ),
    _entry(
        "Q3",
        ("没有这一条或这张表", "no such article or table"),
        ("“出处”写本文件条文的锚，“表”写表前一行的表题。",
         "'at' names an anchor of the document, 'table' a caption before a table."),
        "{quote: 最高50万元, at: 22}", "{quote: 最高50万元, at: 2}",
    ),
    _entry(
        "Q4",
        ("表与规则的行不同", "table and rows differ"),
        ("引用表格时，规则的行与表的行一一对应。",
         "Where a table is cited, rows of the rule pair with rows of the table one by one."),
        "| 10%以上 | 9% |  ↔  x >= 10%: 8%", "| 10%以上 | 8% |  ↔  x >= 10%: 8%",
    ),
    _entry(
        "Q5",
        ("没有原文", "nothing quoted"),
        ("没有原文的规则是我们编的，不是法律。",
         "A rule without quoted words is ours, not the law's."),
        "money: {rule: 10万元}", "money: {rule: 10万元, quote: 奖励10万元}",
    ),
    _entry(
        "Q6",
        ("条文里有没有块使用的数、限制或条", "words of the text that no block uses"),
        ("自称完整的文件，写了的每个数、“最高”“不重复”和每一条都要执行，或写明为何不能；没写的规则，算例和变异都看不见。",
         "A document that calls itself complete executes every number, limit and article it states,"
         " or says why not: what nobody wrote no example and no mutation can notice."),
        "奖励按5%计算，最高50万元。\ngives: {money: …}",
        "奖励按5%计算，最高50万元。\ngives: {money: …, cap: {rule: 50万元, quote: 最高50万元}}",
    ),
    _entry(
        "C1",
        ("词语与运算符不合", "words and operator disagree"),
        ("以上、以下、以内、不低于、不超过含本数；超过、低于、不满不含（民法典第1259条）。",
         "以上, 以下, 以内, 'at least', 'not exceeding' include the number; 超过, 低于, 不满, 'more"
         " than' do not (Civil Code 1259)."),
        "{rule: 职工总数(上年) < 500, quote: 不超过500人}",
        "{rule: 职工总数(上年) <= 500, quote: 不超过500人}",
    ),
    _entry(
        "C2",
        ("数的旁边没有比较的词", "words give no comparator"),
        ("裸数只支持等于；目标里的裸数是下限。",
         "A bare figure supports only equality; in a target it is a floor."),
        "{rule: 年次 <= 3, quote: 连续3年}",
        "{rule: 年次 <= 3, quote: 连续3年, reads: {3: \"<=\"}, because: 即第1至第3年}",
    ),
    _entry(
        "C3",
        ("“读作”没有理由", "reads without because"),
        ("另作读法要有理由，理由与答复一同出示。",
         "A reading against the plain words needs a reason, shown beside the answer."),
        "reads: {2亿元: \">\"}", "reads: {2亿元: \">\"}\nbecause: 前一档已含2亿元",
    ),
    _entry(
        "C4",
        ("约数不能比较", "approximate words"),
        ("约、左右、接近没有确切的界限。",
         "'About' and 'nearly' have no exact edge."),
        "{rule: x >= 50, quote: 50家左右}", "{outcome: 由评审会把握}",
    ),
    _entry(
        "B1",
        ("两行重叠", "rows overlap"),
        ("同一个数落在两行，取谁不定；阶梯写法除外。",
         "A number in two rows has two answers; only ladders may overlap."),
        "x <= 5%: 1\nx >= 5%: 2", "x < 5%: 1\nx >= 5%: 2",
    ),
    _entry(
        "B2",
        ("中间有空档", "a gap"),
        ("落在空档里的企业没有结果。", "Whoever falls into the gap gets no answer."),
        "x < 5%: 1\nx >= 6%: 2", "x < 5%: 1\nx >= 5%: 2",
    ),
    _entry(
        "B3",
        ("不是一个区间", "not an interval"),
        ("分档的行是 x 的一段；其他条件用不带“按”的分档。",
         "A row is one stretch of x; other conditions go into bands without 'of'."),
        "x != 7%: 6%", "5% <= x < 10%: 6%",
    ),
    _entry(
        "B4",
        ("永远轮不到的一行", "a row never reached"),
        ("前面的行已全部占去；多半是次序或端点写错。",
         "Rows before it take everything; mostly the order or an edge is wrong."),
        "x >= 10%: 8%\nx >= 12%: 9%", "x >= 12%: 9%\nx >= 10%: 8%",
    ),
    _entry(
        "V1",
        ("两个文本同时有效", "two texts in force"),
        ("同一天只能有一个文本回答。", "On one day only one text may answer."),
        "from: 2024-01-01\n…\nfrom: 2025-01-01",
        "from: 2024-01-01\nto: 2024-12-31\n…\nfrom: 2025-01-01",
    ),
    _entry(
        "V2",
        ("前后文本之间有空档", "a gap between versions"),
        ("空档中的案件无法可依。", "Cases in the gap have no law."),
        "to: 2024-12-31\n…\nfrom: 2025-02-01", "to: 2024-12-31\n…\nfrom: 2025-01-01",
    ),
    _entry(
        "V3",
        ("使用失效的文本", "expired text used"),
        ("失效的规则不会被悄悄使用。", "An expired rule is never used silently."),
        "uses: {old: {id: demo/2022, at: 2024-01-31}}",
        "uses: {old: {id: demo/2022, at: 2023-12-31}}",
    ),
    _entry(
        "V4",
        ("日历未定", "calendar year provisional"),
        ("这一年的放假安排尚未公布，工作日暂按周一至周五、扣除法规定有日期的假日计。",
         "The days off of that year are not published; Monday to Friday, less the holidays a"
         " regulation dates, is used for now."),
        "within: 12个工作日", "within: 12个工作日  # 通知公布后更新日历",
    ),
    _entry(
        "V5",
        ("失效何时为人所知未写明", "an end without the day it became known"),
        ("溯及既往的新文本公开之前，旧文本仍是当时所知的规定；复核旧案要按当时所知作答。",
         "Until a text that reaches back is public, the old one is the law as known; an old case is"
         " looked at again with what was known then."),
        "in_force: 2022-01-01..2023-12-31",
        "in_force: {2021-12-20: 2022-01-01.., 2024-06-01: 2022-01-01..2023-12-31}",
    ),
    _entry(
        "S1",
        ("不认识的叠加方式", "unknown take"),
        ("全部、从高、依序、择一，没有别的。", "All, highest, first, one: there is no other."),
        "take: most", "take: highest",
    ),
    _entry(
        "S2",
        ("叠加成环", "stackings in a circle"),
        ("甲含乙、乙含甲，没有先后。", "If A holds B and B holds A, neither comes first."),
        "id: a\nover: [b]\n…\nid: b\nover: [a]", "id: a\nover: [b]\n…\nid: b\nover: [c]",
    ),
    _entry(
        "S3",
        ("分担不是100%", "payers not 100%"),
        ("分担合计100%，余数归其中之一。",
         "Shares make 100% together, and the rest goes to one of the bearers."),
        "shares: {市: 60%, 区: 60%}", "shares: {市: 60%, 区: 40%}",
    ),
    _entry(
        "S4",
        ("分期不是100%", "instalments not 100%"),
        ("各期合计100%。", "Instalments make 100% together."),
        "- {share: 60%}\n- {share: 30%}", "- {share: 60%}\n- {share: 40%}",
    ),
    _entry(
        "S5",
        ("一个条款在两个互不包含的叠加中", "a clause in two stackings"),
        ("它依条文次序先后经过两者；请核对这是否本意。",
         "It passes through both in the order of the text; see whether that is meant."),
        "over: [a, b]\n…\nover: [b, c]", "over: [a, b]\n…\nover: [first_total, c]",
    ),
    _entry(
        "P1",
        ("没有这个状态或步骤", "unknown state or step"),
        ("步骤连着状态，时限连着步骤；名字要对得上。",
         "Steps join states and clocks join steps; the names must agree."),
        "受理: {from: 已申请, to: 审查}", "受理: {from: 已申请, to: 审核}",
    ),
    _entry(
        "P2",
        ("没有这个角色", "unknown role"),
        ("谁办要在角色里写明；clock 是时钟，anyone 是任何人。",
         "Who acts is named under roles; besides there are clock and anyone."),
        "by: 科长", "by: 经办",
    ),
    _entry(
        "P3",
        ("走不到的状态", "a state never reached"),
        ("第一个状态是起点；没有步骤通向它的状态没有意义。",
         "The first state is the start; a state no step leads to means nothing."),
        "补正: {public: 补正}",
        "补正: {public: 补正}\n…\n通知补正: {from: 审核, to: 补正, by: 经办}",
    ),
    _entry(
        "P4",
        ("没有出路，或终点还有出路", "no way out, or a way out of an end"),
        ("案件不能停在不是终点的地方，也不能从终点再走。",
         "A case cannot stop where there is no end, nor go on from one."),
        "已付: {public: 已付}", "已付: {public: 已付, end: yes}",
    ),
    _entry(
        "L1",
        ("没有这个账户或维度", "unknown account or dimension"),
        ("分录里的账户、分户里的维度要先在本账里写明；维度是登记过的种类，或年。",
         "Accounts of entries and dimensions are those of the book; a dimension is a registered "
         "kind, or year."),
        "to: 已付款", "to: 已付",
    ),
    _entry(
        "L2",
        ("划转的两端不对", "the two ends of a move"),
        ("一笔划转从一个账户到另一个账户，单位相同。",
         "A move leaves one account and arrives in another of the same unit."),
        "from: 可用\nto: 可用", "from: 可用\nto: 预留",
    ),
    _entry(
        "L4",
        ("没有这个步骤", "no such step"),
        ("分录由一个程序的一个步骤记下。", "An entry is made by a step of a procedure."),
        "step: order.付讫", "step: order.到账",
    ),
    _entry(
        "L5",
        ("记不记账没有说清", "silence about a step"),
        ("一本账涉及的程序，每个步骤要么有分录，要么列在不记账里，免得漏记。",
         "Every step of a procedure a book touches posts or stands under no_entry, so that none is "
         "forgotten."),
        "no_entry: []", "no_entry: [order.退回]",
    ),
    _entry(
        "L6",
        ("冲销的分录不可能记过", "nothing to reverse"),
        ("冲销的是同一个办件里记过的一笔；冲销本身不再冲。",
         "A reversal mirrors an entry of the same case; a reversal is not reversed."),
        "退票: {reverses: 退票}", "退票: {reverses: 下达}",
    ),
    _entry(
        "L9",
        ("结账转不过去", "a close that cannot pass on"),
        ("年终要转的账户和转入的账户都按年度分户，单位相同，并有来源账户经由。",
         "Accounts that pass on at the close are kept by year, of one unit, through a source "
         "account."),
        "结余: {nature: asset, at_close: carry}",
        "结余: {nature: asset, by: [年度], at_close: carry}\n…\nthrough: [上年结转]",
    ),
    _entry(
        "I1",
        ("权重不是100%", "weights not 100%"),
        ("同级权重合计100%。", "The weights of siblings make 100%."),
        "甲: {weight: 60%}\n乙: {weight: 30%}", "甲: {weight: 60%}\n乙: {weight: 40%}",
    ),
    _entry(
        "E1",
        ("没有算例因它单独不过", "a condition never refused alone"),
        ("没有这样的算例，改坏了这个条件也看不出来。",
         "Without one, nobody sees when the condition is spoiled."),
        "refused: {}", "refused:\n  规模: {职工总数: {上年: 501}}",
    ),
    _entry(
        "E2",
        ("界限没有在线上检验", "a threshold not tested on its edge"),
        ("含与不含只在线上看得出。", "Whether the edge is included shows only on the edge."),
        "edges: {}", "edges:\n  规模: [{职工总数: {上年: 500}}, {职工总数: {上年: 501}}]",
    ),
    _entry(
        "E3",
        ("算例不符", "an example disagrees"),
        ("规则算出的与算例写的不同：改规则，或改算例。",
         "What the rule gives is not what the example says: mend the rule or the example."),
        "then: {money: 10万元}", "then: {money: 9.6万元}",
    ),
    _entry(
        "E4",
        ("没有算例", "no example"),
        ("没有算例的条款没有人证明过。", "A clause without an example has been proved by nobody."),
        "id: grant", "id: grant\n…\ntests: grant",
    ),
    _entry(
        "A1",
        ("总是成立", "always holds"),
        ("在登记的值域内总是真；条件是多余的，或写错了。",
         "True within the declared range; the condition is idle, or wrong."),
        "研发费用(上年) >= 0元", "研发费用(上年) > 0元",
    ),
    _entry(
        "A2",
        ("永远不能成立", "can never hold"),
        ("没有企业能满足，或几条互相矛盾。",
         "Nobody can meet it, or conditions contradict each other."),
        "甲: 职工总数(上年) <= 500\n乙: 职工总数(上年) > 600",
        "甲: 职工总数(上年) <= 500\n乙: 职工总数(上年) > 300",
    ),
    _entry(
        "A3",
        ("已含在另一条之中", "implied by another condition"),
        ("有了另一条，这一条不起作用。", "With the other, this one does nothing."),
        "甲: 职工总数(上年) <= 500\n乙: 职工总数(上年) <= 800", "甲: 职工总数(上年) <= 500",
    ),
    _entry(
        "A4",
        ("条文里有没有块使用的数、限制或条", "words of the text that no block uses"),
        ("同 Q6；文件没有写明是否完整时只作提示。写“完整度: 部分”的不提示，缺什么写在“缺失”里。",
         "As Q6; only advice where the document does not say whether it is complete. One that is"
         " partial says itself what is missing."),
        "企业迁出的，3年内不得申请。",
        "```yaml note\nid: leaving\nquote: 3年内不得申请\nreason: 须由主管部门认定\n```",
    ),
    _entry(
        "J1",
        ("评判的数在区间之外", "judged number outside its range"),
        ("专家给的数要在规则写明的区间之内；这一行报出来，不作答复。",
         "What the judge gives lies inside the range of the rule; the row is reported, not"
         " answered."),
        "7..8 ← 9", "7..8 ← 8",
    ),
    _entry(
        "J2",
        ("坏值", "a broken value"),
        ("读不出、超出值域或装不下的数据；这一行报出来，不作答复。",
         "Data that cannot be read, lie outside their range or do not fit; the row is reported,"
         " not answered."),
        "职工总数: 一百二", "职工总数: 120",
    ),
)  # fmt: skip

CATALOGUE: dict[str, Entry] = {entry.code: entry for entry in _ENTRIES}
