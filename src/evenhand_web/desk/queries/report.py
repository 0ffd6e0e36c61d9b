"""Everything on the page of one report, as far as the actor may know it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from evenhand.agreements.model import Agreement
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import Text
from evenhand.reports import places as shapes_of_places
from evenhand.reports import shapes
from evenhand.reports.codes import Protection
from evenhand.reports.plausibility import REVEALING, Flag
from evenhand.reports.record import Record, record_from
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.queries import Person, other_organisations, people_with
from evenhand_web.agreements import queries as agreements
from evenhand_web.desk import access, words
from evenhand_web.desk.acting import POSSIBLE, undoable_act
from evenhand_web.desk.models import ItemKind, ItemState
from evenhand_web.desk.places import near
from evenhand_web.desk.queries.acts import ActRow, act_row, latest
from evenhand_web.desk.queries.queue import ItemRow, Wording, row_of
from evenhand_web.desk.templatetags.reports import language
from evenhand_web.intake.access import may_see_source, report_for, versions_of
from evenhand_web.intake.joining import acts_of
from evenhand_web.intake.models import ActKind, Door, Report, ReportAct, SourceLook, Version
from evenhand_web.intake.outcome import Standing, standing
from evenhand_web.intake.services.standing import heads, shown_version


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """A reported place in figures."""

    kind: str
    place: Any
    """`evenhand.reports.places`, as its kind has it."""
    assumed: tuple[str, ...]
    """Fields that nobody stated, so that a usual value was drawn."""
    area_km2: float | None
    """None: it cannot be drawn."""
    name: Text | None
    """Of a place of the agreement."""
    fault: str
    """Why it cannot be drawn, "" where it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file that came with a version."""

    name: str
    digest: str
    size_bytes: int
    caption: str
    stated: bool | None
    """Whether the digest that the client gave is that of what came; None: it gave none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version in the list of all."""

    pk: int
    label: int
    """In order of arrival, from 1."""
    number: int
    at: datetime
    door: str
    sender: str
    """"" where it is not to be known."""
    by: str
    shown: bool
    """It is the one that lists and this page show."""
    stands: bool
    """No other version replaces it."""
    readable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRow:
    """A report or an alert that lies near, and how near."""

    row: ItemRow
    distance_m: float
    apart: Any
    """timedelta: how much later it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """Somebody opened the source."""

    at: datetime
    actor: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """A report as one actor may see it. What only the mission knows is empty for others."""

    id: str
    number: str
    kind: str
    inside: bool
    own: bool
    owner: str
    came_at: datetime
    state: str
    state_label: str
    marks: tuple[str, ...]
    assignee: str
    record: Record | None
    """What the reporter says, without the source; None: nobody could read it."""
    place: PlaceFacts | None
    item_places: bool
    """Whether items have places of their own, which the map draws too."""
    observer_shown: bool
    """False: the shape alone is shown, and not where the observer stood."""
    party: Text | None
    flags: tuple[str, ...]
    files: tuple[FileRow, ...]
    waiting_for: tuple[str, ...]
    shown: VersionRow
    versions: tuple[VersionRow, ...]
    conflict: bool
    grades: Mapping[str, ActRow]
    """The latest act for each scale."""
    assessments: tuple[ActRow, ...]
    attributions: tuple[ActRow, ...]
    translations: tuple[ActRow, ...]
    """The latest for each language."""
    question: ActRow | None
    may_answer: bool
    acts: tuple[ActRow, ...]
    near: tuple[NearRow, ...]
    protection: str
    may_open_source: bool
    looks: tuple[LookRow, ...]
    sees_record: bool
    possible: frozenset[str]
    undoable: str
    people: tuple[Person, ...]
    organisations: tuple[tuple[str, str], ...]
    released_to: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, Text], ...]
    languages: tuple[str, ...]


def report_page(actor: Actor, report_id: str, *, now: datetime) -> ReportPage:
    """All about one report that this actor may know.

    Raises:
        NO_SUCH_REPORT: it is not there for this actor.
    """
    report = report_for(actor, report_id)
    inside, own = access.is_inside(actor), report.owner_id == actor.organisation_id
    versions = list(versions_of(report).prefetch_related("files"))
    current, rows = shown_version(report, versions), version_rows(report, versions, actor)
    record = record_from(current.reading.record) if current.reading.record else None
    agreement = next(iter(agreements.current(now)), None)
    wording = Wording()
    told = _acts(report)
    acts = tuple(act_row(act, actor, wording, report=report) for act in access.readable(actor, told, own=own))
    found = standing(told)
    shown = next(row for row in rows if row.pk == current.pk)
    return ReportPage(
        id=report.pk,
        number=report.number,
        kind=report.kind,
        inside=inside,
        own=own,
        owner=str(report.owner) if inside or own or report.protection == Protection.OPEN else "",
        came_at=report.received_at,
        **_state(report, inside=inside, own=own),
        marks=_marks(report, inside=inside, own=own),
        assignee=str(report.assignee) if inside and report.assignee else "",
        record=record,
        place=place_facts(record.place, agreement) if record and record.place else None,
        item_places=bool(record and any(item.place for item in record.items)),
        observer_shown=access.may_see_observer(actor, report),
        party=wording.party_named(report.alleged_party) if report.alleged_party not in {None, "unknown"} else None,
        flags=_flags(current, protected=report.protection != Protection.OPEN, actor=actor) if inside else (),
        files=_files(current, record),
        waiting_for=tuple(report.waiting_for) if inside or own else (),
        shown=shown,
        versions=rows if inside or own else (shown,),
        conflict=report.conflict and (inside or own),
        **_judgements(acts, inside=inside),
        translations=latest(acts, ActKind.TRANSLATED, key="language"),
        question=next((act for act in acts if act.pk == found.question), None) if inside or own else None,
        may_answer=own and found.question is not None and actor.can(Capability.FILE_REPORTS),
        acts=acts,
        near=_near(actor, report, wording) if inside else (),
        protection=report.protection,
        may_open_source=(inside or own) and may_see_source(actor, current, report.protection),
        looks=_looks(versions) if actor.can(Capability.SEE_SOURCES) else (),
        sees_record=actor.can(Capability.SEE_LEDGER),
        parties=tuple(wording.parties().items()),
        languages=tuple(code for code, _name in settings.LANGUAGES),
        **_what_to_do(actor, report, found, now=now),
    )


def version_rows(report: Report, versions: Sequence[Version], actor: Actor) -> tuple[VersionRow, ...]:
    """All versions, in order of arrival; who sent one is hidden from those who may not know the source."""
    stands = {version.pk for version in heads(versions)}
    current = shown_version(report, versions)
    return tuple(
        VersionRow(
            pk=version.pk,
            label=label,
            number=version.number,
            at=version.received_at,
            door=str(Door(version.door).label),
            sender=version.sender if access.may_name_sender(actor, report, version.sender) else "",
            by=str(version.by),
            shown=version.pk == current.pk,
            stands=version.pk in stands,
            readable=version.reading.record is not None,
        )
        for label, version in enumerate(versions, start=1)
    )


def place_facts(place: Mapping[str, Any], agreement: Agreement | None) -> PlaceFacts:
    """A place of a record in figures, with what had to be assumed to draw it."""
    value = shapes_of_places.from_json(place)
    named = getattr(value, "place", None)
    entry = next((one for one in agreement.places if one.id == named), None) if agreement else None
    area_km2, assumed, fault = None, (), ""
    try:
        drawn = shapes.draw(value, agreement=agreement)
        area_km2, assumed = shapes.area_m2(drawn.geometry) / 1e6, drawn.assumed
    except Problem as problem:
        fault = problem.code
    return PlaceFacts(
        kind=shapes_of_places.kind_of(value),
        place=value,
        assumed=assumed,
        area_km2=area_km2,
        name=entry.name if entry else Text({"und": named}) if named else None,
        fault=fault,
    )


def _acts(report: Report) -> list[ReportAct]:
    return list(acts_of(report).select_related("by", "organisation", "undoes", "undone_by"))


def _state(report: Report, *, inside: bool, own: bool) -> dict[str, str]:
    """The state as this actor may know it."""
    if inside:
        return {"state": report.state, "state_label": str(ItemState(report.state).label)}
    known = own and report.state in words.OUTSIDE_STATES
    label = words.OUTSIDE_STATES[report.state] if known else words.RECEIVED if own else words.RELEASED
    return {"state": report.state if known else "", "state_label": str(label)}


def _marks(report: Report, *, inside: bool, own: bool) -> tuple[str, ...]:
    found = {
        "urgent": inside and report.urgent,
        "conflict": (inside or own) and report.conflict,
        "unreadable": not report.readable,
        "flagged": inside and bool(report.flags),
        "waiting": (inside or own) and bool(report.waiting_for),
    }
    return tuple(mark for mark, there in found.items() if there)


def _flags(version: Version, *, protected: bool, actor: Actor) -> tuple[str, ...]:
    """What is not believed, in sentences; what says where the reporter was, only for those trusted with sources."""
    hidden = REVEALING if protected and not actor.can(Capability.SEE_SOURCES) else frozenset()
    said = []
    for flag in version.reading.flags:
        if flag["code"] in hidden:
            continue
        details = flag.get("details") or {name: value for name, value in flag.items() if name != "code"}
        try:
            said.append(Flag(code=flag["code"], details=details).words(language=language()))
        except (Problem, KeyError, TypeError, ValueError):  # a flag of another door or version: its code says enough
            said.append(flag["code"])
    return tuple(said)


def _files(version: Version, record: Record | None) -> tuple[FileRow, ...]:
    captions = {one.name: one.caption or "" for one in record.attached} if record else {}
    return tuple(
        FileRow(
            name=file.name,
            digest=file.digest,
            size_bytes=file.size_bytes,
            caption=captions.get(file.name, ""),
            stated=(file.stated_digest == file.digest) if file.stated_digest else None,
        )
        for file in version.files.all()
    )


def _judgements(acts: Sequence[ActRow], *, inside: bool) -> dict[str, Any]:
    if not inside:
        return {"grades": {}, "assessments": (), "attributions": ()}
    counted = [act for act in acts if not act.undone]
    grades: dict[str, ActRow] = {}
    for act in counted:
        if act.kind == ActKind.GRADED:
            grades |= {name: act for name in ("reliability", "credibility") if act.content.get(name)}
    newest = counted[::-1]
    return {
        "grades": grades,
        "assessments": tuple(act for act in newest if act.kind == ActKind.ASSESSED),
        "attributions": tuple(act for act in newest if act.kind == ActKind.ATTRIBUTED),
    }


def _near(actor: Actor, report: Report, wording: Wording) -> tuple[NearRow, ...]:
    if report.lon is None or report.lat is None:
        return ()
    items = access.items_for(actor).select_related("assignee")
    itself = Q(kind=ItemKind.REPORT, ref=report.pk)
    at = report.began_at or report.received_at
    return tuple(
        NearRow(row=row_of(one.item, wording), distance_m=one.distance_m, apart=one.apart)
        for one in near(items, lon=report.lon, lat=report.lat, at=at, but=itself)
    )


def _looks(versions: Iterable[Version]) -> tuple[LookRow, ...]:
    found = SourceLook.objects.filter(version__in=[version.pk for version in versions]).select_related("by")
    return tuple(
        LookRow(at=look.at, actor=look.actor, by=str(look.by) if look.by else "", reason=look.reason) for look in found
    )


def _what_to_do(actor: Actor, report: Report, found: Standing, *, now: datetime) -> dict[str, Any]:
    last = undoable_act(report, actor=actor, now=now)
    undoable = str(ActKind(last.kind).label) if last else ""
    if not actor.can(Capability.HANDLE_REPORTS):
        return {
            "possible": frozenset(),
            "undoable": undoable,
            "people": (),
            "organisations": (),
            "released_to": (),
        }
    everyone = other_organisations()
    shown = set(report.organisations.filter(pk__in=found.released_to).values_list("key", flat=True))
    possible = POSSIBLE[report.state] - (frozenset() if report.conflict else frozenset({"prefer"}))
    return {
        "possible": possible,
        "undoable": undoable,
        "people": people_with(Capability.SEE_REPORTS),
        "organisations": tuple(choice for choice in everyone if choice[0] not in shown),
        "released_to": tuple(choice for choice in everyone if choice[0] in shown),
    }
