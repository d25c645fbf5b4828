"""The YAML trees of a file of data, with what was wrong in it as faults at their places."""

from pathlib import Path
from typing import Final

from gaoxin.files.trouble import CellFault, Trouble
from gaoxin.files.yamltree import Tree, read_documents

_LONGEST: Final = 200_000_000


def read_trees(path: Path) -> tuple[list[Tree], list[CellFault]]:
    """Every document of a YAML file, up to the first place that cannot be read."""
    text, troubles = _text(path)
    if text is None:
        return [], [t.at(f"{path.name}:1:1", path.name) for t in troubles]
    trees, slips = read_documents(text, longest=_LONGEST)
    faults = [t.at(path.name, path.name) for t in troubles]
    for slip in slips:
        trouble = Trouble("F23", slip.zh, slip.en, slip.mend_zh, slip.mend_en)
        faults.append(trouble.at(f"{path.name}:{slip.line}:{slip.column}", path.name))
    return trees, faults


def _text(path: Path) -> tuple[str | None, list[Trouble]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        zh, en = f"文件读不出（{error.strerror}）", f"cannot be read ({error.strerror})"
        return None, [Trouble("F23", zh, en)]
    for encoding, troubles in (("utf-8-sig", []), ("gb18030", [_GBK])):
        try:
            return data.decode(encoding), troubles
        except UnicodeDecodeError:
            continue
    return None, [_NO_TEXT]


_GBK: Final = Trouble(
    "F2",
    "按 GBK 读取，不是 UTF-8",
    "read as GBK, not UTF-8",
    "另存为 UTF-8",
    "save it as UTF-8",
    "warning",
)
_NO_TEXT: Final = Trouble(
    "F23", "编码不是 UTF-8", "the encoding is not UTF-8", "另存为 UTF-8", "save as UTF-8"
)
