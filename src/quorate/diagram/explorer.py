"""One page that holds a whole run: the explorer, the picture without script, and the words.

The page asks nobody for anything: its policy forbids it, and the script, the data and the look
are inside. Without the explorer's script, which a tree that was not built has not, the picture
and the words stay, and the page says what is missing.
"""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from quorate.diagram.errors import EmptyDrawingError
from quorate.diagram.look import LOOK
from quorate.diagram.scene import Scene
from quorate.diagram.spacetime import Highlight, picture_of
from quorate.diagram.svg import Drawing

_FIRST_HAPPENINGS = 60
_ROUND_VIOLATION = 24
_BEFORE_VIOLATION, _AFTER_VIOLATION = 28, 12
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
_JSON_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_HELD = {"ok": "held", "violated": "violated", "unknown": "unknown"}
_NOT_BUILT = (
    "This file holds no live explorer, because the front end was not built when it was written: "
    "run <code>make setup</code> and write it again. Picture and words below are complete."
)
_EMPTY = "Nothing happened in this run, so there is no picture of it."


def first_picture(scene: Scene) -> tuple[Drawing | None, str]:
    """The picture without script, and what it shows: what was violated, else the beginning."""
    operations = {each.index for each in scene.happenings if each.kind == "operation"}
    accused = [each.index for each in scene.violations if each.index in operations]
    if accused:
        picture = picture_of(scene, highlight=Highlight(accused[0], _ROUND_VIOLATION))
        return picture, "The events that led to the first operation accused."
    if scene.violations:
        window = _round_event(scene, scene.violations[-1].index)
        return picture_of(scene, window=window), "Around the last event accused."
    end_us = first_window(scene)
    try:
        return picture_of(scene, window=(0, end_us)), f"The first {end_us / 1_000_000:.3f} s."
    except EmptyDrawingError:
        return None, _EMPTY


def _round_event(scene: Scene, index: int) -> tuple[int, int]:
    """The time of so many happenings before and after this one."""
    drawn = [each for each in scene.happenings if each.node]
    at = next(place for place, each in enumerate(drawn) if each.index == index)
    last = min(at + _AFTER_VIOLATION, len(drawn) - 1)
    return drawn[max(0, at - _BEFORE_VIOLATION)].t_us, drawn[last].t_us


def first_window(scene: Scene) -> int:
    """The moment up to which a picture is still legible."""
    drawn = [each.t_us for each in scene.happenings if each.node]
    return drawn[min(_FIRST_HAPPENINGS, len(drawn)) - 1] if drawn else 0


def explorer_html(scene: Scene, about: Mapping[str, Any], *, bundle: str | None) -> str:
    """Write the page; `bundle` is the explorer's script, None where it was not built."""
    picture, caption = first_picture(scene)
    title = escape(f"{about.get('title', 'A run')}, seed {about.get('seed', 0)}")
    body = [f"<main><header><h1>{title}</h1>{_verdict(about)}</header>"]
    if bundle is None:
        body.append(f'<p class="notice">{_NOT_BUILT}</p>')
    body.append('<section data-explorer aria-label="The run">')
    if bundle is not None:
        data = script_data(scene.to_json(about))
        body.append(f'<script type="application/json" data-scene>{data}</script>')
    body += [_figure(picture, caption), "</section></main>"]
    if bundle is not None:
        body.append(f"<script>{script_text(bundle)}</script>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{title}</title><style>{LOOK}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def script_data(value: object) -> str:
    """JSON that can stand in a script element: nothing in it ends the element or opens another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate can be neither saved nor read back.
    return text.encode("utf-8", "replace").decode("utf-8").translate(_JSON_ESCAPES)


def script_text(source: str) -> str:
    """A program that can stand in a script element; both marks occur in its texts only."""
    return source.replace("</script", "<\\/script").replace("<!--", "\\x3c!--")


def _verdict(about: Mapping[str, Any]) -> str:
    kind = str(about.get("verdict", "unknown"))
    reason = escape(str(about.get("reason", "")))
    facts = {"scenario": about.get("scenario", ""), "seed": about.get("seed", "")}
    facts |= about.get("parameters", {})
    rows = "".join(
        f"<div><dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd></div>"
        for name, value in facts.items()
    )
    return (
        f'<p class="verdict is-{escape(kind)}"><b>{escape(_HELD.get(kind, kind))}</b> {reason}</p>'
        f'<dl class="facts">{rows}</dl>'
    )


def _figure(picture: Drawing | None, caption: str) -> str:
    if picture is None:
        return f"<p>{caption}</p>"
    words = escape(picture.text)
    return (
        '<figure><div class="scroll" tabindex="0" role="region" aria-label="Space-time diagram">'
        f"{picture.svg}</div><figcaption>{caption} A line is a node, an arrow a message, × a lost "
        "one, a gap a crash and a tick a restart; a bar is an operation, and a doubled outline "
        f"marks what was violated.</figcaption></figure><h2>In words</h2><pre>{words}</pre>"
    )
