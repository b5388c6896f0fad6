"""What a profile draws: only what it names, mended in time, and different from seed to seed."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import (
    DEFAULT_FAULTS,
    NETWORK_FAULTS,
    STRIKERS,
    BadShapeError,
    Form,
    Names,
    Profile,
    draw_plan,
    dump_plan,
    validate_plan,
)
from quorate.node import Machine, Topology

SECOND = 1_000_000
HORIZON_US = 20 * SECOND
CLUSTER = Topology(
    tuple(Machine(f"n{i}", {"zone": f"z{i % 3}", "rack": f"r{i % 2}"}) for i in range(1, 6))
)
EVERYTHING = Profile(faults=tuple(STRIKERS))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from(["safety", "liveness"]), st.integers(1, 7))
def test_a_drawn_plan_fits_its_cluster_and_is_over_before_the_quiet(
    seed: int, form: Form, count: int
) -> None:
    cluster = Topology(CLUSTER.machines[:count])
    profile = Profile(faults=tuple(STRIKERS), form=form, for_good=0.5)
    plan = draw_plan(profile, Random(seed), cluster, HORIZON_US)
    validate_plan(plan, Names(cluster.ids))
    for fault in plan:
        assert profile.first_us <= fault.at_us < HORIZON_US - profile.quiet_us
        if fault.until_us is None:
            assert ("safety", "crash", 1) == (form, fault.kind, len(fault.nodes))
        else:
            assert fault.until_us <= HORIZON_US - profile.quiet_us


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_the_form_liveness_strikes_one_thing_at_a_time(seed: int) -> None:
    profile = Profile(faults=("crash-one", "halves", "pause-one", "lossy-links"), form="liveness")
    plan = draw_plan(profile, Random(seed), CLUSTER, HORIZON_US)
    assert len(plan) > 2
    for earlier, later in zip(plan.faults, plan.faults[1:], strict=False):
        assert (earlier.until_us or HORIZON_US) < later.at_us


def test_the_same_stream_gives_the_same_plan_and_another_another() -> None:
    texts = [
        dump_plan(draw_plan(EVERYTHING, Random(seed), CLUSTER, HORIZON_US)) for seed in (1, 1, 2)
    ]
    assert (True, False) == (texts[0] == texts[1], texts[1] == texts[2])


def test_each_seed_has_a_swarm_of_its_own_and_all_of_them_have_everything() -> None:
    kinds = [
        {(f.kind, f.params.get("shape")) for f in draw_plan(EVERYTHING, Random(s), CLUSTER, 10**8)}
        for s in range(40)
    ]
    everything = set().union(*kinds)
    assert len(everything) > 15
    assert all(len(some) < len(everything) for some in kinds)


def test_a_crash_is_for_good_only_where_that_is_asked_for() -> None:
    def endings(for_good: float, form: Form) -> set[bool]:
        profile = Profile(("crash-one",), form, for_good=for_good)
        drawn = [draw_plan(profile, Random(seed), CLUSTER, HORIZON_US) for seed in range(20)]
        return {fault.until_us is None for plan in drawn for fault in plan}

    assert [{False}, {False, True}] == [endings(0.0, "safety"), endings(0.3, "safety")]
    assert {False} == endings(1.0, "liveness")


def test_without_the_swarm_every_fault_is_on_in_every_run() -> None:
    names = ("crash-one", "pause-one", "one-way")
    plan = draw_plan(Profile(faults=names, swarm=False), Random(1), CLUSTER, 10**8)
    assert {"crash", "pause", "partition"} == {fault.kind for fault in plan}


@pytest.mark.parametrize("name", STRIKERS)
def test_every_strike_draws_what_a_world_accepts(name: str) -> None:
    profile = Profile(faults=(name,))
    for seed in range(10):
        plan = draw_plan(profile, Random(f"{name}/{seed}"), CLUSTER, HORIZON_US)
        validate_plan(plan, Names(CLUSTER.ids))
        assert len(plan) > 0


def test_what_a_small_cluster_cannot_meet_is_left_out_or_refused() -> None:
    two = Topology(CLUSTER.machines[:2])
    plan = draw_plan(Profile(faults=("bridge", "one-way")), Random(1), two, HORIZON_US)
    assert {"one-way"} == {fault.params["shape"] for fault in plan}
    with pytest.raises(BadShapeError, match="none of the faults bridge can strike the machines n1"):
        draw_plan(Profile(faults=("bridge",)), Random(1), two, HORIZON_US)
    with pytest.raises(BadShapeError, match="add machines and labels to the topology"):
        draw_plan(Profile(), Random(1), Topology(), HORIZON_US)


def test_a_profile_that_strikes_nothing_is_refused() -> None:
    with pytest.raises(BadShapeError, match="'flood', which is unknown; use some of isolate-one"):
        Profile(faults=("flood",))
    with pytest.raises(BadShapeError, match="strikes nothing"):
        Profile(faults=())
    with pytest.raises(BadShapeError, match="strikes nothing"):
        Profile(lasts_us=(5, 4))


def test_the_named_groups_are_strikes() -> None:
    assert set(NETWORK_FAULTS) < set(DEFAULT_FAULTS) < set(STRIKERS)
