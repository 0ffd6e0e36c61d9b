"""The verbs of the desk about reports. Every verb: one transaction, an act, an entry of the record."""

from evenhand_web.desk.services.handling import (
    assign,
    comment,
    recall,
    release,
    reopen,
    route,
    settle,
    undo,
)
from evenhand_web.desk.services.judging import Assessment, assess, attribute, grade, prefer
from evenhand_web.desk.services.talking import answer, ask, translate

__all__ = [
    "Assessment",
    "answer",
    "ask",
    "assess",
    "assign",
    "attribute",
    "comment",
    "grade",
    "prefer",
    "recall",
    "release",
    "reopen",
    "route",
    "settle",
    "translate",
    "undo",
]
