"""What counts of a log that this site does not vouch for: answers are graded here, whatever the file says of them.

Whoever writes a file chooses its variants and its dates, and may have read the key first. So a graded answer shows
progress and is practice: it proves no mastery, and no recall on a later day.

A record that comes out as it was keeps its id. One that does not gets an id made from both, so that it never stands in
the way of the true one: files may come in any order, and as often as one likes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ulid import ULID

from quorate.assessment import Exam, Item, drawn_items, grade
from quorate.learner import Evidence
from quorate.web.content import site
from quorate.web.learning.actions.sit_exam import Sat, sitting_id
from quorate.web.learning.course import curriculum, item_hash, known_place, run_of
from quorate.web.learning.repeats import PRACTISED
from quorate.web.learning.seeds import SEED_MAX

Record = tuple[Evidence, Any]
ITEM_KINDS = ("warm-up", "lesson", "review")
RUN_KINDS = ("lab", "project")
# They change what other records say, so nobody else's word is taken for them.
REFUSED_KINDS = ("retraction", "content-change")
WORDS = {
    "answer": ("answer has another result or none", "answers have another result or none"),
    "exam": ("exam could not be graded again", "exams could not be graded again"),
    "run": ("lab run counts as practice only", "lab runs count as practice only"),
    "other": ("other record does not count", "other records do not count"),
}


@dataclass(frozen=True, slots=True)
class Regraded:
    """What is taken over, and one sentence about what is not."""

    records: tuple[Record, ...]
    told: str


def regraded(given: Sequence[Record]) -> Regraded:
    """Grade a log anew."""
    sittings = sittings_in(given)
    changed: Counter[str] = Counter()
    taken: list[Record] = []
    for event, answer in given:
        what = subject_of(event)
        found = judged(event, answer, what, sittings)
        if found is not None:
            taken.append((found if found == event else renamed(found, event), answer))
        if found is None or not is_as_told(found, event, what):
            changed[what] += 1
    return Regraded(tuple(taken), sentence(changed))


def sentence(changed: Counter[str]) -> str:
    """Say what was not taken over as it stood."""
    parts = [
        f"{changed[what]} {words[changed[what] > 1]}"
        for what, words in WORDS.items()
        if changed[what]
    ]
    told = "The file does not carry this site's signature: graded again; counts as practice here."
    return f"{told} Of it, {', '.join(parts)}." if parts else told


def is_as_told(found: Evidence, event: Evidence, what: str) -> bool:
    """Whether a record says what it said; that an answer is practice was said of all of them."""
    return found == (replace(event, state=found.state) if what == "answer" else event)


def subject_of(event: Evidence) -> str:
    """Return what a record is about: an answer, an exam, a run, or something else."""
    if event.kind == "exam" and not event.item_id:
        return "exam"
    if event.item_id and event.kind in (*ITEM_KINDS, "exam"):
        return "answer"
    return "run" if event.kind in RUN_KINDS else "other"


def judged(
    event: Evidence,
    answer: Any,  # noqa: ANN401 - as it stands in the file
    what: str,
    sittings: dict[str, "Sitting"],
) -> Evidence | None:
    """Return what a record says as far as this site can tell; None if it is not taken at all."""
    if event.kind in REFUSED_KINDS:
        return None
    if what == "exam":
        sitting = sittings.get(event.run_hash)
        return sitting.summary(event) if sitting else ungraded(event)
    if what == "run":
        return practised(event)
    if what == "other":
        return event if event.outcome == "ungraded" else ungraded(event)
    if event.kind == "exam":
        sitting = sittings.get(event.run_hash)
        item = sitting.items.get(event.item_id) if sitting else None
        named = sitting is not None and event.variant_seed == sitting.seed
        return (
            graded(event, answer, item, sitting.unit_id) if named and sitting else ungraded(event)
        )
    place = known_place(event.item_id)
    return graded(event, answer, place.item, place.unit.id) if place else ungraded(event)


def graded(event: Evidence, answer: Any, item: Item | None, unit_id: str) -> Evidence:  # noqa: ANN401
    """Return a record of an answer with all that follows from the item; the file's word for it is not read."""
    if item is None or answer is None or event.variant_seed is None:
        return ungraded(event)
    if event.content_hash != item_hash(item):
        return ungraded(event)
    worth = grade(item, event.variant_seed, answer, run=run_of(unit_id))
    return replace(
        event,
        unit="" if event.kind == "exam" else unit_id,
        concepts=item.concepts,
        facet=item.facet,
        item_type=item.type,
        outcome=worth.outcome,
        score=worth.score,
        guess=item.guess,
        run_hash=event.run_hash if event.kind == "exam" else "",
        state=PRACTISED,
    )


def ungraded(event: Evidence) -> Evidence:
    """Return a record that shows nothing but that something was done."""
    return replace(event, outcome="ungraded", score=None, state="")


def practised(event: Evidence) -> Evidence:
    """Return a run as practice; a lesson's facets are not shown by runs."""
    unit = curriculum().units.get(curriculum().aliases.get(event.unit, event.unit))
    if unit is None or unit.kind not in ("lab", "project", "capstone"):
        return ungraded(event)
    return replace(event, facet="", state=PRACTISED if event.state else "")


def renamed(found: Evidence, event: Evidence) -> Evidence:
    """Return a changed record under an id of its own: the same time, the rest from what it says."""
    text = json.dumps({**found.to_json(), "learner": ""}, sort_keys=True)
    tail = hashlib.sha256(text.encode()).digest()[:10]
    return replace(found, event_id=str(ULID(ULID.from_str(event.event_id).bytes[:6] + tail)))


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of an exam as a file holds it: which questions were drawn, and the answers to them."""

    exam: Exam
    seed: int
    unit_id: str
    items: dict[str, Item]
    answers: dict[str, tuple[Evidence, Any]]

    def summary(self, event: Evidence) -> Evidence:
        """Return the exam's record as its graded answers make it."""
        run = run_of(self.unit_id)
        grades = []
        for item_id, item in self.items.items():
            found = self.answers.get(item_id)
            if found is None or graded(*found, item, self.unit_id).outcome == "ungraded":
                return ungraded(event)
            grades.append((item, grade(item, self.seed, found[1], run=run)))
        unit = curriculum().units[self.unit_id]
        sat = Sat(unit, self.exam, self.seed, tuple(grades), {})
        return replace(
            event,
            unit=self.unit_id,
            concepts=(),
            facet="",
            item_type="exam",
            variant_seed=self.seed,
            outcome="right" if sat.passed else "wrong",
            score=round(sat.share, 6),
            state="",
        )


def sittings_in(given: Sequence[Record]) -> dict[str, Sitting]:
    """Return the sittings that a log names; of several answers to one question the earliest counts."""
    found: dict[str, Sitting] = {}
    for event, answer in sorted(given, key=lambda record: record[0].order):
        if event.kind != "exam":
            continue
        sitting = found.get(event.run_hash) or named_sitting(event.run_hash)
        if sitting is None:
            continue
        found[event.run_hash] = sitting
        if event.item_id in sitting.items and event.variant_seed == sitting.seed:
            sitting.answers.setdefault(event.item_id, (event, answer))
    return found


def named_sitting(name: str) -> Sitting | None:
    """Return the sitting of a name, if it is one of an exam of this course."""
    _, _, rest = name.partition("exam:")
    exam_id, _, text = rest.rpartition(":")
    for unit_id, exam in site().exams.items():
        if exam.id != exam_id or not text.isdecimal() or int(text) >= SEED_MAX:
            continue
        if sitting_id(exam, int(text)) == name:
            items = {item.id: item for item in drawn_items(exam, int(text))}
            return Sitting(exam, int(text), unit_id, items, {})
    return None
