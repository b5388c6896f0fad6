"""A problem of the content: a report, never an exception, so that all can be shown at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong at one place of the content, with its remedy."""

    path: str
    line: int
    id: str
    message: str
    hint: str = ""

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is 3.12
        hint = f" Hint: {self.hint}" if self.hint else ""
        return f"{self.id} {self.path}:{self.line} {self.message}{hint}"

    def to_json(self) -> dict[str, str | int]:
        """Return the shape that `quorate content check --json` prints."""
        return {
            "id": self.id,
            "path": self.path,
            "line": self.line,
            "message": self.message,
            "hint": self.hint,
        }


def did_you_mean(value: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return at most three ids that look like the given one, best first."""
    return tuple(difflib.get_close_matches(value[:100], list(candidates), n=3, cutoff=0.6))
