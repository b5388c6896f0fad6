"""Search rows: one per heading section, and one for each card of the course."""

from collections.abc import Iterator
from dataclasses import dataclass

from quorate.authoring.addresses import Addresses
from quorate.authoring.lessons import RenderedLesson
from quorate.calculators import CALCULATORS
from quorate.curriculum import Curriculum


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One row of the search index, plain text."""

    kind: str
    url: str
    unit_id: str
    title: str
    heading: str
    text: str


def lesson_rows(rendered: RenderedLesson, addresses: Addresses) -> Iterator[SearchRow]:
    """Yield the rows of a lesson."""
    unit = rendered.lesson.unit
    address = addresses.of_unit(unit)
    for row in rendered.rows:
        url = f"{address}#{row.anchor}"
        yield SearchRow("section", url, unit.id, unit.title, row.heading, row.text)


def card_rows(curriculum: Curriculum, addresses: Addresses) -> Iterator[SearchRow]:
    """Yield a row for each unit, concept, path and calculator."""
    for unit in curriculum.units.values():
        url = addresses.of_unit(unit)
        yield SearchRow(unit.kind, url, unit.id, unit.title, "", unit.summary)
    for concept in curriculum.concepts.values():
        url = addresses.of("concept", concept.id)
        yield SearchRow("concept", url, "", concept.title, "", concept.summary)
    for path in curriculum.paths.values():
        text = f"{path.audience}. {path.outcome}. {'; '.join(path.learn)}"
        yield SearchRow("path", addresses.of("path", path.slug), "", path.title, "", text)
    for calculator in CALCULATORS.values():
        url = addresses.of("calculator", calculator.slug)
        yield SearchRow("calculator", url, "", calculator.title, "", calculator.summary)
