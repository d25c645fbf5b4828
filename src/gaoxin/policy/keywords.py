"""The keywords of the document format, in two languages.

A document uses one language throughout. Readers ask for keys by their English word; this module
knows the Chinese one. A few English keys mean different things in different blocks (``title`` of
a document, ``title`` given by a clause): those have a Chinese word per block.
"""

from functools import cache
from typing import Literal

KeywordLanguage = Literal["zh", "en"]

BlockKind = Literal[
    "register",
    "define",
    "clause",
    "stacking",
    "procedure",
    "target",
    "index",
    "example",
    "note",
    "posting",
]

KINDS: dict[str, BlockKind] = {
    "登记": "register",
    "定义": "define",
    "条款": "clause",
    "叠加": "stacking",
    "程序": "procedure",
    "目标": "target",
    "指数": "index",
    "算例": "example",
    "附注": "note",
    "记账": "posting",
}


def block_kind(word: str) -> BlockKind | None:
    """The kind of block a word of either language names."""
    return KINDS.get(word) or next((kind for kind in KINDS.values() if kind == word), None)


_KEYS = """
id 标识  issuer 发文机关  level 层级  territory 适用地域  number 文号  issued 成文日期
in_force 有效期
known 公开日期  supersedes 取代  family 文件族  role 文件角色  source 来源  wording 文本
completeness 完整度  missing 缺失  verified 核对  lang 语言  uses 引用  anchor 基准日
round 取整  words 用语  translates 译自  format 格式  title 名称  zh 中文  en 英文
quote 原文  at 出处  reads 读作  because 理由  note 说明  from 自  to 至  rule 规则  for 对象
judge 评判  tags 标签  carries 承载  reason 理由书
kind 种类  key 主键  born 始于  ended 终于  facts 事实  type 类型  unit 单位  time 时间
list 名单  codebook 代码表  optional 可无  found 取自  found_en 取自英文  range 值域
inverse 反向  inverse_zh 反向名  sensitivity 敏感度  retention 保存期
value 值  of 按  bands 分档  slices 分段  table 表  raw 原样  readings 读法  confidence 把握
when 条件  all 全部  any 任一  none 均无  gives 给予  valid 有效  ends 终止  money 金额
form 方式  cap 上限  per 频次  payers 分担  shares 份额  rest 余数归  instalments 分期
share 比例  after 前提  undertakes 承诺  breach 违反  outcome 结果  varies 变通  where 情形
drop 删去  lower 降低  raise 提高  papers 材料  procedure 程序  open 受理期
over 范围  take 取  by 由  less 扣除  cut 削减  budget 预算  short 不足时
roles 角色  states 状态  steps 步骤  clocks 时限  within 不迟于  least 不少于
stops_in 停表  late 逾期  needs 须备  apart 分离  applicant 对申请人  public 对公众  end 终点
measure 计量  aim 目标  base 基数  due 期限  owner 责任  milestones 节点  plan 计划
tree 指标  parts 分项  weight 权重  weights_below 下级权重  better 优向  normalise 标准化
aggregate 合成  groups 分组  writes 产出  screen 筛选  impute 填补  outliers 离群
levels 各级  panel 面板  ranks 名次  grades 档次  choices 备选
tests 检验  given 给定  cases 案例  name 名  on 日期  set 改  then 得  edges 临界
refused 单独不过  paid 已付  events 事件  nodes 节点值  clause 条款  step 步骤名
repeat 重复  answer 结论  fails 不符  asks 待补  holds 持有  picks 选取  reached 达到
breaches 违时  until 有效至  else 其他
dimensions 维度  accounts 账户  entries 分录  no_entry 不记账  through 经由  nature 性质
overdraft 可透支  at_close 年终  moves 划转  reverses 冲销  closes 结账
explain 须说明  once 各一次  records 记下  opens 开启  takes 带动  letter 文书  each 逐个
with 带入  sample 抽取  extended_by 延长  case 案  actor 经手人  barred 被拒  without 欠缺
people 人员  conflicts 利害关系  stands 处于  balance 余额  recorded 记有  opened 已开
"""

_BY_BLOCK = {
    ("gives", "title"): "称号",
    ("role", "of"): "属于",
    ("account", "by"): "分户",
    ("move", "by"): "分户",
}

_VALUES = """
money 金额  rate 比率  count 计数  number 数值  date 日期  flag 是非  code 代码  text 文字
texts 多项文字  points 分值  year 年  year_end 年末  quarter 季  month 月  day 时点
spell 起止  event 发生  fixed 固定  all 全部  highest 从高  first 依序  one 择一
once 一次性  policy 政策期内  life 累计  grant 补助  relief 减免  deduction 扣除
voucher 券  loan 贷款  guarantee 担保  equity 股权  yes 是  partly 部分  no 否
national 国家  province 省  city 市  district 区  zone 园区  complete 完整  partial 不完整
application 申请日  decision 决定日  period_end 期末  zh 中文  official 正式文本
translation 译文  restated 重述  applicant 申请人  authority 机关  last 末位  pro_rata 按比例
in_order 按次序  by_rank 按名次  unknown 未知  absent 无此项  enterprise 企业
not_in_force 未施行  more 越大越优  less 越小越优  main 主文  rules 细则  implementing 实施文件
notice 通知  vocabulary 词汇  demonstration 示范  clock 时钟  anyone 任何人
papers 材料  reason 理由  signature 签名  verified_facts 已核事实
answers_all_yes 条件全满足  conflict_free 无利害关系  blind 互不可见  settled 子案办结
form 填写  case 案  person 人  role 角色  carry 结转  source 来源  asset 资产  liability 负债
commitment 承诺  expense 支出
public 公开  business 商业  personal 个人  tax 税务
"""


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


@cache
def _keys() -> dict[str, str]:
    return _pairs(_KEYS)


@cache
def _values() -> dict[str, str]:
    return {zh: en for en, zh in _pairs(_VALUES).items()} | {"每年": "year"}


@cache
def _all_words(language: KeywordLanguage) -> frozenset[str]:
    english, chinese = set(_keys()), {*_keys().values(), *_BY_BLOCK.values()}
    return frozenset(english if language == "en" else chinese)


def key(english: str, language: KeywordLanguage, block: str = "") -> str:
    """The word a document in ``language`` writes for the key ``english`` in ``block``."""
    if language == "en":
        return english
    return _BY_BLOCK.get((block, english)) or _keys().get(english, english)


def foreign(word: str, language: KeywordLanguage) -> bool:
    """Is ``word`` a keyword of the other language (and not one of this)?"""
    other: KeywordLanguage = "zh" if language == "en" else "en"
    return word in _all_words(other) and word not in _all_words(language)


def value(word: str) -> str:
    """A closed value (``从高``, ``是``) by its English word; other words unchanged."""
    return _values().get(word, word)


def vocabulary() -> dict[str, str]:
    """English key -> Chinese key, for tables, schemas and documentation."""
    return dict(_keys())


def by_block() -> dict[tuple[str, str], str]:
    """(block or entry, English key) -> the Chinese key it has only there."""
    return dict(_BY_BLOCK)


def value_in_chinese(word: str, key: str) -> str:
    """The Chinese word of a closed value under ``key`` (每年 under 频次, 年 elsewhere)."""
    if (key, word) == ("per", "year"):
        return "每年"
    return _pairs(_VALUES).get(word, word)
