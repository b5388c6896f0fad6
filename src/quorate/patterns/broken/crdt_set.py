"""Broken siblings of the set: elements that vanish, and removed ones that return."""

from __future__ import annotations

from typing import Any

from quorate.patterns.crdt_set import ObservedRemoveSet, Seen


class RemovesUnseen(ObservedRemoveSet):
    """Takes every dot that the other one lacks for removed, also one it has never seen."""

    def is_news(self, dot: list[Any], seen: Seen) -> bool:
        return seen is self.seen and super().is_news(dot, seen)


class BringsBack(ObservedRemoveSet):
    """Takes every dot that it lacks for news, also one that was removed."""

    def is_news(self, dot: list[Any], seen: Seen) -> bool:
        return True


BROKEN = {"brings-back": BringsBack, "removes-unseen": RemovesUnseen}
