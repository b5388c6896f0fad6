"""Make a guest: the first thing a visitor does, not the first page they see."""

from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from quorate.web.accounts.models import Learner

BACKEND = "quorate.web.accounts.backend.LearnerBackend"
ORDER_COOKIE = "entry_order"
ZONE_COOKIE = "zone"


def learner_of(request: HttpRequest) -> Learner | None:
    """Return who is asking, or None for a visitor without a row."""
    user: object = request.user
    if type(user) is SimpleLazyObject:
        user = get_user(request)  # the same, without a proxy before each attribute
    return user if isinstance(user, Learner) else None


def do_ensure_learner(request: HttpRequest) -> Learner:
    """Return who is asking; a visitor becomes a guest with a row of their own."""
    learner = learner_of(request)
    if learner is not None:
        return learner
    learner = Learner.objects.make_guest(
        zone=zone_of(request), entry_order=validate_order(request.COOKIES.get(ORDER_COOKIE, ""))
    )
    login(request, learner, backend=BACKEND)
    return learner


def zone_of(request: HttpRequest) -> str:
    """Return the time zone the browser names in its cookie, else the machine's own."""
    named = request.COOKIES.get(ZONE_COOKIE, "")
    return named if named in available_timezones() else settings.LOCAL_ZONE


def validate_order(value: str) -> str:
    """Return a known first facet, or nothing."""
    return value if value in {key for key, _ in Learner.ORDERS} else ""
