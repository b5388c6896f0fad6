"""Concepts, units, paths: the words of the course as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Level = Literal["beginner", "intermediate", "advanced", "expert"]
Kind = Literal["lesson", "lab", "case", "exam", "project", "capstone", "pattern", "practice"]
Track = Literal["laws", "pillars", "patterns", "quantitative", "cases", "practice"]
Status = Literal["available", "planned"]
FacetName = Literal["see", "run", "solve", "prove"]
PathKind = Literal["role", "topic"]
Scope = Literal["core", "full", "deep"]

LEVELS: tuple[str, ...] = get_args(Level)
KINDS: tuple[str, ...] = get_args(Kind)
TRACKS: tuple[str, ...] = get_args(Track)
FACETS: tuple[FacetName, ...] = get_args(FacetName)
PATH_KINDS: tuple[str, ...] = get_args(PathKind)


@dataclass(frozen=True, slots=True)
class Concept:
    """The smallest thing one can know or not know."""

    id: str
    title: str
    summary: str
    difficulty: float
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a unit takes at the fast, the regular and the thorough pace."""

    core: int
    full: int
    deep: int

    def at(self, scope: Scope) -> int:
        """Return the minutes of one scope."""
        return {"core": self.core, "full": self.full, "deep": self.deep}[scope]


@dataclass(frozen=True, slots=True)
class Source:
    """A work that backs a claim."""

    id: str
    author: str
    title: str
    year: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing to work through, written (available) or not yet (planned)."""

    id: str
    kind: Kind
    title: str
    summary: str
    level: Level
    teaches: tuple[str, ...]
    minutes: Minutes
    status: Status
    track: Track
    aliases: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def available(self) -> bool:
        """Whether it is written and can be worked through."""
        return self.status == "available"


@dataclass(frozen=True, slots=True)
class Phase:
    """A named stretch of a path."""

    id: str
    title: str
    weeks: int
    outcome: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What must be shown by the end of some weeks."""

    week_from: int
    week_to: int
    text: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChooserLine:
    """One line by which a newcomer finds a path; `by` is experience, topic, time or goal."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Path:
    """An ordered selection of units for a role or a topic. Ranges are (low, high)."""

    slug: str
    kind: PathKind
    title: str
    audience: str
    prerequisites: str
    hours_per_week: tuple[float, float]
    weeks: tuple[int, int]
    difficulty: tuple[Level, Level]
    outcome: str
    perfect_if: tuple[str, ...]
    learn: tuple[str, ...]
    phases: tuple[Phase, ...]
    checkpoints: tuple[Checkpoint, ...] = ()
    goal: str = ""
    choose_by: tuple[ChooserLine, ...] = ()
    aliases: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    """Concepts taken for granted at entry, each with all that it requires."""

    @property
    def units(self) -> tuple[str, ...]:
        """All unit ids, in order."""
        return tuple(unit for phase in self.phases for unit in phase.units)


@dataclass(frozen=True, slots=True)
class LessonOutline:
    """What the learner model needs to know of a written lesson: minutes a facet and its items."""

    unit: str
    facets: Mapping[FacetName, int]
    question: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What a curriculum is made of."""

    concepts: tuple[Concept, ...] = ()
    units: tuple[Unit, ...] = ()
    paths: tuple[Path, ...] = ()
    lessons: tuple[LessonOutline, ...] = field(default=())
