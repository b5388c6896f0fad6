"""Exams: a sitting draws templates and variants from its seed."""

from collections.abc import Mapping
from dataclasses import dataclass

from quorate.assessment.grading import Run, grade
from quorate.assessment.items import Exam, Grade, Item, Variant
from quorate.assessment.variants import make_variant, shuffled, stream


@dataclass(frozen=True, slots=True)
class Sitting:
    """The questions of one sitting, without keys."""

    exam_id: str
    seed: int
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class ExamResult:
    """Grades in the order of the sitting."""

    grades: tuple[tuple[str, Grade], ...]
    share: float
    passed: bool


def drawn_items(exam: Exam, seed: int) -> tuple[Item, ...]:
    """Return the templates that a seed draws, in the order of the sitting."""
    order = shuffled(range(len(exam.templates)), stream(exam.id, seed, "draw"))
    return tuple(exam.templates[each] for each in order[: exam.draw])


def draw_exam(exam: Exam, seed: int) -> Sitting:
    """Return the sitting of a seed; the same seed gives the same questions."""
    variants = tuple(make_variant(item, seed) for item in drawn_items(exam, seed))
    return Sitting(exam.id, seed, variants)


def grade_exam(
    exam: Exam, seed: int, answers: Mapping[str, object], *, run: Run | None = None
) -> ExamResult:
    """Grade a sitting; an answer that is missing or cannot be read earns nothing."""
    grades = tuple(
        (item.id, grade(item, seed, answers.get(item.id), run=run))
        for item in drawn_items(exam, seed)
    )
    share = sum(each.score for _, each in grades) / max(1, len(grades))
    return ExamResult(grades, share, share + 1e-9 >= exam.pass_share)
