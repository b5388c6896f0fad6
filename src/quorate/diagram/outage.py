"""Replicas as lines over time: gaps where one is down, a doubled outline where all are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quorate.diagram.errors import EmptyDrawingError
from quorate.diagram.intervals import Interval, Pixels, between, in_pixels
from quorate.diagram.svg import (
    Drawing,
    DrawnEvent,
    colour,
    document,
    duration,
    group,
    hatch,
    label,
    line,
    rect,
    stroke,
    unique_name,
)

WIDTH = 960
_ROW = 44
_RAIL = 120
_TOP = 28
_AXIS = 34
_SENTENCES_MAX = 12


@dataclass(frozen=True, slots=True)
class Replica:
    """One line: its name and when it is down."""

    name: str
    down: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class OutageSeries:
    """What to draw: replicas, the outages of what they share, the moments when all are down."""

    replicas: tuple[Replica, ...]
    horizon_us: int
    all_down: tuple[Interval, ...] = ()
    causes: tuple[Replica, ...] = ()
    title: str = "Replicas over time"

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "OutageSeries":
        """Read a recorded figure: replicas with id and intervals, causes, all_down, horizon_us."""
        return cls(
            tuple(Replica(row["id"], _pairs(row["intervals"])) for row in record["replicas"]),
            record["horizon_us"],
            _pairs(record.get("all_down", ())),
            tuple(Replica(name, _pairs(rows)) for name, rows in record.get("causes", {}).items()),
            record.get("title", cls.__dataclass_fields__["title"].default),
        )


def outage_timeline(series: OutageSeries) -> Drawing:
    """Draw the lines; the text twin lists when nobody was up and how long each was down."""
    if not series.replicas or series.horizon_us <= 0:
        raise EmptyDrawingError("no replicas or no time to draw: give at least one of each")
    name = unique_name("outage", series)
    bottom = _TOP + _ROW * len(series.replicas)
    box = (_RAIL, WIDTH - 8)
    events = _events(series)
    shown = ", ".join(replica.name for replica in series.replicas)
    heading = (series.title, f"Lines for {shown}; a gap is an outage. {_summary(series)}")
    parts = [hatch(f"{name}-hatch"), *_bands(series, name, box, bottom)]
    for row, replica in enumerate(series.replicas):
        y = _TOP + _ROW * (row + 0.5)
        parts.append(label((0, y + 4), replica.name))
        parts += _lifeline(in_pixels(replica.down, series.horizon_us, box), box, y)
    for event, span in zip(events, series.all_down, strict=True):
        parts.append(group(event, _doubled(in_pixels([span], series.horizon_us, box)[0], bottom)))
    parts += _axis(series.horizon_us, box, bottom)
    svg = document((WIDTH, bottom + _AXIS), heading, name, parts)
    return Drawing(svg, "\n".join(_sentences(series)), events)


def _pairs(rows: Any) -> tuple[Interval, ...]:  # noqa: ANN401  JSON of a recorded figure
    return tuple((begin, end) for begin, end in rows)


def _lifeline(gaps: list[Pixels], box: Pixels, y: float) -> list[str]:
    """Draw the line of a machine: a gap for each crash, a tick for each restart."""
    pieces = [line((a, y), (b, y), stroke("ink", 2)) for a, b in between(gaps, *box)]
    ticks = [line((b, y - 6), (b, y + 6), stroke("ink", 2)) for _, b in gaps if b < box[1]]
    return pieces + ticks


def _bands(series: OutageSeries, name: str, box: Pixels, bottom: float) -> list[str]:
    bands = []
    for cause in series.causes:
        spans = in_pixels(cause.down, series.horizon_us, box)
        for left, right in spans:
            paint = f'fill="url(#{name}-hatch)"'
            bands.append(rect((left, _TOP), (right - left, bottom - _TOP), paint))
        if spans:
            anchor = 'text-anchor="middle"'
            middle = min(max((spans[0][0] + spans[0][1]) / 2, _RAIL + 20), box[1] - 20)
            bands.append(label((middle, _TOP - 8), cause.name, name="muted", extra=anchor))
    return bands


def _doubled(span: Pixels, bottom: float) -> list[str]:
    paint = f'fill="transparent" stroke="currentColor" style="stroke:{colour("bad")}"'
    boxes = []
    for margin in (2, 5):
        corner = (span[0] - margin, _TOP + 6 - margin)
        size = (span[1] - span[0] + 2 * margin, bottom - _TOP - 12 + 2 * margin)
        boxes.append(rect(corner, size, paint))
    return boxes


def _axis(horizon_us: int, box: Pixels, bottom: float) -> list[str]:
    parts = [line((box[0], bottom), (box[1], bottom), stroke("muted", 1))]
    for step, anchor in ((0, "start"), (1, "middle"), (2, "middle"), (3, "middle"), (4, "end")):
        x = box[0] + (box[1] - box[0]) * step / 4
        parts.append(line((x, bottom), (x, bottom + 5), stroke("muted", 1)))
        words = "0" if step == 0 else duration(horizon_us * step // 4)
        extra = f'text-anchor="{anchor}"'
        parts.append(label((x, bottom + 22), words, name="muted", extra=extra))
    return parts


def _events(series: OutageSeries) -> tuple[DrawnEvent, ...]:
    return tuple(
        DrawnEvent(
            index,
            begin,
            "all-down",
            "",
            f"All {len(series.replicas)} are down from {duration(begin)} for "
            f"{duration(end - begin)}",
        )
        for index, (begin, end) in enumerate(series.all_down)
    )


def _summary(series: OutageSeries) -> str:
    count = len(series.all_down)
    if count == 0:
        return "At no moment are all of them down."
    total = sum(end - begin for begin, end in series.all_down)
    times = "once" if count == 1 else f"{count} times"
    return f"All are down {times}, {duration(total)} in all."


def _sentences(series: OutageSeries) -> list[str]:
    sentences = [_summary(series)]
    events = _events(series)
    sentences += [f"{event.text}." for event in events[:_SENTENCES_MAX]]
    if len(events) > _SENTENCES_MAX:
        sentences.append(f"… and {len(events) - _SENTENCES_MAX} times more.")
    for replica in (*series.replicas, *series.causes):
        total = sum(end - begin for begin, end in replica.down)
        times = "once" if len(replica.down) == 1 else f"{len(replica.down)} times"
        told = f"down {times}, {duration(total)} in all" if replica.down else "never down"
        sentences.append(f"{replica.name}: {told} of {duration(series.horizon_us)}.")
    return sentences


__all__ = ["OutageSeries", "Replica", "outage_timeline"]
