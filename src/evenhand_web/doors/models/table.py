"""A table that somebody sent and has not taken back: what it would do, and how far it was done."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation


class TableState(models.TextChoices):
    """How far a table has come."""

    CHECKING = "checking", _("Being read")
    CHECKED = "checked", _("Waiting for you")
    LOADING = "loading", _("Being taken in")
    DONE = "done", _("Taken in")
    CANCELLED = "cancelled", _("Not taken in")


class TableUpload(models.Model):
    """One file. Its rows lie in a folder of the workspace until it expires; nothing else knows of them before it is
    confirmed.
    """

    key = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file, hex."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TableState, default=TableState.CHECKING)
    columns = models.JSONField(default=list)
    """The headings."""
    chosen = models.JSONField(default=dict)
    """What people chose: fields of the columns, zone, order of dates, kind, language, protection."""
    rows = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(null=True)
    """Reports that the rows make; null: not counted yet."""
    checked = models.PositiveIntegerField(default=0)
    """Groups whose outcome is known."""
    checked_bytes = models.BigIntegerField(default=0)
    """Length of the file of outcomes up to there; what lies beyond it is of a step that was cut."""
    loaded = models.PositiveIntegerField(default=0)
    """Groups that were taken in or passed over."""
    counts = models.JSONField(default=dict)
    """new, same, conflict, refused: groups; repeated: rows that stand in the file twice."""
    taken = models.JSONField(default=dict)
    """The same, as it was when they were taken in."""

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["user", "-made_at"]),)

    def __str__(self) -> str:
        return self.name
