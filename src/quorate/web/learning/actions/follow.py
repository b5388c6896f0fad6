"""Follow a path: keep its plan, make it the active one, change its pace, stop following it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from quorate.learner import PACES
from quorate.web.accounts.api import Learner, do_remember_hours
from quorate.web.errors import BadInputError, NotHereError
from quorate.web.learning.models import Plan


def do_follow(learner: Learner, path: str, answers: dict[str, Any], *, now: datetime) -> Plan:
    """Keep the plan of a path and make it the active one."""
    values = {"answers": answers, "following": True, "updated_at": now, "activated_at": now}
    with transaction.atomic():
        plan, _ = Plan.objects.update_or_create(
            learner=learner,
            path=path,
            defaults=values,
            create_defaults={**values, "created_at": now},
        )
        do_remember_hours(learner, answers["hours"], now=now)
    return plan


def access_plan_by_path(learner: Learner | None, path: str) -> Plan:
    """Return a learner's plan of a path. Raises NotHereError."""
    plan = Plan.objects.filter(learner=learner, path=path).first() if learner else None
    if plan is None:
        raise NotHereError(
            f"You have no plan for the path {path[:40]!r}.", hint="Make one under “Make my plan”."
        )
    return plan


def do_activate(plan: Plan, *, now: datetime) -> None:
    """Make a followed path the active one."""
    plan.following, plan.activated_at, plan.updated_at = True, now, now
    plan.save(update_fields=["following", "activated_at", "updated_at"])


def do_set_pace(plan: Plan, pace: str, *, now: datetime) -> None:
    """Change what is read: core, all facets, or deep dives too."""
    if pace not in PACES:
        raise BadInputError(f"{pace[:40]!r} is no pace.", hint=f"Choose one of {', '.join(PACES)}.")
    plan.answers = {**plan.answers, "pace": pace}
    plan.updated_at = now
    plan.save(update_fields=["answers", "updated_at"])


def do_stop(plan: Plan, *, now: datetime) -> None:
    """Stop following; what was shown stays shown, and the plan can be taken up again."""
    plan.following, plan.updated_at = False, now
    plan.save(update_fields=["following", "updated_at"])
