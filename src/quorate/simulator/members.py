"""Members of a world, nodes and clients behind the same port, and the links between them.

A member is the host of what lives behind it. A node in this process calls it while it handles an
event (`Resident`); the outputs of any other port are enacted by the same methods.
"""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING, Any, Protocol

from quorate.node import OWN_PROCESS, DiskImage, NodeRuntime
from quorate.simulator.agenda import DELIVER, TIMER, Agenda, QueuedEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.faults import Fault
    from quorate.node import NodePort, Output, Station
    from quorate.simulator.clocks import Clock
    from quorate.simulator.lanes import Lane

    Body = dict[str, Any]


DEADLINES_KEPT = 100
"""So many timers that are over may be known before they are forgotten."""


class Around(Protocol):
    """What members ask of their world."""

    agenda: Agenda

    @property
    def flat(self) -> list[Any] | None:
        """The records of the trace, or None if it is off."""

    def link(self, source: Member, dest_id: str) -> Link | None:
        """The link to this member, made on first use."""

    def carry(self, link: Link, body: Body, mid: int) -> None:
        """Send over a link that loses, repeats or delays."""

    def drop_unknown(self, member: Member, dest_id: str, body: Body, mid: int) -> None:
        """A message went to nobody."""

    def put_out(self, member: Member, output: Output) -> None:
        """Do what an output asks for, if it is neither a message nor a timer."""


class Front(Protocol):
    """A station in front of a member; see `quorate.simulator.services`."""

    def open(self) -> None:
        """The member lives."""

    def lose(self) -> None:
        """It has crashed."""

    def freeze(self) -> None:
        """It is paused."""

    def thaw(self) -> None:
        """It goes on."""

    def slow_down(self, extra_us: int) -> None:
        """It takes so much longer for each service."""


class Member:
    """What the world keeps of one node or client.

    `deaf` is true while the member is down, paused or slow, so that the hot path asks one question.
    """

    __slots__ = (
        "agenda",
        "boot",
        "deaf",
        "down_by",
        "failed",
        "flat",
        "id",
        "image",
        "is_node",
        "links",
        "paused_by",
        "points",
        "port",
        "put_offs",
        "running",
        "service",
        "serving",
        "since_us",
        "slow_us",
        "station",
        "take_message",
        "take_timer",
        "timers",
        "waiting",
        "world",
    )

    hears_cancels = False

    def __init__(self, member_id: str, port: NodePort, world: Around, *, is_node: bool) -> None:
        self.id = member_id
        self.port = port
        self.world = world
        self.agenda = world.agenda
        self.flat = world.flat
        self.is_node = is_node
        self.running = False
        self.service: Front | None = None
        self.station: Station = OWN_PROCESS
        self.failed = False  # crashed by its own error
        self.deaf = True
        self.boot = 0
        self.image = DiskImage()
        self.down_by: dict[int, None] = {}  # the faults that keep it down
        self.paused_by: dict[int, None] = {}
        self.slow_us = 0  # how long each event takes before it happens
        self.since_us = 0  # when its life began
        self.serving = 0  # names the event that is under way
        self.points: dict[str, int] = {}  # the code points that are on, with how many faults ask it
        self.timers: dict[int, Any] = {}  # what it still waits for; a timer not in here is off
        self.put_offs: dict[int, QueuedEvent] = {}  # timers whose queued event comes too early
        self.waiting: list[QueuedEvent] = []  # what came while it was paused
        self.links: dict[str, Link] = {}
        self.take_message: Callable[[int, str, Body], None] = self._deliver_message
        self.take_timer: Callable[[int, int], None] = self._deliver_timer

    # What the world calls.

    def start(self, boot: int, disk: dict[str, Any] | None) -> None:
        """Begin a life."""
        self._deliver(self.agenda.now_us, ("start", boot, disk))

    def stop(self) -> None:
        """End the life; its timers wake nobody."""
        self.timers = {}
        self.put_offs = {}
        self.port.deliver(self.agenda.now_us, ("stop",))

    def tell(self, event: tuple[Any, ...]) -> None:
        """Let the port take an event that is neither a message nor a timer."""
        self._deliver(self.agenda.now_us, event)

    # What lives here calls; see `quorate.node.port.Host`.

    def send(self, dest_id: str, body: Body) -> None:
        """Put a message on its link."""
        agenda = self.agenda
        now_us = agenda.now_us
        agenda.sent = mid = agenda.sent + 1
        flat = self.flat
        if flat is not None:
            flat += (now_us, "send", self.id, dest_id, body["type"], body, mid)
        try:
            link = self.links[dest_id]
        except KeyError:
            unmade = self.world.link(self, dest_id)
            if unmade is None:
                self.world.drop_unknown(self, dest_id, body, mid)
                return
            link = unmade
        if link.uneven:
            self.world.carry(link, body, mid)
            return
        quantile, random = link.quantile, link.random  # out of their slots: see Incarnation
        t_us = now_us + quantile(random())
        agenda.seq = seq = agenda.seq + 1
        tie = agenda.tie
        rank = 0 if tie is None else tie()
        heappush(agenda.heap, (t_us, rank, seq, DELIVER, link, body, mid))

    def set_timer(self, timer_id: int, at_us: int, name: str) -> None:
        """Queue a timer."""
        agenda = self.agenda
        agenda.seq = seq = agenda.seq + 1
        rank = 0 if agenda.tie is None else agenda.tie()
        heappush(agenda.heap, (at_us, rank, seq, TIMER, self, timer_id, name))

    def put_off(self, timer_id: int, at_us: int, name: str) -> bool:
        """Let a timer's queued event stay where it is; when it comes up, it is queued for later.

        Saves a push and a pop each time an election is put off by a heartbeat. The place among
        what happens in the same microsecond is drawn now, as for a timer that is set.
        """
        if self.waiting:
            return False  # the event may have come up already
        agenda = self.agenda
        agenda.seq = seq = agenda.seq + 1
        tie = agenda.tie
        rank = 0 if tie is None else tie()
        self.put_offs[timer_id] = (at_us, rank, seq, TIMER, self, timer_id, name)
        return True

    def cancel_timer(self, timer_id: int) -> None:
        """Forget a timer; it stays queued and wakes nobody."""
        self.timers.pop(timer_id, None)

    def put_out(self, output: Output) -> None:
        """Do what an output asks for, if it is neither a message nor a timer."""
        self.world.put_out(self, output)

    def maybe(self, name: str) -> bool:
        """Whether a fault has turned this point of the code on."""
        return name in self.points

    # A port elsewhere.

    def _deliver_message(self, now_us: int, source: str, body: Body) -> None:
        self._deliver(now_us, ("message", source, body))

    def _deliver_timer(self, now_us: int, timer_id: int) -> None:
        del self.timers[timer_id]
        self._deliver(now_us, ("timer", timer_id))

    def _deliver(self, now_us: int, event: tuple[Any, ...]) -> None:
        """Let the port answer an event, and do what it puts out, in its order."""
        for output in self.port.deliver(now_us, event):
            kind = output[0]
            if kind == "send":
                self.send(output[1], output[2])
            elif kind == "timer":
                self.timers[output[1]] = None
                self.set_timer(output[1], output[2], output[3])
            elif kind == "cancel":
                self.cancel_timer(output[1])
            else:
                self.world.put_out(self, output)


class Resident(Member):
    """A node in this process: its lives call the member, and the world calls them."""

    __slots__ = ("runtime",)

    def __init__(
        self, node_id: str, world: Around, make: Callable[[Resident], NodeRuntime]
    ) -> None:
        self.runtime = make(self)
        super().__init__(node_id, self.runtime, world, is_node=True)

    def start(self, boot: int, disk: dict[str, Any] | None) -> None:  # type: ignore[explicit-override]
        """Begin a life; from now on events go straight to it."""
        life = self.runtime.start(self.agenda.now_us, boot, disk)
        if self.running:  # it may have crashed already
            self.timers = life.timers
            self.take_message = life.take_message
            self.take_timer = life.take_timer

    def stop(self) -> None:  # type: ignore[explicit-override]
        """End the life."""
        self.timers = {}
        self.put_offs = {}
        self.runtime.stop()


class ClockedResident(Resident):
    """A node whose clocks are its own: it is told their time, and its timers run in it."""

    __slots__ = ("_deadlines", "_life", "clock")

    def __init__(
        self, node_id: str, world: Around, make: Callable[[Resident], NodeRuntime], clock: Clock
    ) -> None:
        super().__init__(node_id, world, make)
        self.clock = clock
        self._deadlines: dict[int, int] = {}  # of its timers, on its monotonic clock

    def start(self, boot: int, disk: dict[str, Any] | None) -> None:  # type: ignore[explicit-override]
        """Begin a life at the time that the clocks show."""
        self.set_clock()
        self._life = life = self.runtime.start(self._local_us(), boot, disk)
        if self.running:
            self.timers = life.timers
            self.take_message = self._take_message
            self.take_timer = self._take_timer

    def set_clock(self) -> None:
        """The clock has jumped or changed its rate: tell the node, and queue its timers anew."""
        self.tell(("clock", self.clock.step_us))
        self.agenda.retime(self, self._due_us)

    def tell(self, event: tuple[Any, ...]) -> None:  # type: ignore[explicit-override]
        """Let the node take an event at its own time."""
        self._deliver(self._local_us(), event)

    def set_timer(self, timer_id: int, at_us: int, name: str) -> None:  # type: ignore[explicit-override]
        """Queue a timer that is due when the monotonic clock shows this."""
        self._deadlines[timer_id] = at_us
        self.agenda.push(self._true_us(at_us), TIMER, self, timer_id, name)

    def put_off(self, timer_id: int, at_us: int, name: str) -> bool:  # type: ignore[explicit-override]  # noqa: ARG002
        """Never: a jump of the clock would have to find it."""
        return False

    def _due_us(self, timer_id: int) -> int | None:
        at_us = self._deadlines.get(timer_id)
        return None if at_us is None else self._true_us(at_us)

    def _true_us(self, at_us: int) -> int:
        return max(self.agenda.now_us, self.clock.true_us(at_us))

    def _local_us(self) -> int:
        return self.clock.monotonic_us(self.agenda.now_us)

    def _take_message(self, _now_us: int, source: str, body: Body) -> None:
        self._life.take_message(self._local_us(), source, body)

    def _take_timer(self, _now_us: int, timer_id: int) -> None:
        known, timers = self._deadlines, self.timers
        if len(known) > 2 * len(timers) + DEADLINES_KEPT:
            self._deadlines = {t: at_us for t, at_us in known.items() if t in timers}
        self._life.take_timer(self._local_us(), timer_id)


class Link:
    """One directed link as it is now, with the faults on it worked in.

    `uneven` says that it is not enough to draw a latency: it loses, repeats or delays. `cuts` are
    the faults in the way of deliveries, and `picked` the faults that caught single messages.
    """

    __slots__ = (
        "cuts",
        "dest",
        "duplicate",
        "lane",
        "loss",
        "picked",
        "quantile",
        "random",
        "slow",
        "source",
        "source_id",
        "uneven",
    )

    def __init__(self, source: Member, dest: Member) -> None:
        self.source = source
        self.source_id = source.id
        self.dest = dest
        self.cuts: dict[int, Fault] = {}
        self.loss = 0.0
        self.duplicate = 0.0
        self.slow = 1.0
        self.uneven = False
        self.lane: Lane | None = None
        self.picked: dict[int, Fault] = {}  # by message
        self.quantile: Any = None
        self.random: Any = None
