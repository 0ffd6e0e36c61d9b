"""A world in which both parties, the mission and the commission have things, and some were shown to others.

For tests that ask, of everything there is, who sees it. It needs no fixtures: programs of their own build it, too.
"""

import hashlib
import io
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from evenhand.cases import acts
from evenhand.commitments.acts import ConditionSaid
from evenhand.commitments.model import Held
from evenhand.ledger.alarms import alarm_of, signed_alarm
from evenhand.ledger.witness import Finding, Kind
from evenhand.reports.codes import Protection
from evenhand.reports.record import Claimed, Source
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, Actor, actor_for
from evenhand_web.agreements.services import adopt
from evenhand_web.cases import services as cases
from evenhand_web.commitments import services as commitments
from evenhand_web.commitments.access import commitment_for as seen_of
from evenhand_web.commitments.models import Commitment
from evenhand_web.council import services as council
from evenhand_web.desk import services as desk
from evenhand_web.devices import services as devices
from evenhand_web.documents import services as documents
from evenhand_web.doors import keys
from evenhand_web.doors.models import Gateway, Message, MessageFile, OfficeKey
from evenhand_web.doors.services import bundles, gateways, triage
from evenhand_web.drafts import services as drafts
from evenhand_web.evidence import services as evidence
from evenhand_web.evidence.services import uploads
from evenhand_web.evidence.tickets import Ticket
from evenhand_web.forms.services import offline_key
from evenhand_web.incidents import services as incidents
from evenhand_web.incidents.models import Statement
from evenhand_web.incidents.services import deciding
from evenhand_web.intake.models import Report, Version
from evenhand_web.intake.services import look_at_source, receive
from evenhand_web.ledger.services import record
from evenhand_web.proofs.services import erasing
from evenhand_web.registers import services as registers
from evenhand_web.signing import services as signing
from evenhand_web.witnesses.models import Alarm
from simulators.logs import NORTH as WITNESS
from unit.agreements import small
from web.alerts import alerts
from web.cases.conftest import COMPLAINT
from web.commitments import samples
from web.conftest import NOW, ORGANISATIONS
from web.documents import samples as document_samples
from web.doors.samples import a_message, checked
from web.evidence.samples import jpeg
from web.incidents import stories
from web.intake.samples import a_file, a_record, an_arrival
from web.observations.samples import load, track_csv
from web.signing import samples as signing_samples

PEOPLE = {
    "duty": ("mission", "duty-officer"),
    "monitor": ("mission", "monitor"),
    "analyst": ("mission", "analyst"),
    "registrar": ("mission", "administrator"),
    "liaison.north": ("north", "liaison"),
    "liaison.south": ("south", "liaison"),
    "commissioner": ("commission", "commissioner"),
    "secretary": ("commission", "secretariat"),
    "observer": ("observer", "liaison"),
    "officer.north": ("north", "monitor"),
    "officer.south": ("south", "monitor"),
}

ALERTS = {
    "south": "alert-kx3vq2m5aa", "north": "alert-p7jd4w6caa", "both": "alert-t2gn8y3faa", "nobody": "alert-v5rh6z1daa",
}  # fmt: skip
"""By whom they are shown to."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What was built: ids by noun, of each side."""

    actors: dict[str, Actor]
    south: dict[str, Any]
    """South's things, and what was shown to South alone."""
    north: dict[str, Any]
    """What North has of the same nouns, where it has any."""


def build() -> World:
    """Build it; the workspace is the one of the settings."""
    for key, facts in ORGANISATIONS.items():
        accounts.ensure_organisation(key=key, **facts, actor=SYSTEM, now=NOW)
    actors = {}
    for username, (organisation, role) in PEOPLE.items():
        account = accounts.Account(username=username, organisation=organisation, role=role)
        actors[username] = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    in_force = ("in_force: {from: 2026-03-01", "in_force: {from: 2020-03-01")
    adopted = adopt(files=small.files(agreement=in_force), actor=SYSTEM, now=NOW)
    south = _alerts(actors) | {"agreement_id": adopted.agreement, "version": adopted.version}
    north: dict[str, Any] = {}
    for side, things in (("south", south), ("north", north)):
        liaison = actors[f"liaison.{side}"]
        things.update(_reports(liaison, actors["duty"]) | _phone(liaison) | _evidence(side, liaison, actors["duty"]))
        things.update(key=checked(liaison), upload_id=_upload(liaison, things["report_id"]))
        offline_key(actor=liaison, now=NOW)
        things.update(_incident(side, liaison, actors) | _signing(liaison) | _case(side, actors))
        things.update(_register(side, liaison, actors["duty"]))
        things.update(_documents(side, liaison, actors["duty"]))
        things.update(_commitments(side, actors))
    _joined_incidents(actors)
    _of_the_mission(actors)
    south |= _council(actors["secretary"])
    _alarm()
    erasing.propose(username="observer", basis="Art. 17", ordered_by="A court", actor=actors["registrar"], now=NOW)
    south |= _doors(actors) | _drafts(actors["analyst"]) | {"feed": load(track_csv(faults=("a,b",)))}
    return World(actors=actors, south=south, north=north)


def _alarm() -> None:
    """What a witness found; everybody with a role may see it."""
    finding = Finding(kind=Kind.FORGED, details={"fault": "x"}, evidence=(b"x",))
    content = signed_alarm(alarm_of(finding, origin="a.example/log"), WITNESS, at_s=0)
    facts = {"witness": WITNESS.name, "kind": "forged", "signed_at": NOW, "received_at": NOW}
    with transaction.atomic():
        alarm = Alarm.objects.create(alarm=hashlib.sha256(content).hexdigest(), content=content, **facts)
        record(action="witnesses.alarm", subject="alarm", actor=SYSTEM, at=NOW, rows=[alarm])


def _alerts(actors: dict[str, Actor]) -> dict[str, Any]:
    """One for each party, one for both, one for nobody; with all that can be done about them."""
    names = tuple(ALERTS.values())
    incidents.record_alerts(alerts=alerts(*({"alert": name} for name in names)), actor=SYSTEM, now=NOW)
    who: dict[str, Any] = {"actor": actors["duty"], "now": NOW}
    incidents.assign(alert_ids=names[:2], assignee="duty", **who)
    south, north, both, _nobody = names
    incidents.dismiss(alert_ids=[south], reason="other", text="Before it was shown.", **who)
    incidents.reopen(alert_ids=[south], text="After all.", **who)
    for name, sides in {south: ("south",), north: ("north",), both: ("south", "north")}.items():
        for side in sides:
            incidents.release(alert_ids=[name], organisation=side, text=f"For {side}.", **who)
            incidents.comment(alert_id=name, text="Ours.", actor=actors[f"liaison.{side}"], now=NOW)
    incidents.dismiss(alert_ids=[south], reason="other", text="After it was shown.", **who)
    incidents.undo(alert_id=south, **who)
    incidents.comment(alert_id=south, text="The mission's own.", **who)
    incidents.undo(alert_id=south, **who)
    incidents.comment(alert_id=south, text="For those who see it.", shared=True, **who)
    incidents.recall(alert_ids=[both], organisation="north", text="A mistake.", **who)
    return {"alert_id": south}


def _reports(liaison: Actor, duty: Actor) -> dict[str, Any]:
    """A protected one with a file, and one that was joined from two; the desk has worked on them."""
    side = liaison.party
    record = a_record(
        f"Shots heard by {side}",
        protection=Protection.CONFIDENTIAL,
        source=Source(name=f"Witness of {side}"),
        claimed=Claimed(serial=1),
    )
    filed = receive(
        arrival=an_arrival(f"uuid:{side}-1", record=record, files=(a_file(f"{side}.jpg", jpeg()),)),
        actor=liaison,
        now=NOW,
    )
    for name, replaces in ((f"{side}-4", f"{side}-3"), (f"{side}-2", ""), (f"{side}-3", f"{side}-2")):
        edited = an_arrival(
            f"uuid:{name}", record=a_record(f"Statement {name}"), replaces=replaces and f"uuid:{replaces}"
        )
        receive(arrival=edited, actor=liaison, now=NOW)
    about: dict[str, Any] = {"report_id": filed.report, "now": NOW}
    desk.assign(report_ids=[filed.report], assignee="duty", actor=duty, now=NOW)
    desk.grade(report_ids=[filed.report], reliability="B", credibility="2", reason="Known.", actor=duty, now=NOW)
    desk.ask(question="How many?", actor=duty, **about)
    desk.answer(text="Three.", actor=liaison, **about)
    desk.translate(language="fr", text="Coups de feu", actor=duty, **about)
    for text, shared in (("Our own", False), ("For you", True)):
        desk.comment(text=text, shared=shared, actor=duty, **about)
    desk.comment(text="Our remark", actor=liaison, **about)
    desk.undo(actor=liaison, **about)
    version = Version.objects.get(report=filed.report)
    look_at_source(version_id=version.pk, reason="To call back.", actor=duty, **about)
    return {"report_id": filed.report, "version_id": version.pk}


def _of_the_mission(actors: dict[str, Actor]) -> None:
    """Reports of a monitor: shown to both parties, to South and back, to the commission, to nobody."""
    shown = {
        "both": ("south", "north"),
        "south": ("south",),
        "back": ("south",),
        "commission": ("commission",),
        "own": (),
    }
    for name, sides in shown.items():
        text = a_record(f"Patrol {name}", protection=Protection.OPEN if name == "both" else Protection.CONFIDENTIAL)
        arrival = an_arrival(f"uuid:mission-{name}", record=text, files=(a_file(f"{name}.jpg", jpeg(exif=True)),))
        filed = receive(arrival=arrival, actor=actors["monitor"], now=NOW)
        for side in sides:
            desk.release(report_ids=[filed.report], organisation=side, actor=actors["duty"], now=NOW)
        if name == "back":
            desk.recall(
                report_ids=[filed.report], organisation="south", text="A mistake.", actor=actors["duty"], now=NOW
            )


def _phone(liaison: Actor) -> dict[str, Any]:
    made = devices.enrol(label=f"Phone of {liaison.party}", username=liaison.username, actor=liaison, now=NOW)
    return {"device_id": made.device_id, "enrolment_id": made.enrolment_id, "token": made.token}


def _evidence(side: str, liaison: Actor, duty: Actor) -> dict[str, Any]:
    """On the alerts: whole for one side, a copy alone for it, restricted for nobody."""
    who: dict[str, Any] = {"actor": duty, "now": NOW}
    alert = ALERTS[side]
    made = {}
    for name, protection in (("whole", "open"), ("copied", "restricted"), ("hidden", "restricted"), ("seen", "open")):
        claim = evidence.Claim(subject_kind="alert", subject=alert, name=f"{side}-{name}.jpg", protection=protection)
        made[name] = evidence.attach(content=[jpeg()], claim=claim, **who).evidence
    words = evidence.TextClaim(kind="description", language="en", body="A road.")
    masked = evidence.CopyClaim(name="masked.jpg", note="Faces.")
    copies = {}
    for name in ("whole", "copied"):
        evidence.add_text(evidence_id=made[name], claim=words, **who)
        copies[name] = evidence.add_copy(evidence_id=made[name], content=[jpeg(exif=True)], claim=masked, **who)
    evidence.release(evidence_id=made["whole"], organisation=side, reason="To answer.", **who)
    evidence.release(evidence_id=made["copied"], organisation=side, copy_id=copies["copied"], reason="Faces.", **who)
    act = evidence.hand_out(evidence_id=made["whole"], what="original", reason="To read.", actor=liaison, now=NOW)
    ticket = Ticket(evidence=act.evidence, what="original", user=act.user, act=act.act).signed()
    return {"evidence_id": made["whole"], "copy_id": copies["whole"], "ticket": ticket, "copied": made["copied"]}


def _upload(liaison: Actor, report: str) -> str:
    claim = evidence.Claim(subject_kind="report", subject=report, name="film.mp4")
    return uploads.begin(length_bytes=1000, claim=claim, actor=liaison, now=NOW).upload


STANDS = {"south": (48, 96), "north": (144, 192)}
"""Hours after noon at which each side has events; far enough from each other to be different ones."""


def _incident(side: str, liaison: Actor, actors: dict[str, Actor]) -> dict[str, Any]:
    """Two events of which the side and the mission tell; both shown to the side, with remarks of all."""
    for name, hours in zip(("first", "second"), STANDS[side], strict=True):
        stories.filed(f"{side}-{name}", liaison, hours=hours)
        told = stories.filed(f"patrol of {side}-{name}", actors["monitor"], hours=hours)
        stories.look()
        found = Statement.objects.get(pk=told).incident
        who: dict[str, Any] = {"incident_id": found.pk, "actor": actors["duty"], "now": NOW}
        deciding.release_incident(organisation=side, text="To answer.", **who)
        for text, shared in (("Ours", False), ("For you", True)):
            deciding.comment_incident(text=text, shared=shared, **who)
        deciding.comment_incident(incident_id=found.pk, text="Our remark", actor=liaison, now=NOW)
        deciding.release_incident(organisation="commission", **who)
        deciding.recall_incident(organisation="commission", text="A mistake.", **who)
    first, other = (Statement.objects.get(ref=ref).incident_id for ref in _refs(f"patrol of {side}-"))
    return {"incident_id": first, "other_incident": other}


def _joined_incidents(actors: dict[str, Actor]) -> None:
    """Of South both parts were shown; of North the one that stands no more, and of the one that stands it was taken
    back: so nothing.
    """
    for side in STANDS:
        first, other = (Statement.objects.get(ref=ref).incident_id for ref in _refs(f"patrol of {side}-"))
        if side == "north":
            alone = {"incident_id": first, "actor": actors["duty"], "now": NOW}
            deciding.recall_incident(organisation=side, text="A mistake.", **alone)
        deciding.join(incident_id=first, other_id=other, text="One event.", actor=actors["duty"], now=NOW)


def _refs(begins: str) -> list[str]:
    """Reports that tell so, in their order."""
    found = Report.objects.filter(headline__contains=begins, joined=None).order_by("began_at")
    return list(found.values_list("pk", flat=True))


def _register(side: str, liaison: Actor, duty: Actor) -> dict[str, Any]:
    """A record of the party of which the mission says something else; of the mission one shown to it, one to nobody."""
    said = registers.Said(written={"route": f"Road of {liaison.username}", "kind": "road"}, key=secrets.token_hex(16))
    made = registers.enter(register="routes", said=said, actor=liaison, now=NOW)
    other = registers.Said(written={"route": "The same road", "kind": "road", "length": "7"})
    registers.say(register="routes", record_id=made.key, said=other, actor=duty, now=NOW)
    for group in ("Hidden", "Shown"):
        own = registers.Said(written={"group": group, "members": "9"}, key=secrets.token_hex(16))
        last = registers.enter(register="armed-groups", said=own, actor=duty, now=NOW)
    registers.release(register="armed-groups", record_id=last.key, organisation=side, actor=duty, now=NOW)
    return {"entry_id": made.key}


def _signing(liaison: Actor) -> dict[str, Any]:
    """A key of their own, a question that waits for an answer, and one attestation by the server."""
    key = signing_samples.enrolled(liaison, seed=len(liaison.username) + (liaison.user_id or 0))
    signing.challenge(session="another", actor=liaison, now=NOW)
    signing.attest(statement=signing_samples.statement(liaison.username), actor=liaison, now=NOW)
    return {"signing_key": key}


def _case(side: str, actors: dict[str, Actor]) -> dict[str, Any]:
    """A complaint of one side of which the other was not told yet: with a team, an interview, remarks, a look."""
    duty, liaison, now = actors["duty"], actors[f"liaison.{side}"], NOW - timedelta(days=20)
    other = "north" if side == "south" else "south"
    complaint = replace(
        COMPLAINT, reporter=side, reporter_side=side, alleged=(other,), allegation={"en": f"Attack, says {side}."}
    )
    case = cases.open_case(agreement="coastal-example", content=complaint, actor=liaison, now=now)
    mission = {"case_id": case.pk, "actor": duty, "now": now}
    cases.act(content=acts.Commented(text="The mission's own."), **mission)
    for step in ("register", "acknowledge"):
        cases.act(content=acts.Stepped(step=step, reason="As agreed."), **mission)
    for remark in ("Our remark", "Not so"):
        cases.act(content=acts.Commented(text=remark), case_id=case.pk, actor=liaison, now=now)
    cases.take_back(case_id=case.pk, actor=liaison, now=now)
    if side == "north":
        _looked_into(mission, actors)
    return {"case_id": case.pk, "case_number": case.number, "interview": "i1"}


def _looked_into(mission: dict[str, Any], actors: dict[str, Actor]) -> None:
    """The other side is told, a team of both goes there and hears somebody; some of it is shown and taken back."""
    for step in ("notify", "begin-triage"):
        cases.act(content=acts.Stepped(step=step, reason="As agreed."), **mission)
    team = (
        acts.Member(user="monitor", organisation="mission"),
        acts.Member(user="officer.north", organisation="north", side="north"),
        acts.Member(user="officer.south", organisation="south", side="south"),
    )
    cases.act(content=acts.TeamSet(members=team, lead="monitor"), **mission)
    cases.act(content=acts.Stepped(step="open-fact-finding", reason="As agreed."), **mission)
    at = mission["now"]
    for name, hearing in (("i1", "officer.south"), ("i2", "monitor")):
        said = acts.InterviewHeld(interview=name, at=at, alias=name, text="I saw it.")
        told = {"case_id": mission["case_id"], "identity": f"Salma {name}", "now": at}
        cases.hear(content=said, actor=actors[hearing], **told)
    cases.look(interview="i1", reason="To protect her.", **mission)
    for to, numbers in (("commission", (1,)), ("south", (1, 2))):
        cases.act(content=acts.Released(to=to, acts=numbers), **mission)
    cases.act(content=acts.Recalled(to="commission", acts=(1,)), **mission)


def _council(secretary: Actor) -> dict[str, Any]:
    """Records of the desk: shown, a draft, shown with a later draft, corrected, taken back (and shown again)."""
    meeting = {"day": "2020-12-01", "format": "briefing"}
    who: dict[str, Any] = {"actor": secretary, "now": NOW}

    def written(name: str, based_on: int, *, release: bool, number: str) -> None:
        draft = council.Draft(
            kind="meeting",
            record_id=f"meeting-{name}",
            content=meeting | {"number": number},
            based_on=based_on,
            reason="As told.",
            release=release,
        )
        council.write(draft=draft, **who)

    for name in ("shown", "later-draft", "corrected", "back", "again"):
        written(name, 0, release=True, number="1")
    written("draft", 0, release=False, number="1")
    written("later-draft", 1, release=False, number="2")
    written("corrected", 1, release=True, number="2")
    for name in ("back", "again"):
        council.withdraw(record_id=f"meeting-{name}", reason="A mistake.", **who)
    written("again", 2, release=True, number="3")
    return {"record_id": "meeting-draft"}


def _documents(side: str, liaison: Actor, duty: Actor) -> dict[str, Any]:
    """Two of the side's own, one of them put right; of the mission's one shown to it, one shown to it no longer."""
    who: dict[str, Any] = {"actor": duty, "now": NOW}
    own, second, shown, back = (
        document_samples.kept(actor, document_samples.text(f"ST/{side.upper()}/2020/{n}"), f"{side}-{n}.txt")
        for n, actor in enumerate((liaison, liaison, duty, duty))
    )
    documents.correct(document_id=own.pk, values={"title": f"Of {side}"}, reason="", actor=liaison, now=NOW)
    for document in (shown, back):
        documents.release(document_id=document.pk, organisation=side, **who)
    documents.recall(document_id=back.pk, organisation=side, **who)
    return {"document_id": own.pk, "other_id": second.pk}


def _commitments(side: str, actors: dict[str, Actor]) -> dict[str, Any]:
    """A plan of the mission that one side was shown, with what all said; of one measure that was taken back."""
    duty, liaison = actors["duty"], actors[f"liaison.{side}"]
    key = f"plan-of-{side}"
    commitments.keep_plan(value=samples.a_plan(key), actor=duty, now=NOW)
    commitments.release_plan(plan=key, organisations=(side,), risks=side == "south", actor=duty, now=NOW)
    ids = dict(Commitment.objects.filter(plan=key).values_list("key", "pk"))
    commitments.recall(commitment_id=ids["threat"], organisation=side, actor=duty, now=NOW)
    for number, (who, shared) in enumerate(((duty, True), (duty, False), (liaison, True), (liaison, False))):
        about: dict[str, Any] = {"commitment_id": ids["withdraw"], "actor": who, "now": NOW}
        commitments.comment(text=f"Remark {number} of {side}", shared=shared, **about)
        held = ConditionSaid(gate="ready", condition="agreed", held=Held.YES if shared else Held.UNKNOWN)
        commitments.say_of_plan(plan=key, content=held, shared=shared, actor=who, now=NOW)
    for one, act in ((duty, 1), (liaison, 3)):
        commitments.take_back_of_plan(plan=key, number=act, actor=one, now=NOW)
    last = len(seen_of(liaison, ids["withdraw"]).acts)
    commitments.take_back(commitment_id=ids["withdraw"], number=last, actor=liaison, now=NOW)
    commitments.follow(kind="plan", what=key, actor=liaison, now=NOW)
    read = samples.a_commitment(f"read-{side}")
    (proposal,) = commitments.propose(values=[read], actor=actors["duty" if side == "south" else "secretary"], now=NOW)
    commitments.remind(actor=duty, now=NOW + timedelta(days=20))
    return {"commitment_id": ids["withdraw"], "plan_key": key, "proposal_id": proposal}


def _doors(actors: dict[str, Actor]) -> dict[str, Any]:
    """Letters in every state, a gateway, a bundle and the key of another office."""
    duty = actors["duty"]
    made, kept = (a_message(message_id=f"<{n}@x>", text=f"Letter {n}", files={"a.jpg": jpeg()}) for n in range(2))
    triage.set_aside(message_id=made, reason="Advertisement", actor=duty, now=NOW)
    gateways.register(label="Modem", language="en", zone="UTC", signed=False, actor=actors["registrar"], now=NOW)
    keys.office_key()
    bundle = bundles.export(out=io.BytesIO(), wanted=bundles.Wanted(), actor=duty, now=NOW)
    facts = {"office": "East", "seen_at": NOW, "changed_at": NOW, "changed_by": "duty"}
    key = OfficeKey.objects.create(public="0" * 64, fingerprint="0000", **facts)
    file = MessageFile.objects.get(message_id=kept)
    assert Message.objects.count() == 2
    return {
        "message": kept,
        "number": file.pk,
        "gateway": Gateway.objects.get().pk,
        "office_key": key.pk,
        "bundle": bundle.pk,
    }


def _drafts(analyst: Actor) -> dict[str, Any]:
    files = small.files(agreement=('version: "2"', 'version: "3"'))
    row = drafts.save(files=files, based_on="0" * 64, note="A trial", actor=analyst, now=NOW)
    return {"digest": row.digest}
