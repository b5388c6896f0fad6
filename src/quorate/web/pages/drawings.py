"""Drawings of the public pages: the role paths over their weeks, the map of one path, a bar of weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from quorate.diagram import Stop, Track, journey_map
from quorate.web.pages.catalogue import TRACK_TITLES, Catalogue, PathView, PhaseView

LEFT, TOP, ROW, WEEK = 196, 62, 92, 60
CHARACTER = 7.1
"""Width of a character at 13 px, generous: labels break early rather than touch."""
ARROW_BACK = 9


@dataclass(frozen=True, slots=True)
class PathMap:
    """The map of a path, wide and narrow."""

    wide: Markup
    narrow: Markup
    text: str


def weeks_map(paths: Sequence[PathView], weeks_max: int) -> Markup:
    """Draw paths as lines over weeks: a dot begins a phase, a ring ends the path, all begin with one event.

    The words of the drawing stand beside it as a list, so its own description stays short.
    """
    width, height = LEFT + WEEK * weeks_max + 24, TOP + ROW * len(paths) + 8
    parts = [week_axis(weeks_max, height), origin(len(paths))]
    parts += [lane(path, TOP + ROW * (index + 0.5)) for index, path in enumerate(paths)]
    parts.append(now_cut(len(paths)))
    title = "The role paths over their weeks"
    described = "All paths begin with the first law; each line is a path, each dot the start of a phase, each ring its end."
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
        if week % 2 == 0:
            words = f"week {week}" if week == weeks_max else str(week) if week else "start"
            anchor = "end" if week == weeks_max else "middle" if week else "start"
            parts.append(f'<text class="quiet" x="{x}" y="{TOP - 20}" text-anchor="{anchor}">{words}</text>')
    return "".join(parts)


def origin(lanes: int) -> str:
    """The first law: one event from which a message goes to each path."""
    x, y = LEFT - 44, TOP - 24
    arrows = []
    for index in range(lanes):
        down = TOP + ROW * (index + 0.5)
        dx, dy = LEFT - x, down - y
        length = (dx * dx + dy * dy) ** 0.5
        tip_x, tip_y = LEFT - dx / length * ARROW_BACK, down - dy / length * ARROW_BACK
        arrows.append(f'<path class="message" d="M{x} {y}L{tip_x:.1f} {tip_y:.1f}"/>' + head(tip_x, tip_y, dx / length, dy / length))
    return f'{"".join(arrows)}<circle class="event" cx="{x}" cy="{y}" r="6"/><text x="{x - 14}" y="{y + 4.5}" text-anchor="end">Law 1</text>'


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
    return f'<path class="now" d="M{LEFT - 66} {TOP - 54}V{TOP - 8}H{LEFT - 18}V{bottom}"/><text class="now-name" x="{LEFT - 60}" y="{TOP - 46}">now</text>'


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


def path_map(found: Catalogue, path: PathView, states: Mapping[str, str]) -> PathMap:
    """Draw the units of a path on their tracks, with what requires what, and the cut of what is done."""
    inside = {unit.id for unit in path.units}
    raw = found.curriculum.units
    used = [track for track in TRACK_TITLES if any(raw[unit].track == track for unit in inside)]
    stops = [Stop(unit.id, unit.title, raw[unit.id].track, stop_state(states, unit.id, unit.status), unit.href) for unit in path.units]
    needs = found.curriculum.prerequisites()
    edges = [(before, stop.id) for stop in stops for before in needs.get(stop.id, ()) if before in inside]
    done = {track: count_behind([stop for stop in stops if stop.track == track]) for track in used}
    tracks = [Track(track, TRACK_TITLES[track]) for track in used]
    wide = journey_map(tracks, stops, edges, done)
    narrow = journey_map(tracks, stops, edges, done, layout="narrow")
    return PathMap(Markup(wide.svg), Markup(narrow.svg), wide.text)  # noqa: S704 - drawn and escaped by quorate.diagram


def stop_state(states: Mapping[str, str], unit_id: str, otherwise: str) -> str:
    """The mark of a unit: maps know four states."""
    state = states.get(unit_id, otherwise)
    return {"mastered": "verified", "provisional": "practised", "unseen": otherwise}.get(state, state)


def count_behind(stops: Sequence[Stop]) -> int:
    """How many units of a track lie behind the cut: the longest beginning in which all are done."""
    count = 0
    for stop in stops:
        if stop.state not in ("practised", "verified"):
            break
        count += 1
    return count


def phase_words(phase: PhaseView) -> str:
    """The weeks of a phase in words."""
    return f"week {phase.week_from}" if phase.week_from == phase.week_to else f"weeks {phase.week_from}–{phase.week_to}"
