"""The course as this app asks for it: lessons, exams and items by id."""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quorate.assessment import Exam, Item, Run
from quorate.curriculum import Curriculum, Unit, UnknownId
from quorate.web.content import site
from quorate.web.errors import NotHereError

if TYPE_CHECKING:
    from quorate.authoring import Lesson


FIRST_LESSON = "correlated-failure"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its unit, and whether it is the question before reading."""

    unit: Unit
    item: Item
    question: bool


def curriculum() -> Curriculum:
    """The loaded curriculum."""
    return site().curriculum


def first_lesson() -> str:
    """The lesson that every path begins with, or the first that is written."""
    lessons = site().lessons
    return FIRST_LESSON if FIRST_LESSON in lessons else next(iter(lessons), FIRST_LESSON)


@functools.cache
def _places(content_hash: str) -> Mapping[str, Place]:
    del content_hash
    return {
        item.id: Place(curriculum().units[unit_id], item, item.id == question_id(lesson))
        for unit_id, lesson in site().lessons.items()
        for item in lesson.items
    }


def question_place(unit: Unit, lesson: "Lesson") -> Place | None:
    """The question before reading."""
    item = lesson.question_item
    return Place(unit, item, question=True) if item is not None else None


def retrieval_places(unit: Unit, lesson: "Lesson") -> list[Place]:
    """The questions at the end."""
    return [Place(unit, item, question=False) for item in lesson.retrieval_items]


def question_id(lesson: "Lesson") -> str:
    """The id of the question asked before reading, or nothing."""
    return lesson.question_item.id if lesson.question_item is not None else ""


def access_place(item_id: str) -> Place:
    """Where an item of a lesson stands. Raises NotHereError."""
    place = _places(site().content_hash).get(item_id)
    if place is None:
        raise NotHereError(
            f"There is no question {item_id[:60]!r}.",
            hint="It may have been replaced; open the lesson again.",
        )
    return place


def known_place(item_id: str) -> Place | None:
    """Where an item stands, or None if it is no longer part of the course."""
    return _places(site().content_hash).get(item_id)


def access_unit(unit_id: str) -> Unit:
    """The unit of an id or an alias. Raises NotHereError with the nearest that exists."""
    try:
        return curriculum().resolve(unit_id)
    except UnknownId as error:
        raise NotHereError(f"There is no unit {unit_id[:60]!r}.", hint=str(error)[:200]) from error


def access_lesson(unit_id: str) -> "tuple[Unit, Lesson]":
    """A written lesson. Raises NotHereError for one that does not exist or is not written."""
    unit = access_unit(unit_id)
    lesson = site().lessons.get(unit.id)
    if lesson is None:
        raise NotHereError(
            f"“{unit.title}” is planned, not written yet."
            if not unit.available
            else f"“{unit.title}” is no lesson.",
            hint="Law 1 is written: begin there.",
        )
    return unit, lesson


def access_exam(unit_id: str) -> tuple[Unit, Exam]:
    """A written exam. Raises NotHereError."""
    unit = access_unit(unit_id)
    exam = site().exams.get(unit.id)
    if exam is None:
        raise NotHereError(
            f"“{unit.title}” is no exam, or not written yet.", hint="Law 1 has an exam."
        )
    return unit, exam


def run_of(unit_id: str) -> Run:
    """What looks up the recorded runs that a unit's `predict` items ask about."""
    return site().run_of(unit_id)


def item_hash(item: Item) -> str:
    """A hash of what an item asks and how it is judged, not of where it stands in its file."""
    asked = (item.type, item.prompt_md, item.key, sorted(item.parameters.items()), item.where)
    return hashlib.blake2b(repr(asked).encode(), digest_size=10).hexdigest()
