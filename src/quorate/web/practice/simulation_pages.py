"""A recorded figure on a page of its own: every value of its grid by form, with picture, words and numbers."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from markupsafe import Markup

from quorate.authoring import Figure
from quorate.calculators import filters
from quorate.curriculum import did_you_mean
from quorate.web.content import site
from quorate.web.errors import NotHereError
from quorate.web.methods import allow


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a parameter."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Knob:
    """One parameter of the form."""

    name: str
    label: str
    unit: str
    value: str
    options: tuple[Choice, ...]


@allow("GET")
def simulation(request: HttpRequest, slug: str) -> HttpResponse:
    """One figure at the grid point that the address names; a value off the grid is said and not shown."""
    figure = figure_by_slug(slug)
    given = {key: value for key, value in request.GET.items() if isinstance(value, str)}
    chosen = figure.choose(given)
    knobs = knobs_of(figure, chosen)
    refused = [
        (knob.label, given[knob.name], ", ".join(each.text for each in knob.options))
        for knob in knobs
        if knob.name in given and given[knob.name] != knob.value
    ]
    point = figure.point(chosen)
    return render(
        request,
        "practice/simulation.html",
        {
            "figure": figure,
            "unit": site().curriculum.resolve(figure.unit_id),
            "knobs": knobs,
            "refused": refused,
            "drawing": Markup(point.svg),  # noqa: S704  drawn by our own build
            "words": point.text,
            "facts": point.facts,
            "numbers": numbers_of(point.record),
        },
        status=400 if refused else 200,
    )


@allow("GET")
def named_simulation(request: HttpRequest, unit_id: str, name: str) -> HttpResponse:
    """The same by unit and figure."""
    slug = unit_id if name == "main" else f"{unit_id}.{name}"
    address = reverse("simulation", args=[figure_by_slug(slug).slug])
    query = request.GET.urlencode()
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


@allow("GET")
def recording(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole grid, for the player; an address with the version may be kept for ever."""
    figure = figure_by_slug(slug)
    response = HttpResponse(figure.recording, content_type="application/json; charset=utf-8")
    fresh = request.GET.get("v") == figure.version
    response["Cache-Control"] = (
        "public, max-age=31536000, immutable" if fresh else "public, no-cache"
    )
    return response


def figure_by_slug(slug: str) -> Figure:
    """One figure, or a page that says what is near."""
    figures = site().figures
    if slug in figures:
        return figures[slug]
    near = ", ".join(did_you_mean(slug, figures) or sorted(figures))
    raise NotHereError(f"There is no simulation {slug[:80]!r}.", hint=f"There is: {near}.")


def knobs_of(figure: Figure, chosen: dict[str, object]) -> tuple[Knob, ...]:
    """The form's parameters with what is chosen."""
    return tuple(
        Knob(
            control.name,
            control.label,
            control.unit,
            plain(chosen[control.name]),
            tuple(Choice(plain(value), named(value, control.unit)) for value in control.values),
        )
        for control in figure.controls
    )


def plain(value: object) -> str:
    """A grid value as addresses write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def named(value: object, unit: str) -> str:
    """A grid value as a person reads it."""
    return f"{plain(value)} {unit}".strip()


def numbers_of(record: object) -> list[tuple[str, str, str]]:
    """What was measured beside what was computed, where a record has both."""
    if not isinstance(record, dict):
        return []
    measured, exact = record.get("measured"), record.get("exact")
    if not isinstance(measured, dict) or not isinstance(exact, dict):
        return []
    return [
        (LABELS.get(name, name.replace("_", " ")), shown(name, value), shown(name, exact.get(name)))
        for name, value in measured.items()
    ]


LABELS = {
    "unavailability": "Share of time with all down",
    "outages": "Times all were down together",
    "seconds_per_year": "All down in a year",
}


def shown(name: str, value: object) -> str:
    """One number with its unit."""
    if not isinstance(value, int | float):
        return "–"
    if name == "seconds_per_year":
        return filters.duration(value)
    if name == "unavailability":
        return filters.percent(value, 4)
    return f"{value:,}"
