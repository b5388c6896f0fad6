"""A sweep's summary: the same in any order and in any parts, and never better than its seeds."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.samples import REFERENCE, SEEDS, first_violated, run
from quorate.labs import (
    LabError,
    Lost,
    ScenarioReference,
    Solution,
    Sweep,
    SweepTask,
    Tally,
    run_chunk,
    sweep,
)
from quorate.labs.errors import BadJobError, UnknownLabError
from quorate.workloads import BadParameterError

FORGETS = {"variant": "forgets"}


def backwards(
    function: Callable[[SweepTask], Tally], tasks: Iterable[SweepTask]
) -> Iterator[Tally]:
    for task in reversed(list(tasks)):
        yield function(pickle.loads(pickle.dumps(task)))


@cache
def tally_of(seed: int) -> Tally:
    return run_chunk(SweepTask(REFERENCE, REFERENCE.find().accept(FORGETS), (seed,)))


@cache
def whole() -> Sweep:
    return sweep(REFERENCE, SEEDS, parameters=FORGETS)


def test_the_summary_does_not_depend_on_parts_and_order() -> None:
    for chunk in (1, 7, 100):
        for mapped in (map, backwards):
            again = sweep(REFERENCE, SEEDS, parameters=FORGETS, map=mapped, chunk=chunk)
            assert whole().to_json() == again.to_json()


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.permutations(SEEDS), st.lists(st.integers(1, 9), min_size=len(SEEDS)))
def test_tallies_add_up_to_the_same_however_they_are_merged(
    order: list[int], sizes: list[int]
) -> None:
    total, left = Tally(), list(order)
    for size in sizes:
        part = Tally()
        for seed in left[:size]:
            part.merge(tally_of(seed))
        total.merge(part)
        left = left[size:]
    assert (
        whole().to_json() == Sweep(REFERENCE.name, whole().parameters, len(SEEDS), total).to_json()
    )


def test_counts_are_those_of_the_single_runs() -> None:
    runs = {seed: run(seed, "forgets") for seed in SEEDS}
    violated = [seed for seed, done in runs.items() if done.verdict.kind == "violated"]
    summary = whole().to_json()
    assert 0 < len(violated) < len(SEEDS)
    assert len(violated) == summary["seeds"]["violated"]
    assert violated[:10] == [finding["seed"] for finding in summary["failing"]]
    assert runs[violated[0]].verdict.reason == summary["failing"][0]["reason"]
    assert sum(done.run.counters["events"] for done in runs.values()) == summary["events"]
    assert (
        sum(len(done.settings.plan) for done in runs.values())
        >= (summary["faults"]["crash"]["strikes"])
    )
    assert "violated" == whole().verdict.kind
    assert f"first seed {violated[0]}" in whole().verdict.reason


def test_assertions_that_never_held_and_that_broke_are_named() -> None:
    correct = sweep(REFERENCE, SEEDS)
    assert ("has many peers",) == correct.never_held
    assert () == correct.not_always
    assert "ok" == correct.verdict.kind
    broken = sweep(REFERENCE, SEEDS[:3], parameters={"variant": "breaks-promise"})
    assert ("is never asked",) == broken.not_always
    assert 3 == broken.tally.verdicts["violated"]
    assert 0 == broken.tally.claims["always", "is never asked"].first_failed


def test_a_node_that_crashed_by_itself_is_named_with_its_line() -> None:
    summary = sweep(REFERENCE, SEEDS[:2], parameters={"variant": "raises"})
    assert "unknown" == summary.verdict.kind
    assert "n1 crashed in on_read, line" in summary.tally.unknowns[0].reason
    assert "ZeroDivisionError: x" in summary.tally.unknowns[0].reason


def test_lost_and_missing_seeds_are_never_ok() -> None:
    def losing(
        function: Callable[[SweepTask], Tally], tasks: Iterable[SweepTask]
    ) -> Iterator[Tally]:
        for number, task in enumerate(tasks):
            yield function(task) if number else Tally(lost=[Lost(task.seeds, "it died")])

    def ending(
        function: Callable[[SweepTask], Tally], tasks: Iterable[SweepTask]
    ) -> Iterator[Tally]:
        yield function(next(iter(tasks)))

    lost = sweep(REFERENCE, SEEDS[:4], map=losing, chunk=2)
    assert "unknown" == lost.verdict.kind
    assert "2 seeds were lost, first seed 0: it died" == lost.verdict.reason
    short = sweep(REFERENCE, SEEDS[:4], map=ending, chunk=1)
    assert ("unknown", "only 1 of 4 seeds were run") == (short.verdict.kind, short.verdict.reason)


def test_a_scenario_that_fails_itself_proves_nothing_and_says_where() -> None:
    source = (REFERENCE.source or "").replace("seed % int", "undefined % int")
    summary = sweep(ScenarioReference("sample.py:SCENARIO", source=source), SEEDS[:2])
    assert {"ok": 0, "violated": 0, "unknown": 2} == summary.tally.verdicts
    assert "NameError" in summary.verdict.reason
    assert "(sample.py, line" in summary.verdict.reason


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("rafd", None, "rafd"),
        ("a.py:NAME", "x = 1", "a.py has no scenario called 'NAME'"),
        ("a.py:NAME", "x = (\n", "a.py, line 1"),
        ("a.py:NAME", "\n\nraise OSError('gone')", "a.py, line 3: the file failed (OSError: gone)"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(name: str, source: str | None, said: str) -> None:
    with pytest.raises(LabError) as refusal:
        ScenarioReference(name, source=source).find()
    assert said in str(refusal.value)


def test_what_cannot_be_swept_is_refused() -> None:
    with pytest.raises(UnknownLabError):
        sweep(ScenarioReference("no-such-system"), SEEDS)
    with pytest.raises(BadJobError, match="0 given"):
        sweep(REFERENCE, ())
    with pytest.raises(BadJobError, match="chunk = 0"):
        sweep(REFERENCE, SEEDS, chunk=0)
    with pytest.raises(BadParameterError, match="variant = 'worse'"):
        sweep(REFERENCE, SEEDS, parameters={"variant": "worse"})


def test_the_code_of_a_reference_has_a_hash_of_its_own() -> None:
    hashes = [
        ScenarioReference("raft").code_hash(),
        REFERENCE.code_hash(),
        ScenarioReference("a", solution=Solution("x = 1")).code_hash(),
        ScenarioReference("a", solution=Solution(None, {"machines": ["m01"]})).code_hash(),
    ]
    assert "" == hashes[0]
    assert len(hashes) == len(set(hashes))


def test_a_failing_seed_fails_again() -> None:
    failing = first_violated("forgets")
    assert failing.parts == run(int(failing.settings.seed), "forgets").parts
