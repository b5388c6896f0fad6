"""Shrinking keeps the failure, ends 1-minimal, and gives the same result each time."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import (
    FailureRates,
    FaultPlan,
    halves,
    independent_failures,
    join_plans,
    link,
    pause,
    plan_of,
    plan_to_json,
)
from quorate.history import operations
from quorate.node import Node
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    Run,
    SettingsError,
    World,
    WorldSettings,
    exponential,
    shrink,
    streams,
)
from quorate.simulator.ddmin import ddmin

SECOND = 1_000_000
NODES = ("a", "b", "c")


class Forgetful(Node):
    """Bug: answers a write before it is on the disk, so a crash before the read loses it."""

    def start(self) -> None:
        self.kv: dict[str, Any] = {}

    def on_write(self, src: str, key: str, value: int) -> dict[str, Any]:
        self.kv[key] = value
        return {"type": "write_ok"}

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.kv.get(key)}


def settings_of(seed: int) -> WorldSettings:
    stream = streams("forgetful", seed)
    faults = stream("faults")
    plan = join_plans(
        independent_failures(faults, NODES, FailureRates(2 * SECOND, SECOND // 4), 5 * SECOND),
        halves(faults, NODES, (SECOND, 2 * SECOND)),
        plan_of([pause(NODES, (3 * SECOND, 3 * SECOND + 9)), link((0, SECOND), slow=2.0)]),
    )
    clients = tuple(
        ClientPlan(
            f"k{c}",
            tuple(
                (i * 40_000, "a", "read" if i % 3 else "write", "x", None if i % 3 else 100 * c + i)
                for i in range(100)
            ),
        )
        for c in range(2)
    )
    return WorldSettings(
        "forgetful",
        seed,
        nodes=dict.fromkeys(NODES, Forgetful),
        clients=clients,
        plan=plan,
        network=NetworkSettings(LinkSettings(exponential(2_000), loss=0.01, duplicate=0.01)),
        horizon_us=5 * SECOND,
    )


def loses_a_write(run: Run) -> bool:
    """A read finds nothing although a write was acknowledged before it began."""
    acknowledged: int | None = None
    for operation in operations(run.history):
        lost = operation.f == "read" and operation.status == "ok" and operation.result is None
        if lost and acknowledged is not None and acknowledged < operation.invoked:
            return True
        if operation.f == "write" and operation.returned is not None and acknowledged is None:
            acknowledged = operation.returned
    return False


def first_failing() -> WorldSettings:
    return next(s for s in map(settings_of, range(20)) if loses_a_write(World(s).run()))


def fails(settings: WorldSettings) -> bool:
    return loses_a_write(World(settings).run())


def test_a_lost_write_shrinks_to_one_crash_a_write_and_a_read() -> None:
    original = first_failing()
    small = shrink(original, loses_a_write)
    assert fails(small)
    (fault,) = small.plan.faults
    assert ("crash", ("a",)) == (fault.kind, fault.nodes)
    assert ["write", "read"] == [step[2] for client in small.clients for step in client.operations]
    assert small.horizon_us < original.horizon_us
    link_settings = small.network.link
    assert ("const", 0.0, 0.0) == (
        link_settings.latency.kind,
        link_settings.loss,
        link_settings.duplicate,
    )


def test_without_any_single_fault_or_operation_the_result_no_longer_fails() -> None:
    small = shrink(first_failing(), loses_a_write)
    for fault in small.plan:
        rest = tuple(other for other in small.plan if other.id != fault.id)
        assert not fails(replace(small, plan=FaultPlan(rest)))
    for c, client in enumerate(small.clients):
        for o in range(len(client.operations)):
            fewer = replace(client, operations=client.operations[:o] + client.operations[o + 1 :])
            clients = (*small.clients[:c], fewer, *small.clients[c + 1 :])
            assert not fails(replace(small, clients=clients))


def test_shrinking_is_deterministic() -> None:
    one, other = (shrink(first_failing(), loses_a_write) for _ in range(2))
    assert one == other
    assert plan_to_json(one.plan) == plan_to_json(other.plan)


def test_shrinking_stays_within_its_runs_and_still_fails() -> None:
    runs = 0

    def counting(run: Run) -> bool:
        nonlocal runs
        runs += 1
        return loses_a_write(run)

    small = shrink(first_failing(), counting, max_runs=15)
    assert 15 == runs
    assert fails(small)


def test_what_does_not_fail_cannot_be_shrunk() -> None:
    quiet = replace(settings_of(1), plan=FaultPlan())
    with pytest.raises(SettingsError, match="does not fail"):
        shrink(quiet, loses_a_write)


def test_a_domain_that_fails_as_a_whole_is_not_taken_apart() -> None:
    original = first_failing()
    struck = [
        replace(
            f, params={**f.params, "nodes": ["a", "b"], "cause": {"label": "rack", "value": "r1"}}
        )
        for f in original.plan
        if f.nodes == ("a",) and f.kind == "crash"
    ]
    small = shrink(replace(original, plan=plan_of(struck)), loses_a_write)
    assert [("a", "b")] == [fault.nodes for fault in small.plan]


@settings(deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 60), unique=True, max_size=25), st.data())
def test_ddmin_keeps_exactly_what_a_conjunction_needs(
    items: list[int], data: st.DataObject
) -> None:
    needed = data.draw(st.lists(st.sampled_from(items), unique=True)) if items else []
    tries = 0

    def needs_all(kept: list[int]) -> bool:
        nonlocal tries
        tries += 1
        return set(needed) <= set(kept)

    assert [item for item in items if item in needed] == ddmin(items, needs_all)
    assert tries <= len(items) ** 2 + 3 * len(items) + 2, "the bound of the original paper"


@settings(deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(1, 40))
def test_ddmin_is_one_minimal_for_any_rule(items: list[int], least: int) -> None:
    def heavy(kept: list[int]) -> bool:
        return sum(kept) >= least or len(kept) == len(items)

    small = ddmin(items, heavy)
    assert heavy(small)
    assert not any(heavy(small[:i] + small[i + 1 :]) for i in range(len(small)))
