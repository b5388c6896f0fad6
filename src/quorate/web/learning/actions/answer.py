"""Answer an item: graded here, evidence first, feedback after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from quorate.assessment import DOES_NOT_KNOW, Grade, Item, Run, grade
from quorate.learner import is_ulid
from quorate.web.accounts.api import Learner, text_problem
from quorate.web.errors import BadInputError, ConflictError
from quorate.web.learning.actions.record import Shown, do_record
from quorate.web.learning.course import Place, item_hash
from quorate.web.learning.items import attempts_at, seeds_of
from quorate.web.learning.queries import Answered, answered_item
from quorate.web.learning.repeats import PRACTISED, key_was_shown
from quorate.web.learning.seeds import SEED_MAX, next_seed

TEXT_MAX = 200
ORDERED_MAX = 20
SECONDS_MAX = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Given:
    """What a learner sent."""

    seed: int
    answer: Any
    event_id: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded answer: to what, as what it counts, when."""

    place: Place
    grade: Grade
    kind: str
    at: datetime


def validate_given(item: Item, posted: QueryDict) -> Given:
    """Read a form. Raises BadInputError for what no page of ours sends."""
    text = str(posted.get("seed", ""))
    if not text.isdecimal() or len(text) > 10 or int(text) >= SEED_MAX:
        raise BadInputError(
            f"The variant {text[:20]!r} is no number.", hint="Reload the lesson and answer again."
        )
    event_id = str(posted.get("event_id", ""))
    if event_id and not is_ulid(event_id):
        raise BadInputError(
            f"The event id {event_id[:40]!r} is no ULID.", hint="Send 26 characters, or none."
        )
    return Given(int(text), read_answer(item, posted), event_id, read_seconds(posted))


def read_answer(item: Item, posted: QueryDict, *, prefix: str = "") -> Any:  # noqa: ANN401
    """Return the answer in the form that grading takes; text is bounded."""
    if posted.get(f"{prefix}dont_know", ""):
        return DOES_NOT_KNOW
    name = f"{prefix}answer"
    if item.type == "multi":
        return [readable(str(each)[:TEXT_MAX]) for each in posted.getlist(name)[:ORDERED_MAX]]
    if item.type == "ordering":
        places = {str(n): str(posted.get(f"{prefix}place_{n}", ""))[:4] for n in range(ORDERED_MAX)}
        return {key: readable(value.strip()) for key, value in places.items() if value.strip()}
    return readable(str(posted.get(name, ""))[:TEXT_MAX].strip())


def readable(text: str) -> str:
    """Return text that can be stored and sent; refuse any other."""
    problem = text_problem(text)
    if problem:
        raise BadInputError(f"The answer has {problem}.", hint="Write it again, as plain text.")
    return text


def read_seconds(posted: QueryDict) -> float | None:
    """Return how long the answer took, if a script says so and it can be true."""
    try:
        seconds = float(posted.get("seconds", ""))
    except (TypeError, ValueError):
        return None
    return seconds if 0 <= seconds <= SECONDS_MAX else None


def validate_seed(
    item: Item, given: Given, learner_id: str, answered: Sequence[Answered]
) -> Answered | None:
    """Return the record if this variant was answered already; refuse one that is not due."""
    attempts = attempts_at(item, answered)
    for each in attempts:
        if each.evidence.variant_seed == given.seed:
            return each
    if given.seed != next_seed(item, learner_id, seeds_of(attempts)):
        raise ConflictError(
            "This question has moved on: you answered it elsewhere, or it was replaced.",
            hint="Reload the lesson; your answers so far are kept.",
        )
    return None


def do_answer(learner: Learner, given: Given, graded: Graded) -> None:
    """Write the evidence of one graded answer; one variant counts once."""
    item, worth = graded.place.item, graded.grade
    shown = Shown(
        kind=graded.kind,
        unit=graded.place.unit.id,
        concepts=item.concepts,
        facet=item.facet,
        item_id=item.id,
        item_type=item.type,
        content_hash=item_hash(item),
        variant_seed=given.seed,
        outcome=worth.outcome,
        score=worth.score,
        guess=item.guess,
        seconds=given.seconds,
        answer=given.answer,
    )
    with transaction.atomic():
        # The lock is taken here, so of two that come at once the second finds the first.
        earlier = answered_item(learner.pk, item.id)
        if any(each.evidence.variant_seed == given.seed for each in earlier):
            return
        state = PRACTISED if key_was_shown(item, given.seed, earlier) else ""
        counted = replace(shown, state=state)
        do_record(learner, counted, now=graded.at, event_id=given.event_id)


def grade_given(item: Item, given: Given, run: Run | None) -> Grade:
    """Grade; an empty answer is not "I don't know", which has a button of its own."""
    empty: Mapping[str, Any] = {}
    if given.answer in ("", [], empty):
        return Grade(
            "ungraded", 0.0, "Nothing was entered: answer, or say that you don't know.", ""
        )
    return grade(item, given.seed, given.answer, run=run)


def kind_of(place: Place, answered: Sequence[Answered], today: Any) -> str:  # noqa: ANN401
    """Return what an answer counts as: a guess before reading, learning, or recall later."""
    earlier = [each.evidence for each in attempts_at(place.item, answered)]
    if any(each.study_date < today for each in earlier):
        return "review"
    if place.question and not answered:
        return "warm-up"
    return "lesson"
