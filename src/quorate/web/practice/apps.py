"""The app's place in Django."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Labs, runs, simulations and calculators."""

    name = "quorate.web.practice"
    label = "practice"

    def ready(self) -> None:  # type: ignore[explicit-override]  # 3.12
        """Register what goes into an export file."""
        from quorate.web.accounts.api import register_part  # noqa: PLC0415  models are not ready before
        from quorate.web.practice.parts import PARTS  # noqa: PLC0415

        for part in PARTS:
            register_part(part)
