"""Who is behind a session."""

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from quorate.web.accounts.models import Learner


class LearnerBackend(BaseBackend):
    """Finds the learner of a session; signing in is by recovery link, so there is nothing to authenticate here."""

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> None:  # type: ignore[override]
        """No passwords yet."""
        del request, credentials

    def get_user(self, user_id: str) -> Learner | None:  # type: ignore[override]
        """The learner of that id, if the row is still there."""
        return Learner.objects.filter(pk=user_id).first()
