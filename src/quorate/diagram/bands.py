"""Faults of a plan as bands over the time they last: whom they touch, in a few words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quorate.faults import Fault, FaultPlan

_NAMES_SHOWN = 4
_WORD_CHARACTERS_MAX = 24
# Said elsewhere in the words of a band.
_SAID = ("nodes", "cut", "pairs", "cause", "shape")
# The settings that leave a link as it is.
_PLAIN: Mapping[str, object] = {"loss": 0.0, "duplicate": 0.0, "slow": 1.0, "mode": "drop"}


@dataclass(frozen=True, slots=True)
class Band:
    """One fault on the axis of time; `until_us` is None for one without an end."""

    kind: str
    at_us: int
    until_us: int | None
    lanes: tuple[str, ...]
    label: str


def bands_of(plan: FaultPlan, lanes: Sequence[str]) -> tuple[Band, ...]:
    """Give a band for each fault; one that names no link or node touches all lanes."""
    return tuple(_band(fault, lanes) for fault in plan)


def _band(fault: Fault, lanes: Sequence[str]) -> Band:
    named = [*fault.nodes, *_single_nodes(fault), *(n for p in fault.pairs or () for n in p)]
    touched = tuple(lane for lane in lanes if lane in named)
    if not named:
        touched = tuple(lanes)
    return Band(str(fault.kind), fault.at_us, fault.until_us, touched, _label(fault))


def _single_nodes(fault: Fault) -> list[str]:
    stated = fault.params.get("node")
    return [stated] if isinstance(stated, str) else []


def _label(fault: Fault) -> str:
    nodes = [*fault.nodes, *_single_nodes(fault)]
    if fault.kind == "partition":
        whom = _cut_words(fault.pairs or ())
    elif fault.pairs is not None:
        whom = _cut_words(fault.pairs)
    else:
        whom = _names(nodes)
    told = [str(fault.kind), whom, *_settings(fault.params)]
    return " ".join(word for word in told if word)


def _settings(params: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} {str(value)[:_WORD_CHARACTERS_MAX]}"
        for name, value in params.items()
        if name not in (*_SAID, "node") and value is not None and _PLAIN.get(name) != value
    ]


def _cut_words(pairs: Iterable[tuple[str, str]]) -> str:
    """Name the sides of a cut if it has sides, else the first links that are cut."""
    cut = dict.fromkeys(pairs)
    named = list(dict.fromkeys(name for pair in cut for name in pair))
    sides = _sides(cut, named)
    if len(sides) > 1:
        return " | ".join(_names(side) for side in sides)
    links = [f"{a}→{b}" for a, b in cut]
    more = f" and {len(links) - _NAMES_SHOWN} more" if len(links) > _NAMES_SHOWN else ""
    return ", ".join(links[:_NAMES_SHOWN]) + more


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
