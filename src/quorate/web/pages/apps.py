"""The app's name for Django."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Public pages over the curriculum; no tables of its own."""

    name = "quorate.web.pages"
    label = "pages"
