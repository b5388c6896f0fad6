"""One function for each kind of fault; `plan_of` numbers what they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from quorate.faults.plans import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quorate.faults.kinds import FaultKind
    from quorate.faults.plans import Pair, Window

DiskOutcome = Literal["keep", "lose_unsynced", "torn", "wipe"]
DiskEffect = Literal["slow", "write_error", "lost", "torn", "corrupt"]
Mode = Literal["drop", "hold"]


class Observed(str):
    """Instead of nodes: whoever last observed this when the fault strikes, and still runs."""

    __slots__ = ()


LEADER = Observed("leader")
"""Whoever last said `self.observe("leader", …)`."""


def crash(
    nodes: Sequence[str] | Observed,
    window: Window,
    *,
    disk: DiskOutcome = "keep",
    cause: tuple[str, str] | None = None,
) -> Fault:
    """These nodes lose their memory at once; `cause` names the shared domain, as (label, value).

    On a buffered disk `keep` keeps what was not synced, too: only the process died. The others
    are power failures: `lose_unsynced` keeps all, a prefix, any part or nothing of it, `torn`
    keeps a prefix and tears the log record after it, `wipe` loses the whole disk.
    """
    params = _targets(nodes) | {"disk": disk}
    if cause is not None:
        params["cause"] = {"label": cause[0], "value": cause[1]}
    return _fault("crash", window, params)


def partition(
    cut: Sequence[Pair] | Observed,
    window: Window,
    *,
    mode: Mode = "drop",
    shape: str | None = None,
) -> Fault:
    """Messages on these directed links are lost (drop) or wait for the end of the cut (hold).

    With an `Observed` the cut is between that node and all other nodes; clients still reach it.
    """
    params: dict[str, Any] = {} if shape is None else {"shape": shape}
    if isinstance(cut, Observed):
        params |= {"nodes_from": str(cut), "mode": mode}
    else:
        params |= {"cut": [list(pair) for pair in cut], "mode": mode}
    return _fault("partition", window, params)


def pause(nodes: Sequence[str] | Observed, window: Window) -> Fault:
    """These nodes do nothing; what reaches them waits and runs in order when they resume."""
    return _fault("pause", window, _targets(nodes))


def link(
    window: Window,
    *,
    pairs: Sequence[Pair] | None = None,
    **effects: float,
) -> Fault:
    """These links, or all, get worse by the effects given.

    `loss` and `duplicate` are chances, `slow` multiplies the latency, `jitter_us` adds up to so
    much to it and so reorders, `bandwidth_bytes_per_s` lets large messages wait for each other.
    """
    params: dict[str, Any] = {} if pairs is None else {"pairs": [list(pair) for pair in pairs]}
    params |= {"loss": 0.0, "duplicate": 0.0, "slow": 1.0, **effects}
    return _fault("link", window, params)


def slow(nodes: Sequence[str] | Observed, window: Window, *, work_us: int) -> Fault:
    """Each message and each timer keeps these nodes busy for so long, one after another."""
    return _fault("slow", window, _targets(nodes) | {"work_us": work_us})


def clock(
    nodes: Sequence[str] | Observed, window: Window, *, offset_us: int = 0, drift_ppm: int = 0
) -> Fault:
    """The wall clocks of these nodes jump by the offset, and all their clocks run too fast.

    A drift of 1,000 ppm gains a millisecond a second; timers run in this time, too. At the end
    the rate is right again and the wall clock is set; the monotonic clock keeps what it gained.
    """
    params = _targets(nodes) | {"offset_us": offset_us, "drift_ppm": drift_ppm}
    return _fault("clock", window, params)


def disk(
    nodes: Sequence[str] | Observed,
    window: Window,
    effect: DiskEffect,
    *,
    chance: float = 1.0,
    delay_us: int | None = None,
) -> Fault:
    """The disks of these nodes misbehave.

    `slow`: each sync takes `delay_us` longer. `write_error`: a write or a sync raises DiskError.
    `lost` and `torn`: a write looks well until the next crash, and then is gone or a torn record.
    `corrupt`: a read gives `Torn` instead of what was written.
    """
    params = _targets(nodes) | {"effect": effect}
    params |= {"chance": chance} if delay_us is None else {"delay_us": delay_us}
    return _fault("disk", window, params)


def membership(action: Literal["add", "remove"], nodes: Sequence[str], window: Window) -> Fault:
    """Start these spare nodes, or stop these nodes for good; the end of the window undoes it.

    The cluster is told by the workload, as an operator would: no node learns of it by itself.
    """
    return _fault("membership", window, {"action": action, "nodes": list(nodes)})


def message(action: Literal["hold", "drop", "duplicate"], pair: Pair, k: int, at: Window) -> Fault:
    """Act on the k-th message (from 1) sent on a link from the start of the window on.

    A held message is released at the end of the window; the window must be open when it is sent.
    """
    return _fault("message", at, {"link": list(pair), "k": k, "action": action})


def maybe(name: str, window: Window, *, nodes: Sequence[str] | Observed | None = None) -> Fault:
    """Turn a fault point in the code on: there `self.maybe(name)` is true, at these nodes or all."""
    params: dict[str, Any] = {} if nodes is None else _targets(nodes)
    return _fault("maybe", window, {"name": name, **params})


def _targets(nodes: Sequence[str] | Observed) -> dict[str, Any]:
    return {"nodes_from": str(nodes)} if isinstance(nodes, Observed) else {"nodes": list(nodes)}


def _fault(kind: FaultKind, window: Window, params: dict[str, Any]) -> Fault:
    return Fault(0, *window, kind, params=params)
