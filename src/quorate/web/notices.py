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


def take_notices(request: HttpRequest) -> list[Notice]:
    """What waits to be told; told once."""
    session = getattr(request, "session", None)
    if session is None or session.session_key is None or KEY not in session:
        return []
    notices: list[Notice] = session.pop(KEY)
    return notices
