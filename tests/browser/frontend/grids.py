"""A recorded grid, made small and repeatable for tests of the figure."""

import json
from random import Random

HOUR_US = 3_600_000_000
HORIZON_US = 20 * 8766 * HOUR_US


def outages(stream: Random, share: float, hours: int) -> list[list[int]]:
    """Sorted, disjoint intervals of `hours` each that cover about `share` of the horizon."""
    count = round(share * HORIZON_US / (hours * HOUR_US))
    starts = sorted(stream.randrange(HORIZON_US - hours * HOUR_US) for _ in range(count))
    found: list[list[int]] = []
    for start in starts:
        if not found or start > found[-1][1]:
            found.append([start, start + hours * HOUR_US])
    return found


def merged(intervals: list[list[int]]) -> list[list[int]]:
    """The union of intervals."""
    found: list[list[int]] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found


def both(first: list[list[int]], second: list[list[int]]) -> list[list[int]]:
    """The intersection of two lists of intervals."""
    common = [[max(a, c), min(b, d)] for a, b in first for c, d in second]
    return [[start, end] for start, end in common if start < end]


def record(correlation: float) -> dict[str, object]:
    """One run: three replicas, each down 1 % of the time, `correlation` of it with the others."""
    stream = Random(f"figure/{correlation}")
    shared = outages(stream, 0.01 * correlation, 48)
    alone = [outages(stream, 0.01 * (1 - correlation), 24) for _ in range(3)]
    replicas = [merged(own + shared) for own in alone]
    down = both(both(replicas[0], replicas[1]), replicas[2])
    exact = 0.01 * correlation + (0.01 * (1 - correlation)) ** 3
    return {
        "replicas": [{"id": f"m0{n + 1}", "intervals": gaps} for n, gaps in enumerate(replicas)],
        "shared": shared,
        "all_down": down,
        "horizon_us": HORIZON_US,
        "measured": {
            "unavailability": sum(end - start for start, end in down) / HORIZON_US,
            "outages": len(down),
        },
        "exact": {"unavailability": exact},
    }


def grid() -> str:
    """The grid as JSON: five correlations, the third by default."""
    values = [0, 0.05, 0.2, 0.5, 1]
    return json.dumps(
        {
            "title": "Three replicas, one rack",
            "parameters": [
                {"name": "correlation", "label": "Share of failures that hit the whole rack",
                 "unit": "", "values": values, "default": 2}
            ],
            "points": {str(n): record(value) for n, value in enumerate(values)},
            "caption": "Look for the doubled outlines: there all three lines have a gap.",
        }
    )  # fmt: skip
