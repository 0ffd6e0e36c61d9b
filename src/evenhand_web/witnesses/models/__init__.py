"""Alarms that witnesses sent."""

from evenhand_web.witnesses.models.alarm import Alarm

__all__ = ["Alarm"]
