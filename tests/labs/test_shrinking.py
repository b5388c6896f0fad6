"""The smallest failing run: fails as the first one did, survives being a file, is refused when it lies."""

import json
from dataclasses import replace
from typing import Any

import pytest

from labs.samples import REFERENCE, SEEDS, first_violated, run
from quorate.labs import (
    Replay,
    ReplayError,
    ScenarioRun,
    Shrunk,
    Solution,
    UnsteadyError,
    build_setup,
    dump_replay,
    judge_run,
    load_replay,
    load_solution,
    settings_of,
    shrink_failure,
)
from quorate.labs.shrinking import SameFailure
from quorate.simulator import ENGINE_VERSION, World
from quorate.workloads import Setup


def setup_of(seed: int, variant: str) -> Setup:
    loaded = load_solution(Solution())
    return build_setup(REFERENCE.find(), loaded, seed, {"variant": variant})


def shrunk_of(variant: str) -> Shrunk:
    failing = first_violated(variant)
    return shrink_failure(failing, lambda: setup_of(int(failing.settings.seed), variant))


def text_of(shrunk: Shrunk, variant: str) -> str:
    return dump_replay(REFERENCE, shrunk.replayed, {"variant": variant})


def repeat(replay: Replay) -> ScenarioRun:
    setup = setup_of(replay.seed, str(replay.parameters["variant"]))
    drawn = settings_of(REFERENCE.find(), setup, replay.seed, trace=True)
    return judge_run(REFERENCE.find(), setup, replay.apply(drawn))


def hash_of(done: ScenarioRun) -> str:
    assert done.run.trace is not None
    return done.run.trace.hash()


def test_a_lost_write_is_shrunk_to_a_crash_a_write_and_a_read() -> None:
    replayed = shrunk_of("forgets").replayed
    steps = [step for client in replayed.settings.clients for step in client.operations]
    assert ["crash"] == [fault.kind for fault in replayed.settings.plan]
    assert ["write", "read"] == [step[2] for step in steps]
    assert "violated" == replayed.verdict.kind


def test_a_broken_promise_needs_no_fault_and_one_operation() -> None:
    replayed = shrunk_of("breaks-promise").replayed
    assert 0 == len(replayed.settings.plan)
    assert 1 == sum(len(client.operations) for client in replayed.settings.clients)
    assert "always" == replayed.verdict.checker


def test_shrinking_is_deterministic_and_counts_its_runs() -> None:
    one, other = shrunk_of("forgets"), shrunk_of("forgets")
    assert text_of(one, "forgets") == text_of(other, "forgets")
    assert one.tries == other.tries > 10


def test_a_replay_file_gives_the_same_run() -> None:
    for variant in ("forgets", "breaks-promise"):
        shrunk = shrunk_of(variant)
        replay = load_replay(text_of(shrunk, variant))
        again = repeat(replay)
        assert hash_of(shrunk.replayed) == hash_of(again) == replay.hash
        assert shrunk.replayed.parts == again.parts
        assert text_of(Shrunk(again, 0), variant) == text_of(shrunk, variant)


def test_a_whole_run_is_a_replay_too() -> None:
    seed = SEEDS[3]
    setup = setup_of(seed, "correct")
    done = judge_run(
        REFERENCE.find(), setup, settings_of(REFERENCE.find(), setup, seed, trace=True)
    )
    replay = load_replay(dump_replay(REFERENCE, done, {"variant": "correct"}))
    assert hash_of(done) == hash_of(repeat(replay))


def test_a_run_that_fails_in_another_way_is_not_the_same_failure() -> None:
    same = SameFailure(first_violated("forgets"))
    other = [run(seed, variant) for seed in SEEDS[:3] for variant in ("raises", "breaks-promise")]
    assert [False] * 6 == [same(done.run) for done in other]
    assert same(first_violated("forgets").run)


def test_a_failure_that_does_not_repeat_is_unsteady() -> None:
    failing, passing = first_violated("forgets"), run(SEEDS[0], "correct")
    lucky = replace(failing, settings=replace(passing.settings, seed=failing.settings.seed))
    with pytest.raises(UnsteadyError, match="passed when it was repeated"):
        shrink_failure(lucky, lambda: setup_of(0, "correct"))
    with pytest.raises(UnsteadyError, match="passed when it was repeated"):
        shrink_failure(failing, lambda: setup_of(0, "correct"))


def test_a_warning_says_when_hashes_may_differ() -> None:
    rows = json.loads(text_of(shrunk_of("forgets"), "forgets"))
    assert "" == Replay(rows).warning(REFERENCE)
    older = Replay({**rows, "engine": ENGINE_VERSION - 1}).warning(REFERENCE)
    assert f"engine version {ENGINE_VERSION - 1}" in older
    other = replace(REFERENCE, source=f"{REFERENCE.source}\n# changed")
    assert "the code of the nodes" in Replay(rows).warning(other)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quorate_replay": 2}, '"quorate_replay": 1'),
        ({"seed": "eight"}, "seed = 'eight'"),
        ({"plan": {}}, "plan = {}"),
        ({"nodes": ["n1", "n9"]}, "n9"),
        ({"nodes": []}, "has the nodes n1, n2, n3"),
        ({"horizon": 0}, "horizon 0"),
        ({"plan": [{"id": 1, "at": 5, "kind": "flood"}]}, "flood"),
        ({"plan": ["crash"]}, "position 0"),
        ({"clients": [{"id": "c1"}]}, "operations"),
        ({"clients": [{"id": "c1", "timeout": 5, "operations": [["x"]]}]}, "operation ['x']"),
        ({"clients": [{"id": "c1", "timeout": -5, "operations": []}]}, "timeout -5"),
        ({"clients": [{"id": "c1", "speed": 1}]}, "unknown part 'speed'"),
        ({"clients": [{"id": "n1", "timeout": 5, "operations": []}]}, "share an id"),
        ({"network": {}}, "documented form"),
        ({"network": {"link": 5, "links": [], "ties": "random"}}, "documented form"),
    ],
)
def test_a_file_that_cannot_be_replayed_says_which_part(change: dict[str, Any], said: str) -> None:
    failing = first_violated("forgets")
    setup = setup_of(int(failing.settings.seed), "forgets")
    drawn = settings_of(REFERENCE.find(), setup, failing.settings.seed, trace=True)
    traced = replace(failing, run=World(drawn).run())
    rows = json.loads(dump_replay(REFERENCE, traced, {"variant": "forgets"}))
    with pytest.raises(ReplayError) as refusal:
        load_replay(json.dumps({**rows, **change})).apply(drawn)
    assert said in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"plan": 1}', "[" * 100_000])
def test_what_is_no_replay_is_refused(text: str) -> None:
    with pytest.raises(ReplayError):
        load_replay(text)
