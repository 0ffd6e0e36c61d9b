"""Django's handle on the app."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """The app `council`."""

    name = "evenhand_web.council"
    label = "council"
