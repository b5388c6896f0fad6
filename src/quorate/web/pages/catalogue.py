"""The curriculum as pages show it: cards, rows and totals, computed once for each content hash."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from quorate.curriculum import Concept, Curriculum, Path, Unit, path_totals
from quorate.web.content import site

FIRST_UNIT = "correlated-failure"
FIRST_LAB = "place-replicas"
ROLE_ORDER = ("new-graduate", "senior-engineer", "manager", "architect")
TOPIC_ORDER = ("consistency", "performance", "cost", "reliability")
TRACK_TITLES = {
    "laws": "Laws",
    "pillars": "Pillars",
    "patterns": "Patterns",
    "quantitative": "Theory and numbers",
    "cases": "Case studies",
    "practice": "Practice",
}
TRACK_TEXTS = {
    "laws": "Seven things no design escapes.",
    "pillars": "Five things a system spreads over machines: work, state, truth, control, intelligence.",
    "patterns": "Answers that hold under stated conditions, each with how it fails.",
    "quantitative": "Limits that are proved and quantities that are computed.",
    "cases": "Systems as they were built, with the alternatives they rejected.",
    "practice": "Labs, projects, and the work around systems: reviews, incidents, decisions.",
}
KIND_WORDS = {"case": "case study", "practice": "guide"}


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as a row or a card."""

    id: str
    title: str
    kind: str
    summary: str
    level: str
    minutes: int
    available: bool
    href: str

    @property
    def status(self) -> str:
        """`available` or `planned`, before anything is known of the learner."""
        return "available" if self.available else "planned"


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase with the weeks it takes and its units."""

    title: str
    weeks: int
    week_from: int
    week_to: int
    outcome: str
    units: tuple[UnitView, ...]


@dataclass(frozen=True, slots=True)
class PathView:
    """A path as cards, tables and its own page show it."""

    slug: str
    kind: str
    title: str
    audience: str
    prerequisites: str
    hours_per_week: str
    weeks: str
    weeks_range: tuple[int, int]
    difficulty: tuple[str, str]
    outcome: str
    perfect_if: tuple[str, ...]
    learn: tuple[str, ...]
    goal: str
    phases: tuple[PhaseView, ...]
    hours: float
    hours_available: float
    href: str

    @property
    def hours_planned(self) -> float:
        """What is not written yet."""
        return self.hours - self.hours_available

    @property
    def units(self) -> tuple[UnitView, ...]:
        """All units, in order."""
        return tuple(unit for phase in self.phases for unit in phase.units)


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept with its place in the graph."""

    id: str
    title: str
    summary: str
    difficulty: str
    requires: tuple[Concept, ...]
    opens: tuple[Concept, ...]
    units: tuple[UnitView, ...]


@dataclass(frozen=True)
class Catalogue:
    """Everything public pages list, indexed."""

    curriculum: Curriculum
    units: Mapping[str, UnitView]
    paths: Mapping[str, PathView]
    tracks: tuple[tuple[str, tuple[UnitView, ...]], ...]

    def of_kind(self, paths: Iterable[str]) -> tuple[PathView, ...]:
        """The paths of these slugs that exist, in this order."""
        return tuple(self.paths[slug] for slug in paths if slug in self.paths)

    @property
    def roles(self) -> tuple[PathView, ...]:
        """Paths by role."""
        return self.of_kind(ordered(self.paths.values(), "role", ROLE_ORDER))

    @property
    def topics(self) -> tuple[PathView, ...]:
        """Paths by topic."""
        return self.of_kind(ordered(self.paths.values(), "topic", TOPIC_ORDER))

    def kind(self, *kinds: str) -> tuple[UnitView, ...]:
        """All units of these kinds, what is written first."""
        return written_first(unit for unit in self.units.values() if unit.kind in kinds)

    def first(self, unit_id: str) -> UnitView | None:
        """The unit of an id when it is written."""
        unit = self.units.get(unit_id)
        return unit if unit is not None and unit.available else None


def written_first(units: Iterable[UnitView]) -> tuple[UnitView, ...]:
    """What is written before what is planned, otherwise in the order of the course."""
    return tuple(sorted(units, key=lambda unit: not unit.available))


def ordered(paths: Iterable[PathView], kind: str, order: tuple[str, ...]) -> list[str]:
    """Slugs of a kind: those with a known place first, others after them by title."""
    found = [path for path in paths if path.kind == kind]
    found.sort(
        key=lambda path: (order.index(path.slug) if path.slug in order else len(order), path.title)
    )
    return [path.slug for path in found]


@functools.lru_cache(maxsize=2)
def build_catalogue(curriculum_hash: str) -> Catalogue:
    """Build the catalogue of the loaded content; the hash is its key in the cache."""
    del curriculum_hash
    curriculum = site().curriculum
    units = {unit.id: unit_view(unit) for unit in curriculum.units.values()}
    paths = {path.slug: path_view(curriculum, path, units) for path in curriculum.paths.values()}
    tracks = tuple(
        (
            track,
            written_first(
                units[each.id] for each in curriculum.units.values() if each.track == track
            ),
        )
        for track in TRACK_TITLES
    )
    return Catalogue(curriculum, units, paths, tracks)


def catalogue() -> Catalogue:
    """The catalogue of the loaded content."""
    return build_catalogue(site().content_hash)


def unit_view(unit: Unit) -> UnitView:
    """What rows and cards need of a unit."""
    return UnitView(
        unit.id,
        unit.title,
        KIND_WORDS.get(unit.kind, unit.kind),
        unit.summary,
        unit.level,
        unit.minutes.full,
        unit.available,
        site().addresses.of_unit(unit),
    )


def span(low: float, high: float) -> str:
    """A range in words of figures."""
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def path_view(curriculum: Curriculum, path: Path, units: Mapping[str, UnitView]) -> PathView:
    """What cards, tables and the page of a path need."""
    totals = path_totals(curriculum, path)
    return PathView(
        slug=path.slug,
        kind=path.kind,
        title=path.title,
        audience=path.audience,
        prerequisites=path.prerequisites,
        hours_per_week=span(*path.hours_per_week),
        weeks=span(*path.weeks),
        weeks_range=path.weeks,
        difficulty=path.difficulty,
        outcome=path.outcome,
        perfect_if=path.perfect_if,
        learn=path.learn,
        goal=path.goal,
        phases=phase_views(path, units),
        hours=totals.hours,
        hours_available=totals.hours_available,
        href=reverse("path", args=[path.slug]),
    )


def phase_views(path: Path, units: Mapping[str, UnitView]) -> tuple[PhaseView, ...]:
    """The phases with the weeks they begin and end in."""
    views: list[PhaseView] = []
    week = 0
    for phase in path.phases:
        known = tuple(units[unit] for unit in phase.units if unit in units)
        views.append(
            PhaseView(phase.title, phase.weeks, week + 1, week + phase.weeks, phase.outcome, known)
        )
        week += phase.weeks
    return tuple(views)


def concept_view(found: Catalogue, concept_id: str) -> ConceptView:
    """A concept with what it needs, what needs it, and where it is taught. Raises UnknownId."""
    curriculum = found.curriculum
    concept = curriculum.resolve_concept(concept_id)
    return ConceptView(
        concept.id,
        concept.title,
        concept.summary,
        difficulty_word(concept.difficulty),
        tuple(
            curriculum.concepts[each] for each in concept.requires if each in curriculum.concepts
        ),
        tuple(each for each in curriculum.concepts.values() if concept.id in each.requires),
        tuple(
            found.units[unit.id] for unit in curriculum.units.values() if concept.id in unit.teaches
        ),
    )


def difficulty_word(logit: float) -> str:
    """A difficulty in words: the logit is that of an answer given that everything required is known."""
    for limit, word in (
        (-2.0, "easy once its requirements are known"),
        (-1.0, "moderate"),
        (0.0, "demanding"),
    ):
        if logit <= limit:
            return word
    return "hard even for those who know its requirements"


def instead_of(found: Catalogue, unit: Unit, *, limit: int = 3) -> tuple[UnitView, ...]:
    """What is written and leads towards a unit that is not: nearest requirements first, otherwise the first law."""
    curriculum = found.curriculum
    needs = curriculum.prerequisites()
    near: dict[str, None] = {}
    ring, seen = [unit.id], {unit.id}
    while ring and len(near) < limit:
        ring = [each for known in ring for each in needs.get(known, ()) if each not in seen]
        seen.update(ring)
        for each in ring:
            if found.units[each].available:
                near.setdefault(each)
    for each in (FIRST_UNIT, FIRST_LAB):
        if len(near) < limit and found.first(each) is not None and each != unit.id:
            near.setdefault(each)
    return tuple(found.units[each] for each in list(near)[:limit])
