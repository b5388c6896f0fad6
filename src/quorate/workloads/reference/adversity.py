"""What strikes the reference systems: a few faults of the drawn kinds, all over before the end.

As in swarm testing (Groce et al., 2012) each run draws which kinds are on: a run in which everything
strikes at once hides what only shows when the rest is quiet. Few and separate records, since a
person is to read what is left of them. Doubled messages stay between the nodes: a client's
request is one message, and what its second copy means is no question of these systems.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quorate.faults import (
    Fault,
    FaultPlan,
    Pair,
    Stream,
    Window,
    crash,
    halves,
    isolate_one,
    link,
    one_way,
    plan_of,
)

MS = 1_000


@dataclass(frozen=True, slots=True)
class Strikes:
    """Which kinds may strike whom; each lasts from `shortest_us` to `longest_us`."""

    nodes: tuple[str, ...]
    kinds: tuple[str, ...]
    first_us: int = 200 * MS
    last_us: int = 2_500 * MS
    shortest_us: int = 100 * MS
    longest_us: int = 900 * MS
    each_max: int = 2


def draw_strikes(stream: Stream, strikes: Strikes) -> FaultPlan:
    """Draw a plan: each kind is on or off, and if on strikes once or a few times."""
    faults: list[Fault] = []
    for kind in strikes.kinds:
        if stream.random() < 0.5:
            continue
        for _ in range(1 + int(stream.random() * strikes.each_max)):
            faults += _KINDS[kind](stream, strikes.nodes, _draw_window(stream, strikes))
    return plan_of(faults)


def all_pairs(nodes: Sequence[str]) -> list[Pair]:
    """Every directed link between two of the nodes."""
    return [(source, dest) for source in nodes for dest in nodes if source != dest]


def _draw_window(stream: Stream, strikes: Strikes) -> Window:
    lasts_us = strikes.shortest_us + int(
        stream.random() * (strikes.longest_us - strikes.shortest_us)
    )
    latest_us = max(strikes.first_us, strikes.last_us - lasts_us)
    at_us = strikes.first_us + int(stream.random() * (latest_us - strikes.first_us))
    return at_us, at_us + lasts_us


def _lossy(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    loss = round(0.1 + 0.5 * stream.random(), 2)
    return [link(window, pairs=all_pairs(nodes), loss=loss)]


def _doubling(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    duplicate = round(0.1 + 0.5 * stream.random(), 2)
    return [link(window, pairs=all_pairs(nodes), duplicate=duplicate)]


def _slow(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    """All that one node sends is late, so that others overtake it."""
    one = nodes[int(stream.random() * len(nodes))]
    pairs = [pair for pair in all_pairs(nodes) if pair[0] == one]
    return [link(window, pairs=pairs, slow=float(2 + int(stream.random() * 20)))]


def _isolate(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    return list(isolate_one(stream, nodes, window))


def _halves(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    return list(halves(stream, nodes, window))


def _one_way(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    return list(one_way(stream, nodes, window))


def _crash(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    return [crash([nodes[int(stream.random() * len(nodes))]], window)]


def _dying(stream: Stream, nodes: Sequence[str], window: Window) -> list[Fault]:
    """Most of what one node sends is lost, and then it crashes: what it began stays half done."""
    one = nodes[int(stream.random() * len(nodes))]
    pairs = [pair for pair in all_pairs(nodes) if pair[0] == one]
    start_us, end_us = window
    crash_us = start_us + ((end_us or start_us) - start_us) // 2
    return [link((start_us, crash_us), pairs=pairs, loss=0.8), crash([one], (crash_us, end_us))]


_KINDS: dict[str, Callable[[Stream, Sequence[str], Window], list[Fault]]] = {
    "crash": _crash,
    "doubling": _doubling,
    "dying": _dying,
    "halves": _halves,
    "isolate": _isolate,
    "lossy": _lossy,
    "one-way": _one_way,
    "slow": _slow,
}
