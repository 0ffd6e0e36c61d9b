"""A record of a register, what each organisation says of it, and to whom it was released."""

from django.db import models

from evenhand_web.accounts.models import Organisation


class Record(models.Model):
    """One record. What is said of it is in its versions; its columns are for lists and follow from them."""

    register = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    """Of its owner's records in the register, from 1: of others' it tells nothing."""
    key = models.CharField(max_length=32, unique=True)
    """Its id, random and made with the form: sent twice, it is one record."""
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    state = models.CharField(max_length=40)
    """As its owner has it."""
    search_text = models.TextField(blank=True)
    """What its owner says, folded, for the search."""

    class Meta:
        ordering = ("register", "-number")
        constraints = (models.UniqueConstraint(fields=["register", "owner", "number"], name="one_record_a_number"),)
        indexes = (models.Index(fields=["register", "state", "-changed_at"], name="registers_by_state"),)

    def __str__(self) -> str:
        return f"{self.register} {self.number}"


class Version(models.Model):
    """What one organisation said of a record at one time. Never changed, never removed."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    """Of this organisation's versions of the record, from 1."""
    values = models.JSONField()
    state = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    """Why it was changed, or on what it rests."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["record", "organisation", "number"], name="one_version_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.record} as {self.organisation} says it, {self.number}"


class Release(models.Model):
    """That a record was shown to an organisation, and perhaps taken back."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="releases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["record", "organisation"],
                condition=models.Q(recalled_at=None),
                name="released_once_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.record} to {self.organisation}"
