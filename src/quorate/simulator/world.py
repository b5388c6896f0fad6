"""The world: one queue of events in virtual time, and everything that follows from it.

Prior art: simpy's event loop and FoundationDB's simulation ("FoundationDB: A Distributed
Unbundled Transactional Key Value Store", 2021). Different here: time is whole microseconds, nodes
are only ever reached through a port that works across processes, and each link, node and client
draws from a stream of its own, so that a change in one place moves nothing elsewhere. The cost is
one call of the port and one list an event.
"""

from __future__ import annotations

import gc
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, cast

from quorate.faults import Fault, plan_to_json
from quorate.history import Trace
from quorate.node import NodeIdentity, NodeRuntime
from quorate.simulator.clients import ClientPort
from quorate.simulator.members import Link, Member
from quorate.simulator.network import Network
from quorate.simulator.recorder import Recorder
from quorate.simulator.settings import BudgetHit, Ended, Run, WorldSettings
from quorate.simulator.streams import stream_seed, streams
from quorate.simulator.strikes import Strikes

if TYPE_CHECKING:
    from collections.abc import Iterable

ENGINE_VERSION = 1
"""Raised whenever the same settings give another trace."""

DELIVER, TIMER, STRIKE, HEAL, BOOT, RESTART = range(6)

LINK_KINDS = ("partition", "link")

QueuedEvent = tuple[Any, ...]
"""(t_us, rank, seq, code, …): seq is unique, so a comparison never gets further."""


class World:
    """One run of some settings; `run()` once."""

    def __init__(self, settings: WorldSettings) -> None:
        self.settings = settings
        self.now_us = 0
        self.recorder = Recorder(trace=settings.trace)
        self.members = self._make_members()
        stream = streams(settings.name, settings.seed)
        self.network = Network(settings.network, stream, self.members)
        self.strikes = Strikes(self)
        self._heap: list[QueuedEvent] = []
        self._seq = 0
        self._message_id = 0
        self._events = 0
        self._tie = stream("net").random if settings.network.ties == "random" else None
        self._ended: Ended | None = None
        self._budget: BudgetHit | None = None
        self._happen = {
            DELIVER: self._deliver,
            TIMER: self._wake,
            STRIKE: self.strikes.strike,
            HEAL: self.strikes.heal,
            BOOT: self._boot,
            RESTART: self._restart_failed,
        }

    def run(self) -> Run:
        """Run to the horizon or to a limit."""
        assert self._seq == 0, "a world runs once; make another one from its settings"
        collecting = gc.isenabled()
        # The queue and the trace are large and live; visiting them costs more than it frees.
        gc.disable()
        try:
            self._begin()
            self._loop()
        finally:
            for member in self.members.values():
                member.port.close()
            if collecting:
                gc.enable()
        return self._result()

    # What strikes call.

    def start(self, member: Member) -> None:
        """Let a member begin its next life, with what its disk holds."""
        assert not member.running, f"{member.id} is already running"
        member.running = True
        member.failed = False
        member.deaf = bool(member.paused_by)
        disk = member.image.to_json() if member.boot else None
        boot, member.boot = member.boot, member.boot + 1
        self.act(member, member.deliver(self.now_us, ("start", boot, disk)))

    def stop(self, member: Member) -> None:
        """End a member's life; what waited for it is lost."""
        assert member.running, f"{member.id} is not running"
        member.running = False
        member.deaf = True
        member.timers.clear()
        member.paused_by.clear()
        waiting, member.waiting = member.waiting, []
        for event in waiting:
            if event[3] == DELIVER:
                self.drop(event[4], event[5], event[6], "down")
        member.deliver(self.now_us, ("stop",))

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

    def act(self, member: Member, outputs: list[tuple[Any, ...]]) -> None:
        """Do what a member put out, in its order."""
        for output in outputs:
            if output[0] == "send":
                self._send(member, output[1], output[2])
            else:
                self._act_rarely(member, output)

    # The run.

    def _make_members(self) -> dict[str, Member]:
        settings = self.settings
        members: dict[str, Member] = {}
        for node_id, factory in settings.nodes.items():
            identity = NodeIdentity(
                node_id,
                tuple(other for other in settings.nodes if other != node_id),
                topology=settings.topology,
                seed=stream_seed(settings.name, settings.seed, f"node/{node_id}"),
            )
            runtime = NodeRuntime(
                factory, identity, limits=settings.limits.node, files=settings.files
            )
            members[node_id] = Member(node_id, runtime, is_node=True)
        for index, plan in enumerate(settings.clients):
            port = ClientPort(plan, index, len(settings.clients))
            members[plan.id] = Member(plan.id, port, is_node=False)
        return members

    def _begin(self) -> None:
        """Queue the faults and the first starts.

        In the first microsecond the links fail first, then the nodes boot, then machines fail,
        then clients act: so a fault at 0 meets everything it could meet.
        """
        faults = self.settings.plan.faults
        members = self.members.values()
        self._plan(fault for fault in faults if fault.kind in LINK_KINDS)
        for member in members:
            if member.is_node:
                self._push(0, BOOT, member)
        self._plan(fault for fault in faults if fault.kind not in LINK_KINDS)
        for member in members:
            if not member.is_node:
                self._push(0, BOOT, member)

    def _plan(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._push(fault.at_us, STRIKE, fault)
            if fault.until_us is not None:
                self._push(fault.until_us, HEAL, fault)

    def _boot(self, event: QueuedEvent) -> None:
        self.start(event[4])

    def _loop(self) -> None:
        heap = self._heap
        happen = self._happen
        horizon_us = self.settings.horizon_us
        events_max = self.settings.limits.events
        pending_max = self.settings.limits.pending_events
        flat = self.recorder.flat
        slots_max = self.settings.limits.trace_records * 7
        while heap and self._ended is None:
            event = heappop(heap)
            if event[0] >= horizon_us:
                break
            if self._events >= events_max:
                self._exhaust("events", events_max, None, f"more than {events_max} events")
                break
            assert event[0] >= self.now_us, "time ran backwards"
            self._events += 1
            self.now_us = event[0]
            happen[event[3]](event)
            if len(heap) > pending_max:
                self._exhaust("pending events", pending_max, None, f"more than {pending_max} wait")
            if flat is not None and len(flat) > slots_max:
                limit = self.settings.limits.trace_records
                self._exhaust("trace records", limit, None, f"more than {limit} records")

    def _deliver(self, event: QueuedEvent) -> None:
        """A message reaches its destination, unless something is in the way."""
        link, body, mid = event[4], event[5], event[6]
        member = link.dest
        if link.cuts:
            self._meet_cut(event)
            return
        if member.deaf:
            if member.running:
                member.waiting.append(event)
            else:
                self.drop(link, body, mid, "down")
            return
        source = link.source.id
        recorder = self.recorder
        recorder.counters["delivered"] += 1
        if recorder.flat is not None:
            recorder.flat += (self.now_us, "recv", member.id, source, body["type"], None, mid)
        for output in member.deliver(self.now_us, ("message", source, body)):
            if output[0] == "send":
                self._send(member, output[1], output[2])
            else:
                self._act_rarely(member, output)

    def _meet_cut(self, event: QueuedEvent) -> None:
        """A partition decides at delivery: what is under way when it starts is caught, too."""
        link, body, mid = event[4], event[5], event[6]
        for fault in link.cuts.values():
            if fault.params["mode"] == "drop":
                self.drop(link, body, mid, "partition", fault=fault.id)
                return
        fault = next(iter(link.cuts.values()))
        self.strikes.hold(fault, event)
        self.recorder.counters["held"] += 1
        about = {"fault": fault.id}
        self.recorder.note(
            self.now_us, "hold", link.dest.id, link.source.id, body["type"], about, mid
        )

    def _wake(self, event: QueuedEvent) -> None:
        """A timer is due, unless it was cancelled or its owner has crashed since."""
        member, timer_id, name = event[4], event[5], event[6]
        if timer_id not in member.timers:
            return
        if member.deaf:
            member.waiting.append(event)
            return
        del member.timers[timer_id]
        recorder = self.recorder
        if member.is_node:
            recorder.counters["timers"] += 1
            if recorder.flat is not None:
                recorder.flat += (self.now_us, "timer", member.id, None, name, None, None)
        self.act(member, member.deliver(self.now_us, ("timer", timer_id)))

    def _restart_failed(self, event: QueuedEvent) -> None:
        member, boot = event[4], event[5]
        if member.failed and member.boot == boot and not member.down_by:
            self.strikes.restart(member, {"why": "error"})

    def _send(self, member: Member, dest_id: str, body: dict[str, Any]) -> None:
        self._message_id = mid = self._message_id + 1
        recorder = self.recorder
        if recorder.flat is not None:
            recorder.flat += (self.now_us, "send", member.id, dest_id, body["type"], body, mid)
        link = member.links.get(dest_id) or self.network.link(member, dest_id)
        if link is None:
            self._drop_unknown(member, dest_id, body, mid)
            return
        if link.loss and link.random() < link.loss:
            self.drop(link, body, mid, "loss")
            return
        delay_us = link.quantile(link.random())
        if link.slow != 1:
            delay_us = int(delay_us * link.slow)
        self._seq = seq = self._seq + 1
        rank = 0 if self._tie is None else self._tie()
        heappush(self._heap, (self.now_us + delay_us, rank, seq, DELIVER, link, body, mid))
        if link.duplicate and link.random() < link.duplicate:
            self._duplicate(link, body, mid)

    def _duplicate(self, link: Link, body: dict[str, Any], mid: int) -> None:
        self.recorder.counters["duplicated"] += 1
        self.recorder.note(
            self.now_us, "dup", link.source.id, link.dest.id, body["type"], None, mid
        )
        delay_us = int(link.quantile(link.random()) * link.slow)
        self._push(self.now_us + delay_us, DELIVER, link, body, mid)

    def _drop_unknown(self, member: Member, dest_id: str, body: dict[str, Any], mid: int) -> None:
        self.recorder.counters["dropped_unknown"] += 1
        why = {"why": "no such node"}
        self.recorder.note(self.now_us, "drop", dest_id, member.id, body["type"], why, mid)

    def _push(self, t_us: int, code: int, *rest: object) -> None:
        self._seq += 1
        of_messages = code in (DELIVER, TIMER) and self._tie is not None
        rank = self._tie() if of_messages and self._tie is not None else 0
        heappush(self._heap, (t_us, rank, self._seq, code, *rest))

    def _act_rarely(self, member: Member, output: tuple[Any, ...]) -> None:
        """Every output but a message."""
        recorder = self.recorder
        match output[0]:
            case "timer":
                member.timers[output[1]] = None
                self._push(output[2], TIMER, member, output[1], output[3])
            case "cancel":
                member.timers.pop(output[1], None)
            case "disk":
                member.image.apply(*output[1:])
                recorder.note(
                    self.now_us, "disk", member.id, None, output[1], list(output[2:]), None
                )
            case "error":
                self._fail(member, output[1])
            case "budget":
                self._exhaust(output[1], output[2], member.id, output[3])
            case _:
                recorder.take(self.now_us, member.id, output)

    def _fail(self, member: Member, report: dict[str, Any]) -> None:
        """A node crashed by its own error: it stays down unless the settings say otherwise."""
        self.recorder.fail(self.now_us, member.id, report)
        self.stop(member)
        member.failed = True
        self.recorder.counters["crashes"] += 1
        self.recorder.note(
            self.now_us, "crash", member.id, None, None, {"why": "error", "disk": "keep"}, None
        )
        if self.settings.error_ends_run:
            self._ended = "node error"
        elif self.settings.restart_after_us is not None:
            t_us = self.now_us + self.settings.restart_after_us
            self._push(t_us, RESTART, member, member.boot)

    def _exhaust(self, name: str, limit: int, node: str | None, text: str) -> None:
        self._ended = cast("Ended", name)
        self._budget = BudgetHit(name, limit, node, text)

    def _result(self) -> Run:
        settings, recorder = self.settings, self.recorder
        ended = self._ended or "horizon"
        trace = None if recorder.flat is None else Trace(self._header(), recorder.flat)
        return Run(
            recorder.history(),
            trace,
            ended,
            {"events": self._events, **recorder.counters, "sent": self._message_id},
            ended_at_us=settings.horizon_us if ended == "horizon" else self.now_us,
            budget=self._budget,
            errors=tuple(recorder.failures),
            claims=recorder.claims(),
            refusals=tuple(recorder.refusals),
        )

    def _header(self) -> dict[str, Any]:
        """What is needed to repeat the run, beside the code of its nodes."""
        settings = self.settings
        return {
            "engine": ENGINE_VERSION,
            "world": settings.name,
            "seed": settings.seed,
            "horizon": settings.horizon_us,
            "nodes": list(settings.nodes),
            "clients": [client.id for client in settings.clients],
            "plan": plan_to_json(settings.plan),
        }
