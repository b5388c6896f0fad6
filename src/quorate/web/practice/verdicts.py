"""A run's result as the page shows it: read from JSON that the learner's code could have written.

Every field is checked for its type and cut to a length; what does not fit is left out, never an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from quorate.calculators import filters
from quorate.node import Topology
from quorate.web.practice.drawings import NotADrawingError, clean_svg
from quorate.web.practice.memos import ShownMemo, memo_of
from quorate.web.practice.reading import mapping, number, rows, whole, words
from quorate.web.practice.states import ShownState, state_of

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
    memo: ShownMemo | None = None
    state: ShownState | None = None


def shown_verdict(result: Mapping[str, Any], topology: Topology) -> ShownVerdict:
    """Read a result; the topology is the step's own."""
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
        memo=memo_of(mapping(result.get("memo"))),
        state=state_of(result, topology),
    )


def facts_of(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was tested, in short."""
    seeds, figures = mapping(result.get("seeds")), mapping(result.get("figures"))
    facts = []
    run, held = whole(seeds.get("run")), whole(seeds.get("ok"))
    if run and held is not None:
        facts.append(("Seeds that held", f"{held} of {run}"))
    first = whole(seeds.get("first_violated"))
    if first is not None:
        facts.append(("First failing seed", str(first)))
    asked, answered = whole(figures.get("operations")), whole(figures.get("ok"))
    share = number(figures.get("share"))
    if asked is not None and answered is not None:
        percent = "" if share is None or not 0 <= share <= 1 else f" ({filters.percent(share, 2)})"
        facts.append(("Requests answered", f"{answered:,} of {asked:,}{percent}"))
    return facts


def parts_of(result: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What each check said."""
    return [
        (words(row.get("checker"), most=60), str(row["verdict"]), words(row.get("reason")))
        for row in rows(result.get("parts"), PARTS_MAX)
        if row.get("verdict") in VERDICTS
    ]


def failure_of(failure: Mapping[str, Any]) -> ShownFailure | None:
    """The failing run, its drawing only if it is one."""
    if not failure:
        return None
    return ShownFailure(
        sentence=words(failure.get("sentence")),
        fault=words(failure.get("fault")),
        seed=whole(failure.get("seed")),
        tries=whole(failure.get("tries")),
        events=tuple(event_of(row) for row in rows(failure.get("events"), EVENTS_MAX)),
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
