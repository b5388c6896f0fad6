"""Retries that do not make things worse: a proxy in front of a service that may be slow.

A retry helps against an accident and harms in an overload: it is more work for what has too much.
If each of many clients repeats what timed out, a short slow-down leaves a queue of requests that
nobody waits for any more, the retries refill it faster than it drains, and the overload outlives
its cause (Bronson, Aghayev, Charapko and Zhu, "Metastable failures in distributed systems", 2021).
Three things prevent that. Pauses grow and are drawn at random (Brooker, "Exponential Backoff and
Jitter", 2015). A budget lets retries be a fixed share of the requests. A circuit breaker (Nygard,
"Release It!", 2007) stops all calls after some failures in a row, and later lets a single one
through to see whether the service has recovered.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Error, Node, RemoteError, Timeout, ms

TIMEOUT, FIRST_PAUSE, LONGEST_PAUSE = ms(200), ms(10), ms(40)
RETRY_SHARE, BUDGET_MAX = 0.1, 10.0  # retries for each request, and how many may be saved up
FAILURES_MAX = 5  # in a row
OPEN_FOR = ms(400)
UNAVAILABLE = 11

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"


class Service(Node):
    """Does the work; what stands in front of it says how long that takes."""

    def on_work(self, src: str, value: Any) -> dict[str, Any]:
        return {"type": "work_ok", "value": value}


class RetryingProxy(Node):
    """Passes work on to the service, as often as is good for all."""

    service = "service"
    attempts_max = 3

    def start(self) -> None:
        self.budget = BUDGET_MAX
        self.failures = 0
        self.circuit = CLOSED

    async def on_work(self, src: str, value: Any) -> dict[str, Any]:
        self.budget = min(self.budget + RETRY_SHARE, BUDGET_MAX)
        for attempt in range(self.attempts_max):
            if attempt > 0:
                if not self.may_retry():
                    break
                pause = min(FIRST_PAUSE << min(attempt, 9), LONGEST_PAUSE)
                await self.sleep(self.random.randint(0, pause))
            if not self.may_call():
                raise Error(UNAVAILABLE, f"the circuit is {self.circuit}")
            try:
                reply = await self.call(self.service, "work", timeout=TIMEOUT, value=value)
            except (Timeout, RemoteError):
                self.fail()
            else:
                self.succeed()
                return {"type": "work_ok", "value": reply["value"]}
        raise Error(UNAVAILABLE, "no answer from the service")

    def may_retry(self) -> bool:
        """Spend a retry, if there is one left."""
        if self.budget < 1:
            return False
        self.budget -= 1
        return True

    def may_call(self) -> bool:
        """Whether the circuit lets a call through: all, none, or the one that tries."""
        if self.circuit == OPEN and self.monotonic() >= self.open_until:
            self.switch(HALF_OPEN)
            return True
        return self.circuit == CLOSED

    def succeed(self) -> None:
        self.failures = 0
        if self.circuit != CLOSED:
            self.switch(CLOSED)

    def fail(self) -> None:
        self.failures += 1
        if self.circuit == HALF_OPEN or (self.circuit == CLOSED and self.failures >= FAILURES_MAX):
            self.open_until = self.monotonic() + OPEN_FOR
            self.switch(OPEN)

    def switch(self, circuit: str) -> None:
        self.circuit = circuit
        self.observe("circuit", state=circuit)
