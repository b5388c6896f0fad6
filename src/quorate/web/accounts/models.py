"""A learner: a real row from the first thing somebody does; credentials attach to it later."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from ulid import ULID


def new_id() -> str:
    """A fresh ULID: unique, and sorted by the time it was made."""
    return str(ULID())


class LearnerManager(BaseUserManager["Learner"]):
    """Makes learners."""

    def make_guest(self, *, zone: str, entry_order: str = "") -> "Learner":
        """A learner without credentials; the unusable password is random, so a new one revokes sessions."""
        learner = self.model(zone=zone, entry_order=entry_order)
        learner.set_unusable_password()
        learner.save(force_insert=True)
        return learner


class Learner(AbstractBaseUser):
    """One person. Personal data: the name they chose to give, their zone and hours; nothing else is asked."""

    THEMES: ClassVar = (("auto", "As the device"), ("light", "Light"), ("dark", "Dark"))
    ORDERS: ClassVar = (
        ("", "Not chosen yet"),
        ("see", "Diagrams first"),
        ("run", "Code first"),
        ("solve", "Problem first"),
        ("prove", "Proof first"),
    )

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    name = models.CharField(max_length=60, blank=True, default="")
    theme = models.CharField(max_length=5, choices=THEMES, default="auto")
    entry_order = models.CharField(max_length=5, choices=ORDERS, blank=True, default="")
    zone = models.CharField(max_length=64, default="UTC")
    # Hours from Monday to Sunday; empty until the learner gives them.
    hours = models.JSONField(default=list, blank=True)
    settings_changed_at = models.DateTimeField(null=True, blank=True)
    recovery_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    recovery_made_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[LearnerManager] = LearnerManager()

    def __str__(self) -> str:  # type: ignore[explicit-override]  # 3.12
        return self.name or f"Guest {self.id[-6:]}"
