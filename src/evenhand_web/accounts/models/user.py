"""A person who signs in, and how they like the pages."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """Light or dark; "system" follows the device."""

    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class TimeDisplay(models.TextChoices):
    """The zone in which pages show instants. Instants are kept in UTC whatever is chosen."""

    UTC = "utc", _("UTC")
    AGREEMENT = "agreement", _("Time zone of the agreement")


class User(AbstractUser):
    """A person. What they may do comes from their membership, never from Django's groups or flags."""

    language = models.CharField(max_length=10, blank=True)
    """Language tag of settings.LANGUAGES; empty: as the browser asks."""
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    time_display = models.CharField(max_length=10, choices=TimeDisplay, default=TimeDisplay.UTC)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
