"""The codes of what is wrong with a table or a data document. Stable and never reused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gaoxin.files.trouble import Trouble
from gaoxin.quantities import QuantityError, Words

CODES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "F1": Words("文件读不出", "the file cannot be read"),
        "F2": Words("文件编码", "the encoding of the file"),
        "F3": Words("不认识的列", "an unknown column"),
        "F4": Words("列重复", "a column stands twice"),
        "F5": Words("列没有名称", "a column without a name"),
        "F6": Words("期间", "the period"),
        "F7": Words("单位", "the unit"),
        "F8": Words("缺少主键", "the key is missing"),
        "F9": Words("主键重复", "the key stands twice"),
        "F10": Words("统一社会信用代码有误", "a wrong credit code"),
        "F11": Words("统一社会信用代码存疑", "a doubtful credit code"),
        "F12": Words("值读不懂", "the value cannot be read"),
        "F13": Words("超出值域", "outside the declared range"),
        "F14": Words("小数位过多", "too many decimals"),
        "F15": Words("数太大", "the number is too large"),
        "F16": Words("代码不在名单内", "the code is not in the list"),
        "F17": Words("公式", "a formula"),
        "F18": Words("合并单元格", "merged cells"),
        "F19": Words("起止时间", "a spell of time"),
        "F20": Words("关联找不到对象", "a link leads nowhere"),
        "F21": Words("同一事实有两个值", "two values for one fact"),
        "F22": Words("表不认识", "the sheet is not recognised"),
        "F23": Words("文档结构", "the structure of the document"),
        "F24": Words("付款记录不全", "an incomplete payment"),
        "F25": Words("此格式存不下", "this format cannot hold the value"),
        "F26": Words("行与表头不齐", "the row does not fit the header"),
        "F27": Words("不算数据的行", "rows that are no data"),
        "F28": Words("隐藏的内容", "what is hidden"),
    }
)


def unreadable(error: QuantityError, code: str = "F12") -> Trouble:
    """A quantity that cannot be read, as trouble of a cell."""
    cause, remedy = error.fault.cause, error.fault.remedy
    return Trouble(code, cause.zh, cause.en, remedy.zh, remedy.en)
