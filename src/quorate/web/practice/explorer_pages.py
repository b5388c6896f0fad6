"""The explorer's pages: the list, and one run, or two side by side, by form, picture, words and script."""

import gzip
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from quorate.web.error_pages import wants_json
from quorate.web.errors import BadInputError, BusyError, PageError
from quorate.web.methods import allow
from quorate.web.practice.explorables import (
    VARIANT,
    Asked,
    Explorable,
    asked_of,
    explorable,
    explorables,
)
from quorate.web.practice.explored import AGAIN_SECONDS, WORKSHOP, Explored, command_of
from quorate.web.practice.simulation_pages import Choice, plain
from quorate.web.static_files import FOR_EVER, takes_gzip

AT_ONCE_BYTES_MAX = 70_000
"""A scene that is read without asking: with page, styles and script it stays within a first view."""


@allow("GET")
def explorer(request: HttpRequest) -> HttpResponse:
    """Everything that can be explored."""
    found = explorables().values()
    groups = [
        ("Systems", [each for each in found if each.kind == "system"]),
        ("Lab steps, with the code they start with", [e for e in found if e.kind == "lab"]),
    ]
    return render(request, "practice/explorer_list.html", {"groups": groups})


@allow("GET")
def system(request: HttpRequest, slug: str) -> HttpResponse:
    """A run of a reference system."""
    return explore(request, slug)


@allow("GET")
def step(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """A run of a lab's step with its starter."""
    return explore(request, f"{slug}/{step}")


def explore(request: HttpRequest, name: str) -> HttpResponse:
    """The page or, with `data` in the address, the scene."""
    found = explorable(name)
    given = {key: value for key, value in request.GET.items() if isinstance(value, str)}
    asked = asked_of(found, given)
    if "data" in given:
        return data_of(request, found, asked)
    runs: list[Explored] = []
    refusal: PageError | None = None
    if not asked.errors:
        try:
            runs = [WORKSHOP.explored(found, *each) for each in wanted(asked)]
        except PageError as error:
            if wants_json(request):
                raise
            refusal = error
    context = {
        "found": found,
        "asked": asked,
        "fields": fields_of(found, asked, given),
        "refusal": refusal,
        "runs": [shown(found, run) for run in runs],
        "live": live(runs),
        "command": command_of(found, asked.seed, asked.parameters),
    }
    status = 400 if asked.errors else refusal.status if refusal else 200
    response = render(request, "practice/explorer.html", context, status=status)
    if isinstance(refusal, BusyError):
        # Also without script: the page asks again by itself.
        response["Refresh"] = response["Retry-After"] = str(AGAIN_SECONDS)
    if status != 200:
        response["Cache-Control"] = "no-store"
    return response


def wanted(asked: Asked) -> list[tuple[int, dict[str, Any]]]:
    """The runs that an address asks for."""
    one = (asked.seed, asked.parameters)
    return [one] if asked.other is None else [one, asked.other]


def data_of(request: HttpRequest, found: Explorable, asked: Asked) -> HttpResponse:
    """The scene as JSON; an address that carries the run's key may be kept for ever."""
    if asked.errors:
        name, message = next(iter(asked.errors.items()))
        raise BadInputError(f"{name}: {message}", hint="Ask for what the form of the page offers.")
    made = WORKSHOP.explored(found, asked.seed, asked.parameters)
    response = HttpResponse(content_type="application/json; charset=utf-8")
    if takes_gzip(request):
        response.content = made.packed
        response["Content-Encoding"] = "gzip"
    else:
        response.content = gzip.decompress(made.packed)
    response["Vary"] = "Accept-Encoding"
    response["ETag"] = f'"{made.key}"'
    fresh = request.GET.get("data") == made.key
    response["Cache-Control"] = FOR_EVER if fresh else "public, no-cache"
    return response


def shown(found: Explorable, run: Explored) -> dict[str, Any]:
    """What the page says of one run."""
    about = run.page["about"]
    query = {"seed": about["seed"], **about["parameters"], "data": run.key}
    return {
        "about": about,
        "facts": [(name.replace("_", " "), value) for name, value in about["parameters"].items()],
        "drawing": Markup(run.page["svg"]),  # noqa: S704  drawn by our own code in our own child
        "caption": run.page["caption"],
        "text": run.page["text"],
        "events": run.page["events"],
        "data": f"{found.href}?{urlencode(query)}",
    }


def live(runs: list[Explored]) -> dict[str, Any]:
    """Whether the scenes are read at once, and how much that is."""
    total = sum(run.page["bytes"] for run in runs)
    return {"at_once": total <= AT_ONCE_BYTES_MAX, "kilobytes": max(1, round(total / 1000))}


def fields_of(
    found: Explorable, asked: Asked, given: dict[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """The form: first seed, system and what to compare with, then more, folded to its values.

    A refused value stays as it was typed.
    """
    first = [field("seed", "Seed", given, asked.errors, value=str(asked.seed))]
    more: list[dict[str, Any]] = []
    for each in found.scenario.parameters:
        value = plain(asked.parameters[each.name])
        options = tuple(Choice(str(v), plain(v)) for v in each.values)
        unit = each.unit
        hint = "" if each.low is None else f"{plain(each.low)} to {plain(each.high)}"
        label = each.label[:1].upper() + each.label[1:]
        knob = field(each.name, label, given, asked.errors, value=value)
        (first if each.name == VARIANT else more).append(
            knob | {"options": options, "unit": unit, "hint": hint}
        )
    compare = field("compare", "Beside it", given, asked.errors, value=asked.compare)
    if found.variants:
        others = [v for v in found.variants if v != asked.parameters[VARIANT]]
        compare["options"] = (Choice("", "nothing"), *(Choice(v, v) for v in others))
    else:
        compare["hint"] = "another seed"
    return {"first": [*first, compare], "more": more}


def field(
    name: str, label: str, given: dict[str, str], errors: dict[str, str], *, value: str
) -> dict[str, Any]:
    """One field of the form."""
    error = errors.get(name, "")
    typed = given.get(name, "")[:60] if error else value
    return {
        "name": name,
        "label": label,
        "value": typed,
        "error": error,
        "options": (),
        "unit": "",
        "hint": "",
    }
