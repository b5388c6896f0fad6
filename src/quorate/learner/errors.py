"""What can go wrong in the learner model.

LearnerError
├── InvalidRequest      fields of a plan request that cannot be used, all of them at once
├── PlanTooLong         the work would not end within the limit
├── InvalidEvidence     a record that cannot enter the log
└── UnknownAnswer       a goal or an answer that recommendations do not know
"""

from dataclasses import dataclass


class LearnerError(ValueError):
    """Something given to the learner model cannot be used; the message says what to give."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that cannot be used: its name, what was given, what to give instead."""

    field: str
    value: object
    remedy: str

    @property
    def message(self) -> str:
        """Field, value and remedy in one line."""
        return f"{self.field} = {self.value!s}: {self.remedy}"


class InvalidRequest(LearnerError):  # noqa: N818 - the name says the situation
    """A plan request with unusable fields; `problems` has one entry a field."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        """Keep the problems, so that a form can show each beside its field."""
        super().__init__("; ".join(each.message for each in problems))
        self.problems = problems


class PlanTooLong(LearnerError):  # noqa: N818 - the name says the situation
    """The work does not end within the limit of a plan."""

    def __init__(self, weeks_max: int, hours_left: float) -> None:
        """Say how much was left at the limit."""
        remedy = "give more hours a week, a faster pace or fewer blocked days"
        super().__init__(f"{hours_left:.0f} h are left after {weeks_max} weeks: {remedy}")


class InvalidEvidence(LearnerError):  # noqa: N818 - the name says the situation
    """A record that cannot enter the log: which field, which value, what it should be."""

    def __init__(self, field: str, value: object, remedy: str) -> None:
        """Name the field and its value."""
        super().__init__(f"{field} = {value!r}: {remedy}")
        self.field = field


class UnknownAnswer(LearnerError):  # noqa: N818 - the name says the situation
    """An answer that is none of the choices."""

    def __init__(self, question: str, value: object, choices: tuple[str, ...]) -> None:
        """List the choices."""
        super().__init__(f"{question} = {value!r}: give one of {', '.join(choices)}")
        self.field = question
