"""What a process may use, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from quorate.sandbox.errors import BadLimitError

Kind = Literal["finished", "crashed", "time", "output", "memory", "cancelled"]

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one process; each one reached is a named outcome.

    Memory, processor time and descriptors are held by the kernel for each process, output and
    wall time by the parent for the whole group.
    """

    wall_seconds: float = 30.0
    cpu_seconds: int = 10
    memory_bytes_max: int = 512 * _MIB
    stdout_bytes_max: int = _MIB
    stderr_bytes_max: int = 64 * 1024
    descriptors_max: int = 64

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if not value > 0:
                raise BadLimitError(name, value, "give a number above 0")
        if self.descriptors_max < 8:
            raise BadLimitError(
                "descriptors_max", self.descriptors_max, "an interpreter needs at least 8"
            )


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a process ended. `kind` is never decided by what the process says of itself."""

    kind: Kind
    stdout: bytes
    stderr_tail: bytes
    seconds: float
    exit_code: int | None = None
    limit: Mapping[str, object] = field(default_factory=dict)

    def describe(self) -> str:
        """One sentence for the person whose program it was, with the number that was reached."""
        if self.kind == "finished":
            return f"It finished after {self.seconds:.1f} s."
        if self.kind == "cancelled":
            return f"It was stopped on request after {self.seconds:.1f} s."
        if self.kind == "crashed":
            return f"It ended by itself with exit code {self.exit_code}."
        name, value = next(iter(self.limit.items()))
        return {
            "time": f"It ran longer than {value} s ({name}) and was stopped: look for a loop "
            "that never ends.",
            "output": f"It printed more than {value} bytes ({name}) and was stopped: print less.",
            "memory": f"It asked for more than {value} bytes of memory ({name}) and was stopped: "
            "look for a collection that only grows.",
        }[self.kind]
