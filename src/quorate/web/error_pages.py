"""Error pages of one shape: status, code, message, hint; JSON for those who asked for JSON."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from quorate.web.errors import BadInputError, NotHereError, PageError, RefusedError

logger = logging.getLogger("quorate.web")

TITLES = {
    400: "That request cannot be understood",
    403: "That is not allowed",
    404: "There is no such page",
    405: "That is not how this page is used",
    409: "That does not fit what is stored",
    413: "That is too large",
    422: "That cannot be done with these values",
    503: "That has to wait a moment",
    500: "Something broke on our side",
}


def wants_json(request: HttpRequest) -> bool:
    """Whether the asker reads JSON rather than a page."""
    accept = request.headers.get("Accept", "")
    if "application/json" in accept:
        return "text/html" not in accept
    return request.content_type == "application/json" and "text/html" not in accept


def error_response(request: HttpRequest, error: PageError) -> HttpResponse:
    """The answer to a refusal."""
    shape = {"code": error.code, "message": error.message, "hint": error.hint, "data": error.data}
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"error": shape}, status=error.status)
    else:
        title = TITLES.get(error.status, TITLES[500])
        html = render_to_string(
            "error.html", {**shape, "status": error.status, "title": title}, request
        )
        response = HttpResponse(html, status=error.status)
    response["Cache-Control"] = "no-store"
    allowed = error.data.get("allow")
    if error.status == 405 and isinstance(allowed, list):
        response["Allow"] = ", ".join(allowed)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own 400: a host that is not ours, a form with too many fields."""
    del exception
    return plain_error(
        request,
        BadInputError(
            "This request is malformed, or names a host this site does not answer to.",
            hint="Open the address that `quorate serve` printed; other names go into ALLOWED_HOSTS.",
        ),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own 403."""
    del exception
    return error_response(
        request, RefusedError("This is not allowed.", hint="Go back and try another way.")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's own 404: no route."""
    del exception
    return error_response(
        request,
        NotHereError(
            f"Nothing lives at {request.path!r}.",
            hint="Search for it, or start from the front page.",
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: renders without the database, since that may be what failed."""
    return plain_error(request, internal_error())


def internal_error() -> PageError:
    """What a person is told when we failed."""
    return PageError(
        "An error of ours stopped this page; nothing you had saved is lost.",
        hint="Try once more. If it happens again, the server's log has the reason.",
    )


def plain_error(request: HttpRequest, error: PageError) -> HttpResponse:
    """An error page that needs no session, no user and no content."""
    try:
        json = wants_json(request)
    except Exception:
        json = False
    shape = {"code": error.code, "message": error.message, "hint": error.hint, "data": error.data}
    if json:
        return JsonResponse({"error": shape}, status=error.status)
    title = TITLES.get(error.status, TITLES[500])
    body = PLAIN.format(
        title=title, message=error.message, hint=error.hint, status=error.status, code=error.code
    )
    return HttpResponse(body, status=error.status, headers={"Cache-Control": "no-store"})


PLAIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title} · Quorate</title></head>
<body><main><h1>{title}</h1><p>{message}</p><p>{hint}</p><p><small>{status} {code}</small></p>
<p><a href="/">To the front page</a></p></main></body></html>
"""
