"""What the desk chooses from: why a report is settled, how likely and how sure an assessment is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SettledReason(TextChoices):
    """Why the desk is done with a report. No finding: those are made elsewhere, by others."""

    FORWARDED = "forwarded", _("Taken up as a case")
    NOTED = "noted", _("Noted; nothing more to do")
    DUPLICATE = "duplicate", _("Same event as another report")
    OUTSIDE = "outside", _("Outside the mandate")
    PERMITTED = "permitted", _("Permitted activity")
    UNSUPPORTED = "unsupported", _("Cannot be followed up")
    TEST = "test", _("Test or exercise")
    OTHER = "other", _("Other")


class Likelihood(TextChoices):
    """How likely, in the words of ICD 203; never mixed with how sure one is."""

    ALMOST_NO_CHANCE = "almost-no-chance", _("Almost no chance (1 to 5 %)")
    VERY_UNLIKELY = "very-unlikely", _("Very unlikely (5 to 20 %)")
    UNLIKELY = "unlikely", _("Unlikely (20 to 45 %)")
    ROUGHLY_EVEN = "roughly-even", _("Roughly even (45 to 55 %)")
    LIKELY = "likely", _("Likely (55 to 80 %)")
    VERY_LIKELY = "very-likely", _("Very likely (80 to 95 %)")
    ALMOST_CERTAIN = "almost-certain", _("Almost certain (95 to 99 %)")


class Confidence(TextChoices):
    """How well founded a judgement is, whatever it says."""

    LOW = "low", _("Low")
    MODERATE = "moderate", _("Moderate")
    HIGH = "high", _("High")
