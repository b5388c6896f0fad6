"""Which methods a page answers."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from quorate.web.errors import MethodNotAllowedError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def allow(*methods: str) -> Callable[[View[P]], View[P]]:
    """Refuse other methods; HEAD goes with GET."""
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in allowed:
                raise MethodNotAllowedError(
                    f"{request.method} does not fit {request.path}.",
                    hint=f"Use {' or '.join(methods)}.",
                    data={"allow": list(allowed)},
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate
