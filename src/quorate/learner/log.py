"""The evidence log: merging in any order, taking back, renames. All learner state derives from it.

A log is a grow-only set of records keyed by `event_id` (a CRDT: M. Shapiro et al., "Conflict-free
Replicated Data Types", 2011), so import is commutative, associative and idempotent by construction;
order comes only from sorting at replay.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from quorate.learner.evidence import Evidence

Renames = Mapping[str, tuple[str, ...]]

RENAMES_MAX = 100
"""Longest chain of renames that is followed."""


def merge(*logs: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return all records once, in replay order.

    Two different records under one id should not exist; if they do, the one whose text sorts
    first stays, so that every order of import keeps the same one.
    """
    found: dict[str, Evidence] = {}
    for log in logs:
        for event in log:
            known = found.get(event.event_id)
            if known is None or (known != event and _text(event) < _text(known)):
                found[event.event_id] = event
    return tuple(sorted(found.values(), key=lambda event: event.order))


def effective(
    log: Iterable[Evidence], *, now: datetime | None = None, aliases: Renames | None = None
) -> tuple[Evidence, ...]:
    """Return what counts: merged, up to `now`, without what was taken back, under current ids.

    A retraction works wherever it stands in the log, but only on the same learner's records, and
    a retraction itself cannot be taken back: record the thing anew instead. Renames come from the
    curriculum's `aliases` and from `content-change` records; the curriculum wins.
    """
    merged = merge(log)
    if now is not None:
        merged = tuple(event for event in merged if event.at <= now)
    taken_back = {(e.learner, e.retracts) for e in merged if e.kind == "retraction"}
    renames: dict[str, tuple[str, ...]] = {}
    for event in merged:
        if event.kind == "content-change":
            renames.update(dict(event.renames))
    renames.update(aliases or {})
    return tuple(
        renamed(event, renames) if renames else event
        for event in merged
        if event.kind not in ("retraction", "content-change")
        and (event.learner, event.event_id) not in taken_back
    )


def renamed(event: Evidence, renames: Renames) -> Evidence:
    """Return the record under current ids: a split concept counts for all its parts."""
    concepts: dict[str, None] = {}
    for concept in event.concepts:
        concepts.update(dict.fromkeys(_current(concept, renames)))
    unit = _current(event.unit, renames)[0]
    item_id = _current(event.item_id, renames)[0]
    same = (unit, item_id, tuple(concepts)) == (event.unit, event.item_id, event.concepts)
    if same:
        return event
    return replace(event, unit=unit, item_id=item_id, concepts=tuple(concepts))


def _current(old: str, renames: Renames) -> tuple[str, ...]:
    """Follow renames to their end; a circle ends where it closes."""
    current: dict[str, None] = {}
    pending, seen = [old], {old}
    while pending and len(seen) <= RENAMES_MAX:
        this = pending.pop(0)
        following = renames.get(this, ())
        if not following:
            current[this] = None
        fresh = [each for each in following if each not in seen]
        if following and not fresh and not current and not pending:
            current[this] = None
        seen.update(fresh)
        pending.extend(fresh)
    return tuple(current) or (old,)


@dataclass(frozen=True, slots=True)
class Log:
    """A learner's log with everything that counts, ready for mastery and progress."""

    events: tuple[Evidence, ...]
    effective: tuple[Evidence, ...]

    def add(self, events: Iterable[Evidence], *, aliases: Renames | None = None) -> "Log":
        """Return the log with more records; adding what is there changes nothing."""
        return replay((*self.events, *events), aliases=aliases)


def replay(log: Iterable[Evidence], *, aliases: Renames | None = None) -> Log:
    """Return the state that follows from the records, in whatever order they come."""
    events = merge(log)
    return Log(events, effective(events, aliases=aliases))


def aliases_of(renames: Mapping[str, str]) -> Renames:
    """Turn a curriculum's plain aliases (old id to new id) into renames."""
    return {old: (new,) for old, new in renames.items()}


def _text(event: Evidence) -> str:
    return json.dumps(event.to_json(), sort_keys=True)
