"""The reference systems, searched whole: the right ones keep their checks, the broken ones do not."""

import pytest

from quorate.simulator.exhaustive import explore
from quorate.workloads import BadParameterError
from quorate.workloads.reference.exhaustive import EXHAUSTIVE

# What each broken sibling is caught at, and how many steps away (its stages not counted).
FOUND = {
    ("primary-backup", "answers-early"): 12,
    ("primary-backup", "promotes-anybody"): 16,
    ("primary-backup", "reads-alone"): 13,
    ("quorum-register", "writes-to-minority"): 18,
    ("rpc", "executes-again"): 7,
    ("rpc", "forgets-at-crash"): 9,
    ("rpc", "numbers-each-attempt"): 9,
    ("two-phase-commit", "aborts-in-doubt"): 8,
    ("two-phase-commit", "forgets-decision"): 12,
    ("two-phase-commit", "takes-silence-for-yes"): 10,
}


@pytest.mark.parametrize(("slug", "variant"), FOUND, ids=["/".join(key) for key in FOUND])
def test_a_broken_sibling_is_found_on_the_shortest_way(slug: str, variant: str) -> None:
    fewer = {"reads": 1} if slug == "quorum-register" else {}
    system, bounds = EXHAUSTIVE[slug].ask({"variant": variant, **fewer})
    done = explore(system, bounds)
    assert ("violated", FOUND[slug, variant]) == (done.verdict.kind, done.depth)


@pytest.mark.parametrize("slug", ["primary-backup", "rpc", "two-phase-commit"])
def test_a_right_system_keeps_its_checks_in_every_state(slug: str) -> None:
    done = explore(*EXHAUSTIVE[slug].ask())
    assert ("ok", None) == (done.verdict.kind, done.stopped_by)
    assert done.states > 1_000


@pytest.mark.slow
def test_a_value_that_comes_and_goes_is_found() -> None:
    done = explore(*EXHAUSTIVE["quorum-register"].ask({"variant": "reads-without-write-back"}))
    assert ("violated", 21) == (done.verdict.kind, done.depth)


@pytest.mark.slow
def test_the_right_quorum_register_keeps_its_check_with_one_read() -> None:
    done = explore(*EXHAUSTIVE["quorum-register"].ask({"reads": 1}))
    assert "ok" == done.verdict.kind
    assert done.states > 400_000


def test_a_variant_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadParameterError, match="give one of correct, executes-again"):
        EXHAUSTIVE["rpc"].ask({"variant": "perfect"})
