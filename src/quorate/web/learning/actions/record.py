"""Append evidence: once for each event id, with the learner's own study date."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from quorate.learner import Evidence, new_ulid
from quorate.web.accounts.api import Learner
from quorate.web.errors import ConflictError
from quorate.web.learning.models import SHARED, EvidenceRow, do_append, to_evidence, to_row

_rng = SystemRandom()


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody showed, before it has an id and a time. Fields as in the evidence log."""

    kind: str
    unit: str = ""
    concepts: tuple[str, ...] = ()
    facet: str = ""
    item_id: str = ""
    item_type: str = ""
    content_hash: str = ""
    variant_seed: int | None = None
    outcome: str = "ungraded"
    score: float | None = None
    guess: float | None = None
    hint_level: int = 0
    seconds: float | None = None
    run_hash: str = ""
    state: str = ""
    answer: Any = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The record that is in the log now, and whether this call put it there."""

    evidence: Evidence
    created: bool


def fresh_id(now: datetime) -> str:
    """Return an event id for a write that brought none."""
    return new_ulid(int(now.timestamp() * 1000), _rng)


def study_date(now: datetime, zone: str, last: date | None) -> date:
    """Return the learner's local date; a change of zone never moves it back."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if last is not None and today < last <= today + timedelta(days=1):
        return last
    return today


def do_record(learner: Learner, shown: Shown, *, now: datetime, event_id: str = "") -> Recorded:
    """Append one record; a second call with the same id returns what is there.

    Raises ConflictError if the id stands for something else.
    """
    return do_record_all(learner, [(event_id, shown)], now=now)[0]


def do_record_all(
    learner: Learner, given: list[tuple[str, Shown]], *, now: datetime
) -> list[Recorded]:
    """Append several records: all or none."""
    with transaction.atomic():
        rows = EvidenceRow.objects.filter(learner_id=learner.pk)
        ids = [event_id for event_id, _ in given if event_id]
        known = (
            {
                values["event_id"]: to_evidence(learner.pk, values)
                for values in rows.filter(event_id__in=ids).values(*SHARED)
            }
            if ids
            else {}
        )
        last = rows.aggregate(last=Max("study_date"))["last"]
        day = study_date(now, learner.zone, last)
        recorded: list[Recorded] = []
        fresh: list[EvidenceRow] = []
        for event_id, shown in given:
            before = known.get(event_id)
            if before is not None:
                recorded.append(Recorded(same(before, shown), created=False))
                continue
            event = to_event(learner, shown, event_id or fresh_id(now), (now, day))
            fresh.append(to_row(learner.pk, event, answer=shown.answer))
            recorded.append(Recorded(event, created=True))
        do_append(fresh)
    return recorded


def same(before: Evidence, shown: Shown) -> Evidence:
    """Return the record that has the id already, if it is about the same thing."""
    if (before.unit, before.item_id) != (shown.unit, shown.item_id):
        raise ConflictError(
            f"The event {before.event_id} is in your log already, about something else.",
            hint="Reload the page and answer again.",
        )
    return before


def to_event(learner: Learner, shown: Shown, event_id: str, at: tuple[datetime, date]) -> Evidence:
    """Return the record of what was shown."""
    now, day = at
    values = {name: getattr(shown, name) for name in Shown.__slots__ if name != "answer"}
    return Evidence(
        event_id=event_id, learner=learner.pk, at=now, zone=learner.zone, study_date=day, **values
    )
