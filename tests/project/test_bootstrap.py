"""`tools/bootstrap.sh` on machines that lack something, played by a PATH of our own.

The programs on that PATH are small shell scripts; nothing is downloaded.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("sh", "dirname", "rm", "sha256sum", "cut", "cat")


class Machine:
    """A folder that holds the bootstrap script and the only programs it can see."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bin = root / "bin"
        self.bin.mkdir()
        for name in NEEDED:
            found = shutil.which(name)
            assert found is not None
            (self.bin / name).symlink_to(found)
        (root / "tools").mkdir()
        shutil.copy(ROOT / "tools" / "bootstrap.sh", root / "tools")
        (root / "requirements").mkdir()
        self.lock("core", "one")

    def lock(self, profile: str, text: str) -> None:
        (self.root / "requirements" / f"{profile}.txt").write_text(text, encoding="utf-8")

    def program(self, name: str, *lines: str) -> None:
        path = self.bin / name
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
        path.chmod(0o755)

    def user(self, uid: int) -> None:
        self.program("id", f"echo {uid}")

    def python_without_ensurepip(self, *, pip: bool) -> None:
        """A real Python as Debian splits it; its pip, if any, writes down what it is asked."""
        self.program(
            "python3",
            'case "$*" in',
            f'    "-m venv --without-pip "*) exec "{sys.executable}" "$@" ;;',
            '    "-m venv "*) exit 1 ;;',
            f'    "-m pip "*) echo "$*" >>"{self.root}/asked"; exit {0 if pip else 1} ;;',
            f'    *) exec "{sys.executable}" "$@" ;;',
            "esac",
        )

    def bootstrap(self, profile: str = "core") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "tools/bootstrap.sh", profile],
            cwd=self.root,
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self) -> list[str]:
        asked = self.root / "asked"
        lines = asked.read_text(encoding="utf-8").splitlines() if asked.exists() else []
        return [line for line in lines if "--version" not in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.user(1000)
    return made


def refused(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 2, result.stderr
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_no_python_is_refused_in_one_line(machine: Machine) -> None:
    assert "Python 3.11" in refused(machine.bootstrap())


def test_an_old_python_is_refused_in_one_line(machine: Machine) -> None:
    machine.program("python3", "exit 1 # what `sys.version_info < (3, 11)` answers")
    line = refused(machine.bootstrap())
    assert "Python 3.11" in line
    assert "PYTHON=" in line


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=True)
    (machine.bin / "python3").rename(machine.bin / "python3.12")
    machine.program("python3", "exit 1")
    assert machine.bootstrap().returncode == 0


def test_without_ensurepip_the_systems_pip_installs(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=True)
    result = machine.bootstrap()
    assert result.returncode == 0, result.stderr
    locked, project = machine.asked()
    assert "--python .venv/bin/python install" in locked
    assert locked.endswith("--require-hashes -r requirements/core.txt")
    assert project.endswith("--no-deps --no-build-isolation -e .")
    assert not (machine.root / ".venv" / "bin" / "pip").exists()


def test_without_ensurepip_and_pip_the_remedy_is_named(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=False)
    line = refused(machine.bootstrap())
    assert f"apt-get install python3.{sys.version_info[1]}-venv" in line
    assert not (machine.root / ".venv").exists()


def test_root_installs_the_missing_module(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=False)
    machine.user(0)
    # Installing makes `python3 -m venv` work: with pip, played by a script that writes down.
    machine.program(
        "apt-get",
        f'echo "$*" >>"{machine.root}/apt"',
        f'cat >"{machine.bin}/python3" <<END',
        "#!/bin/sh",
        f'exec "{sys.executable}" "\\$@"',
        "END",
    )
    result = machine.bootstrap()
    asked = (machine.root / "apt").read_text(encoding="utf-8")
    assert asked == f"install -y python3.{sys.version_info[1]}-venv\n"
    assert (machine.root / ".venv" / "bin" / "pip").exists()
    # The lock of this machine is not a requirement file: pip refuses it, and so do we.
    assert result.returncode == 1
    assert not list((machine.root / ".venv").glob(".core.*"))


def test_root_without_a_mirror_is_told_the_remedy(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=False)
    machine.user(0)
    machine.program("apt-get", "exit 100")
    assert "apt-get install" in refused(machine.bootstrap())


def test_it_runs_again_only_if_the_lock_changed(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=True)
    machine.bootstrap()
    once = machine.asked()
    (first,) = (machine.root / ".venv").glob(".core.*")

    assert machine.bootstrap().stdout == ""
    assert machine.asked() == once

    machine.lock("core", "two")
    machine.bootstrap()
    assert machine.asked() == once * 2
    (second,) = (machine.root / ".venv").glob(".core.*")
    assert second.name != first.name


def test_a_broken_environment_is_made_anew(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=True)
    machine.bootstrap()
    python = machine.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(machine.root / "gone")
    machine.lock("core", "two")
    assert machine.bootstrap().returncode == 0
    assert python.resolve().exists()


def test_bench_has_an_environment_of_its_own(machine: Machine) -> None:
    machine.python_without_ensurepip(pip=True)
    machine.lock("bench", "one")
    assert machine.bootstrap("bench").returncode == 0
    assert (machine.root / ".venv-bench").is_dir()
    assert not (machine.root / ".venv").exists()


def test_an_unknown_profile_is_refused(machine: Machine) -> None:
    assert "core|dev|bench" in refused(machine.bootstrap("all"))
