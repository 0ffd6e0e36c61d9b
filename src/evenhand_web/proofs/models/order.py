"""An order to erase a person: proposed by one, carried out by another. It never holds the person's name."""

from django.conf import settings
from django.db import models


class ErasureOrder(models.Model):
    """One order. What it did stands in the record."""

    account = models.PositiveBigIntegerField()
    """Key of the account, which stays when its name is gone."""
    basis = models.TextField()
    """The lawful basis."""
    ordered_by = models.CharField(max_length=200)
    """An office or a decision."""
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Who carried it out or took it back."""
    settled_at = models.DateTimeField(null=True)
    carried_out = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(settled_at=None), name="one_open_order_an_account"
            ),
            models.CheckConstraint(
                name="nobody_erases_alone",
                condition=models.Q(carried_out=False) | ~models.Q(proposed_by=models.F("settled_by")),
            ),
        )

    def __str__(self) -> str:
        return f"order {self.pk}"
