"""A run's result as the page shows it: read from JSON that the learner's code could have written.

Every field is checked for its type and cut to a length; what does not fit is left out, never an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from quorate.web.practice.drawings import NotADrawingError, clean_svg

WORDS_MAX = 2_000
OUTPUT_MAX = 8_000
EVENTS_MAX = 12
PARTS_MAX = 20
VERDICTS = ("ok", "violated", "unknown")


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One line of the smallest failing run."""

    index: int
    time: str
    node: str
    text: str
    line: int | None


@dataclass(frozen=True, slots=True)
class ShownFailure:
    """The smallest failing run found."""

    sentence: str
    fault: str
    seed: int | None
    tries: int | None
    events: tuple[ShownEvent, ...]
    drawing: Markup | None
    text: str
    learner_line: int | None


@dataclass(frozen=True, slots=True)
class ShownError:
    """Why the solution could not be judged, with its line and remedy."""

    message: str
    hint: str
    line: int | None


@dataclass(frozen=True, slots=True)
class ShownVerdict:
    """Everything the verdict page says."""

    kind: str
    reason: str
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    failure: ShownFailure | None = None
    error: ShownError | None = None
    output: str = ""
    trace_hash: str = ""
    memo: Mapping[str, Any] = field(default_factory=dict)


def shown_verdict(result: Mapping[str, Any]) -> ShownVerdict:
    """Read a result."""
    kind = result.get("verdict")
    return ShownVerdict(
        kind=kind if kind in VERDICTS else "unknown",
        reason=words(result.get("reason")),
        facts=tuple(facts_of(result)),
        parts=tuple(parts_of(result)),
        failure=failure_of(mapping(result.get("failure"))),
        error=error_of(mapping(result.get("error"))),
        output=words(result.get("output"), most=OUTPUT_MAX),
        trace_hash=words(result.get("trace_hash"), most=64),
        memo=mapping(result.get("memo")),
    )


def facts_of(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was tested, in short."""
    seeds = mapping(result.get("seeds"))
    facts = []
    run, held = whole(seeds.get("run")), whole(seeds.get("ok"))
    if run is not None and held is not None:
        facts.append(("Seeds that held", f"{held} of {run}"))
    first = whole(seeds.get("first_violated"))
    if first is not None:
        facts.append(("First failing seed", str(first)))
    for name, value in list(mapping(result.get("figures")).items())[:6]:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            shown = f"{value:.6g}" if isinstance(value, float) else words(value, most=60)
            facts.append((words(name, most=40).replace("_", " ").capitalize(), shown))
    return facts


def parts_of(result: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What each check said."""
    rows = result.get("parts")
    return [
        (words(row.get("checker"), most=60), str(row["verdict"]), words(row.get("reason")))
        for row in (rows if isinstance(rows, list) else [])[:PARTS_MAX]
        if isinstance(row, dict) and row.get("verdict") in VERDICTS
    ]


def failure_of(failure: Mapping[str, Any]) -> ShownFailure | None:
    """The failing run, its drawing only if it is one."""
    if not failure:
        return None
    rows = failure.get("events")
    return ShownFailure(
        sentence=words(failure.get("sentence")),
        fault=words(failure.get("fault")),
        seed=whole(failure.get("seed")),
        tries=whole(failure.get("tries")),
        events=tuple(
            event_of(row)
            for row in (rows if isinstance(rows, list) else [])[:EVENTS_MAX]
            if isinstance(row, dict)
        ),
        drawing=drawing_of(failure.get("svg")),
        text=words(failure.get("text"), most=OUTPUT_MAX),
        learner_line=whole(failure.get("learner_line")),
    )


def event_of(row: Mapping[str, Any]) -> ShownEvent:
    """One event."""
    time_us = whole(row.get("t_us"))
    return ShownEvent(
        index=whole(row.get("index")) or 0,
        time="" if time_us is None else f"{time_us / 1_000_000:.3f} s",
        node=words(row.get("node"), most=40),
        text=words(row.get("text"), most=300),
        line=whole(row.get("line")),
    )


def drawing_of(svg: object) -> Markup | None:
    """The drawing, if it holds nothing but shapes and words."""
    if not isinstance(svg, str) or not svg:
        return None
    try:
        return Markup(clean_svg(svg))  # noqa: S704  parsed and written anew from a list of what is allowed
    except NotADrawingError:
        return None


def error_of(error: Mapping[str, Any]) -> ShownError | None:
    """What was wrong with the file."""
    if not error:
        return None
    return ShownError(
        message=words(error.get("message")),
        hint=words(error.get("hint")),
        line=whole(error.get("line")),
    )


def mapping(value: object) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def words(value: object, *, most: int = WORDS_MAX) -> str:
    """The text, cut; numbers become text, everything else nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    return text if len(text) <= most else f"{text[:most]}…"


def whole(value: object) -> int | None:
    """The whole number, if it is one that a page can show."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if abs(value) < 2**53 else None
