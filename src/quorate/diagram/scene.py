"""A whole run as layout data: lanes, what happened on and between them, faults, states of nodes.

The picture in a file, the picture without script and the explorer are all made from it, so there
is one source of order, sizes and words. As JSON it is columns of small numbers beside lists of
each word once; the sentence of an event is put together from those by whoever shows it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from quorate.diagram.bands import Band, bands_of
from quorate.diagram.story import Happening, story_of
from quorate.faults import FaultPlan
from quorate.history import Trace

FORMAT = 1
GRID: Mapping[str, int] = MappingProxyType(
    {"lane": 52, "bar": 14, "tick": 7, "head": 8, "rail": 104}
)
"""Sizes in pixels: height of a lane and a bar, half a tick, an arrow's head, room for names."""

_VALUE_CHARACTERS_MAX = 160
_MOMENT, _ENDLESS = -2, -1
"""What stands for the length of something without one, and of something that never ended."""

StateChange = tuple[int, str, Mapping[str, Any]]
"""The last record of what changed it, the node, its attributes; None is one that is none, or went."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The line of one node or client."""

    name: str
    is_client: bool


@dataclass(frozen=True, slots=True)
class Violation:
    """What a check accuses: the record of an operation's invocation or an observation, and why."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """What changed in a node at a moment."""

    t_us: int
    node: str
    changed: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a drawing of a run needs."""

    lanes: tuple[Lane, ...]
    happenings: tuple[Happening, ...]
    last_us: int
    _: KW_ONLY
    bands: tuple[Band, ...] = ()
    violations: tuple[Violation, ...] = ()
    states: tuple[State, ...] = ()

    def texts(self) -> list[str]:
        """The run in words, a line for each event and fault."""
        return [f"{seconds(each.t_us)}  {each.text}" for each in self.happenings]

    def to_json(self, about: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Columns for the explorer; `about` is what a page says of the run: title, seed, verdict."""
        return _Writer(self).write(about or {})


def scene_of(
    trace: Trace,
    plan: FaultPlan,
    *,
    violating: Sequence[Violation] = (),
    states: Sequence[StateChange] = (),
) -> Scene:
    """Lay a run out: clients first, then nodes in the order of the world."""
    story = story_of(trace)
    nodes = list(trace.header.get("nodes", ()))
    named = dict.fromkeys(n for each in story.happenings for n in (each.node, each.peer) if n)
    clients = sorted((name for name in named if name not in nodes), key=_by_number)
    lanes = [Lane(name, is_client=True) for name in clients]
    lanes += [Lane(name, is_client=False) for name in nodes]
    names = [lane.name for lane in lanes]
    return Scene(
        tuple(lanes),
        story.happenings,
        story.last_us,
        bands=bands_of(plan, names, _struck(trace)),
        violations=tuple(violating),
        states=tuple(_timed(trace, states)),
    )


def _timed(trace: Trace, states: Sequence[StateChange]) -> Iterator[State]:
    """Find the moment of each change, by which a reader looks for it."""
    moments = [record.t_us for record in trace.records()] if states else []
    for record, node, changed in states:
        yield State(moments[record] if record >= 0 else 0, node, changed)


def _by_number(name: str) -> tuple[str, int, str]:
    """Order c2 before c10."""
    stem = name.rstrip("0123456789")
    digits = name[len(stem) :]
    return stem, int(digits[:18]) if digits.isascii() and digits else -1, name


def _struck(trace: Trace) -> dict[int, Any]:
    """What was recorded of each fault when it struck."""
    bodies = [record.body for record in trace.records() if record.kind == "fault"]
    return {body["fault"]: body for body in bodies if isinstance(body, Mapping) and "fault" in body}


def seconds(t_us: int) -> str:
    """Write a moment: always in seconds, so that the lines of a twin can be compared."""
    return f"{t_us / 1_000_000:.3f} s"


class _Words:
    """Each text once, numbered in the order of its first use."""

    def __init__(self, *first: str) -> None:
        self._numbers = {text: number for number, text in enumerate(first)}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def listed(self) -> list[str]:
        return list(self._numbers)


class _Writer:
    """Turns a scene into columns."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._lanes = {lane.name: number for number, lane in enumerate(scene.lanes)}
        self._strings = _Words("")
        self._kinds, self._fates, self._says = _Words(), _Words(""), _Words()

    def write(self, about: Mapping[str, Any]) -> dict[str, Any]:
        scene = self._scene
        events, states = self._events(), self._states()
        return {
            "format": FORMAT,
            "about": dict(about),
            "grid": dict(GRID),
            "last_us": scene.last_us,
            "lanes": [[lane.name, int(lane.is_client)] for lane in scene.lanes],
            "bands": [self._band(band) for band in scene.bands],
            "violations": [[each.index, each.text] for each in scene.violations],
            "kinds": self._kinds.listed(),
            "fates": self._fates.listed(),
            "says": self._says.listed(),
            "strings": self._strings.listed(),
            "events": events,
            "states": states,
        }

    def _events(self) -> dict[str, list[int]]:
        told = self._scene.happenings
        text = self._strings.number
        return {
            "index": _steps(each.index for each in told),
            "t": _steps(each.t_us for each in told),
            "last": [_length(each) for each in told],
            "end": [each.end_index - each.index if each.end_index else 0 for each in told],
            "kind": [self._kinds.number(each.kind) for each in told],
            "node": [self._lanes.get(each.node, -1) for each in told],
            "peer": [self._lanes.get(each.peer, -1) for each in told],
            "fate": [self._fates.number(each.fate) for each in told],
            "says": [self._says.number(each.says) for each in told],
            "name": [text(each.name) for each in told],
            "detail": [text(each.detail) for each in told],
            "note": [text(each.note) for each in told],
        }

    def _band(self, band: Band) -> dict[str, Any]:
        return {
            "kind": band.kind,
            "at": band.at_us,
            "until": band.until_us,
            "lanes": [self._lanes[name] for name in band.lanes],
            "label": band.label,
        }

    def _states(self) -> dict[str, list[int]]:
        text = self._strings.number
        known = [each for each in self._scene.states if each.node in self._lanes]
        pairs = [pair for each in known for pair in each.changed.items()]
        return {
            "t": _steps(each.t_us for each in known),
            "lane": [self._lanes[each.node] for each in known],
            "size": [len(each.changed) for each in known],
            "name": [text(str(name)) for name, _ in pairs],
            "value": [text(_value(value)) for _, value in pairs],
        }


def _steps(numbers: Iterable[int]) -> list[int]:
    """The first number, then the distance of each to the one before: short, and alike."""
    listed = [0, *numbers]
    return [after - before for before, after in pairwise(listed)]


def _length(each: Happening) -> int:
    if not each.lasts:
        return _MOMENT
    return _ENDLESS if each.end_us is None else each.end_us - each.t_us


def _value(value: object) -> str:
    """An attribute as text."""
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    if value is None:
        text = "None"
    return text if len(text) <= _VALUE_CHARACTERS_MAX else f"{text[: _VALUE_CHARACTERS_MAX - 1]}…"


__all__ = ["GRID", "Lane", "Scene", "State", "StateChange", "Violation", "scene_of", "seconds"]
