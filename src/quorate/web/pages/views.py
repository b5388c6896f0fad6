"""Public pages: thin views over the catalogue."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from markupsafe import Markup

from quorate.authoring.embeds import figure_html
from quorate.calculators import CALCULATORS
from quorate.curriculum import UnknownId
from quorate.learner import GOALS
from quorate.web.accounts.api import learner_of
from quorate.web.content import site
from quorate.web.errors import NotHereError
from quorate.web.learning.api import today_page
from quorate.web.pages import showcase
from quorate.web.pages.catalogue import (
    FIRST_LAB,
    FIRST_UNIT,
    TRACK_TEXTS,
    TRACK_TITLES,
    Catalogue,
    catalogue,
    concept_view,
    instead_of,
)
from quorate.web.pages.choosers import Choice, checkpoints, choosers, entry_orders
from quorate.web.pages.drawings import path_maps, weeks_map
from quorate.web.pages.finding import find
from quorate.web.pages.queries import unit_states
from quorate.web.practice.api import explorables

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENING_CAPTION = (
    "Each line is one replica, each gap an outage; a doubled outline is a time when all three are down. "
    "Move the share that comes from the rack: no single line gets worse."
)
GOALS_ASKED = 4
"""Newcomers choose among the four goals of the role paths; topics have their own cards."""


def home(request: HttpRequest) -> HttpResponse:
    """The seed page for a newcomer; Today for a learner. Whoever has a row has begun something."""
    return today_page(request) if learner_of(request) is not None else paths(request)


def paths(request: HttpRequest) -> HttpResponse:
    """All paths, and everything that helps to choose one."""
    found = catalogue()
    weeks_max = max((path.weeks_range[1] for path in found.roles), default=0)
    context = {
        "first": found.first(FIRST_UNIT),
        "lab": found.first(FIRST_LAB),
        "goals": [
            (goal, found.paths[goal.path])
            for goal in GOALS[:GOALS_ASKED]
            if goal.path in found.paths
        ],
        "roles": found.roles,
        "topics": found.topics,
        "orders": entry_orders(found),
        "choosers": choosers(found),
        "weeks_max": weeks_max,
        "figure_html": opening_figure(),
        "journey": weeks_map(found.roles, weeks_max) if found.roles else "",
        "checkpoints": checkpoints(found),
    }
    return render(request, "pages/home.html", context)


def one_path(request: HttpRequest, slug: str) -> HttpResponse:
    """One path as a map or as a list."""
    found = catalogue()
    try:
        path = found.curriculum.resolve_path(slug)
    except UnknownId as error:
        raise NotHereError(
            f"There is no path {slug!r}.", hint=hint_of(error, "All paths stand on the page Path.")
        ) from error
    if path.slug != slug:
        return HttpResponseRedirect(found.paths[path.slug].href)
    view = found.paths[slug]
    states = unit_states(request)
    as_list = request.GET.get("view") == "list"
    context = {
        "shown": view,
        "states": states,
        "as_list": as_list,
        "maps": () if as_list else path_maps(found, view, states),
        "first": next((unit for unit in view.units if unit.available), None),
        "checkpoints": path.checkpoints,
        "written": sum(unit.available for unit in view.units),
    }
    return render(request, "pages/path.html", context)


def practice(request: HttpRequest) -> HttpResponse:
    """What one can do rather than read."""
    found = catalogue()
    context = {
        "labs": found.kind("lab"),
        "exams": found.kind("exam"),
        "projects": found.kind("project", "capstone"),
        "calculators": calculator_cards(),
        "systems": [each for each in explorables().values() if each.kind == "system"],
        "states": unit_states(request),
    }
    return render(request, "pages/practice.html", context)


def library(request: HttpRequest) -> HttpResponse:
    """Everything there is, by track; concepts and calculators."""
    found = catalogue()
    context = {
        "tracks": [
            (track, TRACK_TITLES[track], TRACK_TEXTS[track], units) for track, units in found.tracks
        ],
        "concepts": sorted(
            found.curriculum.concepts.values(), key=lambda concept: concept.title.lower()
        ),
        "calculators": calculator_cards(),
        "states": unit_states(request),
    }
    return render(request, "pages/library.html", context)


def unit(request: HttpRequest, unit_id: str) -> HttpResponse:
    """Go to a unit that is written; say honestly what one that is not will hold."""
    found = catalogue()
    try:
        raw = found.curriculum.resolve(unit_id)
    except UnknownId as error:
        raise NotHereError(
            f"There is no unit {unit_id!r}.", hint=hint_of(error, "The library lists them all.")
        ) from error
    view = found.units[raw.id]
    if raw.id != unit_id or not view.href.startswith("/units/"):
        return HttpResponseRedirect(view.href)
    concepts = found.curriculum.concepts
    context = {
        "shown": view,
        "raw": raw,
        "track": (raw.track, TRACK_TITLES[raw.track]),
        "concepts": [concepts[each] for each in raw.teaches if each in concepts],
        "needs": [found.units[each] for each in found.curriculum.prerequisites().get(raw.id, ())],
        "instead": instead_of(found, raw),
        "paths": places_in_paths(found, raw.id),
    }
    return render(request, "pages/unit.html", context)


def concept(request: HttpRequest, concept_id: str) -> HttpResponse:
    """One concept: what it needs, what it opens, where it is taught."""
    found = catalogue()
    try:
        view = concept_view(found, concept_id)
    except UnknownId as error:
        raise NotHereError(
            f"There is no concept {concept_id!r}.",
            hint=hint_of(error, "The library lists them all."),
        ) from error
    return render(request, "pages/concept.html", {"shown": view, "states": unit_states(request)})


def search(request: HttpRequest) -> HttpResponse:
    """Sections that hold the words asked for."""
    text = request.GET.get("q", "")[:200]
    page = request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= 3 else 1
    context = {
        "text": text,
        "number": max(number, 1),
        "found": find(text, page=number) if text.strip() else None,
    }
    return render(request, "pages/search.html", context)


def design(request: HttpRequest) -> HttpResponse:
    """Every part in every state."""
    return render(request, "pages/design.html", {"grammar": showcase.grammar()})


def about(request: HttpRequest) -> HttpResponse:
    """What this is, under which licence, and how much of it is written."""
    found = catalogue()
    units = tuple(found.units.values())
    written = [unit for unit in units if unit.available]
    context: Mapping[str, object] = {
        "units": len(units),
        "written": len(written),
        "concepts": len(found.curriculum.concepts),
        "content_hash": site().content_hash,
    }
    return render(request, "pages/about.html", dict(context))


def calculator_cards() -> list[Choice]:
    """The calculators as cards: what each computes, its title, its address."""
    addresses = site().addresses
    return [
        Choice(each.summary, each.title, addresses.of("calculator", each.slug))
        for each in CALCULATORS.values()
    ]


def opening_figure() -> Markup:
    """Law 1's figure as it was recorded, with its form and its words; nothing when its lesson is not there."""
    figure = site().figures.get(FIRST_UNIT)
    if figure is None:
        return Markup("")
    return Markup(figure_html(figure.shown_at({}), OPENING_CAPTION, site().addresses))  # noqa: S704 - escaped where it is made


def places_in_paths(found: Catalogue, unit_id: str) -> list[tuple[object, object]]:
    """The paths that hold a unit, each with the phase it stands in."""
    return [
        (path, phase)
        for path in found.paths.values()
        for phase in path.phases
        for unit in phase.units
        if unit.id == unit_id
    ]


def hint_of(error: UnknownId, otherwise: str) -> str:
    """What an unknown id may have meant."""
    near = error.suggestions[0] if error.suggestions else ""
    return f"Did you mean {near!r}? {otherwise}" if near else otherwise
