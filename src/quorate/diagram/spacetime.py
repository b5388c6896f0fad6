"""The space-time diagram: a line for each node, time to the right, messages as arrows between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quorate.diagram.bands import Band
from quorate.diagram.errors import EmptyDrawingError
from quorate.diagram.intervals import between, union
from quorate.diagram.scale import scale_of
from quorate.diagram.scene import GRID, Scene, scene_of, seconds
from quorate.diagram.selection import select_around
from quorate.diagram.story import Happening
from quorate.diagram.svg import (
    Drawing,
    DrawnEvent,
    arrow_head,
    colour,
    cross,
    document,
    fill,
    group,
    hatch,
    label,
    line,
    outlined,
    path,
    rect,
    stroke,
    unique_name,
)
from quorate.faults import FaultPlan
from quorate.history import Trace

WIDTH = 960
_RAIL, _LANE, _BAR, _TICK = (GRID[name] for name in ("rail", "lane", "bar", "tick"))
_TOP = 34
_AXIS = 34
_HAPPENINGS_MAX = 400
_FOCUSABLE_MAX = 40
_TICK_DISTANCE = 78
_LABEL_CHARACTERS = 14

Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Highlight:
    """What a diagram is about: the record of the operation's invocation, told by a few events.

    `lanes` are nodes that get a line even if nothing happened to them: who could have helped.
    """

    operation: int
    events_max: int = 12
    lanes: tuple[str, ...] = ()


def space_time(
    trace: Trace,
    plan: FaultPlan,
    *,
    window: Window | None = None,
    highlight: Highlight | None = None,
) -> Drawing:
    """Draw a trace, or the part of it in `window`, or the few events round one operation."""
    return picture_of(scene_of(trace, plan), window=window, highlight=highlight)


def picture_of(
    scene: Scene, *, window: Window | None = None, highlight: Highlight | None = None
) -> Drawing:
    """Draw a scene in the same way; what it says is violated has a doubled outline."""
    shown = _shown(scene, window, highlight)
    if not shown:
        raise EmptyDrawingError("nothing happens in this window: choose another one")
    told = [(each.t_us, each.index, each.text) for each in shown]
    return _Chart(scene, shown, highlight).draw(unique_name("space-time", told, window, highlight))


def _shown(
    scene: Scene, window: Window | None, highlight: Highlight | None
) -> tuple[Happening, ...]:
    if highlight is not None:
        return select_around(scene.happenings, highlight.operation, highlight.events_max)
    begin, end = window or (0, scene.last_us)
    inside = [
        each
        for each in scene.happenings
        # What stands on no line is a fault, which is drawn as a band.
        if each.node and each.t_us <= end and _end_of(each) >= begin
    ]
    return tuple(inside[:_HAPPENINGS_MAX])


def _end_of(each: Happening) -> int:
    return each.t_us if each.end_us is None else each.end_us


class _Chart:
    """The lanes, the scale and the parts of one diagram."""

    def __init__(
        self, scene: Scene, shown: Sequence[Happening], highlight: Highlight | None
    ) -> None:
        self.scene_bands = scene.bands
        self.shown = shown
        self.culprits = [each.index for each in scene.violations]
        if highlight is not None:
            self.culprits.append(highlight.operation)
        lanes = _lanes(scene, shown, () if highlight is None else highlight.lanes)
        self.rows = {name: _TOP + _LANE * (row + 0.5) for row, name in enumerate(lanes)}
        self.bottom = _TOP + _LANE * len(lanes)
        self.scale = scale_of(_moments(shown), _RAIL, WIDTH - 12)
        self.begin_us, self.end_us = self.scale.moments[0], self.scale.moments[-1]
        self.crashes = [each for each in scene.happenings if each.kind == "crash"]

    def draw(self, name: str) -> Drawing:
        """Put the picture, its twin and its events together."""
        events = tuple(_event(each) for each in self.shown)
        parts = [hatch(f"{name}-hatch"), *self._bands(name), *self._lifelines(), *self._axis()]
        # Long things first, so that what is small stays on top and can be pointed at.
        order = sorted(self.shown, key=lambda each: each.kind != "operation")
        by_index = {event.index: event for event in events}
        # Beyond some number, stopping at each event would keep a keyboard from what follows.
        focusable = len(events) <= _FOCUSABLE_MAX
        parts += [
            group(by_index[each.index], self._mark(each), focusable=focusable) for each in order
        ]
        lanes = ", ".join(self.rows)
        heading = (
            f"{len(events)} events between {lanes}",
            (
                "Time runs to the right, its distances are compressed. A message is an arrow, "
                "a lost one ends in a cross, a gap in a line is a crash and a tick a restart."
            ),
        )
        svg = document((WIDTH, self.bottom + _AXIS), heading, name, parts)
        text = [f"{seconds(event.t_us)}  {event.text}" for event in events]
        return Drawing(svg, "\n".join([*text, *self._band_words()]), events)

    def _lifelines(self) -> Iterator[str]:
        for name, y in self.rows.items():
            yield label((0, y + 4), _cut(name))
            crashes = [each for each in self.crashes if each.node == name]
            gaps = union(
                (self.scale.x(each.t_us), self._x_end(each))
                for each in crashes
                if each.t_us < self.end_us and (each.end_us is None or each.end_us > self.begin_us)
            )
            for a, b in between(gaps, _RAIL, WIDTH - 12):
                yield line((a, y), (b, y), stroke("ink", 1.5))
            for each in crashes:
                if each.end_us is not None and self.begin_us < each.end_us <= self.end_us:
                    x = self.scale.x(each.end_us)
                    yield line((x, y - _TICK), (x, y + _TICK), stroke("ink", 2))

    def _x_end(self, each: Happening) -> float:
        return WIDTH - 12 if each.end_us is None else self.scale.x(each.end_us)

    def _partitions(self) -> Iterator[tuple[Band, list[str]]]:
        for band in self.scene_bands:
            if band.kind != "partition" or band.at_us > self.end_us:
                continue
            if band.until_us is not None and band.until_us < self.begin_us:
                continue
            touched = [name for name in self.rows if name in band.lanes]
            if touched:
                yield band, touched

    def _bands(self, name: str) -> Iterator[str]:
        for band, touched in self._partitions():
            left = self.scale.x(band.at_us)
            right = WIDTH - 12 if band.until_us is None else self.scale.x(band.until_us)
            rows = [self.rows[each] for each in touched]
            corner = (left, min(rows) - _LANE / 2 + 4)
            size = (max(right - left, 3), max(rows) - min(rows) + _LANE - 8)
            paint = f'fill="url(#{name}-hatch)" fill-opacity="0.45" data-event="partition"'
            yield rect(corner, size, paint)

    def _band_words(self) -> list[str]:
        return [
            f"{seconds(band.at_us)}  a partition cuts {', '.join(touched)}"
            for band, touched in self._partitions()
        ]

    def _mark(self, each: Happening) -> list[str]:
        x, y = self.scale.x(each.t_us), self.rows[each.node]
        match each.kind:
            case "operation":
                return self._operation(each, x, y)
            case "message" | "copy":
                return self._message(each, x, y)
            case "crash":
                words = [label((x + 4, y - 8), each.note, name="bad")] if each.note else []
                return [line((x, y - _TICK), (x, y + _TICK), stroke("bad", 2)), *words]
            case "error":
                return [cross((x, y), stroke("bad", 2), size=6)]
            case "return":
                name = "good" if each.fate == "ok" else "bad"
                return [line((x, y - _BAR), (x, y + _BAR), stroke(name, 2.5))]
        marks = [path(_diamond(x, y, 5), outlined("paper", "muted", 1.5), closed=True)]
        if each.index in self.culprits:
            marks += [path(_diamond(x, y, m), _culprit(), closed=True) for m in (9, 13)]
        return marks

    def _operation(self, each: Happening, x: float, y: float) -> list[str]:
        """Draw a bar, open to the right when nobody knows its end; doubled if it is the culprit."""
        right = self._x_end(each)
        size = (right - x, _BAR)
        dash = "" if each.fate in ("ok", "fail") else "5 3"
        bar = rect((x, y - _BAR / 2), size, outlined("band", "ink", 1.5, dash=dash))
        if each.index not in self.culprits:
            return [bar]
        outlines = [
            rect((x - m, y - _BAR / 2 - m), (size[0] + 2 * m, _BAR + 2 * m), _culprit())
            for m in (3, 6)
        ]
        return [bar, *outlines]

    def _message(self, each: Happening, x: float, y: float) -> list[str]:
        if each.peer not in self.rows:
            return [line((x, y), (x, y + 8), stroke("ink"))]
        end = (self._x_end(each), self.rows[each.peer])
        if each.fate == "lost":
            # The cross stands before the line of who never got it.
            stop = (x + (end[0] - x) * 0.8, y + (end[1] - y) * 0.8)
            return [
                line((x, y), stop, stroke("bad", 1.5, dash="4 3")),
                cross(stop, stroke("bad", 2)),
            ]
        return [line((x, y), end, stroke("accent")), arrow_head((x, y), end, fill("accent"))]

    def _axis(self) -> Iterator[str]:
        yield line((_RAIL, self.bottom), (WIDTH - 12, self.bottom), stroke("muted", 1))
        last = 0.0
        for moment, x in zip(self.scale.moments, self.scale.places, strict=True):
            yield line((x, self.bottom), (x, self.bottom + 4), stroke("muted", 1))
            at_end = x >= WIDTH - 40
            # The last moment is always named; others only where their words have room.
            if moment == self.end_us or (x - last >= _TICK_DISTANCE and x <= WIDTH - 110):
                last = x
                extra = f'text-anchor="{"end" if at_end else "middle"}"'
                words = seconds(moment)
                yield label((x, self.bottom + 20), words, name="muted", extra=extra)


def _lanes(scene: Scene, shown: Sequence[Happening], wanted: Sequence[str]) -> list[str]:
    """Those to whom something happens in the picture, and those who could have helped."""
    named = dict.fromkeys(name for each in shown for name in (each.node, each.peer) if name)
    return [
        lane.name
        for lane in scene.lanes
        if lane.name in named or (lane.name in wanted and not lane.is_client)
    ]


def _moments(shown: Sequence[Happening]) -> Iterator[int]:
    for each in shown:
        yield each.t_us
        # A crash may last long after the story is over; its end is drawn only if others are later.
        if each.end_us is not None and each.kind != "crash":
            yield each.end_us


def _diamond(x: float, y: float, size: float) -> tuple[tuple[float, float], ...]:
    return ((x, y - size), (x + size, y), (x, y + size), (x - size, y))


def _culprit() -> str:
    return f'fill="none" stroke="currentColor" style="stroke:{colour("bad")}"'


def _event(each: Happening) -> DrawnEvent:
    return DrawnEvent(each.index, each.t_us, each.kind, each.node, each.text)


def _cut(name: str) -> str:
    return name if len(name) <= _LABEL_CHARACTERS else f"{name[: _LABEL_CHARACTERS - 1]}…"


__all__ = ["Highlight", "Window", "picture_of", "space_time"]
