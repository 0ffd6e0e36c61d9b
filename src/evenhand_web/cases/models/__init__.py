"""Cases, their acts, what each audience sees of them, who was heard, and notices."""

from evenhand_web.cases.models.case import Act, Case, Shown, Struck
from evenhand_web.cases.models.notice import Notice, NoticeKind
from evenhand_web.cases.models.source import InterviewLook, InterviewSource

__all__ = ["Act", "Case", "InterviewLook", "InterviewSource", "Notice", "NoticeKind", "Shown", "Struck"]
