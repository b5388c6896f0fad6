"""A clock is exact, never runs back, and jumps only when a fault says so."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import Fault, FaultPlan, clock, crash, plan_of
from quorate.node import Node, ms
from quorate.simulator import ClockSettings, Run, SettingsError, World, WorldSettings
from quorate.simulator.clocks import RATE_MIN, Clock
from simulator.stores import MS, records, run

MILLION = 1_000_000
HORIZON_US = 900 * MS

changes = st.lists(
    st.tuples(
        st.integers(1, 10**9),  # after so long
        st.integers(-(10**8), 10**8),
        st.integers(-500_000, 500_000),
        st.booleans(),  # heal the oldest first
    ).filter(lambda change: bool(change[1] or change[2])),
    max_size=8,
)
starts = st.builds(ClockSettings, st.integers(-(10**9), 10**9), st.integers(-500_000, 500_000))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(starts, changes, st.lists(st.integers(0, 10**10), min_size=1, max_size=6))
def test_the_monotonic_clock_is_the_exact_rational_cut_to_whole_microseconds(
    start: ClockSettings, steps: list[tuple[int, int, int, bool]], reads: list[int]
) -> None:
    simulated = Clock(start)
    exact, rate, since_us = Fraction(0), Fraction(MILLION + start.drift_ppm, MILLION), 0
    active: dict[int, Fault] = {}
    last_us = now_us = 0
    for number, (wait_us, offset_us, drift_ppm, heals) in enumerate(steps, start=1):
        now_us += wait_us
        exact += (now_us - since_us) * rate
        since_us = now_us
        if heals and active:
            simulated.heal(active.pop(next(iter(active))), now_us)
        else:
            fault = clock(["a"], (now_us, None), offset_us=offset_us, drift_ppm=drift_ppm)
            active[number] = Fault(number, now_us, None, "clock", params=fault.params)
            simulated.strike(active[number], now_us)
        ppm = start.drift_ppm + sum(f.params["drift_ppm"] for f in active.values())
        rate = Fraction(max(RATE_MIN, MILLION + ppm), MILLION)
        assert simulated.monotonic_us(now_us) == exact.__floor__()
        assert last_us <= simulated.monotonic_us(now_us)
        last_us = simulated.monotonic_us(now_us)
    for later_us in sorted(reads):
        shown_us = simulated.monotonic_us(now_us + later_us)
        assert 0 <= exact + later_us * rate - shown_us < 1
        assert last_us <= shown_us
        due_us = simulated.true_us(shown_us)
        assert simulated.monotonic_us(due_us) >= shown_us
        assert due_us == now_us or simulated.monotonic_us(due_us - 1) < shown_us


@settings(max_examples=200, deadline=None, derandomize=True)
@given(starts, st.integers(-(10**8), 10**8), st.integers(-500_000, 500_000), st.integers(1, 10**9))
def test_healed_the_wall_clock_is_where_it_would_be_without_the_fault(
    start: ClockSettings, offset_us: int, drift_ppm: int, length_us: int
) -> None:
    wrong, right = Clock(start), Clock(start)
    fault = Fault(
        1,
        5,
        None,
        "clock",
        params={"nodes": ["a"], "offset_us": offset_us or 1, "drift_ppm": drift_ppm},
    )
    wrong.strike(fault, 5)
    wrong.heal(fault, 5 + length_us)
    for now_us in (5 + length_us, 5 + 3 * length_us):
        healed_us = wrong.monotonic_us(now_us) + wrong.step_us
        assert abs(healed_us - (right.monotonic_us(now_us) + right.step_us)) <= 1


class Watch(Node):
    """Reads its clocks on a timer, and says so."""

    def start(self) -> None:
        self.tick()

    def tick(self) -> None:
        self.log("tick", now=self.now(), monotonic=self.monotonic())
        self.after(ms(10), self.tick)


def ticks(result: Run, node: str = "a") -> list[tuple[int, int, int]]:
    return [(r[0], r[5]["now"], r[5]["monotonic"]) for r in records(result, "log") if r[2] == node]


def watch(plan: FaultPlan, **changes: Any) -> Run:
    return World(
        WorldSettings(
            "watch",
            1,
            nodes=dict.fromkeys("ab", Watch),
            plan=plan,
            horizon_us=HORIZON_US,
            trace=True,
            **changes,
        )
    ).run()


windows = st.tuples(st.integers(0, 500), st.integers(1, 300)).map(
    lambda pair: (pair[0] * MS, (pair[0] + pair[1]) * MS)
)
clock_plans = st.lists(
    st.one_of(
        st.builds(clock, st.just(["a"]), windows, offset_us=st.integers(1, 10**7)),
        st.builds(clock, st.just(["a"]), windows, offset_us=st.integers(-(10**7), -1)),
        st.builds(clock, st.just(["a"]), windows, drift_ppm=st.integers(1, 500_000)),
        st.builds(clock, st.just(["a"]), windows, drift_ppm=st.integers(-500_000, -1)),
    ),
    max_size=4,
).map(plan_of)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(clock_plans)
def test_in_a_world_monotonic_never_goes_back_and_now_jumps_only_at_a_fault(
    plan: FaultPlan,
) -> None:
    seen = ticks(watch(plan))
    assert len(seen) > 10
    for (t1, now1, mono1), (t2, now2, mono2) in itertools.pairwise(seen):
        assert mono1 + 10 * MS <= mono2 <= mono1 + 10 * MS + 1, "timers run in local time"
        moments = {f.at_us for f in plan} | {f.until_us for f in plan}
        if not any(moment is not None and t1 <= moment <= t2 for moment in moments):
            assert now2 - now1 == mono2 - mono1


@settings(max_examples=30, deadline=None, derandomize=True)
@given(clock_plans)
def test_the_clock_of_one_node_changes_nothing_on_another(plan: FaultPlan) -> None:
    assert ticks(watch(FaultPlan()), "b") == ticks(watch(plan), "b")


def test_a_clock_that_is_set_and_one_that_drifts() -> None:
    step = watch(plan_of([clock(["a"], (15 * MS, 35 * MS), offset_us=7_000 * MS)]))
    assert [0, 10 * MS, 7_020 * MS, 7_030 * MS, 40 * MS] == [now for _, now, _ in ticks(step)[:5]]
    fast = watch(plan_of([clock(["a"], (20 * MS, 60 * MS), drift_ppm=250_000)]))
    assert [0, 10, 20, 28, 36, 44, 52, 60, 70] == [t // MS for t, _, _ in ticks(fast)[:9]]
    assert [0, 10, 20, 30, 40, 50, 60, 60, 70] == [now // MS for _, now, _ in ticks(fast)[:9]]
    assert [
        (20 * MS, {"fault": 1, "step": 0, "ppm": 250_000}),
        (60 * MS, {"fault": 1, "step": -10 * MS, "ppm": 0}),
    ] == [(r[0], r[5]) for r in records(fast, "clock")]


def test_a_timer_that_waits_while_the_rate_changes_is_due_at_its_local_time() -> None:
    slowed = watch(plan_of([clock(["a"], (5 * MS, None), drift_ppm=-500_000)]))
    assert [0, 15 * MS, 35 * MS] == [t for t, _, _ in ticks(slowed)[:3]]


def test_clocks_may_be_wrong_from_the_start() -> None:
    result = watch(FaultPlan(), clocks={"a": ClockSettings(offset_us=-500, drift_ppm=100_000)})
    assert [-500, 9_500, 19_500] == [now for _, now, _ in ticks(result)[:3]]
    assert [0, 9_091, 18_182] == [t for t, _, _ in ticks(result)[:3]]
    assert [0, 10_000, 20_000] == [t for t, _, _ in ticks(result, "b")[:3]]


def test_a_crash_does_not_stop_the_clock_of_its_machine() -> None:

    plan = plan_of(
        [clock(["a"], (0, None), offset_us=1_000 * MS), crash(["a"], (15 * MS, 42 * MS))]
    )
    assert [1_000, 1_010, 1_042, 1_052] == [now // MS for _, now, _ in ticks(watch(plan))[:4]]


def test_clocks_of_nobody_and_drifts_without_measure_are_refused() -> None:
    with pytest.raises(SettingsError, match="clocks name 'z', which is no node; the nodes are a"):
        run(clocks={"z": ClockSettings()})
    with pytest.raises(SettingsError, match="between -500000 and 500000"):
        ClockSettings(drift_ppm=10**6)
