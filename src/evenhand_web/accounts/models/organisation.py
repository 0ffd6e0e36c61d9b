"""Organisations, and the people who act for them."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evenhand.foundation.texts import Text


class OrganisationKind(models.TextChoices):
    """What an organisation is to the agreement."""

    MISSION = "mission", _("Monitoring mission")
    PARTY = "party", _("Party")
    COMMISSION = "commission", _("Commission")
    SUB_COMMITTEE = "sub-committee", _("Sub-committee")
    OBSERVER_STATE = "observer-state", _("Observer State")


class Role(models.TextChoices):
    """What a person does in their organisation."""

    DUTY_OFFICER = "duty-officer", _("Duty officer")
    MONITOR = "monitor", _("Monitor")
    ANALYST = "analyst", _("Analyst")
    LIAISON = "liaison", _("Liaison officer")
    COMMISSIONER = "commissioner", _("Commissioner")
    SECRETARIAT = "secretariat", _("Secretariat")
    ADMINISTRATOR = "administrator", _("Administrator")


class Organisation(models.Model):
    """A mission, a party, a commission or an observing State."""

    key = models.SlugField(max_length=64, unique=True)
    names = models.JSONField(default=dict)
    """The name by language tag."""
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    party = models.CharField(max_length=64, blank=True)
    """Id of the party in the agreement that this organisation is; empty unless `kind` is party."""

    class Meta:
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                name="party_named_exactly_for_parties",
                condition=models.Q(kind=OrganisationKind.PARTY, party__gt="")
                | (~models.Q(kind=OrganisationKind.PARTY) & models.Q(party="")),
            ),
        )

    def __str__(self) -> str:
        return Text(self.names).in_language(get_language() or "en") or self.key


class Membership(models.Model):
    """A person acts for an organisation in one role."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    side = models.CharField(max_length=64, blank=True)
    """In a commission or sub-committee: id of the party for which they sit; empty for a chair and whoever is neutral."""

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["user", "organisation"], name="one_role_in_an_organisation"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"
