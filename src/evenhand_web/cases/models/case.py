"""A case, its acts (append-only), and what each audience sees of it, kept for lists."""

from django.db import models


class Case(models.Model):
    """A case under one version of one agreement. All columns but the first follow from its acts, whole."""

    id = models.CharField(max_length=64, primary_key=True)
    number = models.CharField(max_length=24, unique=True)
    """CASE-2020-48213: the digits follow from the id, so that they tell nobody how many cases there are."""
    agreement = models.CharField(max_length=100)
    agreement_version = models.CharField(max_length=50)
    agreement_digest = models.CharField(max_length=64)
    """The rules of procedure are those of the version in force when it was opened, to its end."""
    opened_at = models.DateTimeField()
    kind = models.CharField(max_length=32)
    reporter = models.CharField(max_length=64, blank=True)
    """Key of the organisation that brought it; empty: the mechanism."""
    state = models.CharField(max_length=64)
    state_kind = models.CharField(max_length=16)
    since = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    alleged = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    """When the next of its running clocks is due."""

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="case_due"),)

    def __str__(self) -> str:
        return self.number


class Act(models.Model):
    """One act, as canonical JSON. Append-only: triggers of the database see to it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    user = models.CharField(max_length=150)
    organisation = models.CharField(max_length=64)
    """Key of the organisation for which they acted."""
    side = models.CharField(max_length=64, blank=True)
    functions = models.JSONField(default=list)
    kind = models.CharField(max_length=32)
    content = models.TextField()
    """Canonical JSON (RFC 8785)."""
    digest = models.CharField(max_length=64)
    """SHA-256 of `salt` and `content`, hex, as the record holds it."""
    salt = models.CharField(max_length=64, blank=True)
    """Random bytes, hex, so that nobody guesses a short content from its digest. Shown on no page."""

    class Meta:
        ordering = ("case", "number")
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="one_act_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.kind}"


class Struck(models.Model):
    """Somebody took their own comment back. It stays in the file, struck out. Append-only."""

    act = models.OneToOneField(Act, on_delete=models.PROTECT, related_name="struck")
    at = models.DateTimeField()
    user = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"{self.act_id} taken back"


class Shown(models.Model):
    """What one audience sees of a case, as far as lists need it: all columns follow from the acts that it sees.

    No row: it sees nothing of the case. Lists, counts and searches read these rows and no others.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shown")
    audience = models.CharField(max_length=230)
    """"all" (the mission), "organisation:<key>", or "person:<user>@<key>" for members of its team."""
    number = models.CharField(max_length=24)
    agreement = models.CharField(max_length=100)
    acts = models.JSONField(default=list)
    """Numbers of the acts that it sees something of; row-level security reads them."""
    opened_at = models.DateTimeField()
    """Of the first act that it sees."""
    last_at = models.DateTimeField()
    state = models.CharField(max_length=64)
    state_kind = models.CharField(max_length=16)
    phase = models.CharField(max_length=16)
    """open, suspended, decided or closed: the tab of the board."""
    since = models.DateTimeField(null=True)
    kind = models.CharField(max_length=32, blank=True)
    urgent = models.BooleanField(default=False)
    title = models.JSONField(default=dict)
    """What is alleged, shortened, by language tag."""
    alleged = models.JSONField(default=list)
    alleged_text = models.CharField(max_length=200, blank=True)
    """The same as " north south ", for filters."""
    clock = models.CharField(max_length=64, blank=True)
    """The next running clock."""
    due_at = models.DateTimeField(null=True)
    owed_by = models.JSONField(default=list)
    """Functions that owe it."""
    mine = models.BooleanField(default=False)
    """Whether this audience is one of those."""
    search_text = models.TextField(default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "audience"], name="one_view_of_a_case"),)
        indexes = (
            models.Index(fields=["audience", "phase", "due_at", "case"], name="shown_due"),
            models.Index(fields=["audience", "phase", "-last_at", "-case"], name="shown_last"),
            models.Index(fields=["audience", "-last_at", "-case"], name="shown_all"),
            models.Index(fields=["audience", "number"], name="shown_number"),
            # These hold all that counts, the plot and "ours" ask for, so that the wide rows are not read.
            models.Index(fields=["audience", "state", "phase", "since", "mine"], name="shown_states"),
            models.Index(fields=["audience", "due_at", "mine"], name="shown_overdue"),
            models.Index(fields=["audience", "phase", "due_at"], name="shown_ours", condition=models.Q(mine=True)),
        )

    def __str__(self) -> str:
        return f"{self.audience}: {self.number}"
