"""The reference systems as a sweep sees them: the right ones hold, each broken sibling is found.

For each broken sibling: a sweep finds it within 200 seeds, the run it finds is shrunk to a few
faults and client operations, and what is left still fails when it is repeated from its file.
"""

from itertools import chain

import pytest

from quorate.labs import (
    ScenarioReference,
    Solution,
    Sweep,
    build_setup,
    dump_replay,
    judge_run,
    load_replay,
    load_solution,
    settings_of,
    shrink_sweep,
    sweep,
)
from quorate.workloads import Scenario
from quorate.workloads.reference import REFERENCE

CORRECT = "correct"
FOUND_WITHIN = 200
STEP = 10
FAULTS_MAX = 4
OPERATIONS_MAX = 8

# All of them take minutes; one of each system runs in `make test`, where its shrinking is short.
QUICK = {"balancing": "keeps-sending", "raft": "votes-again"}

VARIANTS = {
    slug: next(p.values for p in scenario.parameters if p.name == "variant")
    for slug, scenario in REFERENCE.items()
}


def siblings(slug: str) -> list[str]:
    return [variant for variant in VARIANTS[slug] if variant != CORRECT]


SIBLINGS = [
    pytest.param(
        slug,
        variant,
        marks=() if variant == QUICK.get(slug, siblings(slug)[0]) else pytest.mark.slow,
    )
    for slug in REFERENCE
    for variant in siblings(slug)
]


def first_failing(slug: str, variant: str) -> Sweep:
    """Sweep a few seeds at a time, so that what fails soon costs little."""
    for start in range(0, FOUND_WITHIN, STEP):
        seeds = range(start, start + STEP)
        done = sweep(ScenarioReference(slug), seeds, parameters={"variant": variant})
        if done.tally.findings:
            return done
    raise AssertionError(f"{variant} of {slug} survived {FOUND_WITHIN} seeds")


def every_parameter(scenario: Scenario) -> set[str]:
    return {parameter.name for parameter in scenario.parameters}


def test_every_reference_system_has_a_right_variant_and_broken_ones() -> None:
    for slug, scenario in REFERENCE.items():
        assert slug == scenario.slug
        assert "variant" in every_parameter(scenario)
        assert CORRECT == VARIANTS[slug][0]
        assert len(VARIANTS[slug]) > 1
    assert len(REFERENCE) >= 9


@pytest.mark.parametrize("slug", REFERENCE)
def test_the_right_variant_holds(slug: str) -> None:
    done = sweep(ScenarioReference(slug), range(10))
    assert "ok" == done.verdict.kind, done.verdict.reason
    assert done.tally.faults, "nothing struck"
    assert done.tally.answered > 0


@pytest.mark.slow
@pytest.mark.parametrize("slug", REFERENCE)
def test_the_right_variant_holds_in_a_thousand_seeds(slug: str) -> None:
    done = sweep(ScenarioReference(slug), range(1_000))
    assert "ok" == done.verdict.kind, done.verdict.reason


@pytest.mark.parametrize(("slug", "variant"), SIBLINGS)
def test_a_broken_sibling_is_found_shrunk_and_fails_from_its_file(slug: str, variant: str) -> None:
    done = first_failing(slug, variant)
    reference = ScenarioReference(slug)
    shrunk = shrink_sweep(reference, done)
    assert shrunk.faults <= FAULTS_MAX
    assert shrunk.operations <= OPERATIONS_MAX
    replay = load_replay(dump_replay(reference, shrunk.replayed, done.parameters))
    scenario = reference.find()
    setup = build_setup(scenario, load_solution(Solution()), replay.seed, replay.parameters)
    drawn = settings_of(scenario, setup, replay.seed, trace=True)
    again = judge_run(scenario, setup, replay.apply(drawn))
    assert "violated" == again.verdict.kind
    assert shrunk.replayed.verdict == again.verdict
    assert again.run.trace is not None
    assert replay.hash == again.run.trace.hash()


def test_the_siblings_cover_all_variants() -> None:
    named = [each.values for each in SIBLINGS]
    listed = chain.from_iterable(
        [(slug, variant) for variant in variants if variant != CORRECT]
        for slug, variants in VARIANTS.items()
    )
    assert list(listed) == named
