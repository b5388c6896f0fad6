"""Progress of units, paths and checkpoints, counted from evidence, never from pages seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from quorate.curriculum import FACETS, Checkpoint, Curriculum, Path, Scope, Unit
from quorate.learner.evidence import Evidence
from quorate.learner.log import aliases_of, effective
from quorate.learner.mastery import is_run

UnitState = Literal["planned", "available", "started", "practised", "done"]
CheckpointState = Literal["open", "reached", "not-written"]

FACETS_NEEDED = 3
"""A lesson is complete with evidence from this many of its four facets."""

FACETED_KINDS = ("lesson", "pattern", "case", "practice")


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """How far one unit is. `share` is 0 to 1; `because` says what counts or is missing."""

    unit: str
    state: UnitState
    share: float
    facets: tuple[str, ...]
    because: str

    @property
    def done(self) -> bool:
        """Whether it is complete."""
        return self.state == "done"

    @property
    def worked(self) -> bool:
        """Whether nothing is left to do in it here and now: complete, or a lab that held in practice."""
        return self.state in ("done", "practised")


@dataclass(frozen=True, slots=True)
class CheckpointProgress:
    """How far one checkpoint of a path is."""

    checkpoint: Checkpoint
    state: CheckpointState
    done: int
    needed: int
    written: int


@dataclass(frozen=True, slots=True)
class PathProgress:
    """How far a path is: bars in minutes of the chosen scope, units, checkpoints."""

    path: str
    units: tuple[UnitProgress, ...]
    checkpoints: tuple[CheckpointProgress, ...]
    minutes_done: float
    minutes: int
    minutes_available: int

    @property
    def share(self) -> float:
        """Share of the whole path, unwritten units included."""
        return self.minutes_done / self.minutes if self.minutes else 0.0

    @property
    def share_available(self) -> float:
        """Share of what is written."""
        return self.minutes_done / self.minutes_available if self.minutes_available else 0.0

    @property
    def finished_what_exists(self) -> bool:
        """Whether every written unit has been worked through."""
        written = [unit for unit in self.units if unit.state != "planned"]
        return bool(written) and all(unit.worked for unit in written)

    @property
    def next_unit(self) -> str | None:
        """The first written unit in which there is something left to do."""
        open_units = (u.unit for u in self.units if not u.worked and u.state != "planned")
        return next(open_units, None)


def unit_progress(
    unit: Unit, evidence: Iterable[Evidence], *, aliases: Mapping[str, str] | None = None
) -> UnitProgress:
    """Return how far a unit is.

    A lesson, pattern, case or practice unit needs a right answer in three of its four facets. A
    lab, project or capstone needs a verified run; a practised one shows as practised. An exam
    needs a pass. A unit that lost its text (planned again) keeps what was shown.
    """
    renames = {**(aliases or {}), **dict.fromkeys(unit.aliases, unit.id)}
    events = [e for e in effective(evidence, aliases=aliases_of(renames)) if e.unit == unit.id]
    return _unit_progress(unit, events)


def _unit_progress(unit: Unit, events: list[Evidence]) -> UnitProgress:
    progress = _by_facets(unit, events) if unit.kind in FACETED_KINDS else _by_run(unit, events)
    if not unit.available and not progress.done:
        return UnitProgress(unit.id, "planned", 0.0, progress.facets, "not written yet")
    return progress


def _by_facets(unit: Unit, events: list[Evidence]) -> UnitProgress:
    right = {event.facet for event in events if event.outcome == "right"}
    facets = tuple(facet for facet in FACETS if facet in right)
    share = min(1.0, len(facets) / FACETS_NEEDED)
    if share == 1.0:
        because = f"shown in {len(facets)} of 4 facets"
        return UnitProgress(unit.id, "done", share, facets, because)
    missing = FACETS_NEEDED - len(facets)
    because = f"{missing} more {'facet needs' if missing == 1 else 'facets need'} a right answer"
    state: UnitState = "started" if events else "available"
    return UnitProgress(unit.id, state, share, facets, because)


def _by_run(unit: Unit, events: list[Evidence]) -> UnitProgress:
    right = [event for event in events if event.outcome == "right"]
    if unit.kind == "exam" and any(event.kind == "exam" for event in right):
        return UnitProgress(unit.id, "done", 1.0, (), "passed")
    if any(is_run(event) and event.state == "verified" for event in right):
        return UnitProgress(unit.id, "done", 1.0, (), "verified")
    if any(is_run(event) for event in right):
        reason = "every step held; practised, since code and judge shared a process"
        return UnitProgress(unit.id, "practised", 0.5, (), reason)
    if events:
        return UnitProgress(unit.id, "started", 0.0, (), "tried, not passed yet")
    return UnitProgress(unit.id, "available", 0.0, (), "not tried yet")


def path_progress(
    path: Path, curriculum: Curriculum, evidence: Iterable[Evidence], *, scope: Scope = "full"
) -> PathProgress:
    """Return how far a path is, in minutes of the chosen scope."""
    progress = all_unit_progress(curriculum, path.units, evidence)
    minutes, available, done = 0, 0, 0.0
    for unit_id, unit_is in progress.items():
        unit = curriculum.units[unit_id]
        takes = unit.minutes.at(scope)
        minutes += takes
        available += takes if unit.available else 0
        done += takes * unit_is.share
    checkpoints = tuple(
        _checkpoint_progress(each, curriculum, progress) for each in path.checkpoints
    )
    return PathProgress(path.slug, tuple(progress.values()), checkpoints, done, minutes, available)


def all_unit_progress(
    curriculum: Curriculum, units: Iterable[str], evidence: Iterable[Evidence]
) -> dict[str, UnitProgress]:
    """Return the progress of several units in one pass; unknown ids are left out."""
    by_unit: dict[str, list[Evidence]] = {}
    for event in effective(evidence, aliases=aliases_of(curriculum.aliases)):
        by_unit.setdefault(event.unit, []).append(event)
    found = (curriculum.units.get(curriculum.aliases.get(each, each)) for each in units)
    return {u.id: _unit_progress(u, by_unit.get(u.id, [])) for u in found if u is not None}


def overall_share(
    paths: Iterable[Path], curriculum: Curriculum, evidence: Iterable[Evidence]
) -> float:
    """Return the share of all followed paths together; a shared unit counts once."""
    units = dict.fromkeys(unit for path in paths for unit in path.units)
    progress = all_unit_progress(curriculum, units, evidence)
    minutes = {unit: curriculum.units[unit].minutes.full for unit in progress}
    total = sum(minutes.values())
    done = sum(minutes[unit] * each.share for unit, each in progress.items())
    return done / total if total else 0.0


def _checkpoint_progress(
    checkpoint: Checkpoint, curriculum: Curriculum, progress: Mapping[str, UnitProgress]
) -> CheckpointProgress:
    ids = [curriculum.aliases.get(each, each) for each in checkpoint.units]
    units = [progress[each] for each in ids if each in progress]
    done = sum(unit.done for unit in units)
    written = sum(unit.state != "planned" for unit in units)
    state: CheckpointState = "open"
    if units and done == len(units):
        state = "reached"
    elif written == done:
        state = "not-written"
    return CheckpointProgress(checkpoint, state, done, len(units), written)
