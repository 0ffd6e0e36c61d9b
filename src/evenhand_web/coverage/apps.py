"""Django's handle on the app."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    """The app `coverage`."""

    name = "evenhand_web.coverage"
    label = "coverage"
