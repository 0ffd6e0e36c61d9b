"""Reports in all their versions, the phones they come from, and who they come from."""

from evenhand_web.intake.models.act import ActKind, ReportAct
from evenhand_web.intake.models.device import Device, Enrolment
from evenhand_web.intake.models.report import Counter, Report, ReportRelease, ReportState
from evenhand_web.intake.models.source import SourceIdentity, SourceLook
from evenhand_web.intake.models.version import Door, Reading, Version, VersionFile

__all__ = [
    "ActKind",
    "Counter",
    "Device",
    "Door",
    "Enrolment",
    "Reading",
    "Report",
    "ReportAct",
    "ReportRelease",
    "ReportState",
    "SourceIdentity",
    "SourceLook",
    "Version",
    "VersionFile",
]
