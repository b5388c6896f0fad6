"""What public pages ask about the person who reads them; nothing for those who are nobody yet."""

from collections.abc import Mapping

from django.http import HttpRequest

from quorate.web.accounts.api import learner_of
from quorate.web.learning.api import standing_of


def unit_states(request: HttpRequest) -> Mapping[str, str]:
    """The state of each unit this learner has met: two statements, or none for a newcomer."""
    learner = learner_of(request)
    return standing_of(learner.pk).drawn_states() if learner is not None else {}
