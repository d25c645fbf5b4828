"""What every command is told: where the packs are, which language, whether machines read along."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from pathlib import Path
from typing import Literal

import click

from gaoxin.policy.face import shipped_packs

Lang = Literal["zh", "en"]


class Exit(IntEnum):
    """Exit codes of every command; scripts may rely on them."""

    OK = 0
    FOUND = 1
    """Faults were found, or the answer is no; the command's help says which."""
    USAGE = 2
    BAD_INPUT = 3
    """A file or table cannot be read as what it should be."""
    NOT_WRITTEN = 4
    """The result could not be written or held (disk, rights, memory); older files stand."""


@dataclass(frozen=True, slots=True)
class Context:
    """The shared options; `packs` is None when the packs shipped with Gaoxin are meant."""

    packs: Path | None
    lang: Lang
    json: bool

    def packs_dir(self) -> Path:
        """The folder of packs: the one asked for, else the one shipped."""
        return self.packs or shipped_packs()


pass_context = click.make_pass_decorator(Context)


def environment_lang(environment: Mapping[str, str]) -> Lang:
    """English where the locale says so, else Chinese.

    `C` and `POSIX` say nothing about the reader, so the next variable is asked.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        locale = environment.get(name, "")
        if locale and locale.split(".")[0] not in {"C", "POSIX"}:
            return "en" if locale.startswith("en") else "zh"
    return "zh"


def asked_lang(arguments: Sequence[str]) -> Lang | None:
    """The language named anywhere on the command line.

    Read before parsing, so that a help text or a refusal is in it wherever `--lang` stands.
    """
    words = [part for argument in arguments for part in argument.split("=", 1)]
    for option, value in pairwise(words):
        if option == "--lang" and value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    return None


def context_of(ctx: click.Context) -> Context:
    """The options known so far, from this command or those above it."""
    known = ctx.find_object(Context)
    return known or Context(packs=None, lang=environment_lang(os.environ), json=False)
