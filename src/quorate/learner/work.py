"""The work a plan lays out: which units, how many minutes each, in which order.

One learner is one machine whose jobs may be split, so the finish does not depend on the order,
and with due dates "earliest due date first" on due dates propagated back through prerequisites is
exact for the largest lateness (E. L. Lawler, "Optimal Sequencing of a Single Machine Subject to
Precedence Constraints", 1973). What remains free is settled by the path's own order, written
units first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from heapq import heapify, heappop, heappush

from quorate.curriculum import Curriculum, Unit
from quorate.learner.pace import SCOPE_OF_PACE
from quorate.learner.progress import FACETED_KINDS
from quorate.learner.request import PlanRequest

_NEVER = date.max


@dataclass(frozen=True, slots=True)
class Work:
    """One unit to do: minutes, units that come before, and the day by which it must be done."""

    unit: Unit
    minutes: int
    needs: tuple[str, ...]
    due: date | None


def work_of(request: PlanRequest) -> tuple[Work, ...]:
    """Return what is to be done, in the order in which it will be."""
    units = _scope(request)
    prerequisites = request.curriculum.prerequisites()
    needs = {u: tuple(n for n in prerequisites.get(u, ()) if n in units) for u in units}
    due = _propagated(units, needs, request)
    return tuple(
        Work(units[u], _minutes(units[u], request), needs[u], None if due[u] == _NEVER else due[u])
        for u in _order(units, needs, due)
    )


def _minutes(unit: Unit, request: PlanRequest) -> int:
    minutes = unit.minutes.at(SCOPE_OF_PACE[request.pace])
    return min(minutes, unit.minutes.core) if unit.id in request.shorten else minutes


def _scope(request: PlanRequest) -> dict[str, Unit]:
    """Return path units, plus missing prerequisites, minus what is done or known."""
    curriculum = request.curriculum
    wanted = _known_units(request.path.units, curriculum)
    if request.known is not None:
        wanted = _with_prerequisites(wanted, curriculum, request.known)
    done = {curriculum.aliases.get(each, each) for each in request.done | request.drop}
    return {
        unit.id: unit
        for unit in wanted.values()
        if unit.id not in done and not _skipped(unit, request.known)
    }


def _known_units(ids: tuple[str, ...], curriculum: Curriculum) -> dict[str, Unit]:
    found = (curriculum.units.get(curriculum.aliases.get(each, each)) for each in ids)
    return {unit.id: unit for unit in found if unit is not None}


def _skipped(unit: Unit, known: frozenset[str] | None) -> bool:
    """Whether all it teaches is known; labs and exams stay, because they are the proof."""
    if known is None or unit.kind not in FACETED_KINDS or not unit.teaches:
        return False
    return all(concept in known for concept in unit.teaches)


def _with_prerequisites(
    wanted: Mapping[str, Unit], curriculum: Curriculum, known: frozenset[str]
) -> dict[str, Unit]:
    """Put before each unit whoever introduces a concept that it requires and nobody knows."""
    introduced = curriculum.introduced_by()
    result: dict[str, Unit] = {}

    for unit in wanted.values():
        for concept in curriculum.concept_closure(unit.id):
            teacher = introduced.get(concept)
            if concept not in known and teacher and teacher not in wanted:
                result[teacher] = curriculum.units[teacher]
        result[unit.id] = unit
    return result


def _propagated(
    units: Mapping[str, Unit], needs: Mapping[str, tuple[str, ...]], request: PlanRequest
) -> dict[str, date]:
    """Return each unit's due date: its own, or an earlier one of whatever builds on it."""
    latest = request.deadline or _NEVER
    due = {unit: min(latest, request.due.get(unit, _NEVER)) for unit in units}
    pending = list(units)
    while pending:
        unit = pending.pop()
        for needed in needs[unit]:
            if due[unit] < due[needed]:
                due[needed] = due[unit]
                pending.append(needed)
    return due


def _order(
    units: Mapping[str, Unit], needs: Mapping[str, tuple[str, ...]], due: Mapping[str, date]
) -> list[str]:
    """Return the units by due date, then written ones, then path order, never before a need."""
    position = {unit: index for index, unit in enumerate(units)}
    waits = {unit: len(needs[unit]) for unit in units}
    dependants: dict[str, list[str]] = {unit: [] for unit in units}
    for unit, needed in needs.items():
        for each in needed:
            dependants[each].append(unit)

    def key(unit: str) -> tuple[date, bool, int, str]:
        return (due[unit], not units[unit].available, position[unit], unit)

    ready = [key(unit) for unit in units if waits[unit] == 0]
    heapify(ready)
    order: list[str] = []
    while ready:
        unit = heappop(ready)[3]
        order.append(unit)
        for each in dependants[unit]:
            waits[each] -= 1
            if waits[each] == 0:
                heappush(ready, key(each))
    # A circle of requirements is reported by the content check; a plan still holds its units.
    placed = set(order)
    return order + [unit for unit in units if unit not in placed]
