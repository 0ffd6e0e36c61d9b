"""The app's name for Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Intake of reports."""

    name = "evenhand_web.intake"
    label = "intake"
