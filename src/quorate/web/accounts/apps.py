"""The app's name for Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Learners and their settings."""

    name = "quorate.web.accounts"
    label = "accounts"

    def ready(self) -> None:  # type: ignore[explicit-override]  # 3.12
        """Register the settings for export."""
        from quorate.web.accounts.parts import register_part
        from quorate.web.accounts.settings_part import PART

        register_part(PART)
