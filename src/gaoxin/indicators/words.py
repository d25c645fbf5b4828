"""Words shown to readers, in both languages."""

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


def word(key: str, lang: Lang) -> str:
    """A word by its key."""
    return WORDS[key].say(lang)
