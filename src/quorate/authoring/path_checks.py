"""Checks of paths: totals inside the promise, phases that add up, units each once."""

from collections.abc import Iterator

from quorate.authoring.catalogue import Catalogue, Place
from quorate.curriculum import (
    Allowance,
    Curriculum,
    Path,
    Problem,
    middle_hours,
    path_totals,
    weeks_needed,
)
from quorate.learner import BUFFER_SHARE, REVIEW_HOURS_PER_WEEK

TOPIC_HOURS = (40.0, 60.0)


def check_paths(
    curriculum: Curriculum, catalogue: Catalogue, allowance: Allowance | None
) -> list[Problem]:
    """Return E070, E071 and E072 for all paths."""
    problems: list[Problem] = []
    for path in curriculum.paths.values():
        weeks = catalogue.places[f"weeks@{path.slug}"]
        phases = catalogue.places[f"phases@{path.slug}"]
        problems += _check_total(curriculum, path, weeks, allowance)
        total = sum(each.weeks for each in path.phases)
        if total != path.weeks[1]:
            message = f"the phases take {total} weeks; the path promises up to {path.weeks[1]}"
            hint = "let the phases add up to the upper end of `weeks`"
            problems.append(Problem(phases.path, phases.line, "content.E071", message, hint))
        problems += _check_units(path, phases, catalogue.places[f"checkpoints@{path.slug}"])
    return problems


def _check_total(
    curriculum: Curriculum, path: Path, at: Place, allowance: Allowance | None
) -> Iterator[Problem]:
    hours = path_totals(curriculum, path).hours
    per_week = middle_hours(path)
    # What a plan leaves free is what the promise must leave free.
    held = allowance or Allowance(BUFFER_SHARE, REVIEW_HOURS_PER_WEEK["regular"])
    weeks = weeks_needed(hours, per_week, allowance=held)
    low, high = path.weeks
    if weeks is None or not low <= weeks <= high:
        message = (
            f"{hours:.1f} h at {per_week:g} h/week take {weeks or 'endless'} weeks; "
            f"promised are {low}-{high}"
        )
        hint = "add, drop or re-time units"
        yield Problem(at.path, at.line, "content.E070", message, hint)
    if path.kind == "topic" and not TOPIC_HOURS[0] <= hours <= TOPIC_HOURS[1]:
        message = f"a topic path of {hours:.1f} h"
        hint = f"topic paths have {TOPIC_HOURS[0]:g} to {TOPIC_HOURS[1]:g} h"
        yield Problem(at.path, at.line, "content.E070", message, hint)


def _check_units(path: Path, phases: Place, checkpoints: Place) -> Iterator[Problem]:
    seen: dict[str, None] = {}
    for unit in path.units:
        if unit in seen:
            message = f'the unit "{unit}" stands in this path twice'
            yield Problem(phases.path, phases.line, "content.E072", message, "remove one")
        seen.setdefault(unit)
    for checkpoint in path.checkpoints:
        for unit in checkpoint.units:
            if unit not in seen:
                message = f'the checkpoint "{checkpoint.text[:40]}" names "{unit}"'
                hint = "which is not in this path; add it to a phase or remove it here"
                yield Problem(checkpoints.path, checkpoints.line, "content.E072", message, hint)
