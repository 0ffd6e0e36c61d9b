"""Django's handle on the app."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """The app `forms`."""

    name = "evenhand_web.forms"
    label = "forms"
