"""From a goal, and what is known of the person, to a path, with the reason and the runner-up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from quorate.curriculum import Path
from quorate.learner.errors import UnknownAnswer

Role = Literal["student", "engineer", "lead", "manager", "architect", "other"]
ROLES: tuple[Role, ...] = ("student", "engineer", "lead", "manager", "architect", "other")

YEARS_MAX = 70
PRODUCTION_YEARS = 3
"""From here on production experience is assumed."""
DESIGN_YEARS = 5
"""From here on system design experience is assumed."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One answer to "what is your goal?"."""

    key: str
    label: str
    path: str
    runner_up: str


GOALS: tuple[Goal, ...] = (
    Goal("fundamentals", "Learn fundamentals", "new-graduate", "senior-engineer"),
    Goal("build", "Build systems", "senior-engineer", "new-graduate"),
    Goal("design", "Design architecture", "architect", "senior-engineer"),
    Goal("lead", "Lead teams", "manager", "senior-engineer"),
    Goal("consistency", "Keep data consistent", "consistency", "senior-engineer"),
    Goal("performance", "Make systems fast", "performance", "senior-engineer"),
    Goal("cost", "Spend less on systems", "cost", "manager"),
    Goal("reliability", "Keep systems up", "reliability", "senior-engineer"),
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person said; None is "not asked yet"."""

    years: float | None = None
    role: Role | None = None
    writes_code: bool | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A path with its reasons, and the runner-up with the reason against it."""

    path: str
    because: tuple[str, ...]
    runner_up: str
    because_not: str
    changed: bool

    def to_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "path": self.path,
            "because": list(self.because),
            "runner_up": self.runner_up,
            "because_not": self.because_not,
            "changed": self.changed,
        }


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a rule decided: path, runner-up, why this, why not that."""

    path: str
    runner_up: str
    because: str
    because_not: str


def recommend(goal: str, answers: Answers, paths: Iterable[Path]) -> Recommendation:
    """Return the path for a goal; experience, role or not writing code can change it, and say so.

    Raises UnknownAnswer for a goal, role or number of years that is none.
    """
    wanted = next((each for each in GOALS if each.key == goal), None)
    if wanted is None:
        raise UnknownAnswer("goal", goal, tuple(each.key for each in GOALS))
    _check(answers)
    titles = {path.slug: path for path in paths}
    choice = _changed(wanted, answers) or _kept(wanted, answers)
    for slug in (choice.path, choice.runner_up):
        if slug not in titles:
            raise UnknownAnswer("path", slug, tuple(titles))
    because = [choice.because]
    if answers.writes_code is False:
        because.append("Labs that need code have a decision form where one exists.")
    changed = choice.path != wanted.path
    return Recommendation(
        choice.path, tuple(because), choice.runner_up, choice.because_not, changed
    )


def _check(answers: Answers) -> None:
    years = answers.years
    if years is not None and (isinstance(years, bool) or not 0 <= years <= YEARS_MAX):
        raise UnknownAnswer("years", years, (f"0 to {YEARS_MAX}",))
    if answers.role is not None and answers.role not in ROLES:
        raise UnknownAnswer("role", answers.role, ROLES)


def _changed(goal: Goal, answers: Answers) -> _Choice | None:
    """Return another path than the goal's own, if an answer speaks for it."""
    years = answers.years
    leads = answers.role in ("lead", "manager")
    if years is not None and years < PRODUCTION_YEARS and not leads:
        return _for_a_beginner(goal, years)
    if goal.key == "design" and years is not None and years < DESIGN_YEARS:
        return _Choice(
            "senior-engineer",
            "architect",
            f"Architecture builds on about {DESIGN_YEARS} years of systems; with {years:g} you get "
            "there fastest by designing at scale first.",
            "The architect path assumes system design experience. It is the natural next one.",
        )
    if goal.key == "build" and answers.writes_code is False:
        return _Choice(
            "manager",
            "senior-engineer",
            "You do not write code, and this path can be completed without an editor.",
            "The senior path builds and repairs systems in code.",
        )
    return None


def _for_a_beginner(goal: Goal, years: float) -> _Choice | None:
    reasons = {
        "build": "The senior path assumes production experience. Its labs come easier afterwards.",
        "design": "The architect path assumes system design experience, usually 5 years or more.",
        "lead": "The manager path assumes experience as a team lead.",
    }
    if goal.key not in reasons:
        return None
    said = "1 year" if years == 1 else f"{years:g} years"
    because = f"With {said} of experience the foundation comes first: laws, then patterns."
    return _Choice("new-graduate", goal.path, because, reasons[goal.key])


def _kept(goal: Goal, answers: Answers) -> _Choice:
    """Return the goal's own path, with a runner-up that fits the answers."""
    because = f"It is the path for your goal, “{goal.label.lower()}”."
    years = answers.years
    if goal.key == "fundamentals" and answers.role in ("lead", "manager"):
        against = "The manager path is shorter and needs no editor, but skips most patterns."
        return _Choice(goal.path, "manager", because, against)
    if goal.key == "fundamentals" and years is not None and years >= PRODUCTION_YEARS:
        against = f"With {years:g} years you could start there; it assumes the fundamentals."
        return _Choice(goal.path, "senior-engineer", because, against)
    if goal.key == "build" and years is not None and years >= DESIGN_YEARS:
        against = "The architect path asks for systems of systems: choose it if you design them."
        return _Choice(goal.path, "architect", because, against)
    if goal.key in ("consistency", "performance", "cost", "reliability"):
        beginner = years is not None and years < PRODUCTION_YEARS
        if beginner:
            against = "It goes deep at once; the foundation makes it easier, and shares its units."
            return _Choice(goal.path, "new-graduate", because, against)
        against = "It covers more ground; choose it if you want breadth rather than one topic."
        return _Choice(goal.path, goal.runner_up, because, against)
    return _Choice(goal.path, goal.runner_up, because, _AGAINST[goal.key])


_AGAINST = {
    "fundamentals": "The senior path assumes production experience.",
    "build": "The new-graduate path starts earlier: take it if you have not run systems yet.",
    "design": "The senior path stays closer to one system and its code.",
    "lead": "The senior path has a leadership phase, but teaches it through code.",
}
