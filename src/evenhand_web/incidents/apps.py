"""Django's handle on the app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The app `incidents`."""

    name = "evenhand_web.incidents"
    label = "incidents"
