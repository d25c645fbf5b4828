"""The locks install what was tested, from wherever the installer is told to fetch it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROFILES = ("core", "dev", "bench")


def requirements(profile: str) -> list[str]:
    """One string for each requirement, its continuation lines joined."""
    text = (ROOT / "requirements" / f"{profile}.txt").read_text(encoding="utf-8")
    return text.replace("\\\n", " ").splitlines()


def pins(profile: str) -> set[str]:
    return {line.partition("--hash")[0].strip() for line in requirements(profile)}


def bounds(lines: list[str]) -> set[str]:
    return {line for line in lines if re.match(r"[A-Za-z]", line)}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_requirement_is_pinned_and_hashed(profile: str) -> None:
    lines = requirements(profile)
    assert lines
    for line in lines:
        assert re.match(r"^[a-z0-9-]+==[^ ]+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), line


@pytest.mark.parametrize("profile", PROFILES)
def test_no_lock_names_a_place(profile: str) -> None:
    for line in requirements(profile):
        assert "://" not in line
        assert "index" not in line.split("==")[1]


@pytest.mark.parametrize("profile", ["dev", "bench"])
def test_the_other_locks_hold_the_same_core(profile: str) -> None:
    # A marker may be simpler where something else needs the package everywhere.
    without_markers = {pin.partition(" ;")[0] for pin in pins(profile)}
    core = {pin.partition(" ;")[0] for pin in pins("core") if "sys_platform" not in pin}
    assert core <= without_markers


def test_the_package_and_its_lock_ask_for_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = (ROOT / "requirements" / "core.in").read_text(encoding="utf-8").splitlines()
    assert bounds(project["dependencies"]) == bounds(core)


def test_the_optional_tables_are_tested_in_the_version_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    dev = (ROOT / "requirements" / "dev.in").read_text(encoding="utf-8").splitlines()
    for optional in project["optional-dependencies"].values():
        assert set(optional) <= bounds(dev)
