"""The lab judged both ways: what is right passes everywhere, each mistake is caught by name."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from labs.files import LABS, SOLUTIONS, lab, read, run
from quorate.labs import Solution, load_lab, run_lab, run_scenario
from quorate.node import Machine

LAB = lab()
STEPS = [step.id for step in LAB.steps]
REFERENCE = read("place-replicas", "reference.py")
BROKEN = sorted((SOLUTIONS / "place-replicas" / "broken").glob("*.py"))

PLACE = 'def place(machines, count):\n    return ["m01", "m07", "m10"]\n'
HIDES_THE_FIRST_MISTAKE = "gateway_caches"
"""Places everything in one rack and hopes that its own gateway conceals it."""
NODE = "from quorate.node import Error, Node\n"
HEAD = f"{NODE}{PLACE}class Gateway(Node):\n    def on_get(self, src, key):\n        "
NEVER_OK = {
    "answers nothing": f"{HEAD}return None\n",
    "answers with an error": f"{HEAD}raise Error(11, 'no')\n",
    "crashes at its first message": f"{HEAD}raise RuntimeError('boom')\n",
}


@pytest.mark.parametrize("step", STEPS)
def test_the_reference_passes_25_seeds(step: str) -> None:
    result = run(REFERENCE, step, seeds=25)
    assert ("ok", 25, None) == (result.verdict.kind, result.seeds.ok, result.failure)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_the_reference_passes_1000_seeds(step: str) -> None:
    assert 1_000 == run(REFERENCE, step, seeds=1_000).seeds.ok


@pytest.mark.parametrize("step", STEPS)
def test_the_starter_fails_with_a_verdict_and_an_explanation(step: str) -> None:
    result = run(LAB.starter, step, seeds=3)
    assert ("violated", 3) == (result.verdict.kind, result.seeds.violated)
    assert result.failure is not None
    assert result.failure.learner_line is not None


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_each_mistake_is_caught_by_the_checker_it_names(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    header = re.match(r"# caught by: (?P<checker>[a-z]+); step: (?P<step>[a-z]+)\n", source)
    assert header is not None
    result = run(source, header["step"], seeds=3)
    caught = [part.checker for part in result.parts if part.kind == "violated"]
    assert ("violated", [header["checker"]]) == (result.verdict.kind, caught)


def test_the_mistakes_of_the_second_and_third_step_pass_the_steps_before() -> None:
    """Otherwise a learner would meet the lesson of a step too early."""
    for path in [path for path in BROKEN if path.stem != HIDES_THE_FIRST_MISTAKE]:
        source = path.read_text(encoding="utf-8")
        step = source.partition("step: ")[2].split("\n")[0]
        for earlier in STEPS[: STEPS.index(step)]:
            assert "ok" == run(source, earlier, seeds=2).verdict.kind, (path.stem, earlier)


@pytest.mark.parametrize("name", NEVER_OK)
def test_programs_that_never_serve_are_never_ok(name: str) -> None:
    result = run(NEVER_OK[name], "failover", seeds=3)
    assert ("violated", 0) == (result.verdict.kind, result.seeds.ok)


@pytest.mark.parametrize("name", ["racks", "hidden", "failover", "decision"])
def test_each_read_asks_for_a_key_of_its_own_whatever_was_read_before(name: str) -> None:
    scenario = {
        **{step.id: step.scenario for step in LAB.steps},
        "decision": load_lab(LABS, "choose-placement").steps[0].scenario,
    }[name]
    decided = {"machines": ["m01", "m07", "m10"]}
    solution = Solution(decision=decided) if name == "decision" else Solution(source=REFERENCE)
    keys_of = []
    for seed in (0, 1):
        ran = run_scenario(scenario, solution, seed)
        keys = [read.key for client in ran.setup.clients for read in client.requests]
        published = dict(ran.setup.checks[1].arguments)["values"]
        assert len(set(keys)) == len(keys) > 100
        assert all(re.fullmatch(r"k[1-9]\d{5}", key) for key in keys)
        assert set(keys) == set(published)
        keys_of.append(keys)
    # Neither the last run nor the order tells the next key.
    assert len(set(keys_of[0]) & set(keys_of[1])) <= 2
    assert keys_of[0] != sorted(keys_of[0])


def test_a_gateway_that_remembers_and_asks_ahead_cannot_hide_a_common_rack() -> None:
    source = read("place-replicas", "broken", "gateway_caches.py").replace(
        "        for replica in self.replicas:",
        "        for other in range(int(key[1:]) - 5, int(key[1:]) + 5):\n"
        "            self.spawn(self.ask_ahead(f'k{other}'))\n"
        "        for replica in self.replicas:",
        1,
    )
    source += """
    async def ask_ahead(self, key):
        try:
            answer = await self.call(self.replicas[0], "read", key=key, timeout=ms(250))
        except (Timeout, RemoteError):
            return
        if answer["value"] is not None:
            self.cache[key] = answer["value"]
"""
    result = run(source, "failover")
    assert ("violated", None) == (result.verdict.kind, result.error)
    assert result.failure is not None
    assert "m01, m02 and m03 were down because" in result.failure.sentence


def distinct(chosen: tuple[Machine, ...], labels: tuple[str, ...]) -> bool:
    return all(len({machine.labels[label] for machine in chosen}) == 3 for label in labels)


@pytest.mark.parametrize(
    ("step", "labels", "count"),
    [
        ("racks", ("rack",), 152),
        ("hidden", ("rack", "zone", "feed"), 24),
        ("failover", ("rack", "zone", "feed", "config"), 8),
    ],
)
def test_so_many_of_the_220_placements_survive(
    step: str, labels: tuple[str, ...], count: int
) -> None:
    topology = LAB.step(step).scenario.topology
    choices = list(combinations(topology.machines, 3))
    surviving = [choice for choice in choices if distinct(choice, labels)]
    assert (220, count) == (len(choices), len(surviving))


def disagreements(step: str, choices: list[tuple[Machine, ...]]) -> list[str]:
    """One seed strikes every domain, so one seed tells for a placement."""
    labels = {
        "racks": ("rack",),
        "hidden": ("rack", "zone", "feed"),
        "failover": ("rack", "zone", "feed", "config"),
    }[step]
    head, _, gateway = REFERENCE.partition("class Gateway")
    wrong = []
    for choice in choices:
        ids = [machine.id for machine in choice]
        placed = f"def place(machines, count):\n    return {ids}\n\n\n"
        source = f"{head.partition('def place')[0]}{placed}class Gateway{gateway}"
        verdict = run_scenario(LAB.step(step).scenario, Solution(source=source), 3).verdict
        if (verdict.kind == "ok") != distinct(choice, labels):
            wrong.append(f"{ids}: {verdict.reason}")
    return wrong


@pytest.mark.parametrize("step", STEPS)
def test_the_judge_agrees_with_the_rule_on_every_seventh_placement(step: str) -> None:
    choices = list(combinations(LAB.step(step).scenario.topology.machines, 3))
    assert [] == disagreements(step, choices[::7])


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_the_judge_agrees_with_the_rule_on_every_placement(step: str) -> None:
    choices = list(combinations(LAB.step(step).scenario.topology.machines, 3))
    assert [] == disagreements(step, choices)


def test_natural_first_ideas_are_traps() -> None:
    machines = LAB.steps[0].scenario.topology.machines
    first_of_zone = {m.zone: m for m in reversed(machines)}.values()
    assert {"p1"} == {machine.feed for machine in first_of_zone}
    spread: list[Machine] = []
    for machine in machines:
        if all(machine.labels[n] != s.labels[n] for s in spread for n in ("zone", "rack", "feed")):
            spread.append(machine)
    assert {"s1"} == {machine.config for machine in spread[:3]}


def test_the_decision_lab_is_judged_by_the_same_scenario_and_ends_in_a_memo() -> None:
    decision = {"machines": ["m01", "m07", "m10"]}
    result = run_lab(
        load_lab(LABS, "choose-placement"), Solution(decision=decision), "placement", (0, 1)
    )
    assert "ok" == result.verdict.kind
    memo = result.memo
    assert memo is not None
    assert ["m01", "m07", "m10"] == [one["id"] for one in memo["choice"]["machines"]]
    assert [] == memo["choice"]["shared"]
    assert memo["choice"]["risk"]["share"] < 1e-6
    assert {"per_month": 430, "unit": "USD"} == memo["choice"]["cost"]
    assert 0 == memo["rank"]["better"]
    assert all(option["why"] and option["machines"] for option in memo["rejected"])


def test_the_memo_counts_risk_as_all_states_of_all_domains_do() -> None:
    module = load_lab(LABS, "choose-placement").memo
    assert module is not None
    functions = module.__globals__
    machines = ("m01", "m02", "m05")
    domains = sorted(
        {
            (label, functions["TOPOLOGY"].machine(one).labels[label])
            for one in machines
            for label in ("zone", "rack", "feed")
        }
    )
    parts = [*domains, *(("machine", one) for one in machines)]
    expected = 0.0
    for state in range(1 << len(parts)):
        down = [part for bit, part in enumerate(parts) if state >> bit & 1]
        chance = 1.0
        for part in parts:
            share = functions["DOWN_SHARE"][part[0]]
            chance *= share if part in down else 1 - share
        struck = [
            one
            for one in machines
            if ("machine", one) in down
            or any(
                (label, functions["TOPOLOGY"].machine(one).labels[label]) in down
                for label in ("zone", "rack", "feed")
            )
        ]
        expected += chance if len(struck) == len(machines) else 0.0
    assert expected == pytest.approx(functions["risk"](machines), rel=1e-9)


@pytest.mark.parametrize(
    ("machines", "message"),
    [
        (["m01", "m01", "m02"], "your choice gave m01 2 times"),
        (["m01", "m02"], "your choice gave 2 machines"),
        (["m01", "m02", "zebra"], "your choice gave 'zebra', which is no machine"),
        ("m01", "your choice gave str, not a list"),
    ],
)
def test_a_bad_decision_is_a_wrong_answer_with_a_remedy(machines: object, message: str) -> None:
    decision = Solution(decision={"machines": machines})
    result = run_lab(load_lab(LABS, "choose-placement"), decision, "placement", (0,))
    assert ("violated", message) == (result.verdict.kind, result.verdict.reason)
    assert result.error is not None
    assert result.error.hint


def test_a_decision_that_fails_still_gets_its_memo() -> None:
    decision = Solution(decision={"machines": ["m01", "m05", "m09"]})
    result = run_lab(load_lab(LABS, "choose-placement"), decision, "placement", (0,))
    assert result.failure is not None
    assert "power feed p1 failed" in result.failure.sentence
    assert result.memo is not None
    assert [("feed", "p1")] == [(s["label"], s["value"]) for s in result.memo["choice"]["shared"]]
    best = result.memo["rejected"][-1]
    assert "the least risk of all 220" == best["title"]
    assert ([], []) == (best["machines"], best["shared"]), "a failed choice is not told the answer"
    assert 0 < best["risk"]["share"] < result.memo["choice"]["risk"]["share"]
    assert 430 == best["cost"]["per_month"]


def test_only_a_decision_that_held_is_told_the_best_machines() -> None:
    memo = load_lab(LABS, "choose-placement").memo
    assert memo is not None
    told = {
        verdict: memo({"machines": ["m02", "m08", "m09"]}, verdict)["rejected"][-1]["machines"]
        for verdict in ("ok", "violated", "unknown")
    }
    assert 3 == len(told["ok"])
    assert ([], []) == (told["violated"], told["unknown"])
