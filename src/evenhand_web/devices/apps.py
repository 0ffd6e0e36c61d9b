"""The app of phones."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Phones."""

    name = "evenhand_web.devices"
    label = "devices"
