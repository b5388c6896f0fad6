"""Broken siblings of two-phase commit: transactions half done."""

from __future__ import annotations

from quorate.node import Future, Timeout
from quorate.patterns.two_phase_commit import Coordinator, Participant


class ForgetsDecision(Coordinator):
    """Keeps its decisions in memory only; after a crash it takes a commit for an abort."""

    def record(self, transaction: str) -> None:
        self.committed[transaction] = True


class TakesSilenceForYes(Coordinator):
    """Commits although a vote is missing, which may have been a no."""

    async def vote(self, call: Future) -> str:
        try:
            return str((await call)["vote"])
        except Timeout:
            return "yes"


class AbortsInDoubt(Participant):
    """Tired of waiting, aborts what it has voted for instead of asking."""

    def ask(self) -> None:
        for transaction in list(self.locks):
            self.finish(transaction, "abort")
        super().ask()


BROKEN = {
    "aborts-in-doubt": AbortsInDoubt,
    "forgets-decision": ForgetsDecision,
    "takes-silence-for-yes": TakesSilenceForYes,
}
