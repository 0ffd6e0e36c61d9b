"""What came, byte for byte, and what was read of it.

Never changed, never removed: triggers of the database see to it. What was read can be read again, better.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.intake.models.device import Enrolment
from evenhand_web.intake.models.report import Report


class Door(models.TextChoices):
    """The ways in. All lead to one service."""

    OPENROSA = "openrosa", _("Phone")
    BROWSER = "browser", _("Form in the browser")
    TABLE = "table", _("Table")
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("Text message")
    BUNDLE = "bundle", _("Bundle from another office")


class Version(models.Model):
    """One statement of a report, as it came.

    `instance` is the id that the client made. The same id with the same bytes is the same version; with other bytes it
    is another version beside it. `replaces` is the id of the version that the reporter edited; where that one has not
    come yet, the edit is shown meanwhile.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="all_versions")
    instance = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of `original`, hex."""
    replaces = models.CharField(max_length=200, blank=True)
    stands_for = models.CharField(max_length=64, blank=True)
    """SHA-256, hex, of the original for which this one stands, since that one may say who the source is and did not
    leave its office; once the original comes, it takes its place."""
    number = models.PositiveIntegerField()
    """In order of arrival, from 1."""
    original = models.BinaryField()
    """Protected like the source: it may say who they are."""
    media_type = models.CharField(max_length=80)
    door = models.CharField(max_length=10, choices=Door)
    form = models.CharField(max_length=64, blank=True)
    form_version = models.CharField(max_length=64, blank=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="+")
    sender = models.CharField(max_length=150)
    """User name, or what the door knows of the sender."""
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("report", "number")
        constraints = (
            # Within an organisation: what another one sends under the same id is no business of theirs.
            models.UniqueConstraint(fields=["by", "instance", "digest"], name="the_same_bytes_once"),
            models.UniqueConstraint(fields=["report", "number"], name="one_version_of_a_number"),
        )
        indexes = (models.Index(fields=["by", "replaces"]), models.Index(fields=["enrolment", "-received_at"]))

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"


class Reading(models.Model):
    """What was read of a version: without the source. Made again when readers get better; the version stays."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="reading", primary_key=True)
    record = models.JSONField(null=True)
    """`evenhand.reports.record` without its source; null: it could not be read."""
    fault = models.JSONField(null=True)
    """The Problem, where it could not be read: code and details."""
    flags = models.JSONField(default=list)
    """What the device claims and is not believed, each with its details."""
    mentions = models.JSONField(default=list)
    """Names of the files that belong to it."""

    def __str__(self) -> str:
        return str(self.version)


class VersionFile(models.Model):
    """A file that came with a version. The same name with other bytes stands beside it."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    stated_digest = models.CharField(max_length=64, blank=True)
    """As the client computed it."""
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["version", "name", "digest"], name="the_same_file_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.name}"
