"""Django's handle on the app."""

from django.apps import AppConfig


class WitnessesConfig(AppConfig):
    """The app `witnesses`."""

    name = "evenhand_web.witnesses"
    label = "witnesses"
