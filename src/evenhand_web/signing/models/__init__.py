"""Keys with which people sign, and the challenges by which they show that they hold one."""

from evenhand_web.signing.models.key import Challenge, Key, Reason

__all__ = ["Challenge", "Key", "Reason"]
