"""The answers of a plan as a file gives them: of the types that the form would have kept, or refused by name."""

from datetime import date
from typing import Any

from quorate.learner import PACES
from quorate.web.errors import BadInputError
from quorate.web.learning.plan_form import TEXT_MAX, YEARS_MAX, read_date

HINT = "Choose a file that “Download my work” gave you, unchanged."
HOURS_MAX = 24.0
# What the form takes: a deadline may lie beyond all study dates.
FIRST, LAST = date(1970, 1, 1), date(2300, 1, 1)


def checked_answers(answers: Any, place: str) -> dict[str, Any]:  # noqa: ANN401 - from a file
    """Return a plan's answers. Raises BadInputError that names the field."""
    if not isinstance(answers, dict):
        raise BadInputError(f"{place}: not a plan's answers.", hint=HINT)
    unknown = sorted(set(answers) - set(PROBLEMS))
    if unknown:
        raise BadInputError(f"{place}.{unknown[0][:40]}: no answer of a plan.", hint=HINT)
    for name, problem_of in PROBLEMS.items():
        problem = problem_of(answers[name]) if name in answers else ""
        if problem:
            raise BadInputError(f"{place}.{name}: {problem}.", hint=HINT)
    return answers


def text_problem(value: object) -> str:
    """Return what is wrong with a short text."""
    if value is None or (isinstance(value, str) and len(value) <= TEXT_MAX):
        return ""
    return f"no text of at most {TEXT_MAX} characters"


def day_problem(value: object) -> str:
    """Return what is wrong with a day that may be left empty."""
    if value in (None, ""):
        return ""
    day = read_date(value) if isinstance(value, str) else None
    if day is not None and FIRST <= day <= LAST:
        return ""
    return f"{str(value)[:40]!r} is no day between {FIRST.year} and {LAST.year}"


def years_problem(value: object) -> str:
    """Return what is wrong with years of experience."""
    return "" if value is None or is_number(value, YEARS_MAX) else "no number of years"


def hours_problem(value: object) -> str:
    """Return what is wrong with the hours of a week."""
    if isinstance(value, list) and len(value) in (0, 7):
        return "" if all(is_number(each, HOURS_MAX) for each in value) else "not hours of a day"
    return "not seven numbers"


def choice_problem(value: object) -> str:
    """Return what is wrong with yes, no or nothing."""
    return "" if value is None or isinstance(value, bool) else "neither yes nor no"


def pace_problem(value: object) -> str:
    """Return what is wrong with a pace."""
    return "" if isinstance(value, str) and value in PACES else "no pace"


def is_number(value: object, most: float) -> bool:
    """Say whether it is a number from 0 on that is not too large."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


PROBLEMS = {
    "goal": text_problem,
    "years": years_problem,
    "role": text_problem,
    "writes_code": choice_problem,
    "hours": hours_problem,
    "start": day_problem,
    "deadline": day_problem,
    "pace": pace_problem,
}
