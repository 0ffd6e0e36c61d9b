"""The verbs about alerts: what people do (`acts`), and what a run of the machine brings (`runs`)."""

from evenhand_web.incidents.services.acts import assign, comment, dismiss, recall, release, reopen, undo
from evenhand_web.incidents.services.runs import Recorded, record_alerts

__all__ = ["Recorded", "assign", "comment", "dismiss", "recall", "record_alerts", "release", "reopen", "undo"]
