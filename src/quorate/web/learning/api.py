"""What other apps may use of learning."""

from quorate.web.learning.actions.record import Recorded, Shown, do_record, do_record_all, fresh_id
from quorate.web.learning.progress import Standing, standing_of
from quorate.web.learning.queries import evidence_of, plans_of
from quorate.web.learning.today import today_page

__all__ = [
    "Recorded",
    "Shown",
    "Standing",
    "do_record",
    "do_record_all",
    "evidence_of",
    "fresh_id",
    "plans_of",
    "standing_of",
    "today_page",
]
