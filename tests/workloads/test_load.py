"""Open load: how many arrive, when, and what no load can be."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.workloads import (
    BadLoadError,
    Load,
    RatePoint,
    Request,
    bursts,
    diurnal,
    draw_arrivals,
    draw_load,
    ramp,
    steady,
    steps,
)

SECOND = 1_000_000


def test_a_steady_load_has_the_gaps_of_a_poisson_process() -> None:
    load = steady(1_000, until_us=100 * SECOND)
    arrivals = draw_arrivals(Random(1), load)
    gaps = [b - a for a, b in pairwise(arrivals)]
    mean = sum(gaps) / len(gaps)
    square = sum(gap * gap for gap in gaps) / len(gaps)
    assert load.expected() == 100_000
    assert abs(len(arrivals) - 100_000) < 4 * 100_000**0.5
    # Of an exponential the second moment is twice the squared mean; both to four deviations.
    assert abs(mean - 1_000) < 4 * 1_000 / len(gaps) ** 0.5
    assert abs(square / mean / mean - 2) < 4 * (20 / len(gaps)) ** 0.5


@pytest.mark.parametrize(
    ("load", "windows"),
    [
        (steps([(0, 100), (10 * SECOND, 500)], 20 * SECOND), {(0, 10): 1_000, (10, 20): 5_000}),
        (ramp((0, 0), (20 * SECOND, 400)), {(0, 10): 1_000, (10, 20): 3_000}),
        (
            bursts(50, 500, [(5 * SECOND, 10 * SECOND)], until_us=20 * SECOND),
            {(0, 5): 250, (5, 10): 2_500, (10, 20): 500},
        ),
        (diurnal(0, 400, 20 * SECOND, until_us=20 * SECOND), {(0, 5): 333, (5, 15): 3_333}),
    ],
)
def test_each_part_of_a_load_has_its_share(load: Load, windows: dict[tuple[int, int], int]) -> None:
    arrivals = draw_arrivals(Random(7), load)
    assert list(arrivals) == sorted(arrivals)
    for (start, end), expected in windows.items():
        count = sum(start * SECOND <= at_us < end * SECOND for at_us in arrivals)
        assert abs(count - expected) < 4 * expected**0.5 + 0.02 * expected


def test_a_day_is_lowest_at_midnight_and_highest_at_noon() -> None:
    load = diurnal(10, 90, 24 * SECOND, until_us=48 * SECOND)
    rates = {point.t_us / SECOND: point.per_second for point in load.points}
    assert [rates[hour] for hour in (0, 6, 12, 18, 24, 36, 48)] == [10, 50, 90, 50, 10, 90, 10]


@given(st.integers(0, 999), st.integers(1, 200), st.integers(0, 200))
def test_a_higher_load_never_lets_a_request_arrive_later(seed: int, low: int, more: int) -> None:
    lower = draw_arrivals(Random(seed), steady(low, until_us=SECOND))
    higher = draw_arrivals(Random(seed), steady(low + more, until_us=SECOND))
    assert len(higher) >= len(lower)
    assert all(early <= late for early, late in zip(higher, lower, strict=False))


def test_requests_carry_their_number() -> None:
    drawn = draw_load(Random(1), steady(10, until_us=SECOND), Request(0, "front", "work"))
    assert [request.value for request in drawn] == list(range(len(drawn)))
    assert {(request.dest, request.f) for request in drawn} == {("front", "work")}


@pytest.mark.parametrize(
    ("points", "named"),
    [
        ([], r"times \[\]"),
        ([(0, 1.0)], r"times \[0\]"),
        ([(5, 1.0), (0, 1.0)], r"times \[5, 0\]"),
        ([(0, -1.0), (5, 1.0)], "-1.0 requests a second at 0"),
    ],
)
def test_no_load_is_refused_with_what_is_wrong(points: list[tuple[int, float]], named: str) -> None:
    with pytest.raises(BadLoadError, match=named):
        Load(tuple(RatePoint(*point) for point in points))
