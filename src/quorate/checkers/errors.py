"""What can be wrong with the question put to a checker.

CheckerError
├── BadTargetError  a target that is not a share between 0 and 1
└── BadWindowError  a window of time without length
"""


class CheckerError(ValueError):
    """A checker was asked something that has no answer; a bad history is a verdict instead."""


class BadTargetError(CheckerError):
    """A share outside 0 to 1."""

    def __init__(self, target: float) -> None:
        super().__init__(f"target = {target!r}: give the share as a number from 0 to 1")
        self.target = target


class BadWindowError(CheckerError):
    """A window of time without length."""

    def __init__(self, window: int) -> None:
        super().__init__(f"window = {window!r}: give its length in nanoseconds, above 0")
        self.window = window
