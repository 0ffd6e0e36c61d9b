"""Django's handle on the app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The app `desk`."""

    name = "evenhand_web.desk"
    label = "desk"
