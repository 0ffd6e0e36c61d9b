"""Everything on the page of one incident, as far as the actor may know it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import Text
from evenhand.incidents.decisions import Question, pair_of
from evenhand.incidents.explain import weight_in_words, why
from evenhand.incidents.independence import Independence, VoiceKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.queries import other_organisations
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents import access, grouping
from evenhand_web.incidents.incident_list import IncidentRow, Words, row_of
from evenhand_web.incidents.models import (
    Alert,
    Incident,
    IncidentAct,
    IncidentActKind,
    Statement,
    StatementKind,
)
from evenhand_web.incidents.services.deciding import UNDOABLE, family
from evenhand_web.incidents.services.resting import resting
from evenhand_web.incidents.weighing import weigh
from evenhand_web.incidents.wording import Names
from evenhand_web.intake.models import Report

MOST_LINKS = 24
MOST_NEAR = 6
NEAR_LOG_ODDS = -2.0
"""Of what lies near, so much likelihood at least is worth a look: one in eight."""
VOICES = {
    VoiceKind.INTERNATIONAL: _("International monitor"),
    VoiceKind.PARTY: _("Party"),
    VoiceKind.MEDIA: _("Media"),
    VoiceKind.SENSOR: _("Sensor or feed"),
    VoiceKind.CIVIL: _("Other source"),
}
NO_VOICE = _("Source not named")
"""Of a report whose source is protected from the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One report or alert of an incident."""

    key: str
    kind: str
    label: str
    """Number of a report; of an alert its object and when it began."""
    url: str
    headline: str | Text
    voice: str
    """Who speaks, in words."""
    source: str
    party: Text | None
    """Of a source that is a party."""
    named: Text | None
    """Against whom it speaks."""
    type: str
    began_at: datetime
    ended_at: datetime
    radius_m: float
    counted: bool
    why_not: str
    """Why it does not count as a source of its own; "" where it does."""
    hearsay: bool
    bar: tuple[float, float]
    """Where its time lies on the plot, and how long it is, in thousandths of its width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """Two statements, why they are held to tell of one event, and what people said."""

    keys: tuple[str, str]
    labels: tuple[str, str]
    percent: str
    reasons: tuple[tuple[str, str, str], ...]
    """Sentence, weight in words, and for, against or neither."""
    verdict: str
    """accepted, refused or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentActRow:
    """One act as the history shows it."""

    number: int
    """By which decisions are named and taken back; outside the mission, which could count by it what is hidden, where
    it stands among those that are shown.
    """
    kind: str
    label: str
    at: datetime
    actor: str
    by: str
    ones: tuple[str, ...]
    others: tuple[str, ...]
    text: str
    organisation: str
    shared: bool
    undone: bool
    undoable: bool
    undoes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """The page."""

    row: IncidentRow
    inside: bool
    handles: bool
    statements: tuple[StatementRow, ...]
    independence: Independence
    parties: tuple[tuple[Text, int], ...]
    """Sources of each party."""
    unnamed: bool
    """The source of some statement is protected from the reader."""
    begins_at: datetime | None
    ends_at: datetime | None
    links: tuple[LinkRow, ...]
    near: tuple[LinkRow, ...]
    """What lies outside and may belong."""
    questions: tuple[tuple[str, int], ...]
    """What the machine asks, and about which act."""
    acts: tuple[IncidentActRow, ...]
    absorbed: tuple[str, ...]
    """Numbers that were joined to it."""
    organisations: tuple[tuple[str, str], ...]
    released_to: tuple[tuple[str, str], ...]
    resting: tuple[tuple[str, str, str], ...]
    """Key and name of an organisation to which a part was released that is joined here, and the number of that part; it
    sees neither, for the whole is not released to it.
    """
    case_url: str


def incident_page(actor: Actor, incident_id: str, *, language: str, now: datetime) -> IncidentPage:
    """All about one incident.

    Raises:
        NO_SUCH_INCIDENT: it is not there for this actor.
    """
    incident = access.incident_for(actor, incident_id)
    words = Words(next(iter(agreements.current(now)), None), language)
    inside, handles = access.sees_all_incidents(actor), actor.can(Capability.HANDLE_REPORTS)
    found = access.visible_statements(actor).filter(incident=incident, left_out="").order_by("began_at", "pk")
    rows = access.as_told_to(actor, found)
    weighed = weigh(rows, words.agreement)
    links, near, labels = _seen(rows, words, language) if inside else ((), (), {})
    statements = statement_rows(rows, weighed.independence, words, language)
    labels = labels | {row.key: row.label for row in statements}
    released = _released_to(incident, actor)
    return IncidentPage(
        row=row_of(incident, weighed, words, inside=inside),
        inside=inside,
        handles=handles,
        statements=statements,
        independence=weighed.independence,
        parties=tuple(
            (words.party(party) or Text({"und": str(_("a party that is not named"))}), count)
            for party, count in weighed.independence.by_party.items()
        ),
        unnamed=any(not row.voice for row in rows),
        begins_at=weighed.began_at,
        ends_at=weighed.ended_at,
        links=links,
        near=near,
        questions=_questions(incident, labels, language) if inside else (),
        acts=_acts(incident, actor, labels),
        absorbed=_absorbed(incident) if inside else (),
        organisations=tuple(one for one in other_organisations() if one not in released) if handles else (),
        released_to=released,
        resting=_resting(incident) if inside else (),
        case_url=_case_url(incident),
    )


def statement_rows(
    rows: Sequence[Statement], independence: Independence, words: Words, language: str
) -> tuple[StatementRow, ...]:
    """Statements as the page shows them, with where each stands on the plot of times."""
    told = _named(rows)
    passed = {one.statement: one for one in independence.passed}
    labels = {key: label for key, (label, _head, _url) in told.items()}
    begins, ends = min((row.began_at for row in rows), default=None), max((row.ended_at for row in rows), default=None)
    whole_s = (ends - begins).total_seconds() if begins and ends else 1.0
    found = []
    for row in rows:
        label, headline, url = told[row.pk]
        at = 1000.0 * (row.began_at - begins).total_seconds() / whole_s
        length = 1000.0 * (row.ended_at - row.began_at).total_seconds() / whole_s
        reason = passed[row.pk].words(language=language, names=_isolated(labels)) if row.pk in passed else ""
        found.append(
            StatementRow(
                key=row.pk, kind=row.kind, label=label, url=url, headline=headline,
                voice=str(VOICES[VoiceKind(row.voice)] if row.voice else NO_VOICE), source=row.voice_source,
                party=words.party(row.voice_party), named=words.party(row.party),
                type=words.type(row.type.rsplit("/", 1)[-1]), began_at=row.began_at, ended_at=row.ended_at,
                radius_m=row.radius_m, counted=row.pk not in passed, why_not=reason, hearsay=row.hearsay,
                bar=(round(min(at, 994.0), 1), round(max(length, 6.0), 1)),
            )
        )  # fmt: skip
    return tuple(found)


def _named(rows: Sequence[Statement]) -> dict[str, tuple[str, str | Text, str]]:
    """By statement what people call it, its headline, and its page."""
    reports = Report.objects.in_bulk([row.ref for row in rows if row.kind == StatementKind.REPORT])
    alerts = Alert.objects.in_bulk([row.ref for row in rows if row.kind == StatementKind.ALERT])
    names, found = Names(), {}
    for row in rows:
        if row.kind == StatementKind.REPORT:
            report = reports[row.ref]
            found[row.pk] = report.number, report.headline, reverse("reports:report", args=[row.ref])
        else:
            alert = alerts[row.ref]
            at = timezone.localtime(alert.began_at)
            label = f"{alert.label or alert.object or alert.event or row.ref[:12]} {at:%m-%d %H:%M}"
            found[row.pk] = label, names.rule(alert), reverse("incidents:alert", args=[row.ref])
    return found


def _seen(
    rows: Sequence[Statement], words: Words, language: str
) -> tuple[tuple[LinkRow, ...], tuple[LinkRow, ...], dict[str, str]]:
    """The links within, those to what lies near, and the labels of all that are named."""
    members = {row.pk for row in rows}
    around = {row.pk: row for row in grouping.surroundings(rows)}
    if not members or not members <= around.keys():
        return (), (), {}
    found = grouping.found_among(around.values())
    ids = [str(found.table["statement"][int(at)].as_py()) for at in found.rows]
    late, early, weight = found.pairs()
    odds = {
        pair_of(ids[one], ids[other]): float(value)
        for one, other, value in zip(late, early, weight, strict=True)
        if ids[one] in members or ids[other] in members
    }
    verdicts = _verdicts(members)
    within = _tree({pair: value for pair, value in odds.items() if set(pair) <= members}, members)
    within += [pair for pair in verdicts if set(pair) <= members and pair not in within]
    outside = [pair for pair, value in odds.items() if not set(pair) <= members and value >= NEAR_LOG_ODDS]
    outside += [pair for pair in verdicts if not set(pair) <= members and set(pair) <= around.keys()]
    outside = sorted(dict.fromkeys(outside), key=lambda pair: -odds.get(pair, -9.0))[:MOST_NEAR]
    named = {key for pair in (*within[:MOST_LINKS], *outside) for key in pair} | members
    told = _named([around[key] for key in sorted(named)])
    labels = {key: label for key, (label, _head, _url) in told.items()}

    def link(pair: tuple[str, str]) -> LinkRow:
        explained = why(found, *pair, language=language)
        reasons = tuple(
            (
                _plain(reason.sentence, words, around, labels, language),
                weight_in_words(reason, language=language),
                "neither" if abs(reason.log_odds) < 0.35 else "for" if reason.log_odds > 0 else "against",
            )
            for reason in explained.reasons
        )
        percent = 100.0 * explained.probability
        shown = "<1" if percent < 1.0 else ">99" if percent > 99.0 else f"{percent:.0f}"
        if not explained.reasons:
            reasons = ((explained.headline, "", "against"),)
        return LinkRow(
            keys=pair, labels=(labels[pair[0]], labels[pair[1]]), percent=shown,
            reasons=reasons, verdict=verdicts.get(pair, ""),
        )  # fmt: skip

    return tuple(map(link, within[:MOST_LINKS])), tuple(map(link, outside)), labels


def _tree(odds: Mapping[tuple[str, str], float], members: set[str]) -> list[tuple[str, str]]:
    """The heaviest links that hold the members together; all of them where they are few."""
    ordered = sorted(odds, key=lambda pair: (-odds[pair], pair))
    if len(members) <= 5:
        return ordered
    above = {one: one for one in members}

    def root(one: str) -> str:
        while above[one] != one:
            one = above[one]
        return one

    chosen = []
    for pair in ordered:
        a, b = root(pair[0]), root(pair[1])
        if a != b:
            above[a] = b
            chosen.append(pair)
    return chosen


def _verdicts(members: set[str]) -> dict[tuple[str, str], str]:
    """What people said of single links of these statements, the latest word of each."""
    found: dict[tuple[str, str], str] = {}
    kinds = [IncidentActKind.ACCEPTED, IncidentActKind.REFUSED]
    acts = IncidentAct.objects.filter(kind__in=kinds, undone_by=None).order_by()
    for act in sorted(acts, key=lambda act: act.pk):
        pair = pair_of(act.ones[0], act.others[0])
        if set(pair) & members:
            found[pair] = str(act.kind)
    return found


def _isolated(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels that keep their own direction within a sentence of another."""
    return {key: f"\u2068{label}\u2069" for key, label in labels.items()}


def _plain(
    sentence: str, words: Words, around: Mapping[str, Statement], labels: Mapping[str, str], language: str
) -> str:
    """A reason with codes and ids in words."""
    for key, label in _isolated(labels).items():
        sentence = sentence.replace(key, label)
    for path in sorted({row.type for row in around.values() if row.type}, key=len, reverse=True):
        sentence = sentence.replace(path, words.type(path.rsplit("/", 1)[-1]))
    for party in sorted({row.party for row in around.values() if row.party}, key=len, reverse=True):
        name = words.party(party)
        shown = (name.in_language(language) if name else None) or party
        sentence = re.sub(rf"(?<![\w-]){re.escape(party)}(?![\w-])", shown, sentence)
    for row in around.values():
        sentence = sentence.replace(row.source, row.voice_source)
    return sentence


def _questions(incident: Incident, labels: Mapping[str, str], language: str) -> tuple[tuple[str, int], ...]:
    acts = IncidentAct.objects.in_bulk([one["act"] for one in incident.questions])
    missing = {one[name] for one in incident.questions for name in ("one", "other")} - labels.keys()
    known = {**labels, **{key: told[0] for key, told in _named(list(Statement.objects.filter(pk__in=missing))).items()}}
    found = []
    for one in incident.questions:
        if one["act"] in acts:
            question = Question(
                decision=grouping.decision_of(acts[one["act"]]), one=one["one"], other=one["other"],
                log_odds=one["log_odds"],
            )  # fmt: skip
            found.append((question.words(language=language, names=_isolated(known)), one["act"]))
    return tuple(found)


def _acts(incident: Incident, actor: Actor, labels: Mapping[str, str]) -> tuple[IncidentActRow, ...]:
    found = access.acts_about(actor, family(incident)).order_by()
    told = sorted(found.select_related("by", "organisation", "undoes", "undone_by"), key=lambda act: act.pk)
    readable = [act for act in told if access.may_read_incident_act(actor, act)]
    inside = access.sees_all_incidents(actor)
    keys = {key for act in readable for key in (*act.ones, *act.others)} - labels.keys() if inside else set()
    known = dict(labels)
    known |= {key: told[0] for key, told in _named(list(Statement.objects.filter(pk__in=sorted(keys)))).items()}
    handles = actor.can(Capability.HANDLE_REPORTS)
    return tuple(
        IncidentActRow(
            number=act.pk if inside else place, kind=act.kind, label=str(IncidentActKind(act.kind).label), at=act.at,
            actor=act.actor if act.by_id and (inside or act.by_id == actor.organisation_id) else "",
            by=str(act.by) if act.by else "",
            ones=tuple(known.get(key, key) for key in act.ones) if inside else (),
            others=tuple(known.get(key, key) for key in act.others) if inside else (),
            text=act.text, organisation=str(act.organisation) if act.organisation else "", shared=act.shared,
            undone=hasattr(act, "undone_by"), undoes=str(IncidentActKind(act.undoes.kind).label) if act.undoes else "",
            undoable=handles and act.kind in UNDOABLE and not hasattr(act, "undone_by"),
        )
        for place, act in enumerate(readable, start=1)
    )  # fmt: skip


def _absorbed(incident: Incident) -> tuple[str, ...]:
    found = Incident.objects.filter(pk__in=family(incident)).exclude(pk=incident.pk)
    return tuple(found.order_by("age").values_list("number", flat=True))


def _released_to(incident: Incident, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Key and name of each organisation; outside the mission only one's own."""
    inside = access.sees_all_incidents(actor)
    return tuple(
        (release.organisation.key, str(release.organisation))
        for release in incident.releases.select_related("organisation").order_by("organisation__key")
        if inside or release.organisation_id == actor.organisation_id
    )


def _resting(incident: Incident) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (release.organisation.key, str(release.organisation), release.incident.number)
        for release in resting(incident, family(incident))
    )


def _case_url(incident: Incident) -> str:
    try:
        return f"{reverse('cases:new')}?incident={incident.pk}"
    except NoReverseMatch:  # cases may be left out of an installation
        return ""


def incident_of(actor: Actor, kind: str, ref: str) -> tuple[str, str] | None:
    """Id and number of the incident to which a report or an alert belongs, for who may see both; else None."""
    try:
        found = access.visible_statements(actor).filter(kind=kind, ref=ref, incident__isnull=False)
        pk = found.values_list("incident", flat=True).first()
        incident = access.incident_for(actor, pk) if pk else None
    except Problem:
        return None
    return (incident.pk, incident.number) if incident else None
