"""Reads of evidence for pages. Everything begins at `access`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from evenhand.evidence import findings as library
from evenhand.evidence.custody import Act, check
from evenhand.evidence.findings import Finding, finding
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.queries import other_organisations
from evenhand_web.evidence import access, words
from evenhand_web.evidence.filters import EvidenceFilters, narrowed
from evenhand_web.evidence.mapping import chain_of
from evenhand_web.evidence.models import Derivative, DerivativeKind, Evidence, Integrity, Protection, TextKind
from evenhand_web.evidence.withholding import account_of, knows_names
from evenhand_web.web.paging import Page, page_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """Evidence as a row of a list. Where only copies are shown, it says nothing of the original."""

    id: str
    name: str
    whole: bool
    media_type: str
    family: str
    size_bytes: int
    digest: str
    subject_kind: str
    subject_word: str
    subject: str
    subject_url: str
    """Where its page is; "" where it has none."""
    received_at: datetime
    received_from: str
    owner: str
    restricted: bool
    integrity: str
    agrees: bool | None
    warned: bool
    has_picture: bool
    """Whether there is a thumbnail, or there may be one once somebody looks."""
    copy: int | None = None
    """Key of the redacted copy that is shown in place of the whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceList:
    """One page of evidence, and what can be chosen."""

    page: Page[EvidenceRow]
    families: tuple[tuple[str, str], ...]
    subject_kinds: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    any_at_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding in words."""

    key: str
    mark: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """An act of custody as the page shows it."""

    sequence: int
    kind: str
    label: str
    at: datetime
    actor: str
    organisation: str
    sender: str
    """Who sent the file, where the machine received it for an app; "" for other acts."""
    reason: str
    digest: str
    to: str
    """Key of the organisation to which it was released or from which it was recalled; "" for other acts."""
    found: str
    """SHA-256 that a check found instead of the one received; "" for other acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """The latest version of a text."""

    kind: str
    kind_word: str
    language: str
    language_word: str
    direction: str
    version: int
    body: str
    author: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """A redacted copy."""

    id: int
    name: str
    note: str
    digest: str
    media_type: str
    size_bytes: int
    made_at: datetime
    made_by: str
    released_to: tuple[str, ...]
    picture: tuple[int, int] | None
    """Size of its preview; None: there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """Everything on the page of one piece of evidence."""

    row: EvidenceRow
    note: str
    declared_type: str
    stated_digest: str
    protection: str
    findings: tuple[Told, ...]
    proves: tuple[str, ...]
    leaves_open: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    """What the file says of itself: label and value."""
    lon: float | None
    lat: float | None
    claims: Mapping[str, str]
    """Of a proof sheet."""
    excerpt: str
    size_px: tuple[int, int] | None
    pages: int | None
    picture: tuple[int, int] | None
    """Size of the preview; None: there is none."""
    integrity_word: str
    checked_at: datetime | None
    examined: bool
    chain: Told
    acts: tuple[ActRow, ...]
    withheld: str
    """That names are left out of the acts; "" where none are."""
    texts: tuple[TextRow, ...]
    copies: tuple[CopyRow, ...]
    released_to: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str], ...]
    handles: bool
    text_kinds: tuple[tuple[str, str], ...]


def evidence_list(actor: Actor, filters: EvidenceFilters, page: str | int | None = 1) -> EvidenceList:
    """One page of the evidence of which this actor sees something, newest first.

    Raises:
        BAD_DATE: a filter holds a date that is none.
    """
    visible = access.visible_evidence(actor)
    # What is searched and sorted by tells of the original: those who see copies alone look through their whole list.
    outside = not actor.can(Capability.SEE_EVIDENCE)
    wanted = visible if outside else narrowed(visible, filters, zone=timezone.get_current_timezone())
    kinds = visible.order_by().values_list("subject_kind", flat=True).distinct()
    return EvidenceList(
        page=page_of(_with_pictures(wanted), page, lambda one: _row(one, actor)),
        families=tuple((key, str(word)) for key, word in words.FAMILIES.items()),
        subject_kinds=tuple((kind, words.subject_word(kind)) for kind in sorted(kinds)),
        states=tuple((key, str(word)) for key, word in words.STATES.items()),
        any_at_all=visible.exists(),
    )


def evidence_of(actor: Actor, subject_kind: str, subject: str) -> tuple[EvidenceRow, ...]:
    """The evidence on one subject that this actor may see, oldest first: for the page of the subject."""
    found = access.evidence_on(actor, subject_kind, subject).order_by("received_at", "evidence")
    return tuple(_row(one, actor) for one in _with_pictures(found))


def may_add(actor: Actor, subject_kind: str, subject: str) -> bool:
    """Whether this actor may add evidence to that subject."""
    return access.may_hand_in(actor) and access.works_on(actor, subject_kind, subject)


def evidence_page(actor: Actor, evidence_id: str, *, language: str) -> EvidencePage:
    """All about one piece of evidence that this actor may know.

    Raises:
        NO_SUCH_EVIDENCE: it is not there for this actor.
    """
    evidence = access.glimpse(actor, evidence_id)
    sight = access.sight_of(actor, evidence)
    handles = actor.can(Capability.HANDLE_EVIDENCE)
    facts = dict(evidence.facts) if sight.whole else {}
    exif = dict(facts.get("exif") or {})
    chain = chain_of(evidence) if sight.whole else ()
    account = account_of(actor, evidence, chain)
    found = tuple(_isolated(one) for one in _findings(evidence, chain)) if sight.whole else ()
    proves, leaves_open = library.proofs(found, language=language)
    told = tuple(_told(one, language) for one in found)
    preview = evidence.derivatives.filter(kind=DerivativeKind.PREVIEW, of=None).last() if sight.whole else None
    released = tuple(evidence.releases.select_related("organisation")) if handles else ()
    return EvidencePage(
        row=_row(evidence, actor),
        note=evidence.note if sight.whole else "",
        declared_type=evidence.declared_type if sight.whole else "",
        stated_digest=evidence.stated_digest if sight.whole else "",
        protection=str(Protection(evidence.protection).label),
        findings=tuple(one for one in told if not one.key.startswith("chain.")),
        proves=proves,
        leaves_open=leaves_open,
        facts=_facts(exif),
        lon=_number(exif.get("lon")),
        lat=_number(exif.get("lat")),
        claims=dict((facts.get("proof") or {}).get("claims") or {}),
        excerpt=str(facts.get("excerpt") or ""),
        size_px=(facts["width_px"], facts["height_px"]) if "width_px" in facts and "height_px" in facts else None,
        pages=facts.get("pages"),
        picture=(preview.width_px, preview.height_px) if preview else None,
        integrity_word=str(Integrity(evidence.integrity).label),
        checked_at=evidence.checked_at if sight.whole else None,
        examined=evidence.examined_at is not None,
        chain=next((one for one in told if one.key.startswith("chain.")), Told(key="", mark="", sentence="")),
        acts=tuple(_act_row(act) for act in reversed(account.acts)),
        withheld=str(words.NAMES_WITHHELD) if account.withheld else "",
        texts=_texts(evidence, actor) if sight.whole else (),
        copies=_copies(evidence, sight, actor),
        released_to=tuple((one.organisation.key, str(one.organisation)) for one in released if one.copy_id is None),
        organisations=other_organisations() if handles else (),
        handles=handles and sight.whole,
        text_kinds=tuple((value, str(label)) for value, label in TextKind.choices),
    )


def _with_pictures(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    pictures = Derivative.objects.filter(evidence=OuterRef("pk"), kind=DerivativeKind.THUMBNAIL, of=None)
    shown = evidence.select_related("owner").prefetch_related("releases__copy__pictures")
    return shown.annotate(pictured=Exists(pictures))


def _row(evidence: Evidence, actor: Actor) -> EvidenceRow:
    sight = access.sight_of(actor, evidence)
    copies = [one.copy for one in evidence.releases.all() if one.copy_id in sight.copies]
    shown: Any = evidence if sight.whole or not copies else copies[0]
    may_look = evidence.examined_at is None and evidence.family in {"image", "document"}
    return EvidenceRow(
        id=evidence.pk,
        name=shown.name,
        whole=sight.whole,
        media_type=shown.media_type,
        family=evidence.family,
        size_bytes=shown.size_bytes,
        digest=shown.digest,
        subject_kind=evidence.subject_kind,
        subject_word=words.subject_word(evidence.subject_kind),
        subject=evidence.subject if sight.whole else "",
        subject_url=words.subject_url(evidence.subject_kind, evidence.subject) if sight.whole else "",
        received_at=evidence.received_at,
        received_from=evidence.received_from if actor.can(Capability.SEE_EVIDENCE) else "",
        owner=str(evidence.owner) if evidence.owner and knows_names(actor, evidence.owner_id) else "",
        restricted=evidence.protection == Protection.RESTRICTED,
        integrity=evidence.integrity if sight.whole else Integrity.UNCHECKED,
        agrees=evidence.stated_agrees if sight.whole else None,
        warned=bool(evidence.warnings) and sight.whole,
        has_picture=getattr(evidence, "pictured", False) or may_look if sight.whole else _pictured(shown),
        copy=None if sight.whole else shown.pk,
    )


def _pictured(copy: Derivative) -> bool:
    return any(one.kind == DerivativeKind.THUMBNAIL for one in copy.pictures.all())


def _findings(evidence: Evidence, chain: tuple[Act, ...]) -> tuple[Finding, ...]:
    """What is known of the file, in the order in which one asks: is it the one, is it whole, what does it say."""
    agrees = {None: "hash.not-stated", True: "hash.agrees", False: "hash.differs"}[evidence.stated_agrees]
    stated = {"stated": evidence.stated_digest} if evidence.stated_agrees is False else {}
    checked = check(evidence.pk, chain, content=evidence.digest)
    whole = {Integrity.SOUND: "chain.holds", Integrity.UNCHECKED: "chain.unchecked"}
    held = finding(whole.get(Integrity(evidence.integrity), "chain.testifies"))
    if not checked.holds:
        held = finding(checked.fault, number=str(checked.broken_at))
    warnings = (finding(key) for key in evidence.warnings if library.known(key))
    looked = library.from_json(evidence.findings) if evidence.examined_at else (finding("preview.waiting"),)
    return (finding(agrees, **stated), held, *warnings, *looked)


def _isolated(one: Finding) -> Finding:
    """What the sentence names, kept from turning round in a line that runs the other way (UAX 9)."""
    return replace(one, details={name: f"\u2068{value}\u2069" for name, value in one.details.items()})


def _told(one: Finding, language: str) -> Told:
    return Told(key=one.key, mark=words.mark_of(one.key), sentence=library.say(one, language=language))


def _facts(exif: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    hidden = {"taken_local"} if "taken_at" in exif else set()
    return tuple(
        (str(label), _readable(exif[name]))
        for name, label in words.FACTS.items()
        if name in exif and name not in hidden
    )


def _readable(value: Any) -> str:
    """A fact as people read it: an instant without the marks of ISO 8601."""
    text = str(value)
    return re.sub(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(Z?)$", lambda m: f"{m[1]} {m[2]}{' UTC' if m[3] else ''}", text)


def _act_row(act: Act) -> ActRow:
    sender = str(act.details.get("received_from", ""))
    return ActRow(
        sequence=act.sequence,
        kind=act.kind.value,
        label=words.act_word(act.kind),
        at=act.at,
        actor=act.actor,
        organisation=act.organisation,
        sender=sender if sender != act.actor else "",
        reason=act.reason,
        digest=act.digest,
        to=str(act.details.get("organisation", "")),
        found=str(act.details.get("found", "")),
    )


def _texts(evidence: Evidence, actor: Actor) -> tuple[TextRow, ...]:
    """The latest version of each text."""
    latest = {(one.kind, one.language): one for one in evidence.texts.select_related("by").order_by("version")}
    return tuple(
        TextRow(
            kind=one.kind,
            kind_word=str(TextKind(one.kind).label),
            language=one.language,
            language_word=words.language_word(one.language),
            direction="rtl" if one.language.split("-")[0] in {"ar", "fa", "he", "ur"} else "ltr",
            version=one.version,
            body=one.body,
            author=one.author if knows_names(actor, one.by_id) else "",
            by=str(one.by) if one.by and knows_names(actor, one.by_id) else "",
            at=one.at,
        )
        for _key, one in sorted(latest.items())
    )


def _copies(evidence: Evidence, sight: access.Sight, actor: Actor) -> tuple[CopyRow, ...]:
    shown_to: dict[int, list[str]] = {}
    if actor.can(Capability.HANDLE_EVIDENCE):
        for one in evidence.releases.select_related("organisation").exclude(copy=None):
            shown_to.setdefault(one.copy_id, []).append(str(one.organisation))
    return tuple(
        CopyRow(
            id=one.pk,
            name=one.name,
            note=one.note,
            digest=one.digest,
            media_type=one.media_type,
            size_bytes=one.size_bytes,
            made_at=one.made_at,
            made_by=one.made_by if actor.can(Capability.SEE_EVIDENCE) else "",
            released_to=tuple(shown_to.get(one.pk, ())),
            picture=next(
                ((made.width_px, made.height_px) for made in one.pictures.all() if made.kind == DerivativeKind.PREVIEW),
                None,
            ),
        )
        for one in evidence.derivatives.filter(kind=DerivativeKind.REDACTED).prefetch_related("pictures")
        if sight.whole or one.pk in sight.copies
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
