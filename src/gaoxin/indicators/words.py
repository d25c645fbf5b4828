"""Words shown to readers, in both languages."""

import re
from types import MappingProxyType

from gaoxin.indicators.faults import Lang, Text

STAGES = MappingProxyType(
    {
        "screen": Text("1 筛选", "1 screen"),
        "denominate": Text("2 折算", "2 denominate"),
        "impute": Text("3 填补", "3 impute"),
        "transform": Text("4 变换", "4 transform"),
        "outliers": Text("5 异常值", "5 outliers"),
        "normalise": Text("6 标准化", "6 normalise"),
        "weights": Text("7 权重", "7 weights"),
        "aggregate": Text("8 合成", "8 aggregate"),
        "rank": Text("9 排名", "9 rank"),
    }
)

WORDS = MappingProxyType(
    {
        "notes": Text("说明", "Notes"),
        "results": Text("结果", "Results"),
        "changes": Text("改动记录", "Changes"),
        "recipe": Text("指标方案", "Recipe"),
        "item": Text("项目", "Item"),
        "content": Text("内容", "Content"),
        "completeness": Text("完整度", "Completeness"),
        "complete": Text("完整", "complete"),
        "partial": Text("部分", "partial"),
        "illustrative": Text("演示性，不是官方评价", "ILLUSTRATIVE, not an official evaluation"),
        "note": Text("备注", "Note"),
        "fingerprint": Text("输入指纹（SHA-256）", "Input fingerprint (SHA-256)"),
        "source": Text("来源", "Source"),
        "stage": Text("阶段", "Stage"),
        "unit": Text("单元", "Unit"),
        "year": Text("年度", "Year"),
        "indicator": Text("指标", "Indicator"),
        "before": Text("之前", "Before"),
        "after": Text("之后", "After"),
        "how": Text("方法", "How"),
        "rank": Text("名次", "Rank"),
        "score": Text("得分", "Score"),
        "group": Text("分类", "Class"),
        "grade": Text("档次", "Grade"),
        "rank_in_group": Text("类内名次", "Rank in class"),
        "verified": Text("已核实", "verified"),
        "secondary": Text("转引", "secondary source"),
        "unverified": Text("未核实", "not verified"),
    }
)


METHODS = MappingProxyType(
    {
        "none": "不处理",
        "ratio": "除以分母",
        "log": "取对数",
        "winsorise": "缩尾",
        "boxcox": "Box-Cox 变换",
        "group_mean": "同类均值",
        "group_median": "同类中位数",
        "latest": "沿用上年",
        "linear": "线性插值",
        "minmax": "极差标准化",
        "zscore": "标准分",
        "rank": "名次",
        "percentile_rank": "百分位名次",
        "borda": "Borda 计分",
        "distance_to_best": "与最优的距离",
        "distance_to_reference": "与参照单元的距离",
        "distance_to_target": "与目标的距离",
        "goalposts": "目标区间",
        "share_of_best": "占最优之比",
        "ratio_to_mean": "与均值之比",
        "ratio_to_worst": "与最差之比",
        "given": "给定权重",
        "equal": "等权",
        "ahp": "层次分析法",
        "entropy": "熵权法",
        "critic": "CRITIC 法",
        "benefit_of_the_doubt": "受益权重（DEA）",
        "arithmetic": "算术平均",
        "geometric": "几何平均",
        "harmonic": "调和平均",
        "power": "幂平均",
        "outranking": "优势度（Copeland）",
        "available": "可得比例",
        "tolerance": "并列容差",
    }
)


def method_words(words: str, lang: Lang) -> str:
    """Method names inside a phrase, in the reader's language."""
    if lang == "en":
        return words.replace("_", " ")
    return re.sub(r"[a-z_]+", lambda m: METHODS.get(m.group(), m.group()), words)


def word(key: str, lang: Lang) -> str:
    """A word by its key."""
    return WORDS[key].say(lang)
