"""Links: one directed link for each pair that ever spoke, each with its own random stream.

A stream for each link, so that a message removed by shrinking shifts later draws on its own link
only. Links are made on first use: seeding a stream costs 4 µs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quorate.simulator.lanes import Lane, Pick
from quorate.simulator.members import Link, Member

if TYPE_CHECKING:
    from quorate.faults import Fault
    from quorate.simulator.settings import LinkSettings, NetworkSettings
    from quorate.simulator.streams import Streams

Pair = tuple[str, str]


class Network:
    """All links, and the partitions and link faults that are active."""

    def __init__(
        self, settings: NetworkSettings, streams: Streams, members: dict[str, Member]
    ) -> None:
        self._settings = settings
        self._streams = streams
        self._members = members
        self._links: list[Link] = []
        self._cuts: dict[Pair, dict[int, Fault]] = {}
        self._link_faults: dict[int, Fault] = {}
        self._picks: dict[int, Pick] = {}

    def link(self, source: Member, dest_id: str) -> Link | None:
        """The link to this member, made on first use; None if there is no such member."""
        dest = self._members.get(dest_id)
        if dest is None:
            return None
        pair = (source.id, dest_id)
        link = Link(source, dest)
        link.random = self._streams(f"net/{source.id}/{dest_id}").random
        settings = self._settings.links.get(pair, self._settings.link)
        link.quantile = settings.latency.quantile()
        link.cuts = self._cuts.setdefault(pair, {})
        self._tune(link)
        self._links.append(link)
        source.links[dest_id] = link
        return link

    def cut(self, fault: Fault) -> None:
        """Start a partition."""
        for pair in fault.pairs or ():
            self._cuts.setdefault(pair, {})[fault.id] = fault

    def uncut(self, fault: Fault) -> None:
        """End a partition."""
        for pair in fault.pairs or ():
            self._cuts[pair].pop(fault.id, None)

    def disturb(self, fault: Fault) -> None:
        """Start a link fault."""
        self._link_faults[fault.id] = fault
        self._tune_all()

    def calm(self, fault: Fault) -> None:
        """End a link fault."""
        del self._link_faults[fault.id]
        self._tune_all()

    def begin_pick(self, fault: Fault) -> None:
        """Start to count the messages of a link."""
        self._picks[fault.id] = Pick(fault)
        self._tune_all()

    def end_pick(self, fault: Fault) -> None:
        """Let go of the message that was picked, or of looking for it."""
        del self._picks[fault.id]
        for pair in fault.pairs or ():
            self._cuts.get(pair, {}).pop(fault.id, None)
        self._tune_all()

    def catch(self, link: Link, fault: Fault, mid: int) -> None:
        """Put a fault in the way of one message."""
        link.picked[mid] = fault
        link.cuts[fault.id] = fault

    def _tune_all(self) -> None:
        for link in self._links:
            self._tune(link)

    def _tune(self, link: Link) -> None:
        """Work the settings and all active link faults into one number each."""
        pair = (link.source.id, link.dest.id)
        settings = self._settings.links.get(pair, self._settings.link)
        kept, single, slow = 1 - settings.loss, 1 - settings.duplicate, 1.0
        for fault in self._link_faults.values():
            if fault.pairs is None or pair in fault.pairs:
                kept *= 1 - fault.params.get("loss", 0.0)
                single *= 1 - fault.params.get("duplicate", 0.0)
                slow *= fault.params.get("slow", 1.0)
        link.loss, link.duplicate, link.slow = 1 - kept, 1 - single, slow
        self._tune_lane(link, settings)
        link.uneven = bool(link.loss or link.duplicate or slow != 1 or link.lane)

    def _tune_lane(self, link: Link, settings: LinkSettings) -> None:
        """Give a link a lane if it needs one; a lane that is there stays, with what is on it."""
        pair = (link.source.id, link.dest.id)
        faults = [f for f in self._link_faults.values() if f.pairs is None or pair in f.pairs]
        widths = [f.params.get("bandwidth_bytes_per_s") for f in faults]
        known = [w for w in (settings.bandwidth_bytes_per_s, *widths) if w is not None]
        jitters = [f.params["jitter_us"] for f in faults if f.params.get("jitter_us")]
        picks = [pick for pick in self._picks.values() if pick.fault.pairs == (pair,)]
        if link.lane is None:
            if not (known or jitters or picks or settings.fifo or settings.jitter):
                return
            jitter = None if settings.jitter is None else settings.jitter.quantile()
            link.lane = Lane(fifo=settings.fifo, jitter=jitter)
        link.lane.tune(min(known, default=None), jitters)
        link.lane.picks = picks
