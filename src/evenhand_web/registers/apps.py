"""Django's handle on the app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The app `registers`."""

    name = "evenhand_web.registers"
    label = "registers"
