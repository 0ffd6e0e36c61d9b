"""Django's handle on the app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "evenhand_web.cases"
    label = "cases"

    def ready(self) -> None:
        """Say on whose behalf evidence may be added to a case, and what cases can be about."""
        from evenhand_web.cases import access, subjects  # noqa: PLC0415 - models are loaded only now
        from evenhand_web.evidence.access import SUBJECTS  # noqa: PLC0415

        SUBJECTS["case"] = access.worked_on
        subjects.register()
