"""The app's name for Django."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Evidence, plans and lessons."""

    name = "quorate.web.learning"
    label = "learning"

    def ready(self) -> None:  # type: ignore[explicit-override]  # 3.12
        """Register what goes into an export file."""
        from quorate.web.accounts.api import register_part
        from quorate.web.learning.parts import PARTS

        for part in PARTS:
            register_part(part)
