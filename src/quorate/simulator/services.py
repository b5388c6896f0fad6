"""Services: a station in front of a member, between the network and the handlers.

A request arrives (`recv`), waits if it must (`queue`), is served, and then its handler runs
(`serve`). A member without a service is not asked whether it has one: a service takes the place of
`member.take_message`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from quorate.simulator.agenda import SERVED
from quorate.simulator.stations import Station

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quorate.simulator.agenda import Agenda
    from quorate.simulator.members import Member
    from quorate.simulator.recorder import Recorder
    from quorate.simulator.stations import Job, ServiceSettings
    from quorate.simulator.streams import Streams

CODE_UNAVAILABLE = 11
COUNTERS = ("queued", "served", "dropped_full")

Request = tuple[str, dict[str, Any], int]
"""Who asks, what, and the id of the message."""


class Around(Protocol):
    """What services ask of their world."""

    agenda: Agenda
    recorder: Recorder
    members: dict[str, Member]


def add_services(world: Around, services: Mapping[str, ServiceSettings], streams: Streams) -> None:
    """Put these stations in front of these nodes, each with a random stream of its own."""
    if services:
        world.recorder.counters.update(dict.fromkeys(COUNTERS, 0))
    for node_id, settings in services.items():
        station = Station(settings, streams(f"service/{node_id}").random)
        member = world.members[node_id]
        member.service = member.station = Service(member, station, world)


class Service:
    """The station of one member, as its world and its node see it."""

    __slots__ = ("_agenda", "_handle", "_member", "_recorder", "_station")

    def __init__(self, member: Member, station: Station, world: Around) -> None:
        self._member = member
        self._station = station
        self._agenda = world.agenda
        self._recorder = world.recorder
        self._handle = member.take_message

    # What the node sees; see `quorate.node.Station`.

    @property
    def queued(self) -> int:
        """How many requests wait."""
        return self._station.queued

    @property
    def busy(self) -> int:
        """How many servers are occupied."""
        return self._station.busy

    @property
    def servers(self) -> int:
        """How many servers there are."""
        return self._station.servers

    @property
    def worked_us(self) -> int:
        """How long servers were occupied in this life of the node, all of them added up."""
        return self._station.worked_us(self._agenda.now_us)

    def resize(self, servers: int) -> int:
        """Have this many servers from now on; a service under way is never broken off."""
        self._station.resize(servers)
        self._begin()
        return servers

    @property
    def node_id(self) -> str:
        """The node behind the station."""
        return self._member.id

    # What the world and its strikes call.

    def open(self) -> None:
        """The member lives: stand in front of it."""
        if self._member.take_message != self._arrive:  # each life of a node here brings its own
            self._handle = self._member.take_message
            self._member.take_message = self._arrive

    def end(self, job: Job, token: int) -> None:
        """A service is over: the next one begins, and the handler runs."""
        now_us = self._agenda.now_us
        if not self._station.finish(now_us, job, token):
            return
        self._begin()
        self._recorder.counters["served"] += 1
        source, body, _ = job.request
        waited_us = now_us - job.arrived_us - job.work_us
        self._note("serve", job.request, {"waited": waited_us, "work": job.work_us})
        self._handle(now_us, source, body)

    def lose(self) -> None:
        """A crash empties the station."""
        for job in self._station.clear(self._agenda.now_us):
            self._drop(job.request, "down")

    def freeze(self) -> None:
        """A pause stops all work in the middle of it."""
        self._station.freeze(self._agenda.now_us)

    def thaw(self) -> None:
        """Work goes on where it stopped."""
        self._wait_for(self._station.thaw(self._agenda.now_us))
        self._begin()

    def slow_down(self, extra_us: int) -> None:
        """Every service that begins from now on takes so much longer; a negative time ends it."""
        self._station.extra_us += extra_us

    def _arrive(self, now_us: int, source: str, body: dict[str, Any]) -> None:
        """A message has arrived: an answer goes straight through, a request is served first."""
        station, message_type = self._station, body["type"]
        if "in_reply_to" in body or not station.serves(message_type):
            self._handle(now_us, source, body)
            return
        event = self._agenda.event
        assert event is not None, "a message arrived outside of any event"
        request: Request = (source, body, event[6])
        ahead, waits = station.queued, station.busy >= station.servers
        if not station.offer(self._agenda.now_us, message_type, request):
            self._refuse(request)
        elif waits:
            self._recorder.counters["queued"] += 1
            self._note("queue", request, {"ahead": ahead})
        self._begin()

    def _begin(self) -> None:
        self._wait_for(self._station.begin(self._agenda.now_us))

    def _wait_for(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._agenda.push(job.due_us, SERVED, self, job, job.token)

    def _refuse(self, request: Request) -> None:
        """The queue is full: say so, or say nothing."""
        source, body, _ = request
        self._drop(request, "full")
        if not self._station.drops and "msg_id" in body:
            answer = {"type": "error", "in_reply_to": body["msg_id"], "code": CODE_UNAVAILABLE}
            self._member.send(source, {**answer, "text": "the queue is full"})

    def _drop(self, request: Request, why: str) -> None:
        self._recorder.counters[f"dropped_{why}"] += 1
        self._note("drop", request, {"why": why})

    def _note(self, kind: str, request: Request, about: dict[str, Any]) -> None:
        source, body, mid = request
        now_us = self._agenda.now_us
        self._recorder.note(now_us, kind, self._member.id, source, body["type"], about, mid)
