"""The app's name for Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Intake of reports."""

    name = "evenhand_web.intake"
    label = "intake"

    def ready(self) -> None:
        """Say on whose behalf evidence may be added to a report."""
        from evenhand_web.evidence.access import PARTS, SUBJECTS  # noqa: PLC0415 - models are loaded only now
        from evenhand_web.intake.joining import parts_of, worked_on  # noqa: PLC0415

        SUBJECTS["report"] = worked_on
        PARTS["report"] = parts_of
