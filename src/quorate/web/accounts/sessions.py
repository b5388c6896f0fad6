"""Sessions in the database, read with one plain statement.

The row is read for every request, so a session that was revoked ends at once; only what the text of a row decodes to
is remembered, since the same signed text always decodes to the same.
"""

import functools
import json
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from quorate.web.prepared import Prepared

_ROW = Prepared(
    lambda: (
        Session.objects.filter(session_key="")
        .filter(expire_date__gt=timezone.now())
        .values_list("session_data")
    )
)


class SessionStore(DatabaseStore):
    """Django's own sessions; only reading one differs."""

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[explicit-override]  # 3.12
        """Return the table's model."""
        return Session

    def load(self) -> dict[str, Any]:  # type: ignore[explicit-override]  # 3.12
        """Return what the session holds; one that is gone or over holds nothing."""
        now = timezone.now().replace(tzinfo=None).isoformat(" ")
        row = _ROW.first(self.session_key, now) if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = json.loads(decoded(settings.SECRET_KEY, row[0]))
        return held


@functools.lru_cache(maxsize=512)
def decoded(secret_key: str, text: str) -> str:
    """Return what a signed text says, as JSON; the key is an argument so that another one is asked anew."""
    del secret_key
    return json.dumps(SessionStore().decode(text))
