"""What other apps may use of practice."""

from quorate.web.practice.explorables import Explorable, explorables
from quorate.web.practice.labs import LabPage, lab_by_slug, labs
from quorate.web.practice.models import Run
from quorate.web.practice.queries import latest_failure
from quorate.web.practice.resume import do_resume

__all__ = [
    "Explorable",
    "LabPage",
    "Run",
    "do_resume",
    "explorables",
    "lab_by_slug",
    "labs",
    "latest_failure",
]
