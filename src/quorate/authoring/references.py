"""Checks that every id written somewhere names something: concepts, units, items."""

from collections.abc import Iterable, Mapping

from quorate.assessment import Exam, Item
from quorate.authoring.catalogue import Catalogue, Place
from quorate.curriculum import Curriculum, Problem, UnknownId, check_acyclic, did_you_mean

_NOWHERE = Place("content", 1)


def check_references(
    catalogue: Catalogue,
    curriculum: Curriculum,
    items: Mapping[str, Iterable[Item]],
    exams: Mapping[str, Exam],
) -> list[Problem]:
    """Return E007, E010, E011, E012, E015 for the whole course."""
    problems: list[Problem] = []
    for concept in curriculum.concepts.values():
        at = catalogue.places[f"concept:{concept.id}"]
        problems += _concepts(concept.requires, curriculum, at, f'concept "{concept.id}"')
    for unit in curriculum.units.values():
        at = catalogue.places.get(f"unit:{unit.id}", _NOWHERE)
        problems += _concepts(unit.teaches, curriculum, at, f'unit "{unit.id}"')
    for path in curriculum.paths.values():
        at = catalogue.places[f"phases@{path.slug}"]
        mentioned = [*path.units, *(u for each in path.checkpoints for u in each.units)]
        problems += _units(dict.fromkeys(mentioned), curriculum, at)
    every = [each for unit_id in items for each in items[unit_id]]
    every += [each for exam in exams.values() for each in exam.templates]
    problems += _items(every, curriculum)
    places = {
        key.partition(":")[2]: (at.path, at.line)
        for key, at in catalogue.places.items()
        if key.startswith(("concept:", "unit:"))
    }
    return problems + check_acyclic(curriculum, places=places)


def _concepts(
    wanted: Iterable[str], curriculum: Curriculum, at: Place, who: str
) -> Iterable[Problem]:
    for each in wanted:
        if each not in curriculum.concepts:
            message = f'{who} names an unknown concept "{each[:80]}"'
            hint = _meant(each, curriculum.concepts)
            yield Problem(at.path, at.line, "content.E011", message, hint)


def _units(wanted: Iterable[str], curriculum: Curriculum, at: Place) -> Iterable[Problem]:
    for each in wanted:
        try:
            curriculum.resolve(each)
        except UnknownId:
            hint = _meant(each, curriculum.units)
            message = f'unknown unit "{each[:80]}"'
            yield Problem(at.path, at.line, "content.E012", message, hint)


def _items(items: Iterable[Item], curriculum: Curriculum) -> Iterable[Problem]:
    seen: dict[str, Item] = {}
    for item in items:
        at = Place(item.path, item.line)
        yield from _concepts(item.concepts, curriculum, at, f'item "{item.id}"')
        first = seen.setdefault(item.id, item)
        if first is not item:
            message = f'the item "{item.id}" exists twice'
            hint = f"the other stands at {first.path}:{first.line}"
            yield Problem(at.path, at.line, "content.E007", message, hint)


def _meant(value: str, known: Iterable[str]) -> str:
    near = did_you_mean(value, known)
    return f"did you mean {' or '.join(near)}?" if near else "add it, or correct the spelling"
