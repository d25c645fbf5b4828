"""The documents that run, read once in a process."""

from functools import cache

from django.conf import settings

from gaoxin.engine.face import Engine
from gaoxin.instruments import EngineJudge
from gaoxin.policy.face import Library, stored_library
from gaoxin.quantities import WorkCalendar


@cache
def library() -> Library:
    """The documents of the zone."""
    return stored_library(settings.PACKS)


@cache
def judge() -> EngineJudge:
    """One engine for the process."""
    return EngineJudge(Engine(library()))


@cache
def calendar() -> WorkCalendar:
    """The working days."""
    return WorkCalendar.standard()
