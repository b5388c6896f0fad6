"""What a learner is told of a failing run."""

import json
import re

import pytest

from labs.files import lab, read, run
from quorate.faults import plan_from_json
from quorate.labs import Failure, Solution, run_lab


def failure(name: str, step: str) -> Failure:
    found = run(read("place-replicas", "broken", f"{name}.py"), step).failure
    assert found is not None
    return found


def line_with(name: str, text: str) -> int:
    lines = read("place-replicas", "broken", f"{name}.py").splitlines()
    return 1 + next(i for i, line in enumerate(lines) if text in line)


def test_a_shared_cause_and_a_coincidence_are_told_apart() -> None:
    told = failure("two_on_one_feed", "hidden")
    assert re.fullmatch(
        r"c\d asked gateway for k\d{6} at [\d.]+ s and was refused with error 11 "
        r"\(no replica answered\): m01 and m05 were down because power feed p1 failed "
        r"and m12 was being restarted\.",
        told.sentence,
    )
    assert told.fault.startswith("Power feed p1 failed, from ")
    assert line_with("two_on_one_feed", "def place") == told.learner_line


def test_a_replica_that_nobody_asked_is_named_and_the_handler_is_blamed() -> None:
    told = failure("gateway_retries_once", "failover")
    assert "m10 was up all the time, but nobody asked it." in told.sentence
    assert line_with("gateway_retries_once", "async def on_get") == told.learner_line


def test_events_that_the_learners_code_causes_carry_its_line() -> None:
    told = failure("gateway_retries_once", "failover")
    call = line_with("gateway_retries_once", "self.call(")
    lines = {event.text.partition(":")[0]: event.line for event in told.events}
    assert call == lines["gateway asks m01"]
    assert None is lines["c1 asks gateway"]


def test_a_provided_gateway_is_never_blamed() -> None:
    told = failure("two_on_one_feed", "hidden")
    assert [] == [event for event in told.events if event.line is not None]


def test_an_invented_answer_is_told_with_both_values() -> None:
    told = failure("gateway_invents", "failover")
    assert re.fullmatch(
        r"c\d read 42 for k\d{6} at [\d.]+ s, but \d{12} was published there\.", told.sentence
    )


def test_an_uncaught_time_out_is_told_as_the_gateways_crash_with_its_line() -> None:
    told = failure("gateway_uncaught_timeout", "failover")
    call = line_with("gateway_uncaught_timeout", "self.call(")
    assert f"by Timeout, line {call} of your file." in told.sentence
    assert call == told.learner_line


@pytest.mark.parametrize(
    ("name", "step", "faults_max"),
    [
        ("first_of_each_zone", "hidden", 1),
        ("two_on_one_feed", "hidden", 2),
        ("gateway_retries_once", "failover", 2),
        ("gateway_invents", "failover", 1),
    ],
)
def test_the_plan_shrinks_to_the_faults_that_matter(name: str, step: str, faults_max: int) -> None:
    told = failure(name, step)
    assert faults_max == len(plan_from_json(told.plan))
    assert 12 >= len(told.events) > 2
    assert told.tries <= 200


def test_the_result_is_the_documented_json() -> None:
    result = run(read("place-replicas", "broken", "two_on_one_feed.py"), "hidden", seeds=2)
    shape = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert [
        "lab",
        "step",
        "verdict",
        "reason",
        "parts",
        "seeds",
        "figures",
        "versions",
        "trace_hash",
        "failure",
        "error",
        "output",
        "memo",
    ] == list(shape)
    assert {"run": 2, "ok": 0, "violated": 2, "unknown": 0, "first_violated": 0} == shape["seeds"]
    assert [
        "seed",
        "sentence",
        "fault",
        "actors",
        "events",
        "operation",
        "svg",
        "text",
        "plan",
        "tries",
        "learner_line",
    ] == list(shape["failure"])
    assert 64 == len(shape["trace_hash"])
    assert shape["failure"]["svg"].startswith("<svg ")
    assert {"t_us", "node", "text", "index"} == set(shape["failure"]["events"][0])


def test_the_same_file_and_seeds_give_the_same_result() -> None:
    source = read("place-replicas", "broken", "gateway_retries_once.py")
    first, second = (json.dumps(run(source, "failover", seeds=2).to_json()) for _ in range(2))
    assert first == second


def test_progress_is_told_for_each_seed_and_for_shrinking() -> None:
    news: list[dict[str, object]] = []
    source = read("place-replicas", "broken", "two_in_one_rack.py")
    run_lab(lab(), Solution(source=source), "racks", (4, 5), news.append)
    assert [
        {"seed": 4, "done": 1, "of": 2, "verdict": "violated"},
        {"seed": 5, "done": 2, "of": 2, "verdict": "violated"},
        {"phase": "shrink", "done": 2, "of": 2},
    ] == news
