"""Members of a world, nodes and clients behind the same port, and the links between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node import DiskImage

if TYPE_CHECKING:
    from quorate.faults import Fault
    from quorate.node import NodePort


class Member:
    """What the world keeps of one node or client.

    `deaf` is true while the member is down or paused, so that the hot path asks one question.
    """

    __slots__ = (
        "boot",
        "deaf",
        "deliver",
        "down_by",
        "failed",
        "id",
        "image",
        "is_node",
        "links",
        "paused_by",
        "port",
        "running",
        "timers",
        "waiting",
    )

    def __init__(self, member_id: str, port: NodePort, *, is_node: bool) -> None:
        self.id = member_id
        self.port = port
        self.deliver = port.deliver
        self.is_node = is_node
        self.running = False
        self.failed = False  # crashed by its own error
        self.deaf = True
        self.boot = 0
        self.image = DiskImage()
        self.down_by: dict[int, None] = {}  # the faults that keep it down
        self.paused_by: dict[int, None] = {}
        self.timers: dict[int, None] = {}
        self.waiting: list[tuple[Any, ...]] = []  # what came while it was paused
        self.links: dict[str, Link] = {}


class Link:
    """One directed link as it is now, with the faults on it worked in."""

    __slots__ = ("cuts", "dest", "duplicate", "loss", "quantile", "random", "slow", "source")

    def __init__(self, source: Member, dest: Member) -> None:
        self.source = source
        self.dest = dest
        self.cuts: dict[int, Fault] = {}
        self.loss = 0.0
        self.duplicate = 0.0
        self.slow = 1.0
        self.quantile: Any = None
        self.random: Any = None
