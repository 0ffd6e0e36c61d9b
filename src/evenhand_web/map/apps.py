"""Django's handle on the app."""

from django.apps import AppConfig


class MapConfig(AppConfig):
    """The app `map`."""

    name = "evenhand_web.map"
    label = "map"
