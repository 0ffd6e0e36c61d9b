"""What is known of phones beyond themselves, which stand in `evenhand_web.intake.models`."""

from evenhand_web.devices.models.serial import SerialSeen

__all__ = ["SerialSeen"]
