"""Pace and the constants of planning: what a week holds, and how many weeks a path takes.

Pace changes *scope*, hours are final: fast reads the core, regular the four facets, thorough the
deep dives too. It never thins reviews. The totals of paths are tuned with `path_weeks`.
"""

from math import ceil
from typing import Literal, get_args

from quorate.curriculum import Allowance, Curriculum, Path, Scope, path_totals

Pace = Literal["fast", "regular", "thorough"]
PACES: tuple[Pace, ...] = get_args(Pace)

SCOPE_OF_PACE: dict[Pace, Scope] = {"fast": "core", "regular": "full", "thorough": "deep"}

BUFFER_SHARE = Allowance().buffer_share
"""Share of each day's hours that a plan leaves free."""

REVIEW_HOURS_PER_WEEK: dict[Pace, float] = {
    "fast": Allowance().review_hours_per_week,
    "regular": Allowance().review_hours_per_week,
    "thorough": 1.5 * Allowance().review_hours_per_week,
}
"""Hours a week that reviews are expected to take."""

REVIEW_SHARE_MAX = 0.4
"""Reviews never take more of a day than this."""

HOURS_PER_WEEK_MIN = 1.0
HOURS_PER_WEEK_MAX = 80.0
HOURS_PER_DAY_MIN = 0.5
HOURS_PER_DAY_MAX = 16.0

_USUAL_HOURS_PER_DAY = 1.5
_WORKING_DAYS = 5


def review_share(hours_per_week: float, pace: Pace) -> float:
    """Return the share of study time that is kept for reviews."""
    return min(REVIEW_SHARE_MAX, REVIEW_HOURS_PER_WEEK[pace] / hours_per_week)


def unit_hours_per_week(hours_per_week: float, pace: Pace = "regular") -> float:
    """Return what a week leaves for units: 12.5 h leave 12.5 x 0.88 - 1 = 10 h."""
    return hours_per_week * (1.0 - BUFFER_SHARE - review_share(hours_per_week, pace))


def path_weeks(
    path: Path, curriculum: Curriculum, hours_per_week: float, pace: Pace = "regular"
) -> int:
    """Return the whole weeks that all units of a path take, written or not.

    This is the number a plan shows when nothing is done, known or blocked.
    """
    hours = path_totals(curriculum, path, scope=SCOPE_OF_PACE[pace]).hours
    # The small term keeps 100 / 10.000000000000002 and its like from becoming one week more.
    return max(1, ceil(hours / unit_hours_per_week(hours_per_week, pace) - 1e-9))


def spread_hours(hours_per_week: float) -> tuple[float, ...]:
    """Spread hours a week over weekdays, Monday first: 12 h become 2.4 h from Monday to Friday.

    Up to 7.5 h, days of at most 1.5 h; then five working days; above 40 h all seven. What cannot
    be spread (0 h, 200 h) is left whole, for the check of the request to refuse.
    """
    if not 0 < hours_per_week <= HOURS_PER_WEEK_MAX:
        return (hours_per_week, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    days = max(1, min(_WORKING_DAYS, ceil(hours_per_week / _USUAL_HOURS_PER_DAY)))
    if hours_per_week > 8 * _WORKING_DAYS:
        days = 7
    # Few days lie apart, so that a night's sleep falls between: Monday, Wednesday, Friday.
    chosen = {1: (5,), 2: (1, 5), 3: (0, 2, 5), 4: (0, 1, 3, 5)}.get(days, tuple(range(days)))
    return tuple(hours_per_week / days if day in chosen else 0.0 for day in range(7))
