"""Where a learner stands: units, paths, concepts, checkpoints; all derived from the log."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from quorate.curriculum import Concept, Path
from quorate.learner import (
    Evidence,
    Mastery,
    PathProgress,
    UnitProgress,
    all_unit_progress,
    mastery,
    overall_share,
    path_progress,
)
from quorate.web.learning.course import curriculum
from quorate.web.learning.models import Plan
from quorate.web.learning.queries import evidence_of, plans_of

FIRST_PATH = "new-graduate"
# The words of the learner model for a unit, as the drawings of the journey know them.
DRAWN_STATES = {
    "planned": "planned",
    "available": "available",
    "started": "practised",
    "practised": "practised",
    "done": "mastered",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One learner's log and plans, read in two statements, and what follows from them."""

    evidence: tuple[Evidence, ...]
    plans: tuple[Plan, ...]

    @property
    def active(self) -> Plan | None:
        """The plan that is followed first."""
        return self.plans[0] if self.plans else None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths that are followed and still exist."""
        known = curriculum()
        slugs = (known.aliases.get(plan.path, plan.path) for plan in self.plans)
        return tuple(known.paths[slug] for slug in slugs if slug in known.paths)

    def units(self) -> dict[str, UnitProgress]:
        """The progress of every unit of the course that the log speaks of."""
        met = dict.fromkeys(each.unit for each in self.evidence if each.unit)
        return all_unit_progress(curriculum(), met, self.evidence)

    def drawn_states(self) -> dict[str, str]:
        """The state of each unit met, in the words of the drawings; verified labs by their own."""
        return {unit: drawn_state(each) for unit, each in self.units().items()}


@dataclass(frozen=True, slots=True)
class ConceptView:
    """One concept with its mastery and the reason for it."""

    concept: Concept
    mastery: Mastery


@dataclass(frozen=True, slots=True)
class PathView:
    """One followed path with its bars."""

    path: Path
    progress: PathProgress
    active: bool


def drawn_state(progress: UnitProgress) -> str:
    """Return the drawn word for a unit's progress."""
    if progress.because == "verified":
        return "verified"
    return DRAWN_STATES[progress.state]


def standing_of(learner_id: str) -> Standing:
    """Read where a learner stands."""
    return Standing(evidence_of(learner_id), plans_of(learner_id))


def concepts_of(standing: Standing, now: datetime) -> list[ConceptView]:
    """Return every concept with evidence, the surest first."""
    known = curriculum()
    found = mastery(standing.evidence, now, curriculum=known)
    views = [
        ConceptView(known.concepts[concept], each)
        for concept, each in found.items()
        if concept in known.concepts
    ]
    return sorted(views, key=lambda view: (-view.mastery.probability, view.concept.title))


def paths_of(standing: Standing) -> list[PathView]:
    """Return the followed paths; who follows none yet sees the first one."""
    known = curriculum()
    paths = standing.paths or tuple(
        known.paths[slug] for slug in (FIRST_PATH,) if slug in known.paths
    )
    return [
        PathView(path, path_progress(path, known, standing.evidence), active=place == 0)
        for place, path in enumerate(paths)
    ]


def overall(standing: Standing, paths: list[PathView]) -> float:
    """Return the share of all followed paths together."""
    return overall_share((view.path for view in paths), curriculum(), standing.evidence)


def units_done(standing: Standing) -> frozenset[str]:
    """Return the units in which nothing is left to do; a plan lays out the others."""
    return frozenset(unit for unit, each in standing.units().items() if each.worked)


def unit_address(unit_id: str) -> str:
    """Return where a unit lives; /units/<id> leads to its own page."""
    return reverse("unit", args=[unit_id])
