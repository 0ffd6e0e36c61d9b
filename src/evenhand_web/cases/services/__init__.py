"""The verbs about cases."""

from evenhand_web.cases.services.acting import act, open_case
from evenhand_web.cases.services.comments import take_back
from evenhand_web.cases.services.notices import mark_read, remind
from evenhand_web.cases.services.sources import hear, look

__all__ = ["act", "hear", "look", "mark_read", "open_case", "remind", "take_back"]
