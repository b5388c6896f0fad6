"""What just happened, told once on the next page; kept in the session meanwhile."""

from typing import Literal, TypedDict

from django.http import HttpRequest

KEY = "notices"
LIMIT = 5


class Notice(TypedDict):
    """One message to the person."""

    kind: Literal["ok", "problem", "info"]
    title: str
    hint: str


def add_notice(
    request: HttpRequest,
    title: str,
    *,
    hint: str = "",
    kind: Literal["ok", "problem", "info"] = "ok",
) -> None:
    """Tell it on the next page."""
    kept: list[Notice] = request.session.get(KEY, [])
    request.session[KEY] = [*kept, Notice(kind=kind, title=title, hint=hint)][-LIMIT:]


def has_notices(request: HttpRequest) -> bool:
    """Whether something waits to be told; a page that tells it is nobody's next time."""
    session = getattr(request, "session", None)
    return session is not None and session.session_key is not None and KEY in session


def take_notices(request: HttpRequest) -> list[Notice]:
    """What waits to be told; told once."""
    if not has_notices(request):
        return []
    notices: list[Notice] = request.session.pop(KEY)
    return notices
