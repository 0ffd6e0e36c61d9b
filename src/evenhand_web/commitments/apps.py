"""Django's handle on the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    """The app `commitments`."""

    name = "evenhand_web.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Say on whose behalf evidence may be added to a commitment, and where it belongs."""
        from evenhand_web.commitments import access  # noqa: PLC0415 - models are loaded only now
        from evenhand_web.evidence.access import SUBJECTS  # noqa: PLC0415
        from evenhand_web.evidence.words import SUBJECT_KINDS, SUBJECT_PAGES  # noqa: PLC0415

        SUBJECTS["commitment"] = access.worked_on
        SUBJECT_KINDS["commitment"] = _("The commitment")
        SUBJECT_PAGES["commitment"] = ("commitments:commitment", "commitment_id")
