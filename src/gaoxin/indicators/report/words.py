"""The sentences of a report, in both languages."""

from types import MappingProxyType

from gaoxin.indicators.faults import Lang, Text

SENTENCES = MappingProxyType(
    {
        "skip": Text("跳到正文", "Skip to content"),
        "other": Text("English", "中文"),
        "summary": Text("摘要", "Summary"),
        "warning": Text(
            "演示性结果，不是官方评价。", "ILLUSTRATIVE. This is not an official evaluation."
        ),
        "warning_partial": Text(
            "方案不完整，结果只反映已知部分。",
            "The recipe is partial; the result covers only what is known.",
        ),
        "sum_first": Text("第一名：{units}。", "First: {units}."),
        "sum_interval": Text(
            "权重浮动时，一半单元的 90% 名次范围不超过 {places} 个名次。",
            "When weights vary, half of the units keep within {places} places (90 % interval).",
        ),
        "sum_last": Text(
            "最后 {last} 名中，{sure} 个在至少 95% 的权重浮动和方法组合下都在其中。",
            (
                "Of the last {last}, {sure} stay there in at least "
                "95 % of all weight draws and variants."
            ),
        ),
        "sum_driver": Text(
            "对排名影响最大的是{name}的选择（总体指数 {share}）。",
            "What moves the ranking most is the choice of {name} (total index {share}).",
        ),
        "units": Text("参评单元", "Units"),
        "year": Text("年度", "Year"),
        "indicators": Text("指标", "Indicators"),
        "imputed": Text("填补的数据", "Imputed cells"),
        "ranking": Text("排名及其把握", "The ranking, and how sure it is"),
        "ranking_lead": Text(
            (
                "圆点是按方案计算的名次；条带是权重上下浮动 {noise}、重复 {count} 次后 90% 的名次"
                "范围（种子 {seed}）。条带重叠的单元，名次先后不宜作为依据。"
            ),
            (
                "The dot is the rank under the recipe; the band "
                "holds 90 % of the ranks when all weights "
                "vary by ±{noise} over {count} draws (seed {seed}). Where bands overlap, the order "
                "of two units should decide nothing."
            ),
        ),
        "first_units": Text("前 {n} 名", "The first {n}"),
        "last_units": Text("后 {n} 名", "The last {n}"),
        "chart_ranking": Text(
            "{which}：名次与 90% 名次范围", "{which}: rank and 90 % rank interval"
        ),
        "desc_ranking": Text(
            "第一行 {first}，名次 {rank}，范围 {low} 至 {high}；其余见旁边的表。",
            (
                "First row {first}: rank {rank}, from {low} to {high}. The table beside gives all "
                "rows."
            ),
        ),
        "whole_table": Text("全部单元", "All units"),
        "table_of": Text("图中数据", "The data of the picture"),
        "interval": Text("90% 名次范围", "90 % rank interval"),
        "last_group": Text("末位组的稳定性", "Who is in the last group, and how surely"),
        "last_lead": Text(
            (
                "下表列出可能落入最后 {last} 名的单元：权重浮动和声明的 {variants} 种方法组合中，"
                "它落在最后 {last} 名的份额。份额接近 1 才算稳定；接近一半的，警示可能只是方法造"
                "成的。"
            ),
            (
                "Units that may fall among the last {last}: the share of weight draws, and of the "
                "{variants} declared combinations of methods, in which they do. Only a share near "
                "1 is firm; near one half a warning may be an artefact of method."
            ),
        ),
        "last_lead_weights": Text(
            (
                "下表列出可能落入最后 {last} 名的单元，以及权重浮动时落在其中的份额。方案没有声明"
                "可替换的方法。"
            ),
            (
                "Units that may fall among the last {last}, and the share of weight draws in which "
                "they do. The recipe declares no alternative methods."
            ),
        ),
        "share_weights": Text("权重浮动份额", "Share of weight draws"),
        "share_variants": Text("方法组合份额", "Share of variants"),
        "card": Text("单元：{unit}", "Unit: {unit}"),
        "card_line": Text(
            (
                "总分 {score}，总名次 {rank}（90% 范围 {low}–{high}），{group} 类内第 {inside} 名"
                "（共 {of} 个）。"
            ),
            (
                "Score {score}, rank {rank} overall (90 % interval {low}–{high}), {inside} of {of} "
                "in class {group}."
            ),
        ),
        "card_line_no_group": Text(
            "总分 {score}，名次 {rank}（90% 范围 {low}–{high}），共 {of} 个单元。",
            "Score {score}, rank {rank} of {of} (90 % interval {low}–{high}).",
        ),
        "profile": Text("构成", "Profile"),
        "desc_profile": Text(
            "最低的是{worst}（{value}）。",
            "The lowest is {worst} ({value}).",
        ),
        "median": Text("同类中位数", "median of the class"),
        "best": Text("同类最优", "best of the class"),
        "median_all": Text("中位数", "median"),
        "best_all": Text("最优", "best"),
        "score": Text("得分", "Score"),
        "strengths": Text("长处", "Strengths"),
        "weaknesses": Text("短板（按失分多少）", "Where most points are lost"),
        "value": Text("数值", "Value"),
        "rank_in_class": Text("类内名次", "Rank in class"),
        "lost": Text("失分", "Points lost"),
        "imputed_mark": Text("（填补）", " (imputed)"),
        "change": Text("{a} 至 {b} 年的变化", "Change from {a} to {b}"),
        "desc_change": Text("由 {a} 到 {b}，变化 {d}。", "From {a} to {b}, a change of {d}."),
        "own_data": Text("自身数据", "own data"),
        "goalposts": Text("标尺移动", "goalposts"),
        "other_units": Text("其他单元", "other units"),
        "revised_data": Text("数据修订", "revised data"),
        "changed_recipe": Text("方案改变", "changed recipe"),
        "rest": Text("其余", "the rest"),
        "cause": Text("原因", "Cause"),
        "points": Text("分值", "Points"),
        "sensitivity": Text("什么最影响排名", "What drives the ranking"),
        "sensitivity_lead": Text(
            (
                "对平均名次变动的方差分解（Sobol 指数，{runs} 次运行）：一阶为单独的影响，总体含"
                "相互作用。"
            ),
            (
                "A split of the variance of the mean rank shift "
                "(Sobol indices, {runs} runs): first "
                "order is the effect alone, total includes interactions."
            ),
        ),
        "first_order": Text("一阶", "first order"),
        "total_order": Text("总体", "total"),
        "assumption": Text("假设", "Assumption"),
        "interval95": Text("95% 区间", "95 % interval"),
        "weights noise": Text("权重浮动", "weight noise"),
        "impute": Text("填补方法", "imputation"),
        "outliers": Text("异常值处理", "outliers"),
        "normalise": Text("标准化", "normalisation"),
        "weights": Text("赋权", "weighting"),
        "aggregate": Text("合成", "aggregation"),
        "desc_sensitivity": Text(
            "影响最大的是{name}，总体指数 {value}。",
            "The largest effect is {name}, total index {value}.",
        ),
        "drop": Text("去掉一个指标", "Leaving one indicator out"),
        "drop_lead": Text(
            "影响最大的十个指标。", "The ten indicators whose absence moves ranks most."
        ),
        "mean_shift": Text("平均变动名次", "Mean shift"),
        "max_shift": Text("最大变动名次", "Largest shift"),
        "nominal": Text("名义权重", "Nominal weight"),
        "effective": Text("得分方差份额", "Share of score variance"),
        "correlation": Text("指标之间的相关", "How indicators go together"),
        "correlation_lead": Text(
            (
                "蓝为正相关，红为负相关；粗线分隔一级指标。旁边列出一级指标内部需要留意的相关：负"
                "相关相互抵消，过高则重复计算。"
            ),
            (
                "Blue is positive, red negative; lines part the pillars. Beside it, pairs inside a "
                "pillar that deserve a look: negative ones cancel out, very high ones count twice."
            ),
        ),
        "desc_correlation": Text(
            "{n} 个指标的相关系数；一级指标内负相关 {neg} 对，高度重复 {red} 对。",
            (
                "Correlations of {n} indicators; {neg} negative "
                "and {red} redundant pairs inside pillars."
            ),
        ),
        "pairs": Text(
            "需要留意的相关（全表见工作簿）", "Pairs to look at (all are in the workbook)"
        ),
        "pair": Text("指标对", "Pair"),
        "coefficient": Text("相关系数", "Correlation"),
        "kind": Text("类型", "Kind"),
        "negative": Text("负相关", "negative"),
        "weak": Text("弱相关", "weak"),
        "redundant": Text("高度重复", "redundant"),
        "alpha": Text("内部一致性（Cronbach α）", "Internal consistency (Cronbach’s alpha)"),
        "pca": Text(
            "主成分：前 {k} 个解释 {share} 的方差。",
            "Principal components: the first {k} explain {share} of the variance.",
        ),
        "method": Text("方案与处理过程", "Recipe and stages"),
        "node": Text("节点", "Node"),
        "weight": Text("权重", "Weight"),
        "status": Text("权重状态", "Status of the weight"),
        "stage": Text("阶段", "Stage"),
        "how": Text("方法", "Method"),
        "changed": Text("改动单元格", "Cells changed"),
        "notes": Text("提示", "Notes"),
        "sources": Text("来源", "Sources"),
        "repeat": Text(
            "输入指纹 {fingerprint}。用同一记录可重放全部结果。",
            "Input fingerprint {fingerprint}. The record replays every figure.",
        ),
        "failed": Text("方法组合“{name}”未能计算：{why}", "Not computed: {name}. {why}"),
        "more_rows": Text("其余 {n} 个单元见工作簿。", "{n} more units are in the workbook."),
        "none": Text("无", "none"),
    }
)


def say(key: str, lang: Lang, **details: object) -> str:
    """A sentence with its details filled in."""
    return SENTENCES[key].say(lang).format_map({k: str(v) for k, v in details.items()})
