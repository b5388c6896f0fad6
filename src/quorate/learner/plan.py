"""The plan as a value: weeks, sessions, checkpoints, and the sentence that sums it up.

Only written units become sessions; the time of unwritten ones is kept and said plainly.
"""

from dataclasses import dataclass
from datetime import date
from math import ceil, isinf

from quorate.learner.pace import Pace
from quorate.learner.ways_out import WaysOut


@dataclass(frozen=True, slots=True)
class SessionPart:
    """A unit, or a part of one, within a session."""

    unit: str
    title: str
    kind: str
    minutes: int
    part: int
    parts: int


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting: the learner's local date, the plan's week, what to do."""

    date: date
    week: int
    minutes: int
    parts: tuple[SessionPart, ...]


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """Seven days of a plan, counted from its start."""

    number: int
    first: date
    last: date
    minutes: int
    minutes_unwritten: int
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class PlanCheckpoint:
    """What is to be shown, and when this plan gets there. `written` says whether all of it can."""

    text: str
    week: int
    date: date
    units: tuple[str, ...]
    written: bool
    done: bool


@dataclass(frozen=True, slots=True)
class PlanPhase:
    """Which weeks a phase takes; None if nothing of it is left to do."""

    id: str
    title: str
    week_from: int | None
    week_to: int | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A stretch of weeks whose units are not written yet."""

    week_from: int
    week_to: int
    minutes: int

    @property
    def text(self) -> str:
        """Say it in one line: "weeks 5-12: 88 h not yet written"."""
        one = self.week_from == self.week_to
        weeks = f"week {self.week_from}" if one else f"weeks {self.week_from}-{self.week_to}"
        hours = self.minutes / 60
        return (
            f"{weeks}: {hours:.0f} h not yet written"
            if hours >= 1
            else (f"{weeks}: {self.minutes} min not yet written")
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A path in a calendar. Minutes are what is left to do, unwritten units included."""

    path: str
    pace: Pace
    start: date
    finish: date
    deadline: date | None
    zone: str
    hours_per_week: float
    minutes: int
    minutes_available: int
    weeks: tuple[PlanWeek, ...]
    phases: tuple[PlanPhase, ...]
    checkpoints: tuple[PlanCheckpoint, ...]
    unwritten: tuple[Unwritten, ...]
    feasible: bool
    uses_buffer: bool
    missing_hours_per_week: float
    binding_date: date | None
    ways_out: WaysOut | None

    @property
    def week_count(self) -> int:
        """Weeks from the start to the finish."""
        return len(self.weeks)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions in order of time."""
        return tuple(session for week in self.weeks for session in week.sessions)

    @property
    def verdict(self) -> str:
        """Say in one sentence whether the deadline holds."""
        if self.deadline is None and self.binding_date is None:
            return f"You finish on {_spoken(self.finish)}."
        if self.feasible and self.uses_buffer:
            return f"You finish on {_spoken(self.finish)}, only by using the buffer."
        if self.feasible:
            return f"You finish on {_spoken(self.finish)}, in time."
        binding = self.binding_date or self.deadline or self.finish
        if isinf(self.missing_hours_per_week):
            return f"No extra hour before {_spoken(binding)} can help."
        confirmed = self.ways_out.more_hours_per_week if self.ways_out else None
        shown = confirmed or ceil(self.missing_hours_per_week * 4 - 1e-9) / 4
        return f"You need {shown:g} h/week more to make {_spoken(binding)}."

    def to_json(self) -> dict[str, object]:
        """Return the document that `quorate plan --json` prints."""
        document: dict[str, object] = {
            "path": self.path,
            "pace": self.pace,
            "start": self.start.isoformat(),
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "zone": self.zone,
            "hours_per_week": round(self.hours_per_week, 2),
            "weeks": self.week_count,
            "hours": round(self.minutes / 60, 2),
            "hours_available": round(self.minutes_available / 60, 2),
            "finish": self.finish.isoformat(),
            "sessions": [_session_json(session) for session in self.sessions],
            "phases": [_phase_json(phase) for phase in self.phases],
            "checkpoints": [_checkpoint_json(each) for each in self.checkpoints],
            "not_written": [_unwritten_json(each) for each in self.unwritten],
            "feasible": self.feasible,
            "uses_buffer": self.uses_buffer,
            "verdict": self.verdict,
        }
        if not self.feasible:
            # JSON has no infinity: null says that no additional hour could help in time.
            missing = self.missing_hours_per_week
            document["missing_hours_per_week"] = None if isinf(missing) else round(missing, 4)
            document["ways_out"] = _ways_out_json(self.ways_out) if self.ways_out else None
        return document


@dataclass(frozen=True, slots=True)
class PaceForecast:
    """What one pace leads to, for choosing between three dates instead of three adjectives."""

    pace: Pace
    weeks: int
    finish: date
    minutes: int
    feasible: bool
    missing_hours_per_week: float


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _session_json(session: Session) -> dict[str, object]:
    return {
        "date": session.date.isoformat(),
        "week": session.week,
        "minutes": session.minutes,
        "units": [
            {
                "id": part.unit,
                "title": part.title,
                "kind": part.kind,
                "minutes": part.minutes,
                "part": part.part,
                "parts": part.parts,
            }
            for part in session.parts
        ],
    }


def _phase_json(phase: PlanPhase) -> dict[str, object]:
    weeks = None if phase.week_from is None else [phase.week_from, phase.week_to]
    hours = round(phase.minutes / 60, 2)
    return {"id": phase.id, "title": phase.title, "weeks": weeks, "hours": hours}


def _checkpoint_json(checkpoint: PlanCheckpoint) -> dict[str, object]:
    return {
        "text": checkpoint.text,
        "week": checkpoint.week,
        "date": checkpoint.date.isoformat(),
        "units": list(checkpoint.units),
        "written": checkpoint.written,
        "done": checkpoint.done,
    }


def _unwritten_json(stretch: Unwritten) -> dict[str, object]:
    return {
        "weeks": [stretch.week_from, stretch.week_to],
        "hours": round(stretch.minutes / 60, 2),
        "text": stretch.text,
    }


def _ways_out_json(ways: WaysOut) -> dict[str, object]:
    return {
        "more_hours_per_week": ways.more_hours_per_week,
        "deadline": ways.deadline.isoformat() if ways.deadline else None,
        "shorten": list(ways.shorten),
        "drop": list(ways.drop),
        "texts": list(ways.texts),
    }
