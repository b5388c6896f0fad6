"""What must hold of items: keys that work in every variant, no way to score by guessing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from quorate.assessment.computed import fill
from quorate.assessment.errors import AssessmentError
from quorate.assessment.expressions import evaluate
from quorate.assessment.grading import Run, with_record
from quorate.assessment.items import CHOICE_TYPES, ChoiceKey, Item, NumericKey, OrderingKey
from quorate.assessment.numeric import is_close
from quorate.assessment.ordering import all_pairs
from quorate.assessment.variants import combinations
from quorate.curriculum import CyclicGraph, Problem

ITEMS_MIN, ITEMS_MAX = 5, 8
_DEPENDS = ("it depends", "all of the above", "none of the above")


def check_items(items: Sequence[Item], *, run: Run | None = None) -> list[Problem]:
    """Return E061, E063 and E065 for a file's items."""
    problems = [each for item in items for each in check_key(item, run=run)]
    problems += [each for item in items for each in _check_feedback(item)]
    return problems + check_naive(items)


def check_mix(items: Sequence[Item], path: str) -> list[Problem]:
    """Return E062 (too many choices) and E064 (too few or many items) for a unit's items."""
    problems = []
    choices = sum(item.type in CHOICE_TYPES for item in items)
    if choices * 2 > len(items):
        message = f"{choices} of {len(items)} items are multiple choice"
        hint = "replace one by numeric, ordering or predict"
        problems.append(Problem(path, 1, "content.E062", message, hint))
    if not ITEMS_MIN <= len(items) <= ITEMS_MAX:
        message = f"{len(items)} items"
        hint = f"write {ITEMS_MIN} to {ITEMS_MAX}"
        problems.append(Problem(path, 1, "content.E064", message, hint))
    return problems


def check_key(item: Item, *, run: Run | None = None) -> list[Problem]:
    """Return E061 if the key fails or is not unique in some variant."""
    try:
        for parameters in combinations(item):
            reason = _fault(item, parameters, run)
            if reason:
                return [_bad_key(item, f"{reason}{_under(parameters)}")]
    except (AssessmentError, CyclicGraph, ValueError, TypeError, KeyError) as error:
        return [_bad_key(item, str(error) or type(error).__name__)]
    return []


def _bad_key(item: Item, reason: str) -> Problem:
    hint = "evaluate the key by hand for these parameters"
    return Problem(item.path, item.line, "content.E061", f'item "{item.id}": {reason}', hint)


def _under(parameters: Mapping[str, Any]) -> str:
    if not parameters:
        return ""
    return f" (variant {', '.join(f'{name}={value}' for name, value in parameters.items())})"


def _fault(item: Item, parameters: Mapping[str, Any], run: Run | None) -> str:
    """Return what is wrong with one variant, empty if nothing."""
    fill(item.prompt_md, parameters)
    fill(item.feedback_md, parameters)
    key = item.key
    if isinstance(key, NumericKey):
        return _numeric_fault(key, parameters)
    if isinstance(key, OrderingKey):
        for _, text in key.events:
            fill(text, parameters)
        return "" if all_pairs(key) else "no pair is ordered, so every order is right"
    names = with_record(item, parameters, run=run)
    texts = [fill(option.text, names) for option in key.options]
    for option in key.options:
        fill(option.feedback, names)
    right = sum(bool(evaluate(option.right, names)) for option in key.options)
    if len(set(texts)) < len(texts):
        return "two options read the same"
    if item.type == "multi":
        return "" if right else "no option is right"
    return "" if right == 1 else f"{right} options are right instead of one"


def _numeric_fault(key: NumericKey, parameters: Mapping[str, Any]) -> str:
    value = evaluate(key.key, parameters)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"the key gives {str(value)[:40]!r} instead of a number"
    if key.factor and (key.factor <= 1 or value <= 0):
        return "`factor` is above 1 and needs a positive key"
    for slip in key.slips:
        fill(slip.feedback, parameters)
        if is_close(key, float(evaluate(slip.key, parameters)), float(value)):
            return f"the slip `{slip.key}` gives the right answer"
    return ""


def _check_feedback(item: Item) -> Iterator[Problem]:
    if isinstance(item.key, ChoiceKey):
        for option in item.key.options:
            if option.right.lower() != "true" and not option.feedback:
                message = f'item "{item.id}": the option "{option.text[:60]}" has no feedback'
                hint = "say why it is wrong"
                yield Problem(item.path, item.line, "content.E065", message, hint)


@dataclass(frozen=True, slots=True)
class Naive:
    """How a strategy that does not read the question scores."""

    strategy: str
    hits: int
    expected: float
    asked: int


def naive_scores(items: Iterable[Item]) -> list[Naive]:
    """Return the scores of naive strategies over single-choice items.

    Options longest and shortest (by characters), and "it depends" where there is one. Places
    are seeded, so "always the third" is chance by construction.
    """
    lengths = {"longest": 0, "shortest": 0, "it depends": 0}
    expected = dict.fromkeys(lengths, 0.0)
    asked = dict.fromkeys(lengths, 0)
    for item in items:
        if item.type != "choice" or not isinstance(item.key, ChoiceKey):
            continue
        options = item.key.options
        if any(option.right.lower() not in ("true", "false") for option in options):
            continue
        for strategy, picks in _picks([option.text for option in options]).items():
            if picks is not None:
                asked[strategy] += 1
                expected[strategy] += 1 / len(options)
                lengths[strategy] += options[picks].right.lower() == "true"
    return [Naive(each, lengths[each], expected[each], asked[each]) for each in lengths]


def _picks(texts: list[str]) -> dict[str, int | None]:
    sizes = [len(text) for text in texts]
    depends = [at for at, text in enumerate(texts) if text.lower().startswith(_DEPENDS)]
    return {
        "longest": sizes.index(max(sizes)) if sizes.count(max(sizes)) == 1 else None,
        "shortest": sizes.index(min(sizes)) if sizes.count(min(sizes)) == 1 else None,
        "it depends": depends[0] if depends else None,
    }


def check_naive(items: Sequence[Item]) -> list[Problem]:
    """Return E063 for each naive strategy above chance (rounded up: files are small)."""
    problems = []
    for each in naive_scores(items):
        if each.hits > ceil(each.expected):
            at = items[0]
            message = (
                f'always taking "{each.strategy}" is right in {each.hits} of {each.asked} items; '
                f"chance is {each.expected:.2f}"
            )
            hint = "even out the lengths of the options"
            problems.append(Problem(at.path, at.line, "content.E063", message, hint))
    return problems
