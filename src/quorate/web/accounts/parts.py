"""What an export file is made of: each app that keeps something of a learner registers a part.

A part must merge: taking in the same document twice, or two documents in either order, leaves
the same state. Sets of records (evidence) unite; values (settings, plans) keep the newest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quorate.web.accounts.models import Learner


def taken_whole(read: Any) -> tuple[Any, str]:  # noqa: ANN401 - as `read` gave it
    """Take over what gives nobody credit, whoever wrote it."""
    return read, ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `dump` gives plain JSON; `read` checks it and gives what `load` takes in.

    `read` raises BadInputError that names the place; it runs for all parts before any `load`.
    `load` returns how many records were new. `distrust` is asked about a file that does not carry this site's
    signature: it returns what counts of what was read, and a sentence about what does not, or nothing.
    """

    name: str
    title: str
    dump: Callable[[Learner], Any]
    read: Callable[[Any], Any]
    load: Callable[[Learner, Any, datetime], int]
    distrust: Callable[[Any], tuple[Any, str]] = taken_whole


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Add a part; called once by each app when it is ready."""
    _parts[part.name] = part


def parts() -> tuple[Part, ...]:
    """Return all parts, by name."""
    return tuple(_parts[name] for name in sorted(_parts))
