"""Users, the organisations they act for, and in which role."""

from evenhand_web.accounts.models.organisation import Membership, Organisation, OrganisationKind, Role
from evenhand_web.accounts.models.user import Theme, TimeDisplay, User

__all__ = ["Membership", "Organisation", "OrganisationKind", "Role", "Theme", "TimeDisplay", "User"]
