"""The app's name for Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Learners and their settings."""

    name = "quorate.web.accounts"
    label = "accounts"

    def ready(self) -> None:  # type: ignore[explicit-override]  # 3.12
        """Register the settings for export."""
        from quorate.web.accounts.parts import register_part  # noqa: PLC0415 - models are not ready before
        from quorate.web.accounts.settings_part import PART  # noqa: PLC0415 - models are not ready before

        register_part(PART)
