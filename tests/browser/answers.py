"""Answers to items as a person would enter them, found with the same keys that grade them."""

from itertools import combinations, permutations
from typing import Any

from playwright.sync_api import Locator

from quorate.assessment import Item, evaluate, grade, make_variant
from quorate.assessment.items import NumericKey, PredictKey
from quorate.assessment.variants import parameters_of
from quorate.authoring import Site


def find_answer(site: Site, item: Item, unit: str, seed: int) -> Any:
    """A right answer in the form `grade` takes."""
    if isinstance(item.key, NumericKey):
        value = evaluate(item.key.key, parameters_of(item, seed))
        return f"{value:.6g} {item.key.unit}".strip()
    run = None
    if isinstance(item.key, PredictKey):
        run = site.run_of(unit)
    ids = [option.id for option in make_variant(item, seed).options]
    if item.type == "multi":
        tries: Any = [list(c) for n in range(1, len(ids) + 1) for c in combinations(ids, n)]
    elif item.type == "ordering":
        tries = [list(order) for order in permutations(ids)]
    else:
        tries = ids
    return next(t for t in tries if grade(item, seed, t, run=run).outcome == "right")


def enter(form: Locator, item: Item, answer: Any, *, prefix: str = "") -> None:
    """Put an answer into its form."""
    if item.type == "numeric":
        form.locator(f"[name='{prefix}answer']").fill(answer)
    elif item.type == "ordering":
        for place, name in enumerate(answer, start=1):
            form.locator(f"[name='{prefix}place_{name}']").select_option(str(place))
    else:
        for value in answer if isinstance(answer, list) else [answer]:
            form.locator(f"[name='{prefix}answer'][value='{value}']").check()
