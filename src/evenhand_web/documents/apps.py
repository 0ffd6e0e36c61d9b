"""Django's handle on the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The app `documents`."""

    name = "evenhand_web.documents"
    label = "documents"
