"""Checks of items: unique working keys, no score for guessing."""

from typing import TYPE_CHECKING

import pytest

from assessment.examples import ITEMS, items, run
from quorate.assessment import (
    check_items,
    check_key,
    check_mix,
    check_naive,
    naive_scores,
    parse_items,
    read_yaml,
)

if TYPE_CHECKING:
    from quorate.curriculum import Problem


def test_good_items_have_no_problems() -> None:
    assert [] == check_items(tuple(items().values()), run=run)
    assert [] == check_mix(tuple(items().values()), "items.yaml")


def numeric(**changes: str) -> str:
    parts = {"id": "x", "type": "numeric", "facet": "prove", "concepts": "[c]", "prompt": "How much?",
             "key": '"p"', "parameters": "{p: [1, 2]}"} | changes  # fmt: skip
    return "- {" + ", ".join(f"{name}: {value}" for name, value in parts.items()) + "}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (numeric(key='"q"'), 'there is no "q"'),
        (numeric(key="\"'two'\""), "instead of a number"),
        (numeric(where='"p > 5"'), "no combination"),
        (numeric(key='"1 / (p - 2)"'), "division by zero"),
        (numeric(prompt='"{{ q }}"'), 'there is no "q"'),
        (numeric(slips='[{key: "p * 1.001", feedback: no}]'), "gives the right answer"),
        (numeric(factor="2", key='"-p"'), "positive key"),
        (numeric(parameters=f"{{p: [{', '.join(map(str, range(501)))}]}}"), "combinations"),
    ],
)
def test_a_key_that_fails_names_reason(text: str, reason: str) -> None:
    (problem,) = check_key(items(text)["x"])
    assert "content.E061" == problem.id
    assert reason in problem.message


def choice(rights: list[str], texts: tuple[str, ...] = ("one", "two", "three")) -> str:
    options = ", ".join(
        f"{{text: {text}, right: {right}, feedback: so}}"
        for text, right in zip(texts, rights, strict=True)
    )
    return f"- {{id: x, type: choice, facet: see, concepts: [c], prompt: Q, options: [{options}]}}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (choice(["false", "false", "false"]), "0 options are right"),
        (choice(["true", "true", "false"]), "2 options are right"),
        (choice(["true", "false", "false"], ("one", "two", "two")), "read the same"),
    ],
)
def test_choices_have_one_right_option(text: str, reason: str) -> None:
    (problem,) = check_key(items(text)["x"])
    assert reason in problem.message


def test_an_order_in_which_all_is_right_is_no_question() -> None:
    text = """
- {id: x, type: ordering, facet: run, concepts: [c], prompt: Q, events: {a: A, b: B, c: C}, before: [[a, b], [b, a]]}
"""
    (problem,) = check_key(items(text)["x"])
    assert "circle" in problem.message


def test_a_wrong_option_says_why() -> None:
    text = ITEMS.replace(", feedback: Only one uses it.", "")
    ids = [each.id for each in check_items(tuple(items(text).values()), run=run)]
    assert ["content.E065"] == ids


def test_taking_the_longest_option_must_not_pay() -> None:
    def lists(longest_right: int, of: int) -> str:
        long = "the option that has been written with much care"
        return "\n".join(
            choice(["true", "false", "false"] if n < longest_right else ["false", "true", "false"],
                   (long, "short one", "tiny")).replace("id: x", f"id: x{n}")
            for n in range(of)
        )  # fmt: skip

    assert [] == check_naive(tuple(items(lists(1, 3)).values()))
    (problem,) = check_naive(tuple(items(lists(2, 3)).values()))
    assert "content.E063" == problem.id
    assert "longest" in problem.message
    scores = {each.strategy: each for each in naive_scores(items(lists(2, 3)).values())}
    assert (2, 3) == (scores["longest"].hits, scores["longest"].asked)
    assert 0 == scores["shortest"].hits


def test_the_mix_of_a_unit() -> None:
    found = items()
    choices = [found["which"], found["several"]]
    ids = [each.id for each in check_mix([*choices, found["order"]], "items.yaml")]
    assert ["content.E062", "content.E064"] == ids
    assert ["content.E064"] == [each.id for each in check_mix([found["order"]] * 9, "items.yaml")]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("id: x", ["content.E004"]),
        ("- just a text", ["content.E004"]),
        (numeric(id="Bad_Id"), ["content.E006"]),
        (numeric(type="guess"), ["content.E004", "content.E005"]),
        (numeric(unit="parsec"), ["content.E004"]),
        (numeric(concepts="[]"), ["content.E004"]),
        (numeric(promt="x"), ["content.E005"]),
        (numeric(parameters="{p: 1}"), ["content.E004"]),
        ("- {id: x, type: numeric, facet: see, concepts: [c], prompt: Q}", ["content.E060"]),
        (
            "- {id: x, type: choice, facet: see, concepts: [c], prompt: Q}",
            ["content.E060"],
        ),
        (
            "- {id: x, type: ordering, facet: see, concepts: [c], prompt: Q, events: {a: A, b: B, c: C}}",
            ["content.E060"],
        ),
        (choice(["true", "false", "false"]).replace("right: true, ", ""), ["content.E060"]),
        (
            choice(["true", "false", "false"]).replace("choice", "predict"),
            ["content.E060", "content.E005"],
        ),
        ("- {type: numeric, facet: see, concepts: [c], prompt: Q, key: 1}", ["content.E003"]),
    ],
)
def test_broken_items_are_reported_and_left_out(text: str, ids: list[str]) -> None:
    problems: list[Problem] = []
    assert () == parse_items(read_yaml(text), "items.yaml", problems)
    found = {each.id for each in problems}
    assert found >= set(ids[:1])
    assert found <= {*ids, "content.E060"}
