"""Progress and the end of a sitting: what was shown, what is kept, when one comes back."""

from datetime import date, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quorate.learner import UnitProgress
from quorate.web.accounts.api import learner_of
from quorate.web.learning.course import curriculum, first_lesson
from quorate.web.learning.plan_pages import local_day
from quorate.web.learning.progress import (
    Standing,
    concepts_of,
    drawn_state,
    overall,
    paths_of,
    standing_of,
    units_done,
)
from quorate.web.learning.reviews import Review, reviews_of
from quorate.web.learning.today import active_calendar
from quorate.web.methods import allow


@allow("GET")
def profile(request: HttpRequest) -> HttpResponse:
    """Show progress: overall, by path, by concept with the reason, by checkpoint."""
    learner = learner_of(request)
    standing = standing_of(learner.pk) if learner else Standing((), ())
    paths = paths_of(standing)
    units = sorted(standing.units().values(), key=lambda each: -each.share)
    context = {
        "standing": standing,
        "overall": overall(standing, paths),
        "paths": paths,
        "concepts": concepts_of(standing, timezone.now()),
        "units": [(curriculum().units[each.unit], each, drawn_state(each)) for each in units],
        "answers": sum(bool(each.item_id) for each in standing.evidence),
        "runs": sum(each.kind == "lab" for each in standing.evidence),
        "days": len({each.study_date for each in standing.evidence}),
    }
    context["first"] = first_lesson()
    return render(request, "learning/profile.html", context)


@allow("GET")
def sitting(request: HttpRequest) -> HttpResponse:
    """End a sitting: what was shown today, what is kept, when to come back."""
    learner = learner_of(request)
    if learner is None:
        return render(request, "learning/sitting.html", {"begun": False, "first": first_lesson()})
    here = local_day(request, learner)
    standing = standing_of(learner.pk)
    todays = [each for each in standing.evidence if each.study_date == here]
    done = units_done(standing)
    calendar = active_calendar(standing, learner, here + timedelta(days=1), done)
    reviews = reviews_of(standing.evidence)
    concepts = {each.concept.id: each for each in concepts_of(standing, timezone.now())}
    met = dict.fromkeys(concept for each in todays for concept in each.concepts)
    context = {
        "begun": True,
        "answers": [each for each in todays if each.item_id],
        "right": sum(each.outcome == "right" for each in todays if each.item_id),
        "runs": [each for each in todays if each.kind == "lab"],
        "concepts": [concepts[each] for each in met if each in concepts],
        "units": touched(standing, {each.unit for each in todays}),
        "next_session": calendar.sessions[0] if calendar and calendar.sessions else None,
        "next_reviews": next_reviews(reviews),
        "local_date": here,
        "kept": learner.recovery_made_at is not None,
    }
    return render(request, "learning/sitting.html", context)


def touched(standing: Standing, ids: set[str]) -> list[tuple[str, UnitProgress]]:
    """Return the units worked on, with how far each is."""
    known = curriculum().units
    return [(known[unit].title, each) for unit, each in standing.units().items() if unit in ids]


def next_reviews(reviews: list[Review]) -> tuple[date, int] | None:
    """Return the first day on which reviews are due, and how many."""
    for day, due in groupby(reviews, key=lambda each: each.due):
        return day, len(list(due))
    return None
