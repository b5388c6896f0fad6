"""Drawings of the public pages: the role paths over their weeks, the map of one path, a bar of weeks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from quorate.diagram import State, Stop, Track, journey_map
from quorate.web.pages.catalogue import TRACK_TITLES, Catalogue, PathView, PhaseView

LEFT, TOP, ROW, WEEK = 236, 66, 92, 58
CHARACTER = 7.1
"""Width of a character at 13 px, generous: labels break early rather than touch."""
ARROW_BACK = 9
DRAWN: Mapping[str, State] = {
    "practised": "practised",
    "provisional": "practised",
    "mastered": "verified",
    "verified": "verified",
}
DONE = ("practised", "verified")
VIEW_BOX = re.compile(r'<svg([^>]*?)viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True, slots=True)
class PhaseMap:
    """The map of one phase, wide and narrow."""

    phase: PhaseView
    wide: Markup
    narrow: Markup
    open: bool


def weeks_map(paths: Sequence[PathView], weeks_max: int) -> Markup:
    """Draw paths as lines over weeks: a dot begins a phase, a ring ends the path, all begin with one event.

    The words of the drawing stand beside it as a list, so its own description stays short.
    """
    width, height = LEFT + WEEK * weeks_max + 24, TOP + ROW * len(paths) + 8
    parts = [week_axis(weeks_max, height), origin(len(paths))]
    parts += [lane(path, TOP + ROW * (index + 0.5)) for index, path in enumerate(paths)]
    parts.append(now_cut(len(paths)))
    title = "The role paths over their weeks"
    described = "All begin with the first law. A line is a path, a dot the start of a phase, a ring the end."
    return Markup(  # noqa: S704 - every word was escaped on its way in
        f'<svg class="drawing weeks" viewBox="0 0 {width} {height}" role="img" aria-labelledby="weeks-t weeks-d">'
        f'<title id="weeks-t">{title}</title><desc id="weeks-d">{described}</desc>{"".join(parts)}</svg>'
    )


def week_axis(weeks_max: int, height: int) -> str:
    """Ticks of the weeks, every second one named."""
    parts = []
    for week in range(weeks_max + 1):
        x = LEFT + WEEK * week
        parts.append(f'<path class="tick" d="M{x} {TOP - 12}V{height}"/>')
        if week % 2 == 0 and week:
            words = f"week {week}" if week == weeks_max else str(week)
            anchor = "end" if week == weeks_max else "middle"
            parts.append(
                f'<text class="quiet" x="{x}" y="{TOP - 20}" text-anchor="{anchor}">{words}</text>'
            )
    return "".join(parts)


def origin(lanes: int) -> str:
    """The first law: one event from which a message goes to each path."""
    x, y = LEFT - 36, TOP - 26
    arrows = []
    for index in range(lanes):
        down = TOP + ROW * (index + 0.5)
        dx, dy = LEFT - x, down - y
        length = (dx * dx + dy * dy) ** 0.5
        tip_x, tip_y = LEFT - dx / length * ARROW_BACK, down - dy / length * ARROW_BACK
        arrows.append(
            f'<path class="message" d="M{x} {y}L{tip_x:.1f} {tip_y:.1f}"/>'
            + head(tip_x, tip_y, dx / length, dy / length)
        )
    arrows.append(f'<circle class="event" cx="{x}" cy="{y}" r="6"/>')
    return f'{"".join(arrows)}<text x="{x + 12}" y="{y + 4.5}">Law 1</text>'


def head(x: float, y: float, ux: float, uy: float) -> str:
    """The head of an arrow that ends at a point, in its direction."""
    back_x, back_y = x - 8 * ux, y - 8 * uy
    a = (back_x - 3.5 * uy, back_y + 3.5 * ux)
    b = (back_x + 3.5 * uy, back_y - 3.5 * ux)
    return f'<path class="head" d="M{a[0]:.1f} {a[1]:.1f}L{x:.1f} {y:.1f}L{b[0]:.1f} {b[1]:.1f}"/>'


def lane(path: PathView, y: float) -> str:
    """One path: its line, the start of each phase with its name above, its end."""
    end = LEFT + WEEK * path.weeks_range[1]
    parts = [f'<path class="line" d="M{LEFT} {y}H{end - 7}"/>']
    for phase in path.phases:
        x = LEFT + WEEK * (phase.week_from - 1)
        parts.append(f'<circle class="event" cx="{x}" cy="{y}" r="5"/>')
        lines = broken(phase.title, int(WEEK * phase.weeks / CHARACTER) - 1)
        for index, words in enumerate(reversed(lines)):
            parts.append(f'<text x="{x + 2}" y="{y - 14 - 16 * index:g}">{escape(words)}</text>')
        parts.append(f'<text class="quiet" x="{x + 2}" y="{y + 22:g}">{phase.weeks} weeks</text>')
    parts.append(f'<circle class="ring" cx="{end}" cy="{y}" r="7"/>')
    parts.append(f'<text class="name" x="0" y="{y + 4.5:g}">{escape(path.title)}</text>')
    return "".join(parts)


def now_cut(lanes: int) -> str:
    """The cut between what is behind and what lies ahead: a newcomer stands before everything."""
    bottom = TOP + ROW * lanes
    x = LEFT - 54
    return (
        f'<path class="now" d="M{x} {TOP - 50}V{TOP - 4}H{x - 8}V{bottom}"/>'
        f'<text class="now-name" x="{x - 8}" y="{TOP - 38}" text-anchor="end">now</text>'
    )


def broken(words: str, characters: int) -> list[str]:
    """Break words into at most two lines of a length."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > characters and lines[-1] and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def path_maps(found: Catalogue, path: PathView, states: Mapping[str, str]) -> tuple[PhaseMap, ...]:
    """Draw each phase of a path; the phase that holds the first undone unit is the one to open."""
    needs = found.curriculum.prerequisites()
    maps: list[PhaseMap] = []
    for phase in path.phases:
        if not phase.units:
            continue
        stops = [
            Stop(
                unit.id,
                unit.title,
                found.curriculum.units[unit.id].track,
                stop_state(states, unit.id, available=unit.available),
                unit.href,
            )
            for unit in phase.units
        ]
        ahead = any(stop.state not in DONE for stop in stops)
        opened = ahead and not any(each.open for each in maps)
        maps.append(phase_map(phase, stops, needs, opened=opened))
    return tuple(maps)


def phase_map(
    phase: PhaseView, stops: Sequence[Stop], needs: Mapping[str, Sequence[str]], *, opened: bool
) -> PhaseMap:
    """Draw one phase: its units on their tracks, what directly requires what, the cut of what is done."""
    inside = {stop.id for stop in stops}
    edges = direct(
        {stop.id: [each for each in needs.get(stop.id, ()) if each in inside] for stop in stops}
    )
    used = [track for track in TRACK_TITLES if any(stop.track == track for stop in stops)]
    tracks = [Track(track, TRACK_TITLES[track]) for track in used]
    done = {track: count_behind([stop for stop in stops if stop.track == track]) for track in used}
    wide = journey_map(tracks, stops, edges, done)
    narrow = journey_map(tracks, stops, edges, done, layout="narrow")
    return PhaseMap(phase, sized(wide.svg), Markup(narrow.svg), opened)  # noqa: S704 - drawn and escaped by quorate.diagram


def direct(needs: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The edges without those that follow from others: an arrow for each step, none for a detour."""
    behind: dict[str, set[str]] = {}

    def all_behind(unit: str) -> set[str]:
        if unit not in behind:
            behind[unit] = set()  # a circle ends here; the content check reports it
            for before in needs.get(unit, ()):
                behind[unit] |= {before, *all_behind(before)}
        return behind[unit]

    return [
        (before, unit)
        for unit, all_before in needs.items()
        for before in all_before
        if not any(before in all_behind(other) for other in all_before if other != before)
    ]


def sized(svg: str) -> Markup:
    """Give a drawing the size it was drawn at, so that a wide one scrolls instead of shrinking."""
    return Markup(VIEW_BOX.sub(r'<svg\1viewBox="0 0 \2 \3" width="\2" height="\3"', svg, count=1))  # noqa: S704 - only numbers are added


def stop_state(states: Mapping[str, str], unit_id: str, *, available: bool) -> State:
    """The mark of a unit: drawings know four states, and what is not written stays planned."""
    if not available:
        return "planned"
    return DRAWN.get(states.get(unit_id, ""), "available")


def count_behind(stops: Sequence[Stop]) -> int:
    """How many units of a track lie behind the cut: the longest beginning in which all are done."""
    count = 0
    for stop in stops:
        if stop.state not in DONE:
            break
        count += 1
    return count


def phase_words(phase: PhaseView) -> str:
    """The weeks of a phase in words."""
    return (
        f"week {phase.week_from}"
        if phase.week_from == phase.week_to
        else f"weeks {phase.week_from}–{phase.week_to}"
    )
