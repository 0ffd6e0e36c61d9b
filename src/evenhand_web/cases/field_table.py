"""The fields of the form of each kind of act: one table, from which forms are drawn and read and acts are told."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from evenhand.cases.codes import Answer, Choice, FindingOutcome, Gravity, Measure, Position, Question, Result
from evenhand.reports.codes import (
    Attribution,
    Credibility,
    Proof,
    Protection,
    Reliability,
    ReportKind,
    RestrictionType,
    StatedReason,
)
from evenhand_web.cases.fields import (
    Field,
    audiences,
    clocks,
    coded,
    findings,
    listed,
    one_of,
    organisations,
    own_responses,
    parties,
    positions,
    provisions,
    responses,
    visits,
)

LANGUAGES_HELP = _("Write it in one language at least; the versions are equally authentic.")
UTC_HELP = _("In UTC.")
WHAT, WHEN, WHO, WHY = _("What"), _("When and where"), _("Who"), _("On what it rests")

FRAME = (
    Field(
        name="alleged",
        label=_("Said of"),
        kind="many",
        options=parties,
        names="party",
        group=WHO,
        initial=lambda s: s.file.alleged,
    ),
    Field(
        name="provisions",
        label=_("Provisions said to be breached"),
        kind="many",
        options=provisions,
        names="provision",
        group=WHAT,
        initial=lambda s: s.file.provisions,
    ),
    Field(name="urgent", label=_("Urgent"), kind="flag", group=WHAT, initial=lambda s: s.file.urgent),
)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "opened": (
        one_of("kind", _("Kind"), ReportKind, group=WHAT, required=True),
        Field(
            name="allegation", label=_("What is alleged"), kind="texts", group=WHAT, required=True, help=LANGUAGES_HELP
        ),
        *FRAME,
        Field(name="at", label=_("When it happened"), kind="instant", group=WHEN, help=UTC_HELP),
        Field(name="place", label=_("Where it happened"), group=WHEN),
        Field(
            name="reporter",
            label=_("Brought by"),
            kind="one",
            options=organisations,
            names="organisation",
            group=WHO,
            help=_("Empty: the mechanism itself."),
        ),
        one_of(
            "protection",
            _("Who may learn from whom it comes"),
            Protection,
            group=WHO,
            initial=lambda _s: Protection.OPEN,
        ),
        Field(name="subjects", label=_("About"), kind="subjects", options=lambda s: s.evidence, group=WHY),
    ),
    "reframed": (
        *FRAME,
        Field(name="reason", label=_("Reason"), kind="text", required=True),
    ),
    "stepped": (
        Field(name="step", label=_("Step"), kind="hidden", initial=lambda s: s.step),
        Field(name="other_case", label=_("Number of the other case"), help=_("As on its page: CASE-2020-00000.")),
        Field(name="reason", label=_("Reason"), kind="text"),
        Field(name="authority", label=_("Article or decision on which it rests")),
        Field(name="evidence", label=_("Evidence"), kind="many", options=listed),
    ),
    "team-set": (
        Field(
            name="members",
            label=_("Members"),
            kind="people",
            required=True,
            initial=lambda s: [m.user for m in s.file.team.members] if s.file.team else [],
            help=_("A joint team has a member of each party and an international monitor."),
        ),
        Field(
            name="lead",
            label=_("Led by"),
            kind="one",
            required=True,
            options=lambda s: [(p.user, f"{p.name} · {p.organisation_name}") for p in s.people],
            names="person",
            initial=lambda s: s.file.team.lead if s.file.team else "",
        ),
        Field(
            name="mandate",
            label=_("Mandate"),
            kind="text",
            initial=lambda s: s.file.team.mandate if s.file.team else "",
        ),
    ),
    "visit-planned": (
        Field(
            name="visit",
            label=_("Visit"),
            kind="one",
            options=lambda s: visits(s, held=False),
            help=_("Empty: a new one. One that is chosen is planned anew."),
        ),
        Field(name="begins_at", label=_("Begins"), kind="instant", required=True, help=UTC_HELP, group=WHEN),
        Field(name="ends_at", label=_("Ends"), kind="instant", required=True, help=UTC_HELP, group=WHEN),
        Field(
            name="route",
            label=_("Route"),
            kind="lines",
            required=True,
            help=_("One place in a line, in order."),
            group=WHEN,
        ),
        Field(
            name="clearance",
            label=_("Cleared as safe by"),
            help=_("Who, with the reference. Without it no team goes."),
            group=_("Safety"),
            required=True,
        ),
        Field(
            name="cleared_until",
            label=_("Clearance valid until"),
            kind="instant",
            required=True,
            help=UTC_HELP,
            group=_("Safety"),
        ),
        Field(
            name="notified", label=_("Was told"), kind="many", options=organisations, names="organisation", group=WHO
        ),
        Field(name="note", label=_("Note"), kind="text"),
    ),
    "visit-held": (
        Field(name="visit", label=_("Visit"), kind="one", options=lambda s: visits(s, held=False), required=True),
        Field(name="began_at", label=_("Began"), kind="instant", required=True, help=UTC_HELP),
        Field(name="ended_at", label=_("Ended"), kind="instant", required=True, help=UTC_HELP),
        Field(name="reports", label=_("Reports that came of it"), kind="lines", help=_("One number in a line.")),
        Field(name="note", label=_("Note"), kind="text"),
    ),
    "access-refused": (
        Field(name="at", label=_("When"), kind="instant", required=True, help=UTC_HELP, group=WHEN),
        Field(name="visit", label=_("Visit"), kind="one", options=lambda s: visits(s, held=True), group=WHEN),
        Field(name="by", label=_("Who refused, in your words"), required=True, group=WHO),
        Field(
            name="side",
            label=_("The party held to have refused"),
            kind="one",
            options=parties,
            names="party",
            group=WHO,
        ),
        one_of("restriction", _("How"), RestrictionType, group=WHAT, initial=lambda _s: RestrictionType.DENIAL),
        one_of("reason", _("Reason that they gave"), StatedReason, group=WHAT),
        Field(name="text", label=_("What happened"), kind="text", required=True, group=WHAT),
    ),
    "interview-held": (
        Field(name="interview", label=_("Interview"), kind="hidden"),
        Field(name="at", label=_("When"), kind="instant", required=True, help=UTC_HELP),
        Field(name="alias", label=_("Alias"), required=True, help=_("The only name that stands in the file.")),
        one_of("protection", _("Protection"), Protection, initial=lambda _s: Protection.CONFIDENTIAL),
        Field(name="text", label=_("What was said"), kind="text", required=True),
    ),
    "evidence-listed": (
        Field(
            name="subject",
            label=_("Piece"),
            kind="subject",
            options=lambda s: s.evidence,
            required=True,
            help=_("Files attached to this case, and what it is about."),
        ),
        one_of("reliability", _("Reliability of the source"), Reliability, initial=lambda _s: Reliability.F),
        one_of("credibility", _("Credibility of the information"), Credibility, initial=lambda _s: Credibility.SIX),
        Field(name="note", label=_("Note"), kind="text"),
    ),
    "question-answered": (
        one_of("question", _("Question"), Question, required=True),
        one_of("answer", _("Answer"), Answer, required=True),
        one_of(
            "standard",
            _("Standard of proof"),
            Proof,
            required=True,
            options=coded(Proof, [Proof.BEYOND_REASONABLE_DOUBT]),
        ),
        Field(name="text", label=_("Why"), kind="texts", required=True, help=LANGUAGES_HELP),
        Field(name="evidence", label=_("Evidence"), kind="many", options=listed),
    ),
    "finding-proposed": (
        Field(
            name="version",
            label=_("Version"),
            kind="hidden",
            initial=lambda s: (s.file.finding.version if s.file.finding else 0) + 1,
        ),
        Field(
            name="supersedes",
            label=_("Replaces version"),
            kind="hidden",
            initial=lambda s: s.file.finding.version if s.file.finding else "",
        ),
        one_of("outcome", _("What is found"), FindingOutcome, required=True, group=WHAT),
        Field(name="text", label=_("In words"), kind="texts", required=True, help=LANGUAGES_HELP, group=WHAT),
        one_of("gravity", _("How grave"), Gravity, group=WHAT),
        one_of("attribution", _("Attribution"), Attribution, required=True, group=WHO),
        Field(name="parties", label=_("Attributed to"), kind="many", options=parties, names="party", group=WHO),
        one_of(
            "standard",
            _("Standard of proof"),
            Proof,
            required=True,
            options=coded(Proof, [Proof.BEYOND_REASONABLE_DOUBT]),
            group=WHY,
            help=_("What the basis carries; more than that is refused."),
        ),
        Field(
            name="basis.independent",
            label=_("Independent sources"),
            kind="whole",
            group=WHY,
            initial=lambda _s: 0,
            help=_("Echoes of one origin and several statements of one source are one."),
        ),
        Field(
            name="basis.of_parties",
            label=_("Of these, of a party to the matter"),
            kind="whole",
            group=WHY,
            initial=lambda _s: 0,
        ),
        Field(name="basis.hearsay_only", label=_("All of it hearsay"), kind="flag", group=WHY),
        Field(
            name="basis.visited",
            label=_("A team was on the spot"),
            kind="flag",
            group=WHY,
            initial=lambda s: any(v.held for v in s.file.visits.values()),
        ),
        Field(name="basis.physical", label=_("There is an object, a trace or a recording"), kind="flag", group=WHY),
        Field(name="evidence", label=_("Evidence"), kind="many", options=listed, group=WHY),
    ),
    "position-taken": (
        Field(
            name="version",
            label=_("Version of the finding"),
            kind="hidden",
            initial=lambda s: s.file.finding.version if s.file.finding else "",
        ),
        Field(name="digest", label=_("Digest of the finding"), kind="hidden"),
        Field(name="signed_at", label=_("Signed"), kind="hidden"),
        one_of("position", _("Position"), Position, required=True, options=positions),
        Field(
            name="side",
            label=_("For"),
            kind="one",
            options=parties,
            names="party",
            help=_("Only to record that a party was absent; empty: your own position."),
        ),
        Field(
            name="text",
            label=_("In words"),
            kind="texts",
            help=_("A dissent needs its reasons; it stays with the finding for ever."),
        ),
    ),
    "meeting-held": (
        Field(name="body", label=_("Body"), kind="hidden", initial=lambda s: s.file.state),
        Field(name="at", label=_("When"), kind="instant", required=True, help=UTC_HELP),
        Field(name="present", label=_("Present"), kind="presence"),
        Field(name="walked_out", label=_("Left, or did not come"), kind="many", options=parties, names="party"),
        Field(name="note", label=_("Minutes in brief"), kind="text"),
    ),
    "voted": (
        Field(
            name="meeting",
            label=_("Meeting"),
            kind="hidden",
            initial=lambda s: s.file.meetings[-1].meeting if s.file.meetings else "",
        ),
        Field(
            name="ruling",
            label=_("Version of the ruling"),
            kind="hidden",
            initial=lambda s: s.file.ruling.version if s.file.ruling else "",
        ),
        one_of("choice", _("Vote"), Choice, required=True),
        Field(name="text", label=_("Explanation of vote"), kind="text"),
    ),
    "ruling-given": (
        Field(
            name="version",
            label=_("Version"),
            kind="hidden",
            initial=lambda s: (s.file.ruling.version if s.file.ruling else 0) + 1,
        ),
        Field(
            name="supersedes",
            label=_("Replaces version"),
            kind="hidden",
            initial=lambda s: s.file.ruling.version if s.file.ruling else "",
        ),
        Field(name="body", label=_("Body"), kind="hidden", initial=lambda s: s.file.state),
        one_of("outcome", _("What is ruled"), FindingOutcome, required=True),
        Field(
            name="finding",
            label=_("Rests on version of the finding"),
            kind="one",
            options=findings,
            required=True,
            initial=lambda s: s.file.finding.version if s.file.finding else "",
        ),
        Field(name="text", label=_("Text"), kind="texts", required=True, help=LANGUAGES_HELP),
    ),
    "response-assigned": (
        one_of("measure", _("Measure"), Measure, required=True),
        Field(
            name="owner",
            label=_("To be done by"),
            kind="one",
            options=organisations,
            names="organisation",
            required=True,
        ),
        Field(name="due_at", label=_("Until"), kind="instant", required=True, help=UTC_HELP),
        Field(name="text", label=_("What exactly"), kind="text", required=True),
    ),
    "response-reported": (
        Field(name="response", label=_("Response"), kind="one", options=own_responses, required=True),
        Field(name="text", label=_("What was done"), kind="text", required=True),
        Field(name="evidence", label=_("Evidence"), kind="many", options=listed),
    ),
    "response-verified": (
        Field(name="response", label=_("Response"), kind="one", options=responses, required=True),
        one_of("result", _("Result"), Result, required=True),
        Field(name="text", label=_("What verification showed"), kind="text", required=True),
    ),
    "released": (
        Field(name="to", label=_("To"), kind="one", options=audiences, names="organisation", required=True),
        Field(name="acts", label=_("Acts"), kind="acts", required=True),
        Field(name="reason", label=_("Reason"), kind="text"),
    ),
    "recalled": (
        Field(name="to", label=_("From"), kind="one", options=audiences, names="organisation", required=True),
        Field(name="acts", label=_("Acts"), kind="acts", required=True),
        Field(name="reason", label=_("Reason"), kind="text"),
    ),
    "commented": (Field(name="text", label=_("Comment"), kind="text", required=True),),
    "extended": (
        Field(name="clock", label=_("Clock"), kind="one", options=clocks, required=True),
        Field(name="until", label=_("Until"), kind="instant", required=True, help=UTC_HELP),
        Field(name="reason", label=_("Reason"), kind="text", required=True),
    ),
    "late-evidence": (
        Field(name="text", label=_("What came"), kind="text", required=True),
        Field(name="subjects", label=_("Pieces"), kind="subjects", options=lambda s: s.evidence),
    ),
}
"""By kind of act. What is not here is computed (`forms.completed`)."""
