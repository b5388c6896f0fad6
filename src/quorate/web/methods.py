"""Which methods a page answers."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from quorate.web.errors import MethodNotAllowedError

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], R]


def allow(*methods: str) -> Callable[[View[P, R]], View[P, R]]:
    """Refuse other methods; HEAD goes with GET."""
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View[P, R]) -> View[P, R]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if request.method not in allowed:
                raise MethodNotAllowedError(
                    f"{request.method} does not fit {request.path}.",
                    hint=f"Use {' or '.join(methods)}.",
                    data={"allow": list(allowed)},
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate
