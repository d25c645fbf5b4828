"""An output is there whole or not at all, whatever happens on the way."""

import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from gaoxin.files.whole import NotWritten, make_folder, same_file, whole, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with whole(path) as beside:
        beside.write_text("a,b\n")
        assert not path.exists()
        assert beside.suffix == ".csv"
    assert path.read_text() == "a,b\n"
    assert names(tmp_path) == ["out.csv"]


def broken_off(path: Path, interruption: type[BaseException]) -> None:
    with whole(path) as beside:
        beside.write_text("half")
        raise interruption


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, ValueError])
def test_what_breaks_off_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(interruption):
        broken_off(path, interruption)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.csv"]


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.md", "一\r\n二\n")
    assert (tmp_path / "a.md").read_bytes() == "一\r\n二\n".encode()


def test_the_rights_of_the_old_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_still_leads_to_the_file_that_was_written(tmp_path: Path) -> None:
    real = tmp_path / "real.md"
    real.write_text("old")
    link = tmp_path / "link.md"
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_no_folder_is_said_with_the_name_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match=r"none/out\.csv"):
        write_whole(tmp_path / "none" / "out.csv", "x")
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten):
        make_folder(tmp_path / "file" / "below")


def test_an_error_of_an_input_is_not_blamed_on_the_output(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole(tmp_path / "out.csv"):
        (tmp_path / "in.csv").read_text()
    assert names(tmp_path) == []


def book(path: Path) -> None:
    with whole(path) as beside, Workbook(str(beside)) as made:
        sheet = made.add_worksheet()
        for row in range(2000):
            sheet.write_string(row, 0, f"text {row * 7919}")


@pytest.fixture
def little_room() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("little_room")
def test_where_there_is_no_room_the_old_file_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("old")
    with pytest.raises(NotWritten, match=r"a\.md"):
        write_whole(path, "x" * 100_000)
    with pytest.raises(NotWritten, match=r"b\.xlsx"):
        book(tmp_path / "b.xlsx")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.md"]


def test_the_same_file_is_known_under_any_name(tmp_path: Path) -> None:
    real = tmp_path / "a.csv"
    real.write_text("")
    (tmp_path / "b.csv").hardlink_to(real)
    (tmp_path / "c.csv").symlink_to(real)
    others = [tmp_path / "d.csv", real]
    assert same_file(tmp_path / "b.csv", others) == real
    assert same_file(tmp_path / "c.csv", others) == real
    assert same_file(tmp_path / "x" / ".." / "d.csv", others) == tmp_path / "d.csv"
    assert same_file(tmp_path / "e.csv", others) is None
