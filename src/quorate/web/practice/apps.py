"""The app's place in Django."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Labs, runs, simulations and calculators."""

    name = "quorate.web.practice"
    label = "practice"
