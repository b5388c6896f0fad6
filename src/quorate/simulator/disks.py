"""The disks of a world: what is kept of what a node wrote, and what a crash does to the rest.

Prior art for the outcomes of a crash: Pillai et al., "All File Systems Are Not Created Equal"
(2014): writes that were not synced survive in any combination, and the last may be torn. Here the
unit is one operation of the node API; a log record has a position, so that a lost one leaves a
hole where a later one was kept.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from quorate.node import DiskImage, Torn
from quorate.simulator.distributions import Distribution, exponential

if TYPE_CHECKING:
    from quorate.faults import Fault, FaultPlan


@dataclass(frozen=True, slots=True)
class DiskSettings:
    """How the disks of a world keep what is written to them.

    `durable`: each operation is kept as soon as it is done, and a sync takes no time. `buffered`:
    an operation is kept for certain when a sync that began after it has ended.
    """

    mode: Literal["durable", "buffered"] = "durable"
    _: KW_ONLY
    sync: Distribution = field(default_factory=lambda: exponential(2_000))


def needs_simulated_disk(settings: DiskSettings, plan: FaultPlan, node: str) -> bool:
    """Whether the plain image will not do: the disk is buffered, or a disk fault strikes it."""
    return settings.mode == "buffered" or any(
        fault.kind == "disk" and (fault.nodes_from is not None or node in fault.nodes)
        for fault in plan
    )


class Write(NamedTuple):
    """One operation on its way to the disk; `fate` is how a lying disk will have kept it."""

    operation: str
    place: str
    args: tuple[Any, ...]
    position: int
    fate: str


class SimulatedDisk(DiskImage):
    """A disk that may be buffered, slow, or a liar; its image is what a crash would find.

    Only the `disk/<node>` streams are drawn from, so that no other draw moves.
    """

    __slots__ = (
        "_active",
        "_lengths",
        "_lives",
        "_pending",
        "_quantile",
        "_random",
        "_seed",
        "_settings",
        "_written",
    )

    def __init__(self, settings: DiskSettings, seed: str) -> None:
        super().__init__()
        self.asks = True
        self._settings = settings
        self._seed = seed
        self._lives = 0
        self._random: Random | None = None
        self._quantile = settings.sync.quantile()
        self._active: dict[int, tuple[Fault, Random]] = {}
        self._lengths: dict[str, int] = {}  # of the logs, as the node sees them
        self._pending: list[Write] = []
        self._written = 0

    def apply(self, operation: str, place: str, *args: object) -> None:  # type: ignore[explicit-override]
        """Take one operation of the node in: kept at once, or when it is synced."""
        position = 0
        if operation == "append":
            position = self._length(place)
            self._lengths[place] = position + 1
        elif operation == "truncate":
            self._lengths[place] = min(self._length(place), int(str(args[0])))
        write = Write(operation, place, args, position, self._fate())
        self._written += 1
        if self._settings.mode == "durable":
            self._keep(write)
        else:
            self._pending.append(write)

    def wipe(self) -> None:  # type: ignore[explicit-override]
        """Lose everything."""
        super().wipe()
        self._pending.clear()
        self._lengths.clear()

    # Syncs.

    def begin_sync(self) -> tuple[int, int]:
        """How long a sync takes that begins now, and how many writes it is for."""
        delay_us = 0
        if self._settings.mode == "buffered":
            delay_us = self._quantile(self._draw())
        for fault, _ in self._active.values():
            delay_us += fault.params.get("delay_us", 0)
        return delay_us, self._written

    def end_sync(self, written: int) -> None:
        """All that was written before this sync began is kept."""
        done = len(self._pending) - (self._written - written)
        for write in self._pending[: max(0, done)]:
            self._keep(write)
        del self._pending[: max(0, done)]

    # Faults.

    def strike(self, fault: Fault) -> None:
        """A disk fault begins; each has its own stream."""
        self._active[fault.id] = (fault, Random(f"{self._seed}/{fault.id}"))
        self._state_effects()

    def heal(self, fault: Fault) -> None:
        """A disk fault ends."""
        self._active.pop(fault.id, None)
        self._state_effects()

    def crash(self, outcome: str) -> dict[str, Any]:  # type: ignore[explicit-override]
        """Decide what is kept of what was not synced; returns it for the trace."""
        pending, self._pending = self._pending, []
        self._lives += 1
        self._state_effects()
        if outcome == "wipe":
            self.wipe()
        kept, torn = self._choose(outcome, pending)
        for write in kept:
            self._keep(write)
        if torn is not None:
            self._keep(torn._replace(fate="torn"))
        self._lengths = {name: len(records) for name, records in self.logs.items()}
        if not pending:
            return {}
        about: dict[str, Any] = {"unsynced": len(pending), "kept": len(kept)}
        return about if torn is None else {**about, "torn": torn.place}

    def _choose(self, outcome: str, pending: list[Write]) -> tuple[list[Write], Write | None]:
        if not pending or outcome in ("keep", "wipe"):
            return ([] if outcome == "wipe" else pending), None
        count = int(self._draw() * (len(pending) + 1))
        if outcome == "torn":
            appends = [i for i, write in enumerate(pending) if write.operation == "append"]
            # The tear is where the power failed: what came before is kept, what came after is not.
            torn = next((i for i in appends if i >= count), appends[-1] if appends else None)
            return (pending[:count], None) if torn is None else (pending[:torn], pending[torn])
        kind = int(self._draw() * 4)  # nothing, all, a prefix, any part
        if kind == 3:
            return [write for write in pending if self._draw() < 0.5], None
        return pending[: (0, len(pending), count)[kind]], None

    def _keep(self, write: Write) -> None:
        """Bring one write to where it survives, or to where a liar brings it."""
        operation, place, args, position, fate = write
        if fate == "lost":
            return
        if operation == "append":
            records = self.logs.setdefault(place, [])
            records += [Torn("lost")] * (position - len(records))
            records[position : position + 1] = [Torn() if fate == "torn" else args[0]]
        elif operation == "put" and fate == "torn":
            super().apply(operation, place, args[0], Torn())
        else:
            super().apply(operation, place, *args)

    def _state_effects(self) -> None:
        """What the node's side of the disk must do; a new life goes on with streams of its own."""
        stated: dict[str, list[list[Any]]] = {"write_error": [], "corrupt": []}
        for fault, _ in self._active.values():
            if fault.params["effect"] in stated:
                seed = f"{self._seed}/{fault.id}/{self._lives}"
                stated[fault.params["effect"]].append([fault.params.get("chance", 1.0), seed])
        self.effects = stated

    def _fate(self) -> str:
        fates = [
            fault.params["effect"]
            for fault, stream in self._active.values()
            if fault.params["effect"] in ("lost", "torn")
            and stream.random() < fault.params.get("chance", 1.0)
        ]
        return fates[0] if fates else ""

    def _length(self, log: str) -> int:
        return self._lengths.get(log, len(self.logs.get(log, ())))

    def _draw(self) -> float:
        if self._random is None:
            self._random = Random(self._seed)
        return self._random.random()
