"""Keep what is in the editor; two tabs never overwrite each other unseen."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from quorate.web.accounts.api import Learner
from quorate.web.errors import TooLargeError
from quorate.web.practice.limits import SOURCE_BYTES_MAX
from quorate.web.practice.models import Draft


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What is stored now, and whether it is what was sent."""

    version: int
    text: str
    accepted: bool


def validate_draft(text: str) -> str:
    """A draft may be broken or empty, but not larger than a solution."""
    clean = text.replace("\r\n", "\n")
    size = len(clean.encode())
    if size > SOURCE_BYTES_MAX:
        raise TooLargeError(
            f"This text has {size:,} bytes; the limit is {SOURCE_BYTES_MAX:,}.",
            hint="It stays in your editor, but is not saved here.",
        )
    return clean


def do_save_draft(learner: Learner, lab: str, text: str, base_version: int) -> SavedDraft:
    """Store the text if it was made from the stored version; otherwise change nothing, return both."""
    with transaction.atomic():
        draft = Draft.objects.filter(learner=learner, lab=lab).first()
        if draft is None:
            draft = Draft.objects.create(learner=learner, lab=lab, text=text, version=1)
            return SavedDraft(draft.version, text, accepted=True)
        if draft.text == text:
            return SavedDraft(draft.version, text, accepted=True)
        if draft.version != base_version:
            return SavedDraft(draft.version, draft.text, accepted=False)
        draft.text, draft.version, draft.changed_at = text, draft.version + 1, timezone.now()
        draft.save(update_fields=["text", "version", "changed_at"])
        return SavedDraft(draft.version, text, accepted=True)
