"""Commitments with their acts, what each audience sees of them, plans and gates, proposals, and who follows what."""

from evenhand_web.commitments.models.act import Act, PlanAct
from evenhand_web.commitments.models.commitment import Commitment, Due, Shown
from evenhand_web.commitments.models.following import Notice, NoticeKind, Subscription, SubscriptionKind
from evenhand_web.commitments.models.plan import Plan, PlanRelease
from evenhand_web.commitments.models.proposal import Proposal, ProposalState

__all__ = [
    "Act",
    "Commitment",
    "Due",
    "Notice",
    "NoticeKind",
    "Plan",
    "PlanAct",
    "PlanRelease",
    "Proposal",
    "ProposalState",
    "Shown",
    "Subscription",
    "SubscriptionKind",
]
