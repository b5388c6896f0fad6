"""Faults of a plan as bands over the time they last: whom they touch, in a few words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quorate.faults import Fault, FaultPlan, describe_fault

_NAMES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Band:
    """One fault on the axis of time; `until_us` is None for one without an end."""

    kind: str
    at_us: int
    until_us: int | None
    lanes: tuple[str, ...]
    label: str


def bands_of(plan: FaultPlan, lanes: Sequence[str], struck: Mapping[int, Any]) -> tuple[Band, ...]:
    """Give a band for each fault; one that names no link or node touches all lanes.

    `struck` has what was recorded when a fault struck: who the leader was that it meant.
    """
    return tuple(_band(_as_struck(fault, struck.get(fault.id)), lanes) for fault in plan)


def _as_struck(fault: Fault, recorded: object) -> Fault:
    if fault.nodes_from is None or not isinstance(recorded, Mapping):
        return fault
    known = ("nodes", "cut", "pairs", "chosen")
    params = {name: recorded[name] for name in known if name in recorded}
    return fault.with_params(**params, nodes_from=None) if params else fault


def _band(fault: Fault, lanes: Sequence[str]) -> Band:
    named = [*fault.nodes, *(name for pair in fault.pairs or () for name in pair)]
    touched = tuple(lane for lane in lanes if lane in named) if named else tuple(lanes)
    return Band(str(fault.kind), fault.at_us, fault.until_us, touched, _label(fault))


def _label(fault: Fault) -> str:
    """The words of the plan without its times; a cut with clear sides is told by them."""
    if fault.kind == "partition" and (sides := _cut_words(fault.pairs or ())):
        return sides
    pairs = dict.fromkeys(fault.pairs or ())
    named = list(dict.fromkeys(name for pair in pairs for name in pair))
    if fault.kind == "link" and len(named) > 2 and len(pairs) == len(named) * (len(named) - 1):
        words = describe_fault(fault.with_params(pairs=None)).removeprefix("all links")
        return f"links among {_names(named)}{words.partition(': all links')[2]}"
    return describe_fault(fault).partition(": ")[2]


def _cut_words(pairs: Iterable[tuple[str, str]]) -> str:
    """Name the sides of a cut, if it has sides."""
    cut = dict.fromkeys(pairs)
    sides = _sides(cut, list(dict.fromkeys(name for pair in cut for name in pair)))
    return " | ".join(_names(side) for side in sides) if len(sides) > 1 else ""


def _sides(cut: Mapping[tuple[str, str], None], named: Sequence[str]) -> list[list[str]]:
    """Group nodes that still reach each other one way or the other."""
    sides: list[list[str]] = []
    left = list(named)
    while left:
        side, waiting = [], [left.pop(0)]
        while waiting:
            here = waiting.pop()
            side.append(here)
            reached = [n for n in left if (here, n) not in cut or (n, here) not in cut]
            waiting += reached
            left = [name for name in left if name not in reached]
        sides.append([name for name in named if name in side])
    return sides


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN + 1 else ""
    shown = names[:_NAMES_SHOWN] if more else names
    return f"{', '.join(shown)}{more}"
