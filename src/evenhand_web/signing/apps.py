"""The app of signing keys."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Signing keys."""

    name = "evenhand_web.signing"
    label = "signing"
