"""A load balancer over replicas, and an autoscaler that says how many of them take part.

Of two replicas drawn at random the one with fewer requests under way gets the next: almost as good
as asking all of them, and far better than one drawn at random (Mitzenmacher, "The Power of Two
Choices in Randomized Load Balancing", 2001). A replica that does not answer in time gets nothing
more until it has answered a question about its health.

The autoscaler compares the time that the servers worked with the time that passed. It adds
replicas at once and removes them late: only when for a whole cool-down fewer would have been enough.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Error, Node, RemoteError, Timeout, ms, seconds

TIMEOUT, ATTEMPTS = ms(800), 2
PERIOD, PATIENCE = ms(250), ms(200)  # between two questions about health; for an answer
TARGET_PERCENT = 50  # of the time servers should work
ACTIVE_MIN = 2
UNAVAILABLE = 11


class Worker(Node):
    """Does the work; what stands in front of it says how long that takes."""

    def on_work(self, src: str, value: Any) -> dict[str, Any]:
        return {"type": "work_ok", "value": value}

    def on_health(self, src: str) -> dict[str, Any]:
        return {"type": "health_ok", "worked_us": self.station.worked_us}


class Balancer(Node):
    """Passes work on to the first `active` replicas; all other nodes are replicas."""

    cool_down = seconds(5)

    def start(self) -> None:
        self.under_way = dict.fromkeys(self.peers, 0)
        self.well = dict.fromkeys(self.peers, True)
        self.worked = dict.fromkeys(self.peers, 0)
        self.wishes: list[tuple[int, int]] = []
        self.active = ACTIVE_MIN
        self.controlling = self.spawn(self.control())

    async def on_work(self, src: str, value: Any) -> dict[str, Any]:
        for _ in range(ATTEMPTS):
            replica = self.choose(self.candidates())
            self.under_way[replica] += 1
            try:
                await self.call(replica, "work", timeout=TIMEOUT, value=value)
            except (Timeout, RemoteError):
                self.well[replica] = False
            else:
                return {"type": "work_ok", "value": value}
            finally:
                self.under_way[replica] -= 1
        raise Error(UNAVAILABLE, "no replica answered in time")

    def candidates(self) -> list[str]:
        return [replica for replica in self.peers[: self.active] if self.well[replica]]

    def choose(self, replicas: list[str]) -> str:
        if not replicas:
            raise Error(UNAVAILABLE, "no replica is well")
        two = self.random.sample(replicas, min(2, len(replicas)))
        return min(two, key=lambda replica: self.under_way[replica])

    async def control(self) -> None:
        """Ask all replicas how they are, and scale by how long they worked since the last time."""
        asked_at = self.monotonic()
        while True:
            await self.sleep(PERIOD)
            passed, asked_at = self.monotonic() - asked_at, self.monotonic()
            examinations = [self.spawn(self.examine(replica)) for replica in self.peers]
            worked = sum([await examination for examination in examinations])
            self.scale(-(-worked * 100 // (passed * TARGET_PERCENT)))  # rounded up

    async def examine(self, replica: str) -> int:
        """How long a replica worked since it was last asked; nothing if it does not answer."""
        try:
            worked: int = (await self.call(replica, "health", timeout=PATIENCE))["worked_us"]
        except (Timeout, RemoteError):
            self.well[replica] = False
            return 0
        self.well[replica] = True
        before, self.worked[replica] = self.worked[replica], worked
        return max(0, worked - before)

    def scale(self, wish: int) -> None:
        """Use as many replicas as the highest wish of the cool-down."""
        now = self.monotonic()
        self.wishes = [old for old in self.wishes if old[0] > now - self.cool_down]
        self.wishes.append((now, max(ACTIVE_MIN, min(wish, len(self.peers)))))
        active = max(count for _, count in self.wishes)
        if active != self.active:
            self.active = active
            self.observe("replicas", count=active)
