"""SVG as text: escaped, coloured only by CSS custom properties, legible without any style sheet.

A paint gives an element three layers: the custom property of the page, a fallback for a file of
its own, and a presentation attribute that stays when a page forbids style attributes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import sqrt

# Fallbacks for standalone files. Pages override them by defining the property.
_FALLBACKS = {
    "ink": "#1f2430",
    "muted": "#667080",
    "accent": "#2456c7",
    "bad": "#b3261e",
    "good": "#1c7a4a",
    "band": "#e3e6ec",
    "paper": "#ffffff",
}

FONT = "font-family:var(--font,system-ui,sans-serif)"


@dataclass(frozen=True, slots=True)
class DrawnEvent:
    """One thing that can be pointed at; `index` is its place in the trace or on the map."""

    index: int
    t_us: int
    kind: str
    node: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture, the same in words for those who cannot see it, and what can be pointed at."""

    svg: str
    text: str
    events: tuple[DrawnEvent, ...] = ()


def colour(name: str) -> str:
    """Refer to a colour of the page, with its fallback."""
    return f"var(--{name},{_FALLBACKS[name]})"


def stroke(name: str, width: float = 1.5, *, dash: str = "") -> str:
    """Paint a line and no area."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'fill="none" stroke="currentColor" stroke-width="{number(width)}"{dashes} '
        f'style="stroke:{colour(name)}"'
    )


def fill(name: str, *, opacity: float = 1.0) -> str:
    """Paint an area without an outline."""
    seen = f' fill-opacity="{number(opacity)}"' if opacity < 1 else ""
    basis = "none" if name == "paper" else "currentColor"
    return f'fill="{basis}"{seen} style="fill:{colour(name)}"'


def outlined(inside: str, line: str, width: float = 1.5, *, dash: str = "") -> str:
    """Paint an area and its outline."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'fill="none" stroke="currentColor" stroke-width="{number(width)}"{dashes} '
        f'style="fill:{colour(inside)};stroke:{colour(line)}"'
    )


def number(value: float) -> str:
    """Write a coordinate: one decimal at most, no trailing zero."""
    return f"{round(value, 1):.1f}".removesuffix(".0")


def text_of(value: str) -> str:
    """Escape text for markup; characters that XML cannot hold are shown as a replacement sign."""
    clean = "".join(
        ch if ch >= " " and not "\ud800" <= ch <= "\udfff" else "\ufffd" for ch in value
    )
    return escape(clean, quote=True)


def line(start: tuple[float, float], end: tuple[float, float], paint: str) -> str:
    """Draw a straight line."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" {paint}/>'
    )


def rect(corner: tuple[float, float], size: tuple[float, float], paint: str) -> str:
    """Draw a rectangle with slightly rounded corners."""
    return (
        f'<rect x="{number(corner[0])}" y="{number(corner[1])}" width="{number(max(size[0], 0))}" '
        f'height="{number(size[1])}" rx="2" {paint}/>'
    )


def circle(centre: tuple[float, float], radius: float, paint: str) -> str:
    """Draw a circle."""
    return (
        f'<circle cx="{number(centre[0])}" cy="{number(centre[1])}" r="{number(radius)}" {paint}/>'
    )


def path(points: Iterable[tuple[float, float]], paint: str, *, closed: bool = False) -> str:
    """Draw straight pieces from point to point."""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path d="M{steps}{"Z" if closed else ""}" {paint}/>'


def label(at: tuple[float, float], words: str, *, name: str = "ink", extra: str = "") -> str:
    """Write words at a point; `extra` carries attributes such as text-anchor or a transform."""
    space = " " if extra else ""
    return (
        f'<text x="{number(at[0])}" y="{number(at[1])}" font-size="13"{space}{extra} '
        f'fill="currentColor" style="fill:{colour(name)};{FONT}">{text_of(words)}</text>'
    )


def arrow_head(start: tuple[float, float], end: tuple[float, float], paint: str) -> str:
    """Draw the head of an arrow that ends at `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = sqrt(dx * dx + dy * dy) or 1.0
    ux, uy = dx / length, dy / length
    back = (end[0] - 8 * ux, end[1] - 8 * uy)
    sides = ((back[0] - 3.5 * uy, back[1] + 3.5 * ux), (back[0] + 3.5 * uy, back[1] - 3.5 * ux))
    return path((end, *sides), paint, closed=True)


def cross(centre: tuple[float, float], paint: str, *, size: float = 5) -> str:
    """Draw the × of something lost."""
    x, y = number(centre[0] - size), number(centre[1] - size)
    side = number(2 * size)
    return f'<path d="M{x} {y}l{side} {side}m0 -{side}l-{side} {side}" {paint}/>'


def hatch(pattern_id: str) -> str:
    """Define the diagonal hatching of a partition."""
    return (
        f'<defs><pattern id="{pattern_id}" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)">{line((0, 0), (0, 7), stroke("muted", 2))}</pattern></defs>'
    )


def group(event: DrawnEvent, parts: Iterable[str], *, focusable: bool = True) -> str:
    """Join the parts of one event: found by script and tests, named on hover and for readers."""
    words = text_of(event.text)
    stop = ' tabindex="0"' if focusable else ""
    return (
        f'<g class="event" data-event="{text_of(event.kind)}" data-index="{event.index}" '
        f'data-node="{text_of(event.node)}" role="img" aria-label="{words}"{stop}>'
        f"<title>{words}</title>{''.join(parts)}</g>"
    )


def unique_name(*parts: object) -> str:
    """Make a name for ids from what is drawn: equal on every platform, different for others."""
    return "d" + hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:10]


def document(
    size: tuple[float, float], heading: tuple[str, str], name: str, parts: Iterable[str]
) -> str:
    """Put a drawing together; `heading` is its title and its description."""
    width, height = number(size[0]), number(size[1])
    title, description = heading
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="group" '
        f'aria-labelledby="{name}-title {name}-desc" '
        f'style="max-width:100%;height:auto;color:{colour("ink")}">'
        f'<title id="{name}-title">{text_of(title)}</title>'
        f'<desc id="{name}-desc">{text_of(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def duration(us: int) -> str:
    """Write a moment or a span of virtual time in the unit a reader expects."""
    for unit_us, name in ((86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "min")):
        if us >= 2 * unit_us:
            return f"{us / unit_us:.1f} {name}".replace(".0 ", " ")
    return f"{us / 1_000_000:.3f} s"
