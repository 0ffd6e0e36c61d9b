"""What the queue, its filters and its map read: one narrow table over reports and alerts, and what is counted of it.

Nothing here is the truth of anything: `desk.indexing` makes each row from a report or an alert, and makes all of them
again at any time. Source: docs/methods/desk.md.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation

NOWHERE = -1
"""The cell of what has no place that can be drawn."""


class ItemKind(models.TextChoices):
    """What lies on the desk."""

    REPORT = "report", _("Report")
    ALERT = "alert", _("Alert")


class ItemState(models.TextChoices):
    """Where the desk has taken it: the states of reports, into which those of alerts are put."""

    NEW = "new", _("New")
    TAKEN = "taken", _("In hand")
    ASKED = "asked", _("Reporter asked")
    ROUTED = "routed", _("Passed on")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Item(models.Model):
    """A report or an alert as a row of the queue."""

    kind = models.CharField(max_length=6, choices=ItemKind)
    ref = models.CharField(max_length=64)
    """Id of the report or the alert."""
    number = models.CharField(max_length=64)
    """By which people call it."""
    code = models.CharField(max_length=40, blank=True)
    """Kind of the report, or of the alert's rule."""
    rule = models.CharField(max_length=100, blank=True)
    agreement = models.CharField(max_length=100, blank=True)
    agreement_version = models.CharField(max_length=50, blank=True)
    headline = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Who filed it; null: the machine."""
    party = models.CharField(max_length=100, blank=True)
    """Against whom it speaks, as reported or as detected; not attributed."""
    came_at = models.DateTimeField()
    at = models.DateTimeField()
    """When it began; when it came, where nobody said (`timed` is false)."""
    timed = models.BooleanField(default=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    cell = models.IntegerField(default=NOWHERE)
    """Square of a quarter of a degree in which the point lies."""
    state = models.CharField(max_length=10, choices=ItemState)
    open = models.BooleanField()
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reliability = models.CharField(max_length=1, blank=True)
    credibility = models.CharField(max_length=1, blank=True)
    certainty = models.CharField(max_length=10, blank=True)
    """Of an alert."""
    urgent = models.BooleanField(default=False)
    """Somebody is said to be hurt, or monitors were threatened."""
    conflict = models.BooleanField(default=False)
    unreadable = models.BooleanField(default=False)
    flagged = models.BooleanField(default=False)
    waiting = models.BooleanField(default=False)
    search = models.TextField(default="")
    """Folded words (`desk.searching`)."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "ref"], name="one_item_of_each"),)
        indexes = (
            models.Index(fields=["-came_at", "-id"], name="desk_came"),
            models.Index(fields=["-at", "-id"], name="desk_at"),
            models.Index(fields=["-came_at", "-id"], name="desk_open", condition=Q(open=True)),
            models.Index(fields=["-at", "-id"], name="desk_open_at", condition=Q(open=True)),
            models.Index(fields=["state", "-came_at", "-id"], name="desk_state"),
            models.Index(fields=["kind", "-came_at", "-id"], name="desk_kind"),
            models.Index(fields=["code", "-came_at", "-id"], name="desk_code"),
            models.Index(fields=["party", "-came_at", "-id"], name="desk_party"),
            models.Index(fields=["owner", "-came_at", "-id"], name="desk_owner"),
            models.Index(fields=["assignee", "-came_at", "-id"], name="desk_assignee"),
            models.Index(fields=["reliability", "credibility", "-came_at"], name="desk_grade"),
            models.Index(fields=["cell", "-at"], name="desk_cell"),
            models.Index(fields=["number"], name="desk_number"),
            *(
                models.Index(fields=["-came_at", "-id"], name=f"desk_{mark}", condition=Q(**{mark: True}))
                for mark in ("urgent", "conflict", "unreadable", "flagged", "waiting")
            ),
        )

    def __str__(self) -> str:
        return self.number


class Shown(models.Model):
    """An organisation outside may see a report: it filed it, or it was released to it. For its own fast lists."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="shown")
    came_at = models.DateTimeField()
    own = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "item"], name="shown_once"),)
        indexes = (models.Index(fields=["organisation", "-came_at", "-item"], name="shown_came"),)

    def __str__(self) -> str:
        return f"{self.item_id} -> {self.organisation_id}"


class Tally(models.Model):
    """How many items of a kind and a state lie in a cell: what tabs and the wide map say without counting."""

    cell = models.IntegerField()
    kind = models.CharField(max_length=6)
    state = models.CharField(max_length=10)
    number = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["cell", "kind", "state"], name="one_tally_of_each"),)

    def __str__(self) -> str:
        return f"{self.cell} {self.kind} {self.state}: {self.number}"
