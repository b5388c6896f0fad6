"""What other apps may use of accounts."""

from quorate.web.accounts.actions.guest import (
    ORDER_COOKIE,
    do_ensure_learner,
    learner_of,
    validate_order,
    zone_of,
)
from quorate.web.accounts.actions.settings import DAYS, do_remember_hours, do_remember_order
from quorate.web.accounts.given import check_day, check_time, text_problem
from quorate.web.accounts.models import Learner
from quorate.web.accounts.parts import Part, register_part
from quorate.web.accounts.settings_part import read_time

__all__ = [
    "DAYS",
    "ORDER_COOKIE",
    "Learner",
    "Part",
    "check_day",
    "check_time",
    "do_ensure_learner",
    "do_remember_hours",
    "do_remember_order",
    "learner_of",
    "read_time",
    "register_part",
    "text_problem",
    "validate_order",
    "zone_of",
]
