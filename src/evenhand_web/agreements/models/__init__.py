"""The versions of agreements that this workspace has adopted."""

from evenhand_web.agreements.models.version import AgreementVersion

__all__ = ["AgreementVersion"]
