"""The app's name for Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Learners and their settings."""

    name = "quorate.web.accounts"
    label = "accounts"
