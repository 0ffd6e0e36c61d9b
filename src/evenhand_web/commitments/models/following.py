"""Who follows what, and who was told that something falls due."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.commitments.models.commitment import Commitment


class SubscriptionKind(models.TextChoices):
    """What somebody follows."""

    COMMITMENT = "commitment", _("one commitment")
    BODY = "body", _("all that a body owes")
    THEME = "theme", _("a theme")
    PLAN = "plan", _("a plan")


class Subscription(models.Model):
    """One person follows something for one organisation. Of what they do not see it tells them nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SubscriptionKind)
    what = models.CharField(max_length=100)
    """Id of the commitment, key of the body, of the theme, of the plan."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "organisation", "kind", "what"], name="followed_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.what}"


class NoticeKind(models.TextChoices):
    """Why somebody is told."""

    SOON = "soon", _("Falls due soon")
    OVERDUE = "overdue", _("Overdue")


class Notice(models.Model):
    """One person is told of one deadline, once. It is shown only as long as they see the commitment."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """For whom they act in it."""
    kind = models.CharField(max_length=10, choices=NoticeKind)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["commitment", "user", "organisation", "kind", "due_at"], name="told_once_of_a_deadline"
            ),
        )
        indexes = (models.Index(fields=["user", "organisation", "read_at"], name="commitment_notice_unread"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.commitment_id} {self.kind}"
