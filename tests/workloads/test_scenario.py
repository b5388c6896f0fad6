from dataclasses import replace
from random import Random

import pytest

from quorate.history import Event, History
from quorate.node import Topology
from quorate.workloads import (
    BadParameterError,
    BuildRequest,
    Check,
    Parameter,
    Scenario,
    Setup,
    Traffic,
    UnknownCheckError,
    draw_nonces,
    draw_reads,
    judge,
)


def never_built(request: BuildRequest) -> Setup:
    raise AssertionError(f"built with {request}")


SCENARIO = Scenario(
    "racks",
    "Racks fail",
    Topology(),
    never_built,
    parameters=(
        Parameter("count", "Replicas", 3, values=(1, 3, 5)),
        Parameter("loss", "Loss", 0.0, low=0.0, high=0.5),
    ),
)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_no_parameter_is_infinite_or_no_number(value: float) -> None:
    scenario = replace(SCENARIO, parameters=(Parameter("any", "Any", 0.0), *SCENARIO.parameters))
    for name in ("any", "loss"):
        with pytest.raises(BadParameterError, match="give a finite number"):
            scenario.accept({name: value})


def test_parameters_are_completed_by_their_defaults() -> None:
    assert {"count": 5, "loss": 0.0} == SCENARIO.accept({"count": 5})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"count": 2}, "parameter count = 2: give one of 1, 3, 5"),
        ({"loss": 0.9}, "parameter loss = 0.9: give a number from 0.0 to 0.5"),
        ({"loss": True}, "parameter loss = True: give a number"),
        ({"size": 1}, "parameter size = 1: racks has the parameters count, loss"),
    ],
)
def test_values_outside_the_range_are_refused_with_the_remedy(
    given: dict[str, object], message: str
) -> None:
    with pytest.raises(BadParameterError) as refusal:
        SCENARIO.accept(given)
    assert message == str(refusal.value)


def test_a_check_calls_the_checker_it_names_with_its_arguments() -> None:
    events = (Event(0, "c1", "invoke", "get", None), Event(1, "c1", "ok", "get", 7))
    assert "ok" == judge(Check("availability", {"target": 1.0}), History(events)).kind
    assert "violated" == judge(Check("reads", {"values": {}}), History(events)).kind


def test_a_check_that_no_checker_answers_to_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownCheckError, match="did you mean 'availability'"):
        Check("availabilty")


def test_nonces_are_different_long_and_equal_for_equal_streams() -> None:
    nonces = draw_nonces(Random("s"), [f"k{i}" for i in range(100)])
    assert 100 == len(set(nonces.values()))
    assert {12} == {len(str(nonce)) for nonce in nonces.values()}
    assert nonces == draw_nonces(Random("s"), list(nonces))


def test_reads_are_in_order_inside_their_turns_and_reach_every_key() -> None:
    traffic = Traffic("gateway", 500, 100_500, 250)
    reads = draw_reads(Random("s"), traffic, ("k1", "k2"))
    assert 400 == len(reads)
    for turn, read in enumerate(reads):
        assert 500 + 250 * turn <= read.at_us < 750 + 250 * turn
    assert {"k1", "k2"} == {read.key for read in reads}


def test_a_knob_in_whole_steps_takes_whole_numbers_only() -> None:
    knob = Parameter("clients", "clients", 3, low=1, high=20, step=1)
    assert 4 == knob.accept(4)
    assert 4 == knob.accept(4.0)
    with pytest.raises(BadParameterError, match="give a whole number"):
        knob.accept(1.5)
    assert 1.5 == Parameter("load", "load", 1, low=0, high=2, step=0.25).accept(1.5)


def test_true_is_no_number_of_a_list() -> None:
    with pytest.raises(BadParameterError, match="give one of 1, 2"):
        Parameter("copies", "copies", 1, values=(1, 2)).accept(value=True)
