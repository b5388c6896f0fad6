"""Errors of assessment.

AssessmentError
├── ExpressionError   a key, condition or computed value that cannot be evaluated
├── QuantityError     an answer that is not a number with a known unit
└── MissingRun        an item that is judged by a run was graded without one
"""


class AssessmentError(ValueError):
    """Base of what this package raises."""


class ExpressionError(AssessmentError):
    """An expression that does not parse, uses something not allowed, or fails."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        self.reason = reason
        super().__init__(f"`{text[:120]}`: {reason}")


class QuantityError(AssessmentError):
    """Text that is not a number with a known unit."""


class MissingRun(AssessmentError):  # noqa: N818 - the name says the situation
    """A predict item needs the recorded run of its figure."""

    def __init__(self, item_id: str, figure: str) -> None:
        super().__init__(
            f'item "{item_id}" is judged by the run of figure "{figure}": hand in run=…'
        )
