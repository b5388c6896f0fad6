"""Broken siblings of reliable calls: effects that happen twice."""

from __future__ import annotations

from typing import Any

from quorate.patterns.rpc import Number, RpcCaller, RpcServer


class ExecutesAgain(RpcServer):
    """Does not look up whether it has executed a request: a repeated one is executed again."""

    def recall(self, src: str, number: Number) -> None:
        return None


class ForgetsAtCrash(RpcServer):
    """Keeps its answers in memory only, so a crash turns a repeated request into a new one."""

    def start(self) -> None:
        super().start()
        self.answers = {}


class NumbersEachAttempt(RpcCaller):
    """Numbers attempts, not requests: the server cannot see that two attempts mean one thing."""

    async def attempt(self, number: Number, argument: Any, timeout: int) -> Any:
        return await super().attempt(self.next_number(), argument, timeout)


BROKEN = {
    "executes-again": ExecutesAgain,
    "forgets-at-crash": ForgetsAtCrash,
    "numbers-each-attempt": NumbersEachAttempt,
}
