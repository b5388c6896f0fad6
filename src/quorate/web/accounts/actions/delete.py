"""Delete everything about a learner, at once and for good."""

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest

from quorate.web.accounts.models import Learner


def do_delete_learner(request: HttpRequest, learner: Learner) -> None:
    """Delete the row and all that hangs on it: evidence, plans, drafts, runs, sessions here."""
    with transaction.atomic():
        Learner.objects.get(pk=learner.pk).delete()
    logout(request)
