"""The verbs about commitments."""

from evenhand_web.commitments.services.following import follow, mark_read, remind, unfollow
from evenhand_web.commitments.services.keeping import (
    add,
    correct,
    keep_plan,
    recall,
    recall_plan,
    release,
    release_plan,
)
from evenhand_web.commitments.services.proposals import accept, amend, propose, reject
from evenhand_web.commitments.services.saying import attach, comment, say, say_of_plan, take_back, take_back_of_plan

__all__ = [
    "accept",
    "add",
    "amend",
    "attach",
    "comment",
    "correct",
    "follow",
    "keep_plan",
    "mark_read",
    "propose",
    "recall",
    "recall_plan",
    "reject",
    "release",
    "release_plan",
    "remind",
    "say",
    "say_of_plan",
    "take_back",
    "take_back_of_plan",
    "unfollow",
]
