"""What those above may use of files; each part is imported when first asked for."""

from typing import TYPE_CHECKING

from gaoxin import face

if TYPE_CHECKING:
    from gaoxin.files.csvfile import guarded as guarded
    from gaoxin.files.csvfile import read_csv as read_csv
    from gaoxin.files.trouble import CellFault as CellFault
    from gaoxin.files.trouble import Trouble as Trouble
    from gaoxin.files.whole import NotWritten as NotWritten
    from gaoxin.files.whole import make_folder as make_folder
    from gaoxin.files.whole import same_file as same_file
    from gaoxin.files.whole import whole as whole
    from gaoxin.files.whole import write_whole as write_whole
else:
    __getattr__ = face(
        "gaoxin.files",
        {
            "csvfile": "guarded read_csv",
            "whole": "NotWritten make_folder same_file whole write_whole",
            "trouble": "CellFault Trouble",
        },
    )
