"""What can go wrong before a process runs.

SandboxError
├── BadLimitError     a limit that cannot be set
└── CannotStartError  the program could not be started at all
"""


class SandboxError(Exception):
    """A process could not be run; what a process does while it runs is an Outcome, not an error."""


class BadLimitError(SandboxError, ValueError):
    """A limit that no process could live under."""

    def __init__(self, name: str, value: object, remedy: str) -> None:
        super().__init__(f"{name} = {value!r}: {remedy}")
        self.name = name


class CannotStartError(SandboxError):
    """The operating system refused to start the launcher."""

    def __init__(self, program: str, reason: str) -> None:
        super().__init__(f"cannot start {program!r}: {reason}; is it installed and executable?")
        self.program = program
