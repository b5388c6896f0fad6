"""What is worth asking again: questions answered wrong, and right ones whose time has come."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from quorate.learner import Evidence
from quorate.web.learning.course import known_place

MINUTES_EACH = 2
# Days after which a question that was right is asked again, by how often in a row it was right.
GAPS_DAYS = (1, 3, 8, 21, 55)
TITLE_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class Review:
    """One question to ask again, and why."""

    item_id: str
    unit_title: str
    because: str
    due: date
    href: str


def reviews_of(evidence: tuple[Evidence, ...]) -> list[Review]:
    """Return all reviews with the day they are due, wrong ones first, then the longest due."""
    by_item: dict[str, list[Evidence]] = {}
    for each in evidence:
        if each.item_id and each.kind != "exam" and each.outcome != "ungraded":
            by_item.setdefault(each.item_id, []).append(each)
    found = [review for answers in by_item.values() if (review := review_of(answers))]
    return sorted(found, key=lambda review: (review.due, review.item_id))


def review_of(answers: list[Evidence]) -> Review | None:
    """Return when one question is asked again; None if it is no longer part of the course."""
    last = answers[-1]
    place = known_place(last.item_id)
    if place is None:
        return None
    due, because = last.study_date, "you did not get it last time"
    if last.outcome == "does-not-know":
        because = "you did not know it last time"
    if last.outcome == "right":
        gap = GAPS_DAYS[min(streak_of(answers), len(GAPS_DAYS)) - 1]
        due = last.study_date + timedelta(days=gap)
        because = f"right on {last.study_date:%-d %B}; recalling it now keeps it"
    href = f"{reverse('item', args=[last.item_id])}?again=1"
    return Review(last.item_id, place.unit.title, because, due, href)


def streak_of(answers: list[Evidence]) -> int:
    """Return on how many days in a row, ending with the last, the question was right."""
    days: dict[date, bool] = {}
    for each in answers:
        days[each.study_date] = days.get(each.study_date, True) and each.outcome == "right"
    streak = 0
    for day in sorted(days, reverse=True):
        if not days[day]:
            break
        streak += 1
    return max(1, streak)
