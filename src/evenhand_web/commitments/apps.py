"""Django's handle on the app."""

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """The app `commitments`."""

    name = "evenhand_web.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Say on whose behalf evidence may be added to a commitment."""
        from evenhand_web.commitments import access  # noqa: PLC0415 - models are loaded only now
        from evenhand_web.evidence.access import SUBJECTS  # noqa: PLC0415

        SUBJECTS["commitment"] = access.worked_on
