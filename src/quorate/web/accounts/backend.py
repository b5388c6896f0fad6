"""Who is behind a session."""

from django.contrib.auth.backends import BaseBackend

from quorate.web.accounts.models import Learner
from quorate.web.prepared import Prepared, field_names

_NAMES = field_names(Learner)
_ROW = Prepared(lambda: Learner.objects.filter(pk="").values_list(*_NAMES))


class LearnerBackend(BaseBackend):
    """Finds the learner of a session; signing in is by recovery link, so no passwords here."""

    def get_user(self, user_id: object) -> Learner | None:  # type: ignore[explicit-override]  # 3.12
        """Return the learner of that id, if the row is still there."""
        row = _ROW.first(str(user_id))
        return Learner.from_db("default", _NAMES, row) if row else None
