"""Grades an order of events against a partial order: any linear extension is right."""

from collections.abc import Mapping
from typing import Any

from quorate.assessment.computed import fill
from quorate.assessment.items import Grade, OrderingKey
from quorate.curriculum import topological_order

Pairs = tuple[tuple[str, str], ...]


def grade_ordering(
    key: OrderingKey, shown: list[int], parameters: Mapping[str, Any], answer: object
) -> Grade:
    """Grade the ids of a variant in the learner's order, or a mapping of id to place."""
    texts = {name: fill(text, parameters) for name, text in key.events}
    one_right = topological_order(_requirements(key))
    key_md = "\n".join(f"{place}. {texts[each]}" for place, each in enumerate(one_right, 1))
    places = _order(answer, len(shown))
    if places is None:
        return Grade(
            "ungraded", 0.0, "Give each event its own place.", key_md if not answer else ""
        )
    names = [key.events[shown[place]][0] for place in places]
    position = {name: place for place, name in enumerate(names)}
    pairs = all_pairs(key)
    reversed_ones = sorted(
        (pair for pair in pairs if position[pair[0]] > position[pair[1]]),
        key=lambda pair: (position[pair[1]], position[pair[0]]),
    )
    if not reversed_ones:
        return Grade("right", 1.0, "", key_md)
    first, second = reversed_ones[0]
    told = f"“{texts[first]}” must come before “{texts[second]}”."
    return Grade("wrong", 1.0 - len(reversed_ones) / len(pairs), told, key_md)


def all_pairs(key: OrderingKey) -> Pairs:
    """Return every ordered pair that follows from the key (transitive closure)."""
    after: dict[str, dict[str, None]] = {name: {} for name, _ in key.events}
    for name in reversed(topological_order(_requirements(key))):
        for first, second in key.before:
            if first == name:
                after[name].setdefault(second)
                after[name].update(after[second])
    return tuple((first, second) for first, those in after.items() for second in those)


def _requirements(key: OrderingKey) -> dict[str, list[str]]:
    needs: dict[str, list[str]] = {name: [] for name, _ in key.events}
    for first, second in key.before:
        needs[second].append(first)
    return needs


def _order(answer: object, count: int) -> list[int] | None:
    """Return the shown places in the learner's order, None unless each stands once."""
    if isinstance(answer, dict):
        if len(answer) != count:
            return None
        ranks = {str(each)[:9]: str(rank)[:9] for each, rank in answer.items()}
        if not all(rank.isdecimal() and rank.isascii() for rank in ranks.values()):
            return None
        given: list[Any] = sorted(ranks, key=lambda each: int(ranks[each]))
        if len(dict.fromkeys(int(rank) for rank in ranks.values())) != count:
            return None
    elif isinstance(answer, list | tuple) and len(answer) == count:
        given = [str(each)[:9] if isinstance(each, int | str) else "" for each in answer]
    else:
        return None
    wanted = [str(place) for place in range(count)]
    return [int(each) for each in given] if sorted(given) == sorted(wanted) else None
