"""Broken siblings of the balancer: who gets the work, and how many there are to do it."""

from __future__ import annotations

from quorate.patterns.balancing import Balancer


class ChoosesBlindly(Balancer):
    """Draws one replica, whatever it has to do already."""

    def choose(self, replicas: list[str]) -> str:
        return self.random.choice(replicas)


class KeepsSending(Balancer):
    """Sends to replicas that do not answer, too; what timed out there no longer counts against them."""

    def candidates(self) -> list[str]:
        return list(self.peers[: self.active])


class ScalesAtOnce(Balancer):
    """Without a cool-down: follows every wish, up and down."""

    cool_down = 0


class NeverAdds(Balancer):
    """Removes replicas, and adds none."""

    def scale(self, wish: int) -> None:
        super().scale(min(wish, self.active))


BROKEN = {
    "chooses-blindly": ChoosesBlindly,
    "keeps-sending": KeepsSending,
    "never-adds": NeverAdds,
    "scales-at-once": ScalesAtOnce,
}
