"""A lesson: claim and question first, four facets in the chosen order, questions at the end."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from quorate.authoring import Facet, Lesson
from quorate.curriculum import FACETS, Unit
from quorate.learner import UnitProgress, unit_progress
from quorate.web.accounts.api import ORDER_COOKIE, learner_of, validate_order
from quorate.web.learning.course import (
    access_lesson,
    curriculum,
    question_place,
    retrieval_places,
    run_of,
)
from quorate.web.learning.items import ItemView, item_view
from quorate.web.learning.queries import Answered, answered_in
from quorate.web.methods import allow

YEAR_SECONDS = 365 * 24 * 3600
FACET_NAMES = {"see": "See it", "run": "Run it", "solve": "Solve it", "prove": "Prove it"}
ORDER_NAMES = {
    "see": "Diagrams first",
    "run": "Code first",
    "solve": "Problem first",
    "prove": "Proof first",
}
STATE_OF_ANSWERS = {True: "mastered", False: "practised"}


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet in its place: which opening is read, and what its questions show."""

    id: str
    name: str
    title: str
    minutes: int
    state: str
    href: str
    html: Markup
    opening_first: Markup
    opening_later: Markup
    first: bool


@dataclass(frozen=True, slots=True)
class LessonView:
    """What the lesson's template needs besides the lesson."""

    unit: Unit
    lesson: Lesson
    order: tuple[str, ...]
    facets: tuple[FacetView, ...]
    question: ItemView | None
    items: tuple[ItemView, ...]
    progress: UnitProgress
    chosen: bool


@allow("GET")
def lesson(request: HttpRequest, unit_id: str) -> HttpResponse:
    """Show a lesson as it stands for whoever asks."""
    unit, found = access_lesson(unit_id)
    if unit.id != unit_id:
        return HttpResponseRedirect(reverse("lesson", args=[unit.id]), status=301)
    return lesson_page(request, unit, found)


def lesson_page(
    request: HttpRequest, unit: Unit, found: Lesson, *, instead: ItemView | None = None
) -> HttpResponse:
    """Render a lesson; `instead` shows one item as it came back (with a problem)."""
    learner = learner_of(request)
    answered = answered_in(learner.pk, unit) if learner else ()
    kept = request.COOKIES.get(ORDER_COOKIE, "") or (learner.entry_order if learner else "")
    first = order_asked(request) or validate_order(kept)
    again = request.GET.get("again", "")
    whose = learner.pk if learner else ""
    view = lesson_view(unit, found, answered, (whose, first, again))
    if instead is not None:
        view = with_item(view, instead)
    context = {
        "view": view,
        "orders": [{"id": key, "name": name} for key, name in ORDER_NAMES.items()],
        "explain": "Pick what you'd enjoy starting with. Everyone meets all four; "
        "research does not show people learn better in one 'style'.",
        "level": unit.level,
        "concepts": [curriculum().concepts[each] for each in unit.teaches],
    }
    status = 400 if instead is not None else 200
    response = render(request, "learning/lesson.html", context, status=status)
    if order_asked(request):
        remember_order(response, order_asked(request))
    return response


def lesson_view(
    unit: Unit, found: Lesson, answered: tuple[Answered, ...], state: tuple[str, str, str]
) -> LessonView:
    """Put a lesson in order for a learner; `state` is their id, first facet, item to try again."""
    whose, first, again = state
    run = run_of(unit.id)
    order = order_of(first)
    question = question_place(unit, found)
    known = [each.evidence for each in answered]
    return LessonView(
        unit=unit,
        lesson=found,
        order=order,
        facets=tuple(
            facet_view(found.facets[name], answered, first=name == order[0]) for name in order
        ),
        question=item_view(question, answered, whose, again=again == question.item.id, run=run)
        if question
        else None,
        items=tuple(
            item_view(place, answered, whose, again=again == place.item.id, run=run)
            for place in retrieval_places(unit, found)
        ),
        progress=unit_progress(unit, known, aliases=curriculum().aliases),
        chosen=bool(first),
    )


def facet_view(facet: Facet, answered: tuple[Answered, ...], *, first: bool) -> FacetView:
    """Return a facet with what its questions have shown so far."""
    outcomes = [each.evidence.outcome for each in answered if each.evidence.facet == facet.name]
    return FacetView(
        id=facet.name,
        name=FACET_NAMES[facet.name],
        title=facet.title,
        minutes=facet.minutes,
        state=STATE_OF_ANSWERS["right" in outcomes] if outcomes else "",
        href=f"#{facet.name}",
        html=Markup(facet.html),  # noqa: S704 - authoring refuses what could run
        opening_first=Markup(facet.opening_first_html),  # noqa: S704
        opening_later=Markup(facet.opening_later_html),  # noqa: S704
        first=first,
    )


def with_item(view: LessonView, shown: ItemView) -> LessonView:
    """Return the page with one item as given."""
    items = tuple(shown if each.id == shown.id else each for each in view.items)
    question = shown if view.question and view.question.id == shown.id else view.question
    return LessonView(
        view.unit,
        view.lesson,
        view.order,
        view.facets,
        question,
        items,
        view.progress,
        view.chosen,
    )


def order_of(first: str) -> tuple[str, ...]:
    """Return the four facets with one in front."""
    return tuple(sorted(FACETS, key=lambda facet: (facet != first, FACETS.index(facet))))


def order_asked(request: HttpRequest) -> str:
    """Return the first facet of `?order=`; scripts name all four, of which the first decides."""
    return validate_order(request.GET.get("order", "").split(",")[0].strip())


def remember_order(response: HttpResponse, order: str) -> None:
    """Keep the choice in this browser; it goes into the learner's row with their next answer."""
    response.set_cookie(ORDER_COOKIE, order, max_age=YEAR_SECONDS, samesite="Lax", httponly=True)


@allow("POST")
def choose_order(request: HttpRequest) -> HttpResponse:
    """Remember an order that was chosen on the page; a preference alone makes nobody a guest."""
    order = validate_order(request.POST.get("order", "").split(",")[0].strip())
    response = HttpResponse(status=204)
    if order:
        remember_order(response, order)
    return response
