"""Answering an item: a form and a redirect; a fragment for those who ask for one."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from quorate.web.accounts.api import (
    ORDER_COOKIE,
    do_ensure_learner,
    do_remember_order,
    learner_of,
    validate_order,
)
from quorate.web.errors import BadInputError
from quorate.web.learning.actions.answer import (
    Given,
    Graded,
    do_answer,
    grade_given,
    kind_of,
    validate_given,
    validate_seed,
)
from quorate.web.learning.actions.record import study_date
from quorate.web.learning.course import Place, access_lesson, access_place, run_of
from quorate.web.learning.items import block_html, block_of, open_view
from quorate.web.learning.lesson_pages import lesson_page
from quorate.web.learning.queries import answered_in
from quorate.web.methods import allow

JSON_BYTES_MAX = 20_000


@allow("GET")
def item(request: HttpRequest, item_id: str) -> HttpResponse:
    """Show one item: in its lesson, or alone for those who ask for a fragment."""
    place = access_place(item_id)
    again = request.GET.get("again") == "1"
    if not wants_fragment(request):
        query = f"?again={place.item.id}" if again else ""
        return HttpResponseRedirect(
            f"{reverse('lesson', args=[place.unit.id])}{query}#{place.item.id}"
        )
    learner = learner_of(request)
    answered = answered_in(learner.pk, place.unit) if learner else ()
    whose = learner.pk if learner else ""
    return fragment_page(block_of(place, answered, whose, again=again))


@allow("POST")
def answer(request: HttpRequest, item_id: str) -> HttpResponse:
    """Grade an answer and keep it; evidence is written before any feedback is shown."""
    place = access_place(item_id)
    given = validate_given(place.item, posted(request))
    learner = learner_of(request)
    answered = answered_in(learner.pk, place.unit) if learner else ()
    before = validate_seed(place.item, given, learner.pk if learner else "", answered)
    if before is None:
        graded = grade_given(place.item, given, run_of(place.unit.id))
        if graded.outcome == "ungraded":
            return ungraded(request, place, given, graded.feedback_md)
        learner = do_ensure_learner(request)
        now = timezone.now()
        kind = kind_of(place, answered, study_date(now, learner.zone, None))
        do_answer(learner, given, Graded(place, graded, kind, now))
        do_remember_order(learner, validate_order(request.COOKIES.get(ORDER_COOKIE, "")), now=now)
    if not wants_fragment(request):
        address = f"{reverse('lesson', args=[place.unit.id])}#{place.item.id}"
        return HttpResponseRedirect(address, status=303)
    whose = learner.pk if learner else ""
    answered = answered_in(whose, place.unit)
    return fragment_page(block_of(place, answered, whose))


def ungraded(request: HttpRequest, place: Place, given: Given, problem: str) -> HttpResponse:
    """Give an answer that could not be read back, with the reason; it cost nothing."""
    view = open_view(place, given.seed, answer=given.answer, problem=problem)
    if wants_fragment(request):
        return fragment_page(block_html(view), status=400)
    unit, found = access_lesson(place.unit.id)
    return lesson_page(request, unit, found, instead=view)


def fragment_page(block: str, *, status: int = 200) -> HttpResponse:
    """Return one item alone."""
    return HttpResponse(block, status=status, headers={"Cache-Control": "no-store"})


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for the element alone."""
    return any(name in request.headers for name in ("X-Fragment", "X-Quorate-Fragment"))


def posted(request: HttpRequest) -> QueryDict:
    """Return what was sent, as a form or as JSON of the same names."""
    if request.content_type != "application/json":
        return request.POST
    try:
        document = json.loads(request.body[: JSON_BYTES_MAX + 1])
    except (ValueError, RecursionError) as error:
        raise BadInputError("The body is not JSON.", hint="Send an object of fields.") from error
    if not isinstance(document, dict):
        raise BadInputError("The body is no object.", hint="Send an object of fields.")
    fields = QueryDict(mutable=True)
    for name, value in document.items():
        fields.setlist(str(name), [scalar(each) for each in listed(value)])
    return fields


def scalar(value: Any) -> str:  # noqa: ANN401 - from outside
    """Return one value of a field as a form would send it."""
    if not isinstance(value, str | int | float):
        raise BadInputError("A field is no text and no number.", hint="Send an object of fields.")
    return str(value)


def listed(value: Any) -> list[Any]:  # noqa: ANN401 - from outside
    """Return a value as the list of a form's field."""
    return value if isinstance(value, list) else [value]
