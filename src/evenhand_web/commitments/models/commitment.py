"""A commitment, its deadlines, and what each audience sees of it, kept for lists."""

from django.db import models

from evenhand_web.accounts.models import Organisation


class Commitment(models.Model):
    """A duty from a paragraph. What it says stands in its acts; nothing here but where it comes from."""

    id = models.CharField(max_length=64, primary_key=True)
    """Drawn by chance: an id that followed from the text would tell what there is to whoever tries all texts."""
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The organisation that keeps it: it alone, besides the mission, corrects it and shows it to others."""
    key = models.CharField(max_length=200)
    """How its source calls it, so that reading the source again finds it; empty for none."""
    document = models.CharField(max_length=200, blank=True)
    """Symbol of the document, such as S/2020/1043."""
    paragraph = models.CharField(max_length=64, blank=True)
    plan = models.CharField(max_length=100, blank=True)
    """Key of the plan that it is a measure of; empty for none."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "plan", "key"], name="one_commitment_of_a_key", condition=~models.Q(key="")
            ),
        )
        indexes = (models.Index(fields=["plan"], name="commitment_plan"),)

    def __str__(self) -> str:
        return f"{self.document} {self.paragraph} {self.id}"

    @property
    def ref(self) -> str:
        """How the values of `evenhand.commitments` name it: as its source does, or by its id."""
        return self.key or self.pk


class Due(models.Model):
    """One day on which it falls due under one reading; from the latest version, which all see who see anything."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="dues")
    at = models.DateTimeField()
    """The first instant that is too late."""
    day = models.DateField()
    """The last day on which it is in time."""
    reading = models.CharField(max_length=200, blank=True)
    """Of several readings of one deadline, which; empty for an occasion of what recurs."""
    derived = models.BooleanField(default=False)
    """Computed, and not a date of the text."""

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["day", "commitment"], name="commitment_due_day"),)

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.day}"


class Shown(models.Model):
    """What one audience sees of a commitment, as far as lists need it: all columns follow from the acts that it sees.

    No row: it sees nothing of it. Lists, counts and searches read these rows and no others.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="shown")
    audience = models.CharField(max_length=80)
    """"all" (the mission), or "organisation:<key>"."""
    acts = models.JSONField(default=list)
    """Numbers of the acts that it sees; row-level security reads them."""
    plan = models.CharField(max_length=100, blank=True)
    document = models.CharField(max_length=200, blank=True)
    paragraph = models.CharField(max_length=64, blank=True)
    title = models.JSONField(default=dict)
    """What has to be done, shortened, by language tag."""
    bodies = models.CharField(max_length=600, blank=True)
    """Who owes it, as "|gnu|lna|", for filters."""
    theme = models.CharField(max_length=64, blank=True)
    term = models.CharField(max_length=32, blank=True)
    status = models.CharField(max_length=32, blank=True)
    """What all hold who say anything; empty where they do not agree, or it differs from State to State."""
    statuses = models.CharField(max_length=200, blank=True)
    """All that is held, as "|met|under-way|", for filters."""
    differs = models.BooleanField(default=False)
    """The bodies do not agree how it stands."""
    phase = models.CharField(max_length=16)
    """open or settled: whether anything is still to be done; nothing: it asks nothing of anybody, as a threat does."""
    due_at = models.DateTimeField(null=True)
    """The earliest deadline, or the next of what recurs."""
    due_last_at = models.DateTimeField(null=True)
    """The latest, where readings differ; else the same."""
    waits = models.CharField(max_length=100, blank=True)
    """Why there is no day yet, as "not-started d-day" or "no-date"; empty: there is one, or no deadline."""
    evidence = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    search_text = models.TextField(default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["commitment", "audience"], name="one_view_of_a_commitment"),)
        indexes = (
            models.Index(fields=["audience", "phase", "due_at", "commitment"], name="commitment_shown_due"),
            models.Index(fields=["audience", "due_at", "commitment"], name="commitment_shown_all"),
            models.Index(fields=["audience", "plan", "commitment"], name="commitment_shown_plan"),
            # These hold all that counts ask for, so that the wide rows are not read.
            models.Index(fields=["audience", "phase", "status", "due_at"], name="commitment_shown_counts"),
            models.Index(fields=["audience", "theme"], name="commitment_shown_themes"),
            models.Index(fields=["audience", "bodies"], name="commitment_shown_bodies"),
            models.Index(
                fields=["audience", "due_at"], name="commitment_shown_differs", condition=models.Q(differs=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.audience}: {self.commitment_id}"
