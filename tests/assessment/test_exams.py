"""Exams draw from templates."""

from typing import TYPE_CHECKING

from assessment.examples import items, run
from quorate.assessment import Exam, draw_exam, grade_exam, key_text, parse_exam, read_yaml
from quorate.assessment.items import NumericKey

if TYPE_CHECKING:
    from quorate.curriculum import Problem

EXAM = Exam("law-1", "Law 1", 20, 0.6, 3, tuple(items().values()))


def test_a_sitting_is_fixed_by_its_seed() -> None:
    assert draw_exam(EXAM, 5) == draw_exam(EXAM, 5)
    drawn = {
        tuple(sorted(v.item_id for v in draw_exam(EXAM, seed).variants)) for seed in range(200)
    }
    assert 10 == len(drawn)
    assert all(3 == len(set(each)) for each in drawn)


def test_right_answers_pass_and_silence_does_not() -> None:
    for seed in range(10):
        sitting = draw_exam(EXAM, seed)
        answers: dict[str, object] = {}
        for variant in sitting.variants:
            item = items()[variant.item_id]
            key = key_text(item, seed, run=run)
            if isinstance(item.key, NumericKey):
                answers[item.id] = key
            elif item.type == "ordering":
                texts = [line.partition(". ")[2] for line in key.split("\n")]
                answers[item.id] = [o.id for t in texts for o in variant.options if o.text_md == t]
            else:
                texts = [line.removeprefix("- ") for line in key.split("\n")]
                answers[item.id] = [o.id for o in variant.options if o.text_md in texts]
        result = grade_exam(EXAM, seed, answers, run=run)
        assert (1.0, True) == (result.share, result.passed)
        silent = grade_exam(EXAM, seed, {}, run=run)
        assert (0.0, False) == (silent.share, silent.passed)


def test_the_pass_share_itself_passes() -> None:
    exam = Exam("one", "One", 5, 1.0, 1, (items()["downtime"],))
    key = key_text(items()["downtime"], 1)
    assert grade_exam(exam, 1, {"downtime": key}).passed


def test_an_exam_that_draws_too_many_is_a_problem() -> None:
    problems: list[Problem] = []
    text = """
id: exam-x
title: X
minutes: 10
draw: 2
templates:
  - {id: a, type: numeric, concepts: [c], prompt: How much?, key: "1"}
"""
    exam = parse_exam(read_yaml(text), "exam.yaml", problems)
    assert exam is not None
    assert [("content.E066", 5)] == [(each.id, each.line) for each in problems]
