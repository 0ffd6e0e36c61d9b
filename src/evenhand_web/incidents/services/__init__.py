"""The verbs: about alerts what people do (`acts`) and what a run brings (`runs`); about incidents what the machine puts
together (`grouping`) and what people decide (`deciding`).
"""

from evenhand_web.incidents.services.acts import assign, comment, dismiss, recall, release, reopen, undo
from evenhand_web.incidents.services.runs import Recorded, record_alerts

__all__ = ["Recorded", "assign", "comment", "dismiss", "recall", "record_alerts", "release", "reopen", "undo"]
