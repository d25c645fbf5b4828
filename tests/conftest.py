"""Settings of the whole test house."""

import os
import tempfile

import pytest
from hypothesis import settings

# A fixed seed and a bounded number of cases: `make test` says the same twice.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60, database=None)
# While developing: fresh cases each time, no clock (the machine may be busy).
settings.register_profile("dev", deadline=None)
settings.load_profile("dev")

_KEPT = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()


def pytest_configure(config: pytest.Config) -> None:
    """Commands under test keep what they read in a folder of this run, not in the user's."""
    if not hasattr(config, "workerinput"):
        config.stash[_KEPT] = tempfile.TemporaryDirectory(prefix="gaoxin-")
        os.environ["GAOXIN_CACHE"] = config.stash[_KEPT].name


def pytest_unconfigure(config: pytest.Config) -> None:
    if _KEPT in config.stash:
        config.stash[_KEPT].cleanup()
