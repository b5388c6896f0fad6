"""SWIM: who of the group is alive, known to all, at the same small cost a node in any group.

Das, Gupta and Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership
Protocol" (2002). In each period a node pings one other, and asks some to ping for it if there is no
answer. Silence makes a suspect, not a corpse: the accused hears of it and refutes with a higher
incarnation number. News travels on the pings and answers themselves. Unlike in the paper, failed
members are still pinged, so that both sides of a healed partition find each other again.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Node, ms

PERIOD, DIRECT, SUSPICION = ms(200), ms(60), ms(800)
HELPERS = 3
NEWS_MAX = 6  # on one message
TOLD_MAX = 12  # times that one piece of news is passed on

ALIVE, SUSPECT, FAILED = range(3)
WORDS = ("alive", "suspect", "failed")

News = list[list[Any]]
"""Pieces [member, incarnation, state]; of two, the higher incarnation counts, then the state."""


class Swim(Node):
    """A member of the group; `members` tells what it believes."""

    def start(self) -> None:
        self.believed = {peer: [0, ALIVE] for peer in self.peers}
        self.told: dict[str, int] = {}  # how often news of a member was passed on
        self.order: list[str] = []  # whom to probe next
        self.probed = ""  # whose answer we wait for
        self.claim(self.disk.get("swim", "incarnation", 0) + 1)
        self.after(self.random.randint(0, PERIOD), self.probe)

    def on_members(self, src: str) -> dict[str, Any]:
        states = {member: WORDS[state] for member, (_, state) in sorted(self.believed.items())}
        return {"type": "members_ok", "value": states}

    def probe(self) -> None:
        """Begin a period: whoever was silent in the last one is suspect."""
        self.after(PERIOD, self.probe)
        if self.probed:
            self.learn([[self.probed, self.believed[self.probed][0], SUSPECT]])
        self.order = self.order or self.random.sample(self.peers, len(self.peers))
        if not self.order:
            return  # alone
        self.probed = self.order.pop()
        self.tell(self.probed, "ping", asker="")
        self.after(DIRECT, self.ask_others)

    def ask_others(self) -> None:
        others = [peer for peer in self.peers if peer != self.probed]
        if self.probed:
            for helper in self.random.sample(others, min(HELPERS, len(others))):
                self.tell(helper, "help", member=self.probed)

    def on_ping(self, src: str, news: News, asker: str) -> None:
        self.learn(news)
        self.tell(src, "ack", asker=asker)

    def on_help(self, src: str, news: News, member: str) -> None:
        self.learn(news)
        self.tell(member, "ping", asker=src)

    def on_ack(self, src: str, news: News, asker: str) -> None:
        self.learn(news)
        if asker:
            self.tell(asker, "heard", member=src)
        else:
            self.hear(src)

    def on_heard(self, src: str, news: News, member: str) -> None:
        self.learn(news)
        self.hear(member)

    def hear(self, member: str) -> None:
        if member == self.probed:
            self.probed = ""

    def tell(self, dst: str, message_type: str, **fields: Any) -> None:
        """Send a message with news on it: of us, of whom it is about, and what was told least.

        So the accused always hears of it, be it through a helper, and its answer finds the way back.
        """
        least = sorted(self.told, key=lambda member: self.told[member])[:NEWS_MAX]
        self.told |= {member: self.told[member] + 1 for member in least}
        self.told = {member: count for member, count in self.told.items() if count < TOLD_MAX}
        about = dict.fromkeys([self.id, dst, fields.get("member", dst), *least])
        news = [[member, *self.believed[member]] for member in about]
        self.send(dst, message_type, news=news, **fields)

    def learn(self, news: News) -> None:
        for member, incarnation, state in news:
            if [incarnation, state] <= self.believed[member]:
                continue
            if member == self.id:
                self.refute(incarnation)
                continue
            self.believed[member] = [incarnation, state]
            self.told[member] = 0
            if state == SUSPECT:
                self.after(SUSPICION, self.condemn, member, incarnation, key=f"suspect {member}")

    def refute(self, incarnation: int) -> None:
        self.claim(incarnation + 1)

    def claim(self, incarnation: int) -> None:
        """Be alive in this incarnation; a crash does not lead back to an earlier one."""
        self.disk.put("swim", "incarnation", incarnation)
        self.believed[self.id] = [incarnation, ALIVE]
        self.told[self.id] = 0

    def condemn(self, member: str, incarnation: int) -> None:
        if self.believed[member] == [incarnation, SUSPECT]:
            self.learn([[member, incarnation, FAILED]])
