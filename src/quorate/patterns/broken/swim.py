"""Broken siblings of SWIM: the living taken for dead."""

from __future__ import annotations

from quorate.patterns.swim import Swim


class AsksNobody(Swim):
    """Suspects whom it cannot reach itself, though others can."""

    def ask_others(self) -> None:
        pass


class NeverRefutes(Swim):
    """Lets others believe what they believe: a false suspicion lasts until its next crash."""

    def refute(self, incarnation: int) -> None:
        pass


BROKEN = {"asks-nobody": AsksNobody, "never-refutes": NeverRefutes}
