"""The numbers that phones give their reports: a gap between them is a report that has not come."""

from django.db import models

from evenhand_web.intake.models import Enrolment


class SerialSeen(models.Model):
    """A report of one form, filled in by one person on one phone, bears this number."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="serials")
    phone = models.CharField(max_length=100, blank=True)
    """The id by which the phone called itself; two phones with one code count apart."""
    form = models.CharField(max_length=64)
    form_version = models.CharField(max_length=64)
    """Phones begin to count anew with a new version of a form."""
    serial = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["enrolment", "phone", "form", "form_version", "serial"], name="a_number_of_a_form_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.form} {self.serial}"
