"""The kinds and facts of the zone's documents."""

from functools import cache

from django.conf import settings

from gaoxin.facts.face import Vocabulary
from gaoxin.policy.face import stored_library


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once in a process."""
    return stored_library(settings.PACKS).vocabulary
