"""Take in one sitting of an exam: a record for each question, and one for the exam."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quorate.assessment import Exam, Grade, Item
from quorate.curriculum import Unit
from quorate.web.accounts.api import Learner
from quorate.web.errors import ConflictError
from quorate.web.learning.actions.record import Shown, do_record_all
from quorate.web.learning.course import item_hash
from quorate.web.learning.queries import Answered, answered_sittings
from quorate.web.learning.repeats import PRACTISED, key_was_shown
from quorate.web.learning.seeds import exam_seed


@dataclass(frozen=True, slots=True)
class Sat:
    """A graded sitting."""

    unit: Unit
    exam: Exam
    seed: int
    grades: tuple[tuple[Item, Grade], ...]
    answers: dict[str, Any]

    @property
    def share(self) -> float:
        """Share of the points."""
        return sum(graded.score for _, graded in self.grades) / max(1, len(self.grades))

    @property
    def passed(self) -> bool:
        """Whether that is enough."""
        return self.share + 1e-9 >= self.exam.pass_share


def sitting_id(exam: Exam, seed: int) -> str:
    """Return what ties the records of a sitting together."""
    return f"exam:{exam.id}:{seed}"


def do_sit(learner: Learner, sat: Sat, *, now: datetime) -> None:
    """Append the records of a sitting, all or none; once for each seed.

    A question's record names no unit: a right answer to one question does not pass the exam.
    """
    name = sitting_id(sat.exam, sat.seed)
    summary = Shown(
        kind="exam",
        unit=sat.unit.id,
        item_type="exam",
        variant_seed=sat.seed,
        outcome="right" if sat.passed else "wrong",
        score=round(sat.share, 6),
        run_hash=name,
    )
    with transaction.atomic():
        kept = answered_sittings(learner.pk, sat.exam.id)
        if any(each.evidence.run_hash == name for each in kept):
            return
        seeds = {each.evidence.variant_seed for each in kept}
        if seeds and sat.seed != exam_seed(sat.exam.id, learner.pk, len(seeds)):
            raise not_due()
        given = [("", question_shown(sat, item, graded, kept)) for item, graded in sat.grades]
        do_record_all(learner, [*given, ("", summary)], now=now)


def not_due() -> ConflictError:
    """Return the refusal of a sitting that is another one than the learner was given."""
    return ConflictError(
        "This sitting is not the one that is due.",
        hint="Open the exam again; nothing was lost.",
    )


def question_shown(sat: Sat, item: Item, graded: Grade, kept: Sequence[Answered]) -> Shown:
    """Return what one question of a sitting showed, after the sittings that are kept."""
    return Shown(
        kind="exam",
        concepts=item.concepts,
        facet=item.facet,
        item_id=item.id,
        item_type=item.type,
        content_hash=item_hash(item),
        variant_seed=sat.seed,
        outcome=graded.outcome,
        score=graded.score,
        guess=item.guess,
        run_hash=sitting_id(sat.exam, sat.seed),
        state=PRACTISED if key_was_shown(item, sat.seed, kept) else "",
        answer=sat.answers[item.id],
    )
