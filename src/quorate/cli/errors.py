"""What the command line refuses.

CommandError
    bad input or an unknown name; printed with its remedy, exit code 2
"""

import difflib
from collections.abc import Iterable


class CommandError(Exception):
    """Bad input: one sentence that shows the value, and a hint that says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def unknown_name(kind: str, name: str, known: Iterable[str]) -> CommandError:
    """Refuse a name that does not exist and offer the nearest that does."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names) or 'none'}."
    return CommandError(f"there is no {kind} {name!r}.", hint=hint)
