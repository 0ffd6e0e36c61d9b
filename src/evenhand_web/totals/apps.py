"""Django's handle on the app."""

from django.apps import AppConfig


class TotalsConfig(AppConfig):
    """The app `totals`."""

    name = "evenhand_web.totals"
    label = "totals"
