"""The template environment: what every template can call."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from jinja2 import Environment, Undefined
from jinja2.utils import missing
from markupsafe import Markup

from quorate import __version__
from quorate.web.notices import take_notices
from quorate.web.static_files import asset, has_asset

JSON_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


class StrictNames(Undefined):
    """An unknown name is an error: a page with a hole is worse than a failing test. A missing key is empty."""

    def __str__(self) -> str:  # type: ignore[explicit-override]  # 3.12
        return "" if self._is_key() else self._fail_with_undefined_error()

    def __bool__(self) -> bool:  # type: ignore[explicit-override]  # 3.12
        return False if self._is_key() else bool(self._fail_with_undefined_error())

    def __len__(self) -> int:  # type: ignore[explicit-override]  # 3.12
        return 0 if self._is_key() else int(self._fail_with_undefined_error())

    def __iter__(self) -> Iterator[Any]:  # type: ignore[explicit-override]  # 3.12
        return iter(()) if self._is_key() else self._fail_with_undefined_error()

    def _is_key(self) -> bool:
        return self._undefined_obj is not missing


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def data_island(value: object, element_id: str) -> Markup:
    """Data for scripts, as an element that no browser executes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(JSON_ESCAPES)
    island = Markup('<script type="application/json" id="{}">{}</script>')
    return island.format(element_id, Markup(text))  # noqa: S704 - escaped above


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What the layout needs of the person: the learner (or None) and the theme."""
    user = getattr(request, "user", None)
    learner = user if user is not None and user.is_authenticated else None
    theme = learner.theme if learner and learner.theme != "auto" else ""
    return {
        "learner": learner,
        "theme": theme,
        "path": request.path,
        "notices": take_notices(request),
    }


def environment(**options: Any) -> Environment:  # noqa: ANN401 - Jinja's own options
    """Jinja's environment with what every template can call."""
    options["undefined"] = StrictNames
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - Django turns autoescape on
    made.globals.update(
        url=url,
        asset=asset,
        has_asset=has_asset,
        data_island=data_island,
        version=__version__,
        static_url=settings.STATIC_URL,
    )
    return made
