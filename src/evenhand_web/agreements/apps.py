"""Django's handle on the app."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """The app `agreements`."""

    name = "evenhand_web.agreements"
    label = "agreements"
