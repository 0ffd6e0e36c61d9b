"""Django's handle on the app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The app `evidence`."""

    name = "evenhand_web.evidence"
    label = "evidence"
