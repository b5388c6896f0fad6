"""A station keeps the rules of queues, whatever happens to it in whatever order."""

from __future__ import annotations

from heapq import heappop, heappush
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.simulator import ServiceSettings, SettingsError, const, exponential, uniform
from quorate.simulator.stations import Job, Station


class Hall:
    """Drives one station through time and notes what begins and ends."""

    def __init__(self, settings: ServiceSettings, seed: int = 1) -> None:
        self.station = Station(settings, Random(seed).random)
        self.now_us = 0
        self.begun: list[tuple[int, Any]] = []
        self.done: list[tuple[int, Any]] = []
        self.refused: list[Any] = []
        self.lost: list[Any] = []
        self.frozen = False
        self._due: list[tuple[int, int, Job]] = []

    def offer(self, request: Any, message_type: str = "work") -> None:
        if self.station.offer(self.now_us, message_type, request):
            self.begin()
        else:
            self.refused.append(request)

    def begin(self) -> None:
        begun = self.station.begin(self.now_us)
        self.begun += [(self.now_us, job.request) for job in begun]
        self._wait_for(begun)

    def _wait_for(self, jobs: list[Job]) -> None:
        for job in jobs:
            heappush(self._due, (job.due_us, job.token, job))

    def slow(self, extra_us: int) -> None:
        self.station.extra_us = extra_us

    def freeze(self) -> None:
        self.frozen = True
        self.station.freeze(self.now_us)

    def thaw(self) -> None:
        self.frozen = False
        self._wait_for(self.station.thaw(self.now_us))
        self.begin()

    def clear(self) -> None:
        self.frozen = False
        self.lost += [job.request for job in self.station.clear(self.now_us)]

    def resize(self, servers: int) -> None:
        self.station.resize(servers)
        self.begin()

    def until(self, t_us: int) -> None:
        while self._due and self._due[0][0] <= t_us:
            self.now_us, token, job = heappop(self._due)
            if self.station.finish(self.now_us, job, token):
                self.done.append((self.now_us, job.request))
                self.begin()
        self.now_us = t_us


def test_one_server_serves_one_after_the_other() -> None:
    hall = Hall(ServiceSettings(const(10)))
    for request in "abc":
        hall.offer(request)
    assert (hall.station.busy, hall.station.queued) == (1, 2)
    hall.until(100)
    assert hall.done == [(10, "a"), (20, "b"), (30, "c")]


def test_two_servers_serve_two_at_once() -> None:
    hall = Hall(ServiceSettings(const(10), 2))
    for request in "abc":
        hall.offer(request)
    hall.until(100)
    assert hall.done == [(10, "a"), (10, "b"), (20, "c")]


def test_a_lifo_station_serves_the_newest_next() -> None:
    hall = Hall(ServiceSettings(const(10), discipline="lifo"))
    for request in "abc":
        hall.offer(request)
    hall.until(100)
    assert hall.done == [(10, "a"), (20, "c"), (30, "b")]


def test_a_full_queue_refuses() -> None:
    hall = Hall(ServiceSettings(const(10), 1, 1))
    for request in "abc":
        hall.offer(request)
    assert hall.refused == ["c"]


def test_a_station_without_a_queue_takes_what_finds_a_server_free() -> None:
    hall = Hall(ServiceSettings(const(10), 2, 0))
    for request in "abc":
        hall.offer(request)
    assert (hall.refused, hall.station.busy) == (["c"], 2)


def test_a_type_may_take_another_time_or_none() -> None:
    hall = Hall(ServiceSettings(const(10), types={"long": const(50), "ping": None}))
    assert [hall.station.serves(name) for name in ("work", "long", "ping")] == [True, True, False]
    hall.offer("a", "long")
    hall.until(100)
    assert hall.done == [(50, "a")]


def test_a_slow_node_takes_longer_for_what_begins_meanwhile() -> None:
    hall = Hall(ServiceSettings(const(10)))
    for request in "abc":
        hall.offer(request)
    hall.until(4)
    hall.slow(90)
    hall.until(50)
    hall.slow(0)
    hall.until(200)
    assert hall.done == [(10, "a"), (110, "b"), (120, "c")]


def test_a_frozen_station_does_nothing_and_goes_on_where_it_was() -> None:
    hall = Hall(ServiceSettings(const(10)))
    hall.offer("a")
    hall.until(4)
    hall.freeze()
    hall.offer("b")
    hall.until(50)
    assert hall.done == []
    hall.thaw()
    hall.until(100)
    assert hall.done == [(56, "a"), (66, "b")]


def test_a_crash_loses_what_was_there_and_restores_the_servers() -> None:
    hall = Hall(ServiceSettings(const(10)))
    for request in "abc":
        hall.offer(request)
    hall.resize(2)
    hall.clear()
    hall.until(100)
    assert (hall.lost, hall.done, hall.station.servers) == (["a", "b", "c"], [], 1)


def test_more_servers_begin_at_once_and_fewer_break_nothing_off() -> None:
    hall = Hall(ServiceSettings(const(10)))
    for request in "abcd":
        hall.offer(request)
    hall.resize(3)
    assert hall.station.busy == 3
    hall.resize(1)
    assert hall.station.busy == 3
    hall.until(100)
    assert hall.done == [(10, "a"), (10, "b"), (10, "c"), (20, "d")]


def test_the_time_worked_counts_each_busy_server() -> None:
    hall = Hall(ServiceSettings(const(10), 2))
    for request in "abc":
        hall.offer(request)
    hall.until(5)
    assert hall.station.worked_us(hall.now_us) == 10
    hall.until(100)
    assert hall.station.worked_us(hall.now_us) == 30


def test_the_same_requests_bring_the_same_work_to_any_discipline() -> None:
    worked = []
    for settings in (
        ServiceSettings(exponential(500)),
        ServiceSettings(exponential(500), discipline="lifo"),
        ServiceSettings(exponential(500), 7),
    ):
        hall = Hall(settings)
        for request in range(20):
            hall.offer(request)
        hall.until(1_000_000)
        worked.append(hall.station.worked_us(hall.now_us))
    assert worked == [worked[0]] * 3


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"servers": 0}, "servers 0"),
        ({"servers": 1.5}, "servers 1.5"),
        ({"queue_max": -1}, "queue_max -1"),
        ({"discipline": "random"}, "discipline 'random'"),
        ({"full": "wait"}, "full 'wait'"),
    ],
)
def test_settings_that_no_station_can_have_are_refused(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        ServiceSettings(const(10), **changes)


# What holds whatever happens.

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), st.integers(1, 4)),
        st.tuples(st.just("wait"), st.integers(0, 400)),
        st.tuples(st.just("resize"), st.integers(1, 4)),
        st.tuples(st.just("slow"), st.sampled_from([0, 1, 300])),
        st.tuples(st.just("freeze"), st.just(0)),
        st.tuples(st.just("thaw"), st.just(0)),
        st.tuples(st.just("clear"), st.just(0)),
    ),
    max_size=60,
)
SETTINGS = st.builds(
    ServiceSettings,
    st.sampled_from([const(100), uniform(0, 300), exponential(100)]),
    st.integers(1, 4),
    st.one_of(st.none(), st.integers(0, 5)),
    discipline=st.sampled_from(["fifo", "lifo"]),
)


def walk(settings: ServiceSettings, steps: list[tuple[str, Any]]) -> tuple[Hall, int]:
    """Take the steps, and check after each what must hold between any two."""
    hall, offered = Hall(settings), 0
    most = settings.servers
    for step, amount in steps:
        if step == "offer":
            for _ in range(amount):
                hall.offer(offered)
                offered += 1
        elif step == "wait":
            hall.until(hall.now_us + amount)
        elif step in ("resize", "slow"):
            getattr(hall, step)(amount)
            most = max(most, hall.station.servers)
        else:
            getattr(hall, step)()
        station = hall.station
        assert station.busy <= most
        assert hall.frozen or station.queued == 0 or station.busy >= station.servers
        if settings.queue_max is not None:
            assert station.queued <= settings.queue_max
        there = station.queued + station.busy
        assert offered == len(hall.done) + len(hall.refused) + len(hall.lost) + there
    return hall, offered


@given(SETTINGS, STEPS)
def test_nothing_is_lost_doubled_or_served_beside_a_free_server(
    settings: ServiceSettings, steps: list[tuple[str, Any]]
) -> None:
    hall, offered = walk(settings, steps)
    hall.thaw()
    hall.until(hall.now_us + 10_000_000)
    seen = [*(request for _, request in hall.done), *hall.refused, *hall.lost]
    assert sorted(seen) == list(range(offered))


@given(SETTINGS, STEPS)
def test_fifo_begins_in_the_order_of_arrival(
    settings: ServiceSettings, steps: list[tuple[str, Any]]
) -> None:
    hall, _ = walk(settings, steps)
    begun = [request for _, request in hall.begun]
    if settings.discipline == "fifo":
        assert begun == sorted(begun)
    assert len(begun) == len(dict.fromkeys(begun))


@given(st.integers(1, 4), STEPS)
def test_without_faults_the_time_worked_is_the_work_of_what_was_served(
    servers: int, steps: list[tuple[str, Any]]
) -> None:
    hall = Hall(ServiceSettings(const(100), servers))
    for step, amount in steps:
        if step == "offer":
            hall.offer(amount)
        elif step == "wait":
            hall.until(hall.now_us + amount)
    hall.until(hall.now_us + 1_000_000)
    assert hall.station.worked_us(hall.now_us) == 100 * len(hall.done)
