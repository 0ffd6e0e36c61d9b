"""Django's handle on the app."""

from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    """The app `observations`."""

    name = "evenhand_web.observations"
    label = "observations"
