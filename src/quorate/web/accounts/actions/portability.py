"""Export everything of a learner into one JSON document, and merge one in."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quorate import __version__
from quorate.web.accounts.given import HINT, check_values
from quorate.web.accounts.models import Learner
from quorate.web.accounts.parts import parts
from quorate.web.accounts.signing import is_signed, signed
from quorate.web.errors import BadInputError, TooLargeError

FORMAT = 1
IMPORT_BYTES_MAX = 15_000_000


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What was read of an export file, and sentences about what of it does not count."""

    parts: dict[str, Any]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import brought: new records by part."""

    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All new records."""
        return sum(count for _, count in self.counts)


def export_document(learner: Learner, *, now: datetime) -> dict[str, Any]:
    """Return all that is kept about a learner, signed."""
    document = {
        "quorate_export": FORMAT,
        "version": __version__,
        "made_at": now.isoformat(),
        "learner": learner.pk,
        "parts": {part.name: part.dump(learner) for part in parts()},
    }
    # Through JSON, so that what is signed is what a reader of the file will see.
    return signed(json.loads(json.dumps(document)))


def validate_import(body: bytes) -> ReadFile:
    """Read a file's bytes into what each part takes in. Raises a refusal with the remedy.

    Of a file without this site's signature (another site's, or changed by hand) only that counts which this site can
    tell for itself.
    """
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
    for part in parts():
        check_values(given.get(part.name), part.name)
    read = {part.name: part.read(given[part.name]) for part in parts() if part.name in given}
    if is_signed(document):
        return ReadFile(read, ())
    counted = {part.name: part.distrust(read[part.name]) for part in parts() if part.name in read}
    told = tuple(sentence for _, sentence in counted.values() if sentence)
    return ReadFile({name: values for name, (values, _) in counted.items()}, told)


def do_import(learner: Learner, read: ReadFile, *, now: datetime) -> Merged:
    """Merge what was read: all of it or nothing."""
    with transaction.atomic():
        counts = [
            (part.title, part.load(learner, read.parts[part.name], now))
            for part in parts()
            if part.name in read.parts
        ]
    return Merged(tuple(counts))
