"""The app's name for Django."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """Tables, letters, text messages, bundles."""

    name = "evenhand_web.doors"
    label = "doors"
