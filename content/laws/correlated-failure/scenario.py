"""Law 1's two figures: three replicas that share a cause, and three replicas that are placed.

Nothing here is drawn by hand: failures and repairs are fault plans from the same generators that
strike the labs, over thousands of years; the figures show what they left.
"""

from collections.abc import Iterable, Sequence
from random import Random

from quorate.calculators import unavailability
from quorate.diagram import Drawing, OutageSeries, outage_timeline
from quorate.faults import FailureRates, FaultPlan, common_cause_failures, independent_failures
from quorate.node import Machine, Topology

Interval = tuple[int, int]
"""From one microsecond up to, not including, another."""

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
YEAR_US = 8_766 * HOUR_US
YEARS = 4_000
HORIZON_US = YEARS * YEAR_US
WINDOW_US = 90 * DAY_US
REPLICAS = ("r1", "r2", "r3")
DOWN_SHARE = 0.01
REPAIR_US = 12 * HOUR_US

BETAS_PERCENT = [0, 1, 2, 5, 10, 20, 50, 100]

# How often each thing is down, as a share of time; chosen so that every placement has its own floor.
PLACEMENT_DOWN = {"machine": 0.006, "rack": 0.003, "zone": 0.001, "configuration": 0.0005}
PLACEMENTS = {
    "one rack": [("a", "a1", "shared"), ("a", "a1", "shared"), ("a", "a1", "shared")],
    "three racks": [("a", "a1", "shared"), ("a", "a2", "shared"), ("a", "a3", "shared")],
    "three zones": [("a", "a1", "shared"), ("b", "b1", "shared"), ("c", "c1", "shared")],
    "three zones, own configuration": [
        ("a", "a1", "own 1"),
        ("b", "b1", "own 2"),
        ("c", "c1", "own 3"),
    ],
}


def rates(down_share: float) -> FailureRates:
    """Mean time between failures that leaves this share of time down, at one mean repair time."""
    return FailureRates(mtbf_us=int(REPAIR_US * (1 - down_share) / down_share), mttr_us=REPAIR_US)


def outages(plan: FaultPlan) -> dict[str, list[Interval]]:
    """When each machine is down, overlapping faults merged."""
    struck: dict[str, list[Interval]] = {replica: [] for replica in REPLICAS}
    for fault in plan:
        for node in fault.nodes:
            struck[node].append((fault.at_us, min(fault.until_us or HORIZON_US, HORIZON_US)))
    return {node: union(intervals) for node, intervals in struck.items()}


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time, in intervals that do not overlap, in order."""
    merged: list[Interval] = []
    for begin, end in sorted(intervals):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def intersection(first: Sequence[Interval], second: Sequence[Interval]) -> list[Interval]:
    """The time that is in both; each is in order and does not overlap itself."""
    common: list[Interval] = []
    i = k = 0
    while i < len(first) and k < len(second):
        begin, end = max(first[i][0], second[k][0]), min(first[i][1], second[k][1])
        if begin < end:
            common.append((begin, end))
        if first[i][1] < second[k][1]:
            i += 1
        else:
            k += 1
    return common


def length(intervals: Iterable[Interval]) -> int:
    """How long all intervals are together."""
    return sum(end - begin for begin, end in intervals)


def all_down(down: dict[str, list[Interval]]) -> list[Interval]:
    """When no replica is up."""
    first, *others = down.values()
    for other in others:
        first = intersection(first, other)
    return first


def window_around(intervals: Sequence[Interval]) -> Interval:
    """Ninety days around the longest outage; the first ninety days if there is none."""
    if not intervals:
        return 0, WINDOW_US
    begin, end = max(intervals, key=lambda interval: interval[1] - interval[0])
    start = max(0, min((begin + end) // 2 - WINDOW_US // 2, HORIZON_US - WINDOW_US))
    return start, start + WINDOW_US


def clipped(intervals: Sequence[Interval], window: Interval) -> list[list[int]]:
    """What lies in the window, from its start and to the minute."""
    return [
        [to_minute(begin - window[0]), to_minute(end - window[0]) + MINUTE_US]
        for begin, end in intersection(intervals, [window])
    ]


def to_minute(t_us: int) -> int:
    """The minute that this moment lies in, in microseconds."""
    return t_us // MINUTE_US * MINUTE_US


def figures_of(
    down: dict[str, list[Interval]], shared: dict[str, list[Interval]], exact: float
) -> dict[str, object]:
    """One grid point: the window to draw, and the numbers of the whole run."""
    none_up = all_down(down)
    window = window_around(none_up)
    measured = length(none_up) / HORIZON_US
    return {
        "replicas": [
            {
                "id": node,
                "intervals": clipped(intervals, window),
                "down_share": round(length(intervals) / HORIZON_US, 5),
            }
            for node, intervals in down.items()
        ],
        "shared": clipped(union(i for intervals in shared.values() for i in intervals), window),
        "causes": {label: clipped(intervals, window) for label, intervals in shared.items()},
        "all_down": clipped(none_up, window),
        "horizon_us": WINDOW_US,
        "years": YEARS,
        "measured": {
            "unavailability": float(f"{measured:.6g}"),
            "outages": len(none_up),
            "seconds_per_year": float(f"{measured * 31_557_600:.6g}"),
        },
        "exact": {
            "unavailability": float(f"{exact:.6g}"),
            "seconds_per_year": float(f"{exact * 31_557_600:.6g}"),
        },
    }


def record_shared_rack(parameters: dict[str, float]) -> dict[str, object]:
    """Three replicas in one rack; each is down 1 % of the time, a share of it because of the rack."""
    beta = parameters["beta"] / 100
    shared_share, own_share = unavailability.split_by_cause(DOWN_SHARE, beta=beta)
    topology = Topology(tuple(Machine(replica, {"rack": "rack"}) for replica in REPLICAS))
    plan, shared = FaultPlan(), FaultPlan()
    if own_share > 0:
        plan = independent_failures(
            Random(f"law-1/own/{beta}"), REPLICAS, rates(own_share), HORIZON_US
        )
    if shared_share > 0:
        shared = common_cause_failures(
            Random(f"law-1/rack/{beta}"), topology, "rack", rates(shared_share), HORIZON_US
        )
    own_down, shared_down = outages(plan), outages(shared)
    down = {node: union([*own_down[node], *shared_down[node]]) for node in REPLICAS}
    exact = unavailability.common_cause(DOWN_SHARE, len(REPLICAS), beta=beta)
    return figures_of(down, {"rack": shared_down[REPLICAS[0]]}, exact)


def record_placement(parameters: dict[str, str]) -> dict[str, object]:
    """Three replicas on machines that have racks, zones and a configuration service."""
    placement = parameters["placement"]
    topology = Topology(
        tuple(
            Machine(replica, {"zone": zone, "rack": rack, "configuration": configuration})
            for replica, (zone, rack, configuration) in zip(
                REPLICAS, PLACEMENTS[placement], strict=True
            )
        )
    )
    causes = {
        "coincidence": independent_failures(
            Random(f"law-1/{placement}/machine"),
            REPLICAS,
            rates(PLACEMENT_DOWN["machine"]),
            HORIZON_US,
        )
    }
    for label in ("rack", "zone", "configuration"):
        causes[label] = common_cause_failures(
            Random(f"law-1/{placement}/{label}"),
            topology,
            label,
            rates(PLACEMENT_DOWN[label]),
            HORIZON_US,
        )
    by_cause = {cause: outages(plan) for cause, plan in causes.items()}
    down = {node: union([i for each in by_cause.values() for i in each[node]]) for node in REPLICAS}
    none_up = all_down(down)
    # A cause alone explains the time in which it takes all three by itself; the rest is coincidence.
    explained = {
        cause: length(all_down(each)) for cause, each in by_cause.items() if cause != "coincidence"
    }
    explained["coincidence"] = max(0, length(none_up) - sum(explained.values()))
    shared = {
        cause: all_down(each)
        for cause, each in by_cause.items()
        if cause != "coincidence" and length(all_down(each))
    }
    return {
        **figures_of(down, shared, exact_placement(topology)),
        "dominant": max(explained, key=lambda cause: explained[cause]),
        "facts": [
            [f"all down because of: {cause}", f"{us / HOUR_US / YEARS:.2f} h a year"]
            for cause, us in explained.items()
        ],
    }


def exact_placement(topology: Topology) -> float:
    """The same in closed form: causes that reach all three, and three chains of private ones."""
    labels = ("rack", "zone", "configuration")
    reach_all = [label for label in labels if len(topology.domains(label)) == 1]
    private = [PLACEMENT_DOWN["machine"]] + [
        PLACEMENT_DOWN[label] for label in labels if label not in reach_all
    ]
    chain = unavailability.series_of(private)
    return unavailability.series_of(
        [*(PLACEMENT_DOWN[label] for label in reach_all), chain ** len(REPLICAS)]
    )


def draw(record: dict[str, object]) -> Drawing:
    """The window as lines with gaps."""
    return outage_timeline(OutageSeries.from_record(record))


FIGURES = {
    "main": {
        "title": "Three replicas, one rack",
        "grid": {"beta": BETAS_PERCENT},
        "default": {"beta": 0},
        "labels": {"beta": "Share of outages that come from the shared rack"},
        "units": {"beta": "%"},
        "record": record_shared_rack,
        "draw": draw,
    },
    "placement": {
        "title": "Three replicas, four placements",
        "grid": {"placement": list(PLACEMENTS)},
        "default": {"placement": "one rack"},
        "labels": {"placement": "Placement"},
        "record": record_placement,
        "draw": draw,
    },
}
