"""What can be wrong with a scenario's inputs.

WorkloadError
├── BadParameterError   a parameter that does not exist, or a value outside its range
├── BadLoadError        a rate over time that no clients can make
├── UnknownCheckError   a check that no checker answers to
└── SolutionError       what a learner gave cannot be set up: a placement, a missing class
"""

from difflib import get_close_matches

_TEXT_CHARACTERS_MAX = 500


def describe_error(error: BaseException) -> str:
    """Say what a learner's code raised; its own text may itself fail to be made."""
    try:
        text = str(error)[:_TEXT_CHARACTERS_MAX]
    except Exception:
        text = ""
    name = type(error).__name__
    return f"{name}: {text}" if text else name


class WorkloadError(ValueError):
    """A scenario cannot be set up; the message says what to change."""


class BadParameterError(WorkloadError):
    """A parameter that does not exist, or a value outside its range."""

    def __init__(self, name: str, value: object, remedy: str) -> None:
        super().__init__(f"parameter {name} = {value!r}: {remedy}")
        self.name = name


class BadLoadError(WorkloadError):
    """A rate over time that no clients can make."""


class UnknownCheckError(WorkloadError):
    """A check that no checker answers to."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"checks are {', '.join(known)}"
        super().__init__(f"no check is called {name!r}: {hint}")
        self.name = name


class SolutionError(WorkloadError):
    """What a learner gave cannot be set up; `kind` tells in which part of it."""

    def __init__(self, kind: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint
