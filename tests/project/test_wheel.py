"""The wheel carries the program, its data and the packs, and finds them there."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of a wheel built from this checkout, without asking any index."""
    made = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made / "site")
    return made / "site"


def files(folder: Path) -> set[str]:
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    return {str(path) for path in found if "__pycache__" not in path.parts}


def test_packs_are_inside(unpacked: Path) -> None:
    packs = files(ROOT / "packs")
    assert packs
    assert files(unpacked / "gaoxin" / "packs") == packs


def test_the_program_and_its_data_are_inside(unpacked: Path) -> None:
    held = {name for name in files(unpacked / "gaoxin") if not name.startswith("packs/")}
    assert held == files(ROOT / "src" / "gaoxin")


def test_licence_and_notice_are_inside(unpacked: Path) -> None:
    names = {path.name for path in unpacked.rglob("*.dist-info/licenses/*")}
    assert names == {"LICENSE", "NOTICE"}


def test_an_installed_gaoxin_uses_the_packs_it_brought(unpacked: Path) -> None:
    asked = "from gaoxin.cli.context import shipped_packs; print(shipped_packs())"
    answer = subprocess.run(
        [sys.executable, "-c", asked],
        env={"PYTHONPATH": str(unpacked)},
        cwd=unpacked,
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(answer.stdout.strip()) == unpacked / "gaoxin" / "packs"
