"""Alerts and incidents, what people did about them, and to whom they are released."""

from evenhand_web.incidents.models.act import Act, ActKind, DismissalReason
from evenhand_web.incidents.models.alert import Alert, AlertState, Release
from evenhand_web.incidents.models.incident import Incident, IncidentCounter, IncidentRelease, IncidentState
from evenhand_web.incidents.models.incident_act import IncidentAct, IncidentActKind
from evenhand_web.incidents.models.statement import Statement, StatementKind

__all__ = [
    "Act",
    "ActKind",
    "Alert",
    "AlertState",
    "DismissalReason",
    "Incident",
    "IncidentAct",
    "IncidentActKind",
    "IncidentCounter",
    "IncidentRelease",
    "IncidentState",
    "Release",
    "Statement",
    "StatementKind",
]
