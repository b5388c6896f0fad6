"""Broken siblings of the retrying proxy: an overload that stays, a circuit that stays open."""

from __future__ import annotations

from quorate.patterns.retrying import CLOSED, RetryingProxy


class RetryStorm(RetryingProxy):
    """Repeats what is not answered again and again: no budget, and no breaker behind it."""

    attempts_max = 40

    def may_retry(self) -> bool:
        return True

    def may_call(self) -> bool:
        return True


class StaysOpen(RetryingProxy):
    """Never tries whether the service is well again."""

    def may_call(self) -> bool:
        return self.circuit == CLOSED


BROKEN = {"retry-storm": RetryStorm, "stays-open": StaysOpen}
