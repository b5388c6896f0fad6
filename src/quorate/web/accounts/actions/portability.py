"""Export everything of a learner into one JSON document, and merge one in."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quorate import __version__
from quorate.web.accounts.models import Learner
from quorate.web.accounts.parts import parts
from quorate.web.errors import BadInputError, TooLargeError

FORMAT = 1
IMPORT_BYTES_MAX = 15_000_000
HINT = "Choose a file that “Download my work” gave you, unchanged."


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import brought: new records by part."""

    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All new records."""
        return sum(count for _, count in self.counts)


def export_document(learner: Learner, *, now: datetime) -> dict[str, Any]:
    """Return all that is kept about a learner."""
    return {
        "quorate_export": FORMAT,
        "version": __version__,
        "made_at": now.isoformat(),
        "learner": learner.pk,
        "parts": {part.name: part.dump(learner) for part in parts()},
    }


def validate_import(body: bytes) -> dict[str, Any]:
    """Read a file's bytes into what each part takes in. Raises a refusal with the remedy."""
    if len(body) > IMPORT_BYTES_MAX:
        raise TooLargeError(
            f"The file has {len(body):,} bytes; at most {IMPORT_BYTES_MAX:,} are taken.", hint=HINT
        )
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"The file is not JSON ({str(error)[:80]}).", hint=HINT) from error
    if not isinstance(document, dict) or document.get("quorate_export") != FORMAT:
        raise BadInputError("The file is not an export of Quorate.", hint=HINT)
    given = document.get("parts")
    if not isinstance(given, dict):
        raise BadInputError("The file has no parts.", hint=HINT)
    return {part.name: part.read(given[part.name]) for part in parts() if part.name in given}


def do_import(learner: Learner, read: dict[str, Any], *, now: datetime) -> Merged:
    """Merge what was read: all of it or nothing."""
    with transaction.atomic():
        counts = [
            (part.title, part.load(learner, read[part.name], now))
            for part in parts()
            if part.name in read
        ]
    return Merged(tuple(counts))
