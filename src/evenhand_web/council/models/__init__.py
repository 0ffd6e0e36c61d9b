"""Records of the council's desk and their versions."""

from evenhand_web.council.models.record import Record, Version

__all__ = ["Record", "Version"]
