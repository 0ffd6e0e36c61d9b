"""Django's handle on the app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The app `incidents`."""

    name = "evenhand_web.incidents"
    label = "incidents"

    def ready(self) -> None:
        """Say on whose behalf evidence may be added to an alert."""
        from evenhand_web.evidence.access import SUBJECTS  # noqa: PLC0415 - models are loaded only now
        from evenhand_web.incidents.access import worked_on  # noqa: PLC0415

        SUBJECTS["alert"] = worked_on
