"""The way of a message over a link that is not even: lost, doubled, delayed, or picked by a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from quorate.simulator.agenda import DELIVER

if TYPE_CHECKING:
    from quorate.simulator.agenda import Agenda
    from quorate.simulator.members import Link
    from quorate.simulator.network import Network
    from quorate.simulator.recorder import Recorder


class Crossed(Protocol):
    """What is needed of the world."""

    agenda: Agenda
    network: Network
    recorder: Recorder

    def drop(self, link: Link, body: dict[str, Any], mid: int, why: str) -> None:
        """A message is lost, for a reason."""


class Transit:
    """Sends what goes over uneven links; all draws are from the link's own stream, in one order."""

    def __init__(self, world: Crossed) -> None:
        self._world = world

    def carry(self, link: Link, body: dict[str, Any], mid: int) -> None:
        """Send one message."""
        picked = [] if link.lane is None else link.lane.pick()
        for fault in picked:
            if fault.params["action"] != "duplicate":
                self._world.network.catch(link, fault, mid)
        if link.loss and link.random() < link.loss:
            self._world.drop(link, body, mid, "loss")
            return
        self._queue(link, body, mid)
        if link.duplicate and link.random() < link.duplicate:
            self._repeat(link, body, mid, None)
        for fault in picked:
            if fault.params["action"] == "duplicate":
                self._repeat(link, body, mid, {"fault": fault.id})

    def _repeat(
        self, link: Link, body: dict[str, Any], mid: int, about: dict[str, Any] | None
    ) -> None:
        recorder, now_us = self._world.recorder, self._world.agenda.now_us
        recorder.counters["duplicated"] += 1
        recorder.note(now_us, "dup", link.source.id, link.dest.id, body["type"], about, mid)
        self._queue(link, body, mid)

    def _queue(self, link: Link, body: dict[str, Any], mid: int) -> None:
        agenda = self._world.agenda
        delay_us = int(link.quantile(link.random()) * link.slow)
        if link.lane is None:
            t_us = agenda.now_us + delay_us
        else:
            t_us = link.lane.arrival_us(agenda.now_us, delay_us, body, link.random)
        agenda.push(t_us, DELIVER, link, body, mid)
