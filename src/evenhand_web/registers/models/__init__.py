"""Rows of the registers."""

from evenhand_web.registers.models.record import Record, Release, Version

__all__ = ["Record", "Release", "Version"]
