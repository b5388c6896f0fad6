"""The recovery link: a secret, shown once, that opens a learner's work on another device."""

import hashlib
import re
import secrets
from datetime import datetime

from django.contrib.auth import login
from django.http import HttpRequest

from quorate.web.accounts.actions.guest import BACKEND
from quorate.web.accounts.models import Learner
from quorate.web.errors import NotHereError

SECRET_BYTES = 24
SECRET = re.compile(r"[A-Za-z0-9_-]{32}")


def digest(secret: str) -> str:
    """Return what is stored of a secret: 192 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def do_make_link(learner: Learner, *, now: datetime) -> str:
    """Make a new secret; the one before stops working. Only its digest is kept."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    learner.recovery_hash = digest(secret)
    learner.recovery_made_at = now
    learner.kept_at = now
    learner.save(update_fields=["recovery_hash", "recovery_made_at", "kept_at"])
    return secret


def do_revoke_link(learner: Learner) -> None:
    """Make the link stop working."""
    learner.recovery_hash = None
    learner.recovery_made_at = None
    learner.save(update_fields=["recovery_hash", "recovery_made_at"])


def do_sign_out_elsewhere(request: HttpRequest, learner: Learner) -> None:
    """End every other session: their signature covers the unusable password, which changes."""
    learner.set_unusable_password()
    learner.save(update_fields=["password"])
    login(request, learner, backend=BACKEND)


def access_learner_by_secret(secret: str) -> Learner:
    """Return whose link it is. Raises NotHereError for one that does not work (any more)."""
    found = None
    if SECRET.fullmatch(secret):
        found = Learner.objects.filter(recovery_hash=digest(secret)).first()
    if found is None:
        raise NotHereError(
            "This recovery link does not work: it was replaced, revoked or not copied whole.",
            hint="Make a new one under “Keep my work” on the device you used, or import a file.",
        )
    return found


def do_continue_as(request: HttpRequest, learner: Learner) -> None:
    """Continue on this device as the learner of a link."""
    login(request, learner, backend=BACKEND)
