"""`GET /healthz`: whether the site and its parts are well."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from quorate import __version__
from quorate.web.content import content_hash
from quorate.web.methods import allow


@allow("GET")
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer with version, database and content hash; 503 when the database does not answer."""
    database = "ok"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        database = f"error: {error}"
    state = {
        "status": "ok" if database == "ok" else "failing",
        "version": __version__,
        "database": database,
    }
    answer = JsonResponse(
        {**state, "content": content_hash()}, status=200 if database == "ok" else 503
    )
    answer["Cache-Control"] = "no-store"
    return answer
