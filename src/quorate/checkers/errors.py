"""What can be wrong with the question put to a checker.

CheckerError
└── BadTargetError  a target that is not a share between 0 and 1
"""


class CheckerError(ValueError):
    """A checker was asked something that has no answer; a bad history is a verdict instead."""


class BadTargetError(CheckerError):
    """A share outside 0 to 1."""

    def __init__(self, target: float) -> None:
        super().__init__(f"target = {target!r}: give the share as a number from 0 to 1")
        self.target = target
