"""What can go wrong around a lab.

LabError
├── UnknownLabError      no lab, or no step of a lab, has this name
├── BadJobError          a job is not what `python -m quorate.labs` reads
└── RejectedSolution     a learner's file or decision cannot be run: kind, line, message, hint
"""

from difflib import get_close_matches


class LabError(ValueError):
    """A lab cannot be run; the message says what to change."""


class UnknownLabError(LabError):
    """No lab, or no step of a lab, has this name."""

    def __init__(self, what: str, name: object, known: tuple[str, ...]) -> None:
        near = get_close_matches(str(name)[:100], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known) or 'none'}"
        super().__init__(f"no {what} is called {name!r}: {hint}")
        self.name = name


class BadJobError(LabError):
    """A job that cannot be read."""


class RejectedSolution(LabError):  # noqa: N818  a refusal is an answer, not our error
    """A learner's file or decision cannot be run; the fields are shown as they are."""

    def __init__(self, kind: str, message: str, hint: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint
        self.line = line
