"""Alerts, what people did about them, and to whom they are released."""

from evenhand_web.incidents.models.act import Act, ActKind, DismissalReason
from evenhand_web.incidents.models.alert import Alert, AlertState, Release

__all__ = ["Act", "ActKind", "Alert", "AlertState", "DismissalReason", "Release"]
