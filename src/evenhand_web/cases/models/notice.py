"""What people are told of: clocks that run against them or have run out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.cases.models.case import Case


class NoticeKind(models.TextChoices):
    """Why."""

    YOURS = "yours", _("Newly yours")
    OVERDUE = "overdue", _("Overdue")


class Notice(models.Model):
    """One person is told of one run of one clock, once. It is shown only as long as they see the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """For whom they act in it."""
    kind = models.CharField(max_length=10, choices=NoticeKind)
    clock = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """As it was when they were told."""
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["case", "user", "organisation", "kind", "clock", "started_at"], name="told_once_of_a_run"
            ),
        )
        indexes = (models.Index(fields=["user", "organisation", "read_at"], name="notice_unread"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.case_id} {self.clock}"
