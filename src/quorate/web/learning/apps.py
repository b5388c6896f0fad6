"""The app's name for Django."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Evidence, plans and lessons."""

    name = "quorate.web.learning"
    label = "learning"
