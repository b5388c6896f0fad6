"""Who is behind a session."""

from django.contrib.auth.backends import BaseBackend

from quorate.web.accounts.models import Learner


class LearnerBackend(BaseBackend):
    """Finds the learner of a session; signing in is by recovery link, so no passwords here."""

    def get_user(self, user_id: object) -> Learner | None:  # type: ignore[explicit-override]  # 3.12
        """Return the learner of that id, if the row is still there."""
        return Learner.objects.filter(pk=user_id).first()
