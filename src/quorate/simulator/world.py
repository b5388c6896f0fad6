"""The world: one queue of events in virtual time, and everything that follows from it.

Prior art: simpy's event loop and FoundationDB's simulation ("FoundationDB: A Distributed
Unbundled Transactional Key Value Store", 2021). Different here: time is whole microseconds, nodes
are only ever reached through a port that works across processes, and each link, node and client
draws from a stream of its own, so that a change in one place moves nothing elsewhere. A node in
this process is its own port: it calls its member directly, which does at once what it asks for.
"""

from __future__ import annotations

import gc
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, cast

from quorate.faults import Fault, FaultPlan
from quorate.history import Trace
from quorate.simulator.agenda import (
    BOOT,
    DELIVER,
    HEAL,
    RESTART,
    SERVED,
    SLOWED,
    STRIKE,
    SYNCED,
    TIMER,
    Agenda,
    QueuedEvent,
)
from quorate.simulator.moments import (
    Handling,
    StateLog,
    handling_of,
    queued_for,
    runtimes_of,
    upcoming,
)
from quorate.simulator.network import Network
from quorate.simulator.population import make_members
from quorate.simulator.recorder import Recorder
from quorate.simulator.services import add_services
from quorate.simulator.settings import BudgetHit, Ended, Run, WorldSettings
from quorate.simulator.streams import streams
from quorate.simulator.strikes import Strikes
from quorate.simulator.syncs import Syncs
from quorate.simulator.transit import Transit
from quorate.simulator.waits import Waits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quorate.node import Output
    from quorate.simulator.members import Link, Member

SLOTS = 7
"""Of a record of the trace."""

ENGINE_VERSION = 1
"""Raised whenever the same settings give another trace."""

EARLY_KINDS = ("partition", "link", "message", "slow", "clock", "disk", "maybe")
"""What strikes before the nodes boot: their surroundings, and not they themselves."""


class World:
    """One run of some settings; `run()` once."""

    def __init__(self, settings: WorldSettings) -> None:
        self.settings = settings
        settings.validate_plan()
        stream = streams(settings.name, settings.seed, network_subseed=settings.network_subseed)
        self.agenda = Agenda(stream("net").random if settings.network.ties == "random" else None)
        self.agenda.room = settings.limits.pending_events
        named = tuple(client.id for client in settings.clients) if settings.name_processes else ()
        self.recorder = Recorder(trace=settings.trace, clients=named)
        self.flat = self.recorder.flat
        self.members = make_members(self)
        add_services(self, settings.services, stream)
        self.network = Network(settings.network, stream, self.members)
        self.link = self.network.link
        self.waits = Waits(self)
        self.syncs = Syncs(self)
        self.carry = Transit(self).carry
        self.strikes = Strikes(self)
        self._events = 0
        runtimes = runtimes_of(self.members)
        self.states = StateLog(runtimes) if settings.states else None
        self._ended: Ended | None = None
        self._budget: BudgetHit | None = None
        self._happen = {
            DELIVER: self._deliver,
            TIMER: self._wake,
            STRIKE: self.strikes.strike,
            HEAL: self.strikes.heal,
            BOOT: self._boot,
            RESTART: self._restart_failed,
            SERVED: self._end_service,
            SLOWED: self.waits.served,
            SYNCED: self.syncs.end,
        }

    @property
    def now_us(self) -> int:
        """The present moment."""
        return self.agenda.now_us

    def run(self) -> Run:
        """Run to the horizon or to a limit."""
        assert self.agenda.seq == 0, "a world runs once; make another one from its settings"
        collecting = gc.isenabled()
        # The queue and the trace are large and live; visiting them costs more than it frees.
        gc.disable()
        try:
            if self.settings.states:
                while self.step() is not None:
                    pass  # each step looks at what it changed
            else:
                self._begin()
                self._loop(self.settings.limits.events)
            return self.finish()
        finally:
            if collecting:
                gc.enable()

    def step(self) -> Handling | None:
        """Let the next event happen and say what it was; None when the run is over."""
        if self.agenda.seq == 0:
            self._begin()
        limit = self.settings.limits.events
        while self._ended is None and self._more() and self._events < limit:
            event = self.agenda.heap[0]
            is_off = queued_for(event) is not event
            self._loop(self._events + 1)
            if not is_off:
                handling = handling_of(event)
                if self.states is not None:
                    record = -1 if self.flat is None else len(self.flat) // SLOTS - 1
                    self.states.look(handling.node, record)
                return handling
        return None

    def pending(self) -> list[Handling]:
        """What is still to happen, in its order."""
        if self.agenda.seq == 0:
            self._begin()
        return [
            handling_of(event) for event in upcoming(self.agenda.heap, self.settings.horizon_us)
        ]

    def handling(self) -> Handling | None:
        """What happens at this very moment, or None between two events.

        Safe to call from a signal handler: a watchdog says by it which handler never returns. To
        stop that, raise KeyboardInterrupt or a subclass of it there: a node can survive anything
        else.
        """
        event = self.agenda.event
        return None if event is None else handling_of(event)

    def finish(self) -> Run:
        """Let go of all members, and say what happened so far; nothing can happen afterwards."""
        if self._more() and self._ended is None:
            limit = self.settings.limits.events
            if self._events >= limit:
                self._exhaust("events", limit, None, f"more than {limit} events")
        self.close()
        return self._result()

    def close(self) -> None:
        """Let go of all members."""
        for member in self.members.values():
            member.port.close()

    # What strikes call.

    def start(self, member: Member) -> None:
        """Let a member begin its next life, with what its disk holds."""
        assert not member.running, f"{member.id} is already running"
        member.running = True
        member.failed = False
        member.since_us = self.now_us
        member.deaf = bool(member.paused_by or member.slow_us)
        disk = member.image.to_json() if member.boot or member.image.asks else None
        boot, member.boot = member.boot, member.boot + 1
        member.start(boot, disk)
        if member.service is not None and member.running:
            member.service.open()

    def stop(self, member: Member) -> None:
        """End a member's life; what waited for it is lost."""
        assert member.running, f"{member.id} is not running"
        member.running = False
        member.deaf = True
        member.serving = 0
        member.paused_by.clear()
        waiting, member.waiting = member.waiting, []
        for event in waiting:
            if event[3] == DELIVER:
                self.drop(event[4], event[5], event[6], "down")
        if member.service is not None:
            member.service.lose()
        member.stop()

    def happen_again(self, event: QueuedEvent) -> None:
        """Let an event that was held or that waited happen now."""
        self._happen[event[3]](event)

    def drop(
        self, link: Link, body: dict[str, Any], mid: int, why: str, *, fault: int | None = None
    ) -> None:
        """A message is lost, for a reason."""
        self.recorder.counters[f"dropped_{why}" if why != "loss" else "lost"] += 1
        about: dict[str, Any] = {"why": why} if fault is None else {"why": why, "fault": fault}
        self.recorder.note(
            self.now_us, "drop", link.dest.id, link.source.id, body["type"], about, mid
        )

    # What members call.

    def drop_unknown(self, member: Member, dest_id: str, body: dict[str, Any], mid: int) -> None:
        """A message went to nobody."""
        self.recorder.counters["dropped_unknown"] += 1
        why = {"why": "no such node"}
        self.recorder.note(self.now_us, "drop", dest_id, member.id, body["type"], why, mid)

    def put_out(self, member: Member, output: Output) -> None:
        """Do what an output asks for, if it is neither a message nor a timer."""
        kind = output[0]
        if kind == "disk":
            member.image.apply(*output[1:])
            about = list(output[2:])
            self.recorder.note(self.now_us, "disk", member.id, None, output[1], about, None)
        elif kind == "sync":
            self.syncs.begin(member, output[1])
        elif kind == "error":
            self._fail(member, output[1])
        elif kind == "budget":
            self._exhaust(output[1], output[2], member.id, output[3])
        else:
            self.recorder.take(self.now_us, member.id, output)
            limit = self.settings.limits.observations
            if kind == "observe" and len(self.recorder.observations) > limit:
                self._exhaust("observations", limit, member.id, f"more than {limit} observations")

    # The run.

    def _begin(self) -> None:
        """Queue the faults and the first starts.

        In the first microsecond what surrounds the nodes fails first, then the nodes boot, then
        machines fail, then clients act: so a fault at 0 meets everything it could meet.
        """
        faults = self.settings.plan.faults
        members = self.members.values()
        self._plan(fault for fault in faults if fault.kind in EARLY_KINDS)
        for member in members:
            if member.is_node and not member.down_by:
                self.agenda.push(0, BOOT, member)
        self._plan(fault for fault in faults if fault.kind not in EARLY_KINDS)
        for member in members:
            if not member.is_node:
                self.agenda.push(0, BOOT, member)

    def _plan(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.agenda.push(fault.at_us, STRIKE, fault)
            if fault.until_us is not None:
                self.agenda.push(fault.until_us, HEAL, fault)

    def _boot(self, event: QueuedEvent) -> None:
        self.start(event[4])

    def _loop(self, stop: int) -> None:  # noqa: C901, PLR0912, PLR0915
        """Let one event after the other happen, until so many have happened in all.

        One long function, since a message and a timer each cost two calls more if they are
        delivered by methods of their own (`_deliver` and `_wake` are these, for what was held):
        heartbeats take 1.1 times as long with them. It counts in variables for the same reason.
        """
        agenda = self.agenda
        heap = agenda.heap
        flat = self.flat
        horizon_us = self.settings.horizon_us
        slots_max = self.settings.limits.trace_records * SLOTS
        events, delivered, fired = self._events, 0, 0
        for number in range(events + 1, stop + 1):  # 0.9 % quicker than to ask and to count
            try:
                event = heappop(heap)
            except IndexError:
                break
            t_us, _, _, code, target, what, more = event
            if t_us >= horizon_us:
                heappush(heap, event)
                break
            events = number
            agenda.now_us = t_us
            agenda.event = event
            if code == DELIVER:
                member = target.dest
                if member.deaf or target.cuts:
                    self._meet_obstacle(event)
                else:
                    delivered += 1
                    source = target.source_id
                    if flat is not None:
                        flat += (t_us, "recv", member.id, source, what["type"], None, more)
                    take = member.take_message
                    take(t_us, source, what)
            elif code == TIMER:
                if what not in target.timers:
                    target.put_offs.pop(what, None)
                    continue  # cancelled
                if what in target.put_offs:
                    heappush(heap, target.put_offs.pop(what))
                    continue
                if target.deaf:
                    self.waits.wait(target, event)
                else:
                    if target.is_node:
                        fired += 1
                        if flat is not None:
                            flat += (t_us, "timer", target.id, None, more, None, None)
                    take = target.take_timer
                    take(t_us, what)
            else:
                self._happen[code](event)
            if len(heap) > agenda.room or (flat is not None and len(flat) > slots_max):
                self._meet_limit()
                break
        agenda.event = None
        self._events = events
        agenda.delivered += delivered
        agenda.timers += fired

    def _meet_limit(self) -> None:
        """The run ends here, for one of several reasons."""
        limits = self.settings.limits
        waiting, records = limits.pending_events, limits.trace_records
        if len(self.agenda.heap) > waiting:
            self._exhaust("pending events", waiting, None, f"more than {waiting} wait")
        if self.flat is not None and len(self.flat) > records * SLOTS:
            self._exhaust("trace records", records, None, f"more than {records} records")

    def _deliver(self, event: QueuedEvent) -> None:
        """A message reaches its destination, unless something is in the way."""
        if event[4].cuts or event[4].dest.deaf:
            self._meet_obstacle(event)
        else:
            self._hand_over(event)

    def _hand_over(self, event: QueuedEvent) -> None:
        link, body, mid = event[4], event[5], event[6]
        member = link.dest
        agenda = self.agenda
        agenda.event = event
        agenda.delivered += 1
        source = link.source.id
        flat = self.flat
        if flat is not None:
            flat += (agenda.now_us, "recv", member.id, source, body["type"], None, mid)
        member.take_message(agenda.now_us, source, body)

    def _meet_obstacle(self, event: QueuedEvent) -> None:
        """A message meets a fault on its link, or a member that is paused, slow or down."""
        link = event[4]
        if link.cuts and self.strikes.stops(event):
            return
        if not link.dest.deaf:
            self._hand_over(event)
        elif link.dest.running:
            self.waits.wait(link.dest, event)
        else:
            self.drop(link, event[5], event[6], "down")

    def _wake(self, event: QueuedEvent) -> None:
        """A timer is due, unless it was cancelled or its owner has crashed since."""
        member, timer_id, name = event[4], event[5], event[6]
        if timer_id not in member.timers:
            return
        if timer_id in member.put_offs:
            heappush(self.agenda.heap, member.put_offs.pop(timer_id))
            return
        if member.deaf:
            self.waits.wait(member, event)
            return
        agenda = self.agenda
        agenda.event = event
        if member.is_node:
            agenda.timers += 1
            flat = self.flat
            if flat is not None:
                flat += (agenda.now_us, "timer", member.id, None, name, None, None)
        member.take_timer(agenda.now_us, timer_id)

    def _end_service(self, event: QueuedEvent) -> None:
        event[4].end(event[5], event[6])

    def _restart_failed(self, event: QueuedEvent) -> None:
        member, boot = event[4], event[5]
        if member.failed and member.boot == boot and not member.down_by:
            self.strikes.restart(member, {"why": "error"})

    def _fail(self, member: Member, report: dict[str, Any]) -> None:
        """A node crashed by its own error: it stays down unless the settings say otherwise."""
        self.recorder.fail(self.now_us, member.id, report, handling=self.handling())
        self.stop(member)
        member.image.crash("keep")
        member.failed = True
        self.recorder.counters["crashes"] += 1
        self.recorder.note(
            self.now_us, "crash", member.id, None, None, {"why": "error", "disk": "keep"}, None
        )
        if self.settings.error_ends_run:
            self._end("node error")
        elif self.settings.restart_after_us is not None:
            t_us = self.now_us + self.settings.restart_after_us
            self.agenda.push(t_us, RESTART, member, member.boot)

    def _more(self) -> bool:
        """Whether anything is left that would happen before the horizon."""
        heap = self.agenda.heap
        return bool(heap) and heap[0][0] < self.settings.horizon_us

    def _end(self, ended: Ended) -> None:
        self._ended = ended
        self.agenda.room = -1  # so that the loop asks for the reason

    def _exhaust(self, name: str, limit: int, node: str | None, text: str) -> None:
        self._end(cast("Ended", name))
        about: dict[str, Any] = {"t_us": self.now_us}
        handling = self.handling()
        if handling is not None:
            about |= {"handler": handling.handler, "event": handling.event}
        self._budget = BudgetHit(name, limit, node, text, **about)

    def _result(self) -> Run:
        settings, recorder = self.settings, self.recorder
        ended = self._ended or "horizon"
        trace = (
            None
            if recorder.flat is None
            else Trace({"engine": ENGINE_VERSION, **settings.header()}, recorder.flat)
        )
        return Run(
            recorder.history(),
            trace,
            ended,
            self._counters(),
            ended_at_us=settings.horizon_us if ended == "horizon" else self.now_us,
            budget=self._budget,
            errors=tuple(recorder.failures),
            claims=recorder.claims(),
            refusals=tuple(recorder.refusals),
            states=() if self.states is None else tuple(self.states.changes),
            struck=FaultPlan(tuple(self.strikes.struck.values())),
        )

    def _counters(self) -> dict[str, int]:
        agenda = self.agenda
        counted = {"sent": agenda.sent, "delivered": agenda.delivered, "timers": agenda.timers}
        return {"events": self._events, **self.recorder.counters, **counted}
