"""The journey as a map: a line for each track, a mark for each unit, the cut of what is done.

Wide, time runs to the right like in a space-time diagram. Narrow, it runs downward like a commit
graph, with titles beside the rails.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from quorate.diagram.errors import EmptyDrawingError, UnknownUnitError
from quorate.diagram.svg import (
    Drawing,
    DrawnEvent,
    arrow_head,
    circle,
    document,
    fill,
    group,
    label,
    line,
    outlined,
    path,
    stroke,
    text_of,
    unique_name,
)

State = Literal["planned", "available", "practised", "verified"]
Layout = Literal["wide", "narrow"]
Edge = tuple[str, str]
Point = tuple[float, float]

_COLUMN = 64
_TRACK = 84
_LEFT = 132
_TOP = 72
_SLANT = 96
_ROW = 44
_RAIL = 16
_RAILS_MAX = 6
_NARROW = 360
_TITLE_CHARACTERS = 24

_STATE_WORDS = {
    "planned": "not written yet",
    "available": "available",
    "practised": "practised",
    "verified": "verified",
}


@dataclass(frozen=True, slots=True)
class Track:
    """A line of the map."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A unit on the map; units are given in the order in which they are met."""

    id: str
    title: str
    track: str
    state: State = "available"
    href: str = ""


def journey_map(
    tracks: Sequence[Track],
    units: Sequence[Stop],
    edges: Sequence[Edge],
    now: Mapping[str, int],
    *,
    layout: Layout = "wide",
) -> Drawing:
    """Draw the map; `edges` are prerequisites, `now` says how many units of each track are behind.

    Narrow draws no arrows: a page adds them for the unit that is chosen.
    """
    if not tracks or not units:
        raise EmptyDrawingError("a map needs at least one track and one unit")
    _validate(tracks, units, edges, now)
    columns = _columns(units, edges)
    draw = _wide if layout == "wide" else _narrow
    name = unique_name("journey", layout, tracks, units, edges, sorted(now.items()))
    size, parts = draw(_Map(tuple(tracks), tuple(units), tuple(edges), now, columns))
    done = sum(unit.state in ("practised", "verified") for unit in units)
    planned = sum(unit.state == "planned" for unit in units)
    description = (
        f"{len(units)} units on {len(tracks)} tracks; {done} done, {planned} not written yet."
    )
    svg = document(size, ("The journey", description), name, parts)
    text = "\n".join([description, *_sentences(tracks, units, edges)])
    return Drawing(svg, text, tuple(_event(index, unit) for index, unit in enumerate(units)))


@dataclass(frozen=True, slots=True)
class _Map:
    tracks: tuple[Track, ...]
    units: tuple[Stop, ...]
    edges: tuple[Edge, ...]
    now: Mapping[str, int]
    columns: dict[str, int]


def _validate(
    tracks: Sequence[Track], units: Sequence[Stop], edges: Sequence[Edge], now: Mapping[str, int]
) -> None:
    track_ids = [track.id for track in tracks]
    unit_ids = [unit.id for unit in units]
    named = [(unit.track, track_ids, f"the track of unit {unit.id!r}") for unit in units]
    named += [(track, track_ids, "a track of the cut") for track in now]
    named += [(unit, unit_ids, f"an end of edge {edge}") for edge in edges for unit in edge]
    for found, known, what in named:
        if found not in known:
            raise UnknownUnitError(f"{found!r}, {what}, is not on the map: add it or leave it out")


def _columns(units: Sequence[Stop], edges: Sequence[Edge]) -> dict[str, int]:
    """Place each unit after its prerequisites and after the unit before it on its track."""
    needs: dict[str, list[str]] = {}
    for before, after in edges:
        needs.setdefault(after, []).append(before)
    columns: dict[str, int] = {}
    last: dict[str, int] = {}
    for unit in units:
        # A prerequisite that is met later cannot push: its arrow then points backward, visibly.
        behind = [columns[need] for need in needs.get(unit.id, ()) if need in columns]
        columns[unit.id] = max([last.get(unit.track, -1), *behind]) + 1
        last[unit.track] = columns[unit.id]
    return columns


def _wide(chart: _Map) -> tuple[Point, list[str]]:
    width = _LEFT + _COLUMN * (max(chart.columns.values()) + 1) + _SLANT
    bottom = _TOP + _TRACK * len(chart.tracks)
    rows = {track.id: _TOP + _TRACK * (i + 0.5) for i, track in enumerate(chart.tracks)}
    places = {
        unit.id: (_LEFT + _COLUMN * (chart.columns[unit.id] + 0.5), rows[unit.track])
        for unit in chart.units
    }
    parts = []
    for track in chart.tracks:
        y = rows[track.id]
        parts.append(line((_LEFT, y), (width - _SLANT, y), stroke("muted", 1.5)))
        parts.append(label((0, y + 4), track.title))
    parts += [_arrow(places[a], places[b]) for a, b in chart.edges if places[a][0] < places[b][0]]
    for index, unit in enumerate(chart.units):
        x, y = places[unit.id]
        slanted = f'transform="rotate(-28 {x:.0f} {y - 14:.0f})"'
        words = label((x, y - 14), _shorten(unit.title), name="muted", extra=slanted)
        parts.append(_linked(unit, group(_event(index, unit), [*_mark((x, y), unit.state), words])))
    parts.append(_cut_wide(chart, places, rows, bottom))
    return (width, bottom + 12), parts


def _cut_wide(chart: _Map, places: dict[str, Point], rows: dict[str, float], bottom: float) -> str:
    """Draw the stepped line between what is behind and what lies ahead."""
    points: list[Point] = []
    for track in chart.tracks:
        behind = [places[unit.id][0] for unit in chart.units if unit.track == track.id]
        passed = chart.now.get(track.id, 0)
        x = _LEFT + 4 if passed <= 0 or not behind else behind[min(passed, len(behind)) - 1] + 26
        points += [(x, rows[track.id] - _TRACK / 2), (x, rows[track.id] + _TRACK / 2)]
    points[-1] = (points[-1][0], bottom)
    return (
        f'<g class="now" data-event="now"><title>now</title>{path(points, stroke("accent", 2))}</g>'
    )


def _narrow(chart: _Map) -> tuple[Point, list[str]]:
    rails = {track.id: min(i, _RAILS_MAX - 1) for i, track in enumerate(chart.tracks)}
    gutter = _RAIL * (max(rails.values()) + 1)
    ordered = sorted(enumerate(chart.units), key=lambda pair: (chart.columns[pair[1].id], pair[0]))
    rows = {unit.id: _ROW * (row + 0.5) for row, (_, unit) in enumerate(ordered)}
    height = _ROW * len(ordered)
    parts = []
    for rail in sorted(dict.fromkeys(rails.values())):
        mine = [rows[unit.id] for unit in chart.units if rails[unit.track] == rail]
        x = _RAIL * (rail + 0.5)
        if len(mine) > 1:
            parts.append(line((x, min(mine)), (x, max(mine)), stroke("muted", 1.5)))
    for index, unit in ordered:
        at = (_RAIL * (rails[unit.track] + 0.5), rows[unit.id])
        words = label((gutter + 10, at[1] + 4), unit.title)
        parts.append(_linked(unit, group(_event(index, unit), [*_mark(at, unit.state, 5), words])))
    parts.append(_cut_narrow(chart, rails, rows, gutter))
    return (_NARROW, height), parts


def _cut_narrow(chart: _Map, rails: dict[str, int], rows: dict[str, float], gutter: float) -> str:
    lows = dict.fromkeys(range(max(rails.values()) + 1), 0.0)
    for track in chart.tracks:
        mine = sorted(rows[unit.id] for unit in chart.units if unit.track == track.id)
        passed = min(chart.now.get(track.id, 0), len(mine))
        if passed > 0:
            lows[rails[track.id]] = max(lows[rails[track.id]], mine[passed - 1] + _ROW / 2)
    points: list[Point] = []
    for rail, y in lows.items():
        points += [(_RAIL * rail, max(y, 2)), (_RAIL * (rail + 1), max(y, 2))]
    points[-1] = (gutter + 6, points[-1][1])
    return (
        f'<g class="now" data-event="now"><title>now</title>{path(points, stroke("accent", 2))}</g>'
    )


def _mark(at: Point, state: State, radius: float = 8) -> list[str]:
    """Planned: dotted; available: ring; practised: half; verified: double ring."""
    ring = circle(at, radius, outlined("paper", "ink", 2))
    if state == "planned":
        return [circle(at, radius, outlined("paper", "muted", 1.5, dash="1.5 3"))]
    if state == "practised":
        half = (
            f'<path d="M{at[0]:.1f} {at[1] - radius:.1f}a{radius} {radius} 0 0 1 0 {2 * radius}z" '
            f"{fill('ink')}/>"
        )
        return [ring, half]
    if state == "verified":
        return [
            circle(at, radius, outlined("paper", "good", 2)),
            circle(at, radius / 2, stroke("good", 2)),
        ]
    return [ring]


def _arrow(start: Point, end: Point) -> str:
    near, tip = _towards(start, end, 10), _towards(end, start, 10)
    head = arrow_head(near, tip, fill("muted"))
    return f'<g class="edge">{line(near, tip, stroke("muted", 1))}{head}</g>'


def _towards(here: Point, there: Point, distance: float) -> Point:
    dx, dy = there[0] - here[0], there[1] - here[1]
    share = distance / sqrt(dx * dx + dy * dy)
    return (here[0] + dx * share, here[1] + dy * share)


def _linked(unit: Stop, mark: str) -> str:
    if not unit.href:
        return mark
    # The link is what the keyboard reaches; its mark must not be a second stop.
    inner = mark.replace(' tabindex="0"', "", 1).replace(' role="img"', "", 1)
    return f'<a href="{text_of(unit.href)}">{inner}</a>'


def _event(index: int, unit: Stop) -> DrawnEvent:
    words = f"{unit.title} ({_STATE_WORDS[unit.state]})"
    return DrawnEvent(index, 0, "unit", unit.id, words)


def _shorten(title: str) -> str:
    if len(title) <= _TITLE_CHARACTERS:
        return title
    return f"{title[: _TITLE_CHARACTERS - 1].rstrip()}…"


def _sentences(tracks: Sequence[Track], units: Sequence[Stop], edges: Sequence[Edge]) -> list[str]:
    titles = {unit.id: unit.title for unit in units}
    sentences = []
    for track in tracks:
        sentences.append(f"{track.title}:")
        for unit in units:
            if unit.track == track.id:
                needs = [titles[a] for a, b in edges if b == unit.id]
                after = f", after {', '.join(needs)}" if needs else ""
                sentences.append(f"- {unit.title} ({_STATE_WORDS[unit.state]}){after}")
    return sentences
