"""Django's handle on the app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The app `ledger`."""

    name = "evenhand_web.ledger"
    label = "ledger"
