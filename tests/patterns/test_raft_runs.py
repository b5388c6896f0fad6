"""Raft in whole runs: what figure 3 of the paper promises, the mistakes found, the members changed.

Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014, figure 3. The
nodes say what they do; log matching then follows by induction from each entry and the one before.
"""

import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from quorate.history import Observation
from quorate.labs.runner import ScenarioRun, build_setup, judge_run, run_scenario, settings_of
from quorate.labs.solution import Solution, load_solution
from quorate.patterns.broken.raft import BROKEN, ForgetsLog, VotesAgain
from quorate.patterns.raft_log import Body
from quorate.patterns.replicated_store import ReplicatedStore
from quorate.workloads.reference.raft import PROFILES, RAFT

LOADED = load_solution(Solution())
SEEDS_MAX = 200


class Watched(ReplicatedStore):
    """Says what it stores, takes back, commits, and what a new leader has."""

    def store(self, entry: Body) -> None:
        super().store(entry)
        before = [self.last - 1, self.term_at(self.last - 1)]
        self.observe("store", index=self.last, entry=entry, before=before)

    def cut(self, index: int) -> None:
        self.observe("cut", index=index, role=self.role)
        super().cut(index)

    def apply(self, entry: Body) -> None:
        self.observe("commit", index=self.commit, entry=entry, term=self.term)
        super().apply(entry)

    def lead(self) -> None:
        terms = [entry["term"] for entry in self.entries]
        self.observe("leads", term=self.term, base=self.base, terms=terms)
        super().lead()


class WatchedVotesAgain(Watched, VotesAgain):
    """The same, of a broken sibling."""


class WatchedForgetsLog(Watched, ForgetsLog):
    """The same, of another one."""


def run_watched(seed: int, server: type[Watched], **parameters: Any) -> ScenarioRun:
    setup = build_setup(RAFT, LOADED, seed, parameters)
    founders = setup.replicas
    nodes = {
        name: partial(server, founders) if name in setup.topology.ids else node
        for name, node in setup.nodes.items()
    }
    settings = replace(settings_of(RAFT, setup, seed, trace=False), nodes=nodes)
    return judge_run(RAFT, setup, settings)


def broken_rules(seen: tuple[Observation, ...]) -> list[str]:
    """The rules of figure 3 that the run broke."""
    broken = []
    leader_of: dict[int, str] = {}
    agreed: dict[int, Any] = {}
    stored: dict[tuple[int, int], Any] = {}
    known_in: dict[int, int] = {}
    for each in seen:
        fields = each.fields
        if each.name == "leads":
            if leader_of.setdefault(fields["term"], each.node) != each.node:
                broken.append("election safety")
            if not has_all(fields, agreed, known_in):
                broken.append("leader completeness")
        elif each.name == "cut" and fields["role"] == "leader":
            broken.append("leader append-only")
        elif each.name == "store":
            place = fields["index"], fields["entry"]["term"]
            if stored.setdefault(place, fields) != fields:
                broken.append("log matching")
        elif each.name == "commit":
            known_in.setdefault(fields["index"], fields["term"])
            if agreed.setdefault(fields["index"], fields["entry"]) != fields["entry"]:
                broken.append("state machine safety")
    return broken


def has_all(leader: Any, agreed: dict[int, Any], known_in: dict[int, int]) -> bool:
    """Whether the log of a new leader has every entry that was committed in an earlier term."""
    base, terms = leader["base"], leader["terms"]
    return all(
        index <= base or (index - base < len(terms) and terms[index - base] == entry["term"])
        for index, entry in agreed.items()
        if known_in[index] < leader["term"]
    )


@pytest.mark.parametrize(("members", "servers"), [("fixed", 5), ("changing", 3)])
def test_the_promises_of_figure_3_hold(members: str, servers: int) -> None:
    left = ["leads", "store", "commit"] + (["cut"] if members == "fixed" else [])
    for seed in range(SEEDS_MAX):
        each = run_watched(seed, Watched, members=members, servers=servers)
        seen = each.history.observations
        assert ("ok", []) == (each.verdict.kind, broken_rules(seen)), seed
        left = [name for name in left if all(one.name != name for one in seen)]
        if not left and seed >= 2:
            break
    assert [] == left, "what did not happen proves nothing"


@pytest.mark.slow
@pytest.mark.parametrize("servers", [3, 5])
def test_the_promises_of_figure_3_hold_in_many_runs(servers: int) -> None:
    failed = {
        seed: broken
        for seed in range(1_000)
        if (
            broken := broken_rules(run_watched(seed, Watched, servers=servers).history.observations)
        )
    }
    assert {} == failed


@pytest.mark.parametrize(
    ("server", "rule"),
    [(WatchedVotesAgain, "election safety"), (WatchedForgetsLog, "leader completeness")],
)
def test_a_broken_promise_would_be_seen(server: type[Watched], rule: str) -> None:
    runs = (run_watched(seed, server, faults="crashes") for seed in range(SEEDS_MAX))
    assert any(rule in broken_rules(each.history.observations) for each in runs)


@pytest.mark.parametrize("faults", PROFILES)
def test_the_right_one_stands_every_profile(faults: str) -> None:
    verdicts = [run(seed, faults=faults).verdict for seed in range(2)]
    assert ["ok", "ok"] == [verdict.kind for verdict in verdicts], verdicts


@pytest.mark.slow
@pytest.mark.parametrize("faults", PROFILES)
def test_the_right_one_stands_a_thousand_seeds_of_every_profile(faults: str) -> None:
    kinds = {seed: run(seed, faults=faults).verdict.kind for seed in range(1_000)}
    assert {} == {seed: kind for seed, kind in kinds.items() if kind != "ok"}


@pytest.mark.parametrize(
    ("variant", "faults", "checker"),
    [
        ("acknowledges-early", "crashes", "register"),
        ("forgets-log", "crashes", "register"),
        ("leaps-members", "mixed", "register"),
        ("reads-locally", "partitions", "register"),
        ("snapshots-short", "crashes", "register"),
        ("votes-again", "crashes", "leaders"),
    ],
)
def test_a_mistake_is_found_by_its_check(variant: str, faults: str, checker: str) -> None:
    assert first_found(variant, checker, faults=faults) is not None


@pytest.mark.slow
@pytest.mark.parametrize("variant", BROKEN)
def test_a_mistake_is_found_in_200_seeds_of_the_default_faults(variant: str) -> None:
    checker = "leaders" if variant == "votes-again" else "register"
    assert first_found(variant, checker) is not None


def first_found(variant: str, checker: str, **parameters: Any) -> int | None:
    for seed in range(SEEDS_MAX):
        parts = run(seed, variant=variant, **parameters).parts
        if any((part.checker, part.kind) == (checker, "violated") for part in parts):
            return seed
    return None


def test_members_change_under_load() -> None:
    for seed in range(4):
        each = run(seed, members="changing")
        assert "ok" == each.verdict.kind, each.verdict
        assert "members" not in {event.f for event in each.history}
    trace = run_scenario(RAFT, LOADED, 0, parameters={"members": "changing"}, trace=True).run.trace
    assert trace is not None
    answers = [one for one in trace.records() if one.kind == "recv" and one.name == "members_ok"]
    assert len(answers) >= 5, "hardly a change came to its end"


def test_a_run_is_the_same_under_another_hash_seed() -> None:
    code = (
        "from quorate.labs.runner import run_scenario\n"
        "from quorate.labs.solution import Solution, load_solution\n"
        "from quorate.workloads.reference.raft import RAFT\n"
        "chosen = {'members': 'changing', 'servers': 3, 'seconds': 6}\n"
        "run = run_scenario(RAFT, load_solution(Solution()), 3, parameters=chosen, trace=True)\n"
        "print(run.run.trace.hash())\n"
    )
    hashes = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert hashes[0] == hashes[1]
    assert 1 == len(hashes[0])


def run(seed: int, **parameters: Any) -> ScenarioRun:
    return run_scenario(RAFT, LOADED, seed, parameters=parameters)
