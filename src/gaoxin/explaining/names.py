"""Names of roles, steps and clocks in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from gaoxin.explaining.words import listed
from gaoxin.policy.form import Clock, Procedure, Step
from gaoxin.policy.library import Library
from gaoxin.quantities import Lang

_AUTOMATIC = ("到期自动", "automatic")


@dataclass(frozen=True, slots=True)
class Names:
    """The name itself, which ``--event`` asks for, stands in brackets where it is another."""

    library: Library
    procedure: Procedure
    lang: Lang

    def who(self, role: str) -> str:
        if role == "clock":
            return _AUTOMATIC[0 if self.lang == "zh" else 1]
        return self.library.said(role, self.lang)

    def step(self, name: str) -> str:
        return self._named(self.procedure.steps.get(name), name)

    def clock(self, name: str) -> str:
        return self._named(self.procedure.clocks.get(name), name)

    def listed(self, steps: Iterable[str]) -> str:
        return listed(map(self.step, steps), self.lang)

    def _named(self, found: Step | Clock | None, name: str) -> str:
        label = found.meta.label.en if found else ""
        return f"{label} ({name})" if label and self.lang == "en" else name
