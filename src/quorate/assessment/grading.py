"""Grades answers. Answers come from outside: any type, any size."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from quorate.assessment.computed import fill, plain
from quorate.assessment.errors import MissingRun, QuantityError
from quorate.assessment.expressions import evaluate
from quorate.assessment.items import (
    ChoiceKey,
    Grade,
    Item,
    NumericKey,
    Option,
    OrderingKey,
    PredictKey,
)
from quorate.assessment.numeric import grade_numeric
from quorate.assessment.ordering import grade_ordering
from quorate.assessment.variants import Parameters, order_of, parameters_of

Run = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Runs a figure at parameters (or looks its recording up) and returns the record."""

DOES_NOT_KNOW: Final = "does-not-know"
_ANSWER_ITEMS_MAX = 50


def grade(item: Item, seed: int, answer: object, *, run: Run | None = None) -> Grade:
    """Grade the answer to the variant of a seed.

    Answers: the option's id (choice, predict), a list of ids (multi), a text such as "52.6 min"
    or a number (numeric), the ids in order or a mapping of id to place (ordering); None, empty
    or "does-not-know" for who does not know. What cannot be read is `ungraded`.
    """
    parameters = parameters_of(item, seed)
    if does_not_know(answer):
        graded = Grade(DOES_NOT_KNOW, 0.0, "", key_text(item, seed, run=run))
    elif isinstance(item.key, NumericKey):
        try:
            graded = grade_numeric(item.key, parameters, answer)
        except QuantityError as error:
            return Grade("ungraded", 0.0, str(error), "")
    elif isinstance(item.key, OrderingKey):
        graded = grade_ordering(item.key, order_of(item, seed), parameters, answer)
    else:
        graded = _grade_options(item, seed, answer, run)
    if graded.outcome == "ungraded":
        return graded
    general = fill(item.feedback_md, parameters)
    feedback = "\n\n".join(each for each in (graded.feedback_md, general) if each)
    return Grade(graded.outcome, graded.score, feedback, graded.key_md)


def does_not_know(answer: object) -> bool:
    """Whether an answer says that the learner does not know."""
    if answer is None:
        return True
    if isinstance(answer, str):
        return answer.strip() in ("", DOES_NOT_KNOW)
    if isinstance(answer, list | tuple):
        return all(each == "" or each is None for each in answer) or list(answer) == [DOES_NOT_KNOW]
    return isinstance(answer, dict) and not any(str(each)[:9].strip() for each in answer.values())


def key_text(item: Item, seed: int, *, run: Run | None = None) -> str:
    """Return the right answer of a variant in words (Markdown)."""
    parameters = parameters_of(item, seed)
    key = item.key
    if isinstance(key, NumericKey):
        value = float(evaluate(key.key, parameters))
        unit = f" {key.unit}" if key.unit else ""
        return f"{plain(float(f'{value:.4g}'))}{unit}"
    if isinstance(key, OrderingKey):
        graded = grade_ordering(key, order_of(item, seed), parameters, [])
        return graded.key_md
    names = names_of(item, seed, run=run)
    right = [fill(each.text, names) for each in key.options if evaluate(each.right, names)]
    return right[0] if len(right) == 1 else "\n".join(f"- {each}" for each in right)


def names_of(item: Item, seed: int, *, run: Run | None = None) -> Parameters:
    """Return what the key's expressions may name: parameters, and the record of a run.

    Raises MissingRun if the item needs one and none was handed in.
    """
    parameters = parameters_of(item, seed)
    return with_record(item, parameters, run=run)


def with_record(item: Item, parameters: Parameters, *, run: Run | None) -> Parameters:
    """Return the parameters together with the record of the item's run, if it has one."""
    key = item.key
    if not isinstance(key, PredictKey) or not key.figure:
        return parameters
    if run is None:
        raise MissingRun(item.id, key.figure)
    at = {name: evaluate(text, parameters) for name, text in key.at.items()}
    return {**run(key.figure, at), **parameters}


def _grade_options(item: Item, seed: int, answer: object, run: Run | None) -> Grade:
    key = item.key
    if not isinstance(key, ChoiceKey | PredictKey):
        raise TypeError(item.type)
    many = item.type == "multi"
    chosen = _places(answer, len(key.options), many=many)
    if chosen is None:
        what = "Choose the options that hold." if many else "Choose one of the options."
        return Grade("ungraded", 0.0, what, "")
    names = names_of(item, seed, run=run)
    order = order_of(item, seed)
    picked = [key.options[order[place]] for place in chosen]
    wanted = [option for option in key.options if evaluate(option.right, names)]
    score = _score(picked, wanted, len(key.options))
    right = score == 1.0
    missed = [] if right else [each for each in wanted if each not in picked]
    remarks = [each for each in picked if each.feedback] + [
        each for each in missed if many and each.feedback
    ]
    told = "\n\n".join(fill(each.feedback, names) for each in remarks)
    key_md = key_text(item, seed, run=run)
    return Grade("right" if right else "wrong", score if many else float(right), told, key_md)


def _score(picked: list[Option], wanted: list[Option], total: int) -> float:
    """Return the share of options treated rightly, 1.0 only if all are."""
    wrong = sum((each in picked) != (each in wanted) for each in {**_once(picked), **_once(wanted)})
    return 1.0 - wrong / total


def _once(options: list[Option]) -> dict[Option, None]:
    return dict.fromkeys(options)


def _places(answer: object, count: int, *, many: bool) -> list[int] | None:
    """Return the chosen places, None if the answer names none or too many."""
    given = list(answer) if isinstance(answer, list | tuple) else [answer]
    if len(given) > _ANSWER_ITEMS_MAX or (not many and len(given) != 1):
        return None
    names = {str(place): place for place in range(count)}
    found: dict[int, None] = {}
    for each in given:
        if isinstance(each, bool) or not isinstance(each, int | str):
            return None
        place = names.get(each if isinstance(each, str) else str(min(max(each, -1), count)))
        if place is None:
            return None
        found.setdefault(place)
    return sorted(found)
