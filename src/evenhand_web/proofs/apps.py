"""Django's handle on the app."""

from django.apps import AppConfig


class ProofsConfig(AppConfig):
    """The app `proofs`."""

    name = "evenhand_web.proofs"
    label = "proofs"
