"""Reads for the what-if page and the list of drafts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from evenhand.agreements.diff import Change, describe_changes
from evenhand.agreements.editing import RULE_FIELDS, Editable, editable
from evenhand.agreements.model import Agreement
from evenhand.agreements.reading import read_agreement
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.agreements import access as agreements_access
from evenhand_web.agreements import queries as agreements
from evenhand_web.agreements.mapping import agreement_of, text_to_files
from evenhand_web.drafts import access
from evenhand_web.drafts.edits import Edited, entry_of, redrawn
from evenhand_web.map import words
from evenhand_web.map.agreement_map import area_feature
from evenhand_web.map.features import collection

FIELDS_OF_KIND = {
    "exclusion": ("min_dwell", "max_gap", "in_force"),
    "prior-notification": ("notice", "notice_tolerance", "min_dwell", "max_gap", "in_force"),
    "limitation-of-forces": ("max_count", "min_dwell", "max_gap", "in_force"),
    "cessation": ("in_force",),
    "separation-distance": ("distance", "min_dwell", "max_gap", "in_force"),
    "rendezvous": ("distance", "min_dwell", "max_speed", "max_gap", "in_force"),
    "withdrawal-line": ("distance", "min_dwell", "max_gap", "in_force"),
    "silence": ("max_silence", "in_force"),
    "stop": ("distance", "min_dwell", "max_speed", "in_force"),
    "freedom-of-movement": ("max_gap", "in_force"),
}
"""Which figures a rule of each kind can have; of other kinds those that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft as the list shows it."""

    version: str
    digest: str
    note: str
    saved_at: datetime
    saved_by: str
    changes: tuple[Change, ...]
    """Against the version that it changes; none where that is not adopted here."""


def base(actor: Actor, agreement_id: str, version: str | None) -> tuple[Agreement, dict[str, bytes]]:
    """The adopted version that is to be changed, and its files.

    Raises:
        NOT_PERMITTED: the role may not try changes.
        NO_SUCH_AGREEMENT: none of that name (and version) was adopted.
    """
    actor.require(Capability.TRY_CHANGES)
    agreement = agreements.agreement(agreement_id, version)
    return agreement, text_to_files(agreements_access.version(actor, agreement.id, agreement.version))


def page_data(agreement: Agreement, files: dict[str, bytes]) -> dict[str, Any]:
    """What the page's script edits: shapes, figures of rules, places, with their names."""
    known: Editable = editable(files)
    rules = []
    for rule in agreement.rules:
        has = known.rules.get(rule.id, {})
        offered = FIELDS_OF_KIND.get(rule.kind.value, ())
        fields = [name for name in RULE_FIELDS if name in has or name in offered]
        rules.append(
            {
                "id": rule.id,
                "name": words.local(rule.name),
                "runs": rule.kind in RUNNING_KINDS,
                "areas": list(rule.areas),
                "fields": {name: has.get(name) for name in fields},
            }
        )
    areas = [{"id": area.id, "name": words.local(area.name), "article": area.article} for area in agreement.areas]
    return {
        "agreement": agreement.id,
        "version": agreement.version,
        "areas": areas,
        "shapes": known.shapes,
        "rules": rules,
        "places": {name: list(point) for name, point in known.places.items()},
        "place_names": {place.id: words.local(place.name) for place in agreement.places},
    }


def outline(old: Agreement, tried: Edited, *, language: str) -> dict[str, Any]:
    """The areas that the edits draw otherwise, and what is wrong with the edits, where it is."""
    features = []
    if tried.agreement is not None:
        wanted = {*redrawn(old, tried.agreement)}
        made = [area_feature(tried.agreement, area) for area in tried.agreement.areas if area.id in wanted]
        features = [one for one in made if one is not None]
    return collection(features, faults=faults(old, tried, language=language))


def faults(old: Agreement, tried: Edited, *, language: str) -> list[dict[str, Any]]:
    """Each fault with the area or the rule that it is about, in the reader's language."""
    told = []
    for fault in tried.faults:
        noun, entry = entry_of(fault, old)
        sentence = f"{fault.message_in(language)} {fault.remedy_in(language)}".strip()
        told.append({"noun": noun, "entry": entry, "path": fault.path, "value": fault.value, "text": sentence})
    return told


def changes(old: Agreement, tried: Edited) -> list[str]:
    """What the edits change, in sentences."""
    if tried.agreement is None:
        return []
    told = describe_changes(old, tried.agreement, language=get_language() or "en")
    return [change.sentence for change in told if change.field not in {"supersedes", "version"}]


def drafts(actor: Actor, agreement_id: str) -> tuple[DraftRow, ...]:
    """The drafts of an agreement, the latest first; none for those who may not try changes."""
    if not actor.can(Capability.TRY_CHANGES):
        return ()
    rows = []
    for row in access.drafts(actor, agreement_id):
        files = {name: text.encode() for name, text in row.files.items()}
        try:
            told = describe_changes(
                agreement_of(row.based_on), read_agreement(files, origin=str(row)), language=get_language() or "en"
            )
        except Problem:
            told = ()
        rows.append(
            DraftRow(
                version=row.version,
                digest=row.digest,
                note=row.note,
                saved_at=row.saved_at,
                saved_by=row.saved_by,
                changes=told,
            )
        )
    return tuple(rows)


def files(actor: Actor, agreement_id: str, digest: str) -> dict[str, bytes]:
    """The files of a draft, as it would be adopted.

    Raises:
        NOT_PERMITTED: the role may not try changes.
        NO_SUCH_DRAFT: none has this digest.
    """
    return {name: text.encode() for name, text in access.draft(actor, agreement_id, digest).files.items()}
