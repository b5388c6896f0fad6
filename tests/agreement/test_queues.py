"""Stations in the simulated world against queueing theory, where it has closed forms.

Each system is run again and again, every run with its own seed, until the half width of the 99 %
confidence interval of the mean over runs is at most `precision` of the mean, or `runs_max` runs are
done; at least `RUNS_MIN`. What theory says must lie in the interval. The first requests of a run are
not counted, since a run begins with an empty queue.

Closed forms: Erlang (1917); Pollaczek (1930) and Khinchine (1932) for M/D/1; in the notation of
Kleinrock, "Queueing Systems", volume 1 (1975), chapters 3 and 5. Little's law: Little (1961).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp, factorial, sqrt
from typing import Any

import pytest

from quorate.history import Operation, operations
from quorate.node import Node
from quorate.simulator import (
    ClientOperation,
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    Run,
    ServiceSettings,
    World,
    WorldSettings,
    const,
    exponential,
    streams,
)
from quorate.workloads import Request, draw_load, steady

MS = 1_000
SECOND = 1_000 * MS
MEAN_US = 10 * MS
MU = 1 / MEAN_US

WARM_UP, COUNTED = 500, 3_500
RUNS_MIN = 6
LONG = 2  # a stay is long beyond so many times the mean
STUDENT_99 = (
    0,
    63.66,
    9.92,
    5.84,
    4.60,
    4.03,
    3.71,
    3.50,
    3.36,
    3.25,
    3.17,
    3.11,
    3.05,
    3.01,
    2.98,
)
"""Quantiles 0.995 of Student's t by degrees of freedom; beyond the table the last one is wide enough."""


class Server(Node):
    def on_work(self, src: str, value: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "work_ok", "value": value}


@dataclass(frozen=True)
class System:
    """A station and the load on it, with what theory says of them."""

    name: str
    rho: float  # load for each server
    services: ServiceSettings
    sojourn_us: float
    refused: float = 0.0

    @property
    def rate(self) -> float:
        """Requests in a microsecond."""
        return self.rho * self.services.servers * MU


def run_of(system: System, seed: int, *, trace: bool = False, count: int) -> Run:
    """One run with about so many requests, over links that take no time."""
    until_us = int(count / system.rate)
    load = steady(system.rate * SECOND, until_us=until_us)
    asked = draw_load(streams(system.name, seed)("clients"), load, Request(0, "s", "work"))
    plan = ClientPlan(
        "users",
        tuple(ClientOperation(*request) for request in asked),
        1_000 * SECOND,
        open_loop=True,
    )
    settings = WorldSettings(
        system.name,
        seed,
        nodes={"s": Server},
        clients=(plan,),
        network=NetworkSettings(LinkSettings(const(0))),
        services={"s": system.services},
        horizon_us=until_us if trace else until_us + 10 * SECOND,
        trace=trace,
    )
    return World(settings).run()


@dataclass(frozen=True)
class Measured:
    """What one run showed: the mean time inside, the share refused, the share of long stays."""

    sojourn_us: float
    refused: float
    long: float


@cache
def measure(name: str, seed: int) -> Measured:
    """Run a system once, and leave out the beginning."""
    system = SYSTEMS[name]
    run = run_of(system, seed, count=WARM_UP + COUNTED)
    assert run.complete
    counted = operations(run.history)[WARM_UP:]
    times = [sojourn_us(op) for op in counted if op.status == "ok"]
    long = sum(time > LONG * system.sojourn_us for time in times)
    return Measured(mean(times), 1 - len(times) / len(counted), long / len(times))


def sojourn_us(op: Operation) -> float:
    return ((op.completed_time or 0) - (op.invoked_time or 0)) / 1_000


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


@dataclass(frozen=True)
class Interval:
    """An estimate: its mean, the half width of its 99 % interval, and how many runs it took."""

    mean: float
    half: float
    runs: int

    def __contains__(self, value: float) -> bool:
        return abs(value - self.mean) <= self.half


def estimate(name: str, quantity: str, rule: Rule) -> Interval:
    """Repeat runs by the rule of this module."""
    values: list[float] = []
    interval = Interval(0, 0, 0)
    while len(values) < rule.runs_max:
        values.append(getattr(measure(name, len(values)), quantity))
        if len(values) < RUNS_MIN:
            continue
        centre = mean(values)
        spread = sqrt(sum((value - centre) ** 2 for value in values) / (len(values) - 1))
        student = STUDENT_99[min(len(values) - 1, len(STUDENT_99) - 1)]
        interval = Interval(centre, student * spread / sqrt(len(values)), len(values))
        if interval.half <= rule.precision * centre:
            break
    return interval


# What theory says.


def erlang_c(servers: int, rho: float) -> float:
    """The chance to wait in M/M/c (Erlang, 1917)."""
    offered = servers * rho
    free = sum(offered**k / factorial(k) for k in range(servers))
    full = offered**servers / factorial(servers) / (1 - rho)
    return full / (free + full)


def mmc_sojourn(servers: int, rho: float) -> float:
    """1/mu + C / (c mu - lambda)."""
    return 1 / MU + erlang_c(servers, rho) / (servers * MU * (1 - rho))


def mmck(servers: int, room: int, rho: float) -> tuple[float, float]:
    """The mean time in M/M/c/K of whoever gets in, and the chance to be refused."""
    offered = servers * rho
    weights = [
        offered**n / factorial(min(n, servers)) / servers ** max(n - servers, 0)
        for n in range(room + 1)
    ]
    chances = [weight / sum(weights) for weight in weights]
    inside = sum(n * chance for n, chance in enumerate(chances))
    return inside / (servers * rho * MU * (1 - chances[-1])), chances[-1]


EXPONENTIAL = exponential(MEAN_US)
MM1 = System("M/M/1", 0.7, ServiceSettings(EXPONENTIAL), 1 / (MU * (1 - 0.7)))
MD1 = System("M/D/1", 0.7, ServiceSettings(const(MEAN_US)), (1 + 0.7 / (2 * (1 - 0.7))) / MU)
MM3 = System("M/M/3", 0.8, ServiceSettings(EXPONENTIAL, 3), mmc_sojourn(3, 0.8))
MM2_6 = System("M/M/2/6", 0.9, ServiceSettings(EXPONENTIAL, 2, 4), *mmck(2, 6, 0.9))
ERLANG_LOSS = System("M/M/4/4", 0.75, ServiceSettings(EXPONENTIAL, 4, 0), *mmck(4, 4, 0.75))


SYSTEMS = {system.name: system for system in (MM1, MD1, MM3, MM2_6, ERLANG_LOSS)}


@dataclass(frozen=True)
class Rule:
    """When to stop, and how wide an interval may still be, as a share of the mean."""

    precision: float
    runs_max: int
    widest: float


QUICK = Rule(0.05, 8, 0.16)
PRECISE = Rule(0.015, 80, 0.07)

QUANTITIES = [
    ("M/M/1", "sojourn_us", MM1.sojourn_us),
    ("M/M/1", "long", exp(-LONG)),  # the time inside is exponential with rate mu - lambda
    ("M/D/1", "sojourn_us", MD1.sojourn_us),
    ("M/M/3", "sojourn_us", MM3.sojourn_us),
    ("M/M/2/6", "sojourn_us", MM2_6.sojourn_us),
    ("M/M/2/6", "refused", MM2_6.refused),
    ("M/M/4/4", "refused", ERLANG_LOSS.refused),
]


@pytest.mark.parametrize(("name", "quantity", "theory"), QUANTITIES)
@pytest.mark.parametrize(
    "rule", [QUICK, pytest.param(PRECISE, marks=pytest.mark.slow)], ids=["quick", "precise"]
)
def test_what_theory_says_lies_in_the_interval(
    name: str, quantity: str, theory: float, rule: Rule
) -> None:
    interval = estimate(name, quantity, rule)
    assert theory in interval
    assert interval.half <= rule.widest * interval.mean


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS.keys())
@pytest.mark.parametrize("seed", range(3))
def test_littles_law_holds_exactly(system: System, seed: int) -> None:
    """What the station held, added up over time, is what its clients waited, all of them together.

    The one side is counted from the trace of the station, the other from the clients' history;
    whoever was inside at the end has waited until then.
    """
    run = run_of(system, seed, trace=True, count=1_000)
    end_us = run.ended_at_us
    waited_us = sum(
        min((op.completed_time or end_us * 1_000) // 1_000, end_us)
        - (op.invoked_time or 0) // 1_000
        for op in operations(run.history)
        if op.status != "fail"
    )
    assert run.trace is not None
    held_us, inside, since_us = 0, 0, 0
    for record in run.trace.records():
        if record.node != "s" or record.name != "work":
            continue
        held_us += inside * (record.t_us - since_us)
        since_us = record.t_us
        inside += (record.kind == "recv") - (record.kind in ("serve", "drop"))
    held_us += inside * (end_us - since_us)
    assert held_us > 0
    assert held_us == waited_us


def test_who_is_served_next_changes_the_spread_of_the_times_but_not_their_sum() -> None:
    """Kingman, "The effect of queue discipline on waiting time variance" (1962)."""
    totals, squares = [], []
    for discipline in ("fifo", "lifo"):
        services = ServiceSettings(const(MEAN_US), discipline=discipline)  # type: ignore[arg-type]
        run = run_of(System("M/D/1", 0.7, services, MD1.sojourn_us), 1, count=2_000)
        times = [sojourn_us(op) for op in operations(run.history)]
        totals.append(sum(times))
        squares.append(sum(time * time for time in times))
    assert totals[0] == totals[1]
    assert squares[1] > 1.2 * squares[0]


def departures(requests: list[tuple[int, int]], servers: int) -> list[int]:
    """When each leaves a first-come queue, by the recursion of Kiefer and Wolfowitz (1955)."""
    free_at = [0] * servers
    left = []
    for at_us, work_us in requests:
        server = free_at.index(min(free_at))
        free_at[server] = max(at_us, free_at[server]) + work_us
        left.append(free_at[server])
    return left


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_every_single_departure_is_that_of_the_recursion(servers: int) -> None:
    settings = ServiceSettings(EXPONENTIAL, servers)
    run = run_of(System("G/G/c", 0.85, settings, 0), 5, trace=True, count=2_000)
    assert run.trace is not None
    served = {record.mid: record for record in run.trace.records() if record.kind == "serve"}
    arrived = {record.mid: record.t_us for record in run.trace.records() if record.kind == "recv"}
    # What was not served before the end came last, so it delayed nobody.
    came = [
        (at_us, served[mid].body["work"], mid) for mid, at_us in arrived.items() if mid in served
    ]
    expected = departures([(at_us, work_us) for at_us, work_us, _ in came], servers)
    assert [served[mid].t_us for _, _, mid in came] == expected
    assert len(came) > 1_500
