"""The app's name for Django."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Evidence, plans and lessons."""

    name = "quorate.web.learning"
    label = "learning"

    def ready(self) -> None:  # type: ignore[explicit-override]  # 3.12
        """Register what goes into an export file."""
        from quorate.web.accounts.api import register_part  # noqa: PLC0415 - models are not ready before
        from quorate.web.learning.parts import PARTS  # noqa: PLC0415 - models are not ready before

        for part in PARTS:
            register_part(part)
