"""Django's handle on the app."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """The app `drafts`."""

    name = "evenhand_web.drafts"
    label = "drafts"
