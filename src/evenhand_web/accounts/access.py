"""Who is asking, what their role lets them do, and the mark that every page must carry.

Source: design, section 3 ("default deny").
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.models import Membership, OrganisationKind, Role

NOT_PERMITTED = ProblemKind(
    code="accounts.not-permitted",
    blame="permission",
    message="{who} may not do this: it needs the permission {capability}. Ask the administrator of your organisation.",
)

View = Callable[..., HttpResponse]


class Capability(StrEnum):
    """One thing that a role may see or do."""

    SEE_MAP = "see-map"
    SEE_TRACKS = "see-tracks"
    SEE_ALERTS = "see-alerts"
    """Every alert."""
    SEE_RELEASED_ALERTS = "see-released-alerts"
    """The alerts released to one's own organisation."""
    COMMENT_ON_ALERTS = "comment-on-alerts"
    HANDLE_ALERTS = "handle-alerts"
    SEE_COVERAGE = "see-coverage"
    """Where and when the mission was blind: what a breach could hide in."""
    SEE_FEEDS = "see-feeds"
    UPLOAD_FEEDS = "upload-feeds"
    SEE_AGREEMENTS = "see-agreements"
    ADOPT_AGREEMENTS = "adopt-agreements"
    TRY_CHANGES = "try-changes"
    """Try another text of an agreement on what was observed, and keep it as a draft."""
    FILE_REPORTS = "file-reports"
    SEE_REPORTS = "see-reports"
    """Every report; from whom a protected one comes stays closed (SEE_SOURCES)."""
    SEE_OWN_REPORTS = "see-own-reports"
    """What one's own organisation filed, and what was released to it."""
    HANDLE_REPORTS = "handle-reports"
    """Grade, assess, attribute, ask back, pass on, settle, release."""
    SEE_SOURCES = "see-sources"
    """From whom a protected report comes; each look is written down."""
    MANAGE_DEVICES = "manage-devices"
    """Enrol the phones of one's own organisation and cut them off."""
    SEE_EVIDENCE = "see-evidence"
    """All evidence; what is restricted only with HANDLE_EVIDENCE."""
    SEE_RELEASED_EVIDENCE = "see-released-evidence"
    """Evidence of one's own organisation, and what was released to it."""
    HANDLE_EVIDENCE = "handle-evidence"
    """Hand it in (as who files reports does too), check it, add texts and redacted copies, release it."""
    SEE_CASES = "see-cases"
    """Every case, whole."""
    SEE_RELEASED_CASES = "see-released-cases"
    """Of each case what one's own organisation, party or body did or was shown, and no more."""
    OPEN_CASES = "open-cases"
    """File a complaint for one's party; open a case on the mechanism's own observation."""
    HANDLE_CASES = "handle-cases"
    """Act as the mechanism: register, notify, send teams, submit, release."""
    DECIDE_CASES = "decide-cases"
    """Sit in a commission or sub-committee: rule, vote, refer."""
    SEE_REGISTERS = "see-registers"
    """Every record of every register, and what each organisation says of it."""
    SEE_RELEASED_REGISTERS = "see-released-registers"
    """The records of one's own organisation, and those released to it."""
    WRITE_REGISTERS = "write-registers"
    """Enter records for one's organisation, say what it holds of those of others, show one's own to others."""
    SEE_COUNCIL = "see-council"
    """What is released of the council's desk: meetings, mandates, reports that fall due."""
    KEEP_COUNCIL = "keep-council"
    """Write its records, drafts included; in the mission and in bodies, never for a party alone."""
    SEE_DOCUMENTS = "see-documents"
    """Every document of the library."""
    SEE_RELEASED_DOCUMENTS = "see-released-documents"
    """Documents of one's own organisation, those released to it, and those open to all."""
    KEEP_DOCUMENTS = "keep-documents"
    """Add documents for one's own organisation, put their heads right, have them read again, release them."""
    SEE_COMMITMENTS = "see-commitments"
    """Every commitment, with what every body says of it."""
    SEE_RELEASED_COMMITMENTS = "see-released-commitments"
    """The commitments of one's own organisation and those released to it, with what is shared of them."""
    REPORT_ON_COMMITMENTS = "report-on-commitments"
    """Say for one's own organisation how a commitment stands; attach evidence, give values of indicators."""
    HANDLE_COMMITMENTS = "handle-commitments"
    """Accept, amend and reject proposals, fix the day from which one counts, release, keep plans."""
    SEE_LEDGER = "see-ledger"
    SEE_WITNESSES = "see-witnesses"
    """How the witnesses of the record stand: everybody with a role, for it concerns all."""
    HAND_OVER = "hand-over"
    """Make the archive of the whole record for an organisation."""
    ADMINISTER = "administer"


_EVERYBODY = frozenset({Capability.SEE_MAP, Capability.SEE_AGREEMENTS, Capability.SEE_WITNESSES})
_READER = _EVERYBODY | {
    Capability.SEE_RELEASED_ALERTS,
    Capability.COMMENT_ON_ALERTS,
    Capability.SEE_OWN_REPORTS,
    Capability.SEE_RELEASED_EVIDENCE,
    Capability.SEE_RELEASED_CASES,
    Capability.SEE_RELEASED_REGISTERS,
    Capability.SEE_COUNCIL,
    Capability.SEE_RELEASED_DOCUMENTS,
    Capability.SEE_RELEASED_COMMITMENTS,
}
_WATCH = _READER | {
    Capability.SEE_TRACKS,
    Capability.SEE_ALERTS,
    Capability.SEE_FEEDS,
    Capability.SEE_COVERAGE,
    Capability.FILE_REPORTS,
    Capability.SEE_REPORTS,
    Capability.SEE_EVIDENCE,
    Capability.SEE_CASES,
    Capability.SEE_REGISTERS,
    Capability.SEE_DOCUMENTS,
    Capability.SEE_COMMITMENTS,
}
_SPEAKS = frozenset({Capability.REPORT_ON_COMMITMENTS})
_KEEPS = _SPEAKS | {Capability.HANDLE_COMMITMENTS}

CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.DUTY_OFFICER: _WATCH
    | _KEEPS
    | {
        Capability.HANDLE_ALERTS,
        Capability.UPLOAD_FEEDS,
        Capability.HANDLE_REPORTS,
        Capability.SEE_SOURCES,
        Capability.MANAGE_DEVICES,
        Capability.HANDLE_EVIDENCE,
        Capability.OPEN_CASES,
        Capability.HANDLE_CASES,
        Capability.WRITE_REGISTERS,
        Capability.KEEP_DOCUMENTS,
        Capability.SEE_LEDGER,
    },
    Role.ANALYST: _WATCH | {Capability.UPLOAD_FEEDS, Capability.TRY_CHANGES, Capability.KEEP_DOCUMENTS},
    Role.MONITOR: _WATCH | _SPEAKS | {Capability.HANDLE_EVIDENCE, Capability.WRITE_REGISTERS},
    Role.LIAISON: _READER
    | _SPEAKS
    | {Capability.FILE_REPORTS, Capability.MANAGE_DEVICES, Capability.OPEN_CASES}
    | {Capability.WRITE_REGISTERS, Capability.KEEP_DOCUMENTS},
    Role.COMMISSIONER: _READER | _SPEAKS | {Capability.DECIDE_CASES, Capability.WRITE_REGISTERS},
    # A trial runs over all tracks: like them, it stays within the mission (MISSION_ONLY).
    Role.SECRETARIAT: _READER
    | _KEEPS
    | {Capability.TRY_CHANGES, Capability.WRITE_REGISTERS, Capability.KEEP_COUNCIL}
    | {Capability.HAND_OVER, Capability.KEEP_DOCUMENTS},
    # Runs the house and does not read its papers: no tracks, no alerts.
    Role.ADMINISTRATOR: _EVERYBODY
    | {
        Capability.SEE_FEEDS,
        Capability.UPLOAD_FEEDS,
        Capability.ADOPT_AGREEMENTS,
        Capability.MANAGE_DEVICES,
        Capability.SEE_LEDGER,
        Capability.HAND_OVER,
        Capability.ADMINISTER,
    },
}
"""What each role may do. The only table of its kind."""

_OUTSIDE = _KEEPS | {
    Capability.FILE_REPORTS,
    Capability.MANAGE_DEVICES,
    Capability.OPEN_CASES,
    Capability.DECIDE_CASES,
    Capability.KEEP_COUNCIL,
    Capability.WRITE_REGISTERS,
    Capability.HAND_OVER,  # the commission's secretariat; `capabilities_of` keeps it from the parties
    Capability.KEEP_DOCUMENTS,
}
MISSION_ONLY = frozenset(Capability) - _READER - _OUTSIDE
"""What no role has outside the mission, whatever the table says: parties see what is released to them."""

BODIES = (OrganisationKind.COMMISSION, OrganisationKind.SUB_COMMITTEE)
"""Organisations whose members decide together; each may sit for a party."""


def capabilities_of(role: str | None, organisation_kind: str | None) -> frozenset[Capability]:
    """What somebody in that role may do in an organisation of that kind; nothing without a role."""
    if role is None:
        return frozenset()
    allowed = CAPABILITIES[Role(role)]
    if organisation_kind not in BODIES:
        allowed -= {Capability.DECIDE_CASES}
    if organisation_kind not in (OrganisationKind.MISSION, *BODIES):
        allowed -= {Capability.KEEP_COUNCIL}
    if organisation_kind not in (OrganisationKind.MISSION, OrganisationKind.PARTY):
        allowed -= {Capability.OPEN_CASES}
    if organisation_kind not in (OrganisationKind.MISSION, OrganisationKind.COMMISSION):
        allowed -= {Capability.HAND_OVER}
    return allowed if organisation_kind == OrganisationKind.MISSION else allowed - MISSION_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """On whose behalf something is read or done."""

    user_id: int | None
    username: str
    organisation_id: int | None
    organisation_kind: str | None
    party: str | None
    """Id of the party in the agreement; None for organisations that are none."""
    role: str | None
    side: str | None = None
    """In a commission or sub-committee: the party for which they sit; None for whoever is neutral, and elsewhere."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this actor may do; nothing without a role."""
        return capabilities_of(self.role, self.organisation_kind)

    def can(self, capability: Capability) -> bool:
        """Whether this actor may do that one thing."""
        return capability in self.capabilities

    def require(self, capability: Capability) -> None:
        """Stop unless this actor may.

        Raises:
            NOT_PERMITTED: the role lacks the capability.
        """
        if not self.can(capability):
            raise NOT_PERMITTED(who=self.username, capability=capability.value)


SYSTEM = Actor(user_id=None, username="evenhand", organisation_id=None, organisation_kind=None, party=None, role=None)
"""The machine itself: ingests, detects, records. It has no role, so it passes no `require`."""


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking. A person in several organisations acts for the one chosen in this session."""
    kept: Actor | None = getattr(request, "evenhand_actor", None)
    if kept is None:
        kept = actor_for(request.user, chosen=request.session.get("membership"))
        request.evenhand_actor = kept  # type: ignore[attr-defined]
    return kept


def actor_for(user: Any, *, chosen: int | None = None) -> Actor:
    """The actor that a signed-in user is; with no membership it may do nothing."""
    if not user.is_authenticated:
        return Actor(user_id=None, username="", organisation_id=None, organisation_kind=None, party=None, role=None)
    memberships = list(Membership.objects.filter(user=user).select_related("organisation").order_by("pk"))
    membership = next((m for m in memberships if m.pk == chosen), memberships[0] if memberships else None)
    organisation = membership.organisation if membership else None
    return Actor(
        user_id=user.pk,
        username=user.username,
        organisation_id=organisation.pk if organisation else None,
        organisation_kind=organisation.kind if organisation else None,
        party=(organisation.party or None) if organisation else None,
        role=membership.role if membership else None,
        side=(membership.side or None) if membership and membership.organisation.kind in BODIES else None,
    )


def page(*capabilities: Capability) -> Callable[[View], View]:
    """Mark a view as open to those who have at least one of `capabilities`; others get the 403 page.

    Raises (from the marked view):
        NOT_PERMITTED: the actor has none of them.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if not any(actor.can(capability) for capability in capabilities):
                actor.require(capabilities[0])
            return view(request, *args, **kwargs)

        guarded.evenhand_access = capabilities  # type: ignore[attr-defined]
        return guarded

    return mark


def signed_in(view: View) -> View:
    """Mark a view as open to everybody who is signed in, whatever their role."""
    view.evenhand_access = "signed-in"  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.evenhand_access = "public"  # type: ignore[attr-defined]
    return login_not_required(view)
