"""A lesson: claim and question first, four facets in the chosen order, questions at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from markupsafe import Markup

from quorate.authoring import Lesson
from quorate.curriculum import Unit
from quorate.learner import Evidence, unit_progress
from quorate.web.accounts.api import ORDER_COOKIE, learner_of, validate_order
from quorate.web.content import site
from quorate.web.kept_pages import KeptPages
from quorate.web.learning.course import (
    Place,
    access_lesson,
    curriculum,
    question_place,
    retrieval_places,
)
from quorate.web.learning.items import ItemView, block_html, block_of
from quorate.web.learning.lesson_html import Stand, order_of, page_html
from quorate.web.learning.queries import answered_in, log_version
from quorate.web.methods import allow
from quorate.web.notices import Notice, has_notices, take_notices

YEAR_SECONDS = 365 * 24 * 3600
STATE_OF_ANSWERS = {True: "mastered", False: "practised"}
_pages = KeptPages()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, as far as a lesson depends on it."""

    learner_id: str
    theme: str
    first: str
    again: str


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
    """Answer with a lesson; `instead` shows one item as it came back (with a problem)."""
    reader = reader_of(request)
    if instead is not None:
        block = {instead.id: block_html(instead)}
        html = lesson_html(unit, found, reader, blocks=block, notices=take_notices(request))
        return HttpResponse(html, status=400)
    if not reader.learner_id or has_notices(request) or settings.RELOAD:
        html = lesson_html(unit, found, reader, notices=take_notices(request))
        response = HttpResponse(html)
    else:
        shows = (site().content_hash, unit.id, reader, log_version(reader.learner_id))
        response = _pages.answer(request, shows, lambda: lesson_html(unit, found, reader))
    if order_asked(request):
        remember_order(response, order_asked(request))
    return response


def reader_of(request: HttpRequest) -> Reader:
    """Return who asks, and how they want to read."""
    learner = learner_of(request)
    kept = request.COOKIES.get(ORDER_COOKIE, "") or (learner.entry_order if learner else "")
    return Reader(
        learner_id=learner.pk if learner else "",
        theme=learner.theme if learner and learner.theme != "auto" else "",
        first=order_asked(request) or validate_order(kept),
        again=request.GET.get("again", ""),
    )


def lesson_html(
    unit: Unit,
    found: Lesson,
    reader: Reader,
    *,
    blocks: Mapping[str, Markup] | None = None,
    notices: Sequence[Notice] = (),
) -> str:
    """Put a lesson together as it stands for a reader; `blocks` are shown instead of their questions."""
    whose = reader.learner_id
    answered = answered_in(whose, unit) if whose else ()
    known = [each.evidence for each in answered]
    progress = unit_progress(unit, known, aliases=curriculum().aliases)
    states = facet_states(known)
    stand = Stand(
        unit_id=unit.id,
        first=reader.first,
        theme=reader.theme,
        states=tuple(states.get(name, "") for name in order_of(reader.first)),
        because=progress.because,
        done=progress.done,
    )
    given = blocks or {}
    shown = {
        place.item.id: given.get(place.item.id)
        or block_of(place, answered, whose, again=reader.again == place.item.id)
        for place in places_of(unit, found)
    }
    return page_html(stand, shown, list(notices))


def places_of(unit: Unit, found: Lesson) -> list[Place]:
    """Return where the questions of a lesson stand, the one before reading first."""
    question = question_place(unit, found)
    return [*([question] if question else []), *retrieval_places(unit, found)]


def facet_states(known: Sequence[Evidence]) -> dict[str, str]:
    """Return what the questions of each facet have shown so far."""
    right: dict[str, bool] = {}
    for each in known:
        right[each.facet] = right.get(each.facet, False) or each.outcome == "right"
    return {facet: STATE_OF_ANSWERS[shown] for facet, shown in right.items()}


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
