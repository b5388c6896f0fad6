"""What public pages ask about the person who reads them; nothing for those who are nobody yet."""

from collections.abc import Mapping

from django.http import HttpRequest


def unit_states(request: HttpRequest) -> Mapping[str, str]:
    """The state of each unit this learner has met: one statement, or none for a newcomer."""
    del request
    return {}
