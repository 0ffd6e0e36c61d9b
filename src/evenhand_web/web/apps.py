"""Django's handle on the app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app `web`."""

    name = "evenhand_web.web"
    label = "web"
