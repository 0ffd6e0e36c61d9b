"""What the pages of phones show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import ReportKind, said
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.devices.access import device_rows, people
from evenhand_web.devices.models import SerialSeen
from evenhand_web.intake.access import device_for
from evenhand_web.intake.models import Device, Enrolment, Report, Version

MOST_SHOWN = 20
"""Ranges of missing numbers and unfinished reports that a page lists; beyond, it says how many more."""
REASONS = {"lost": _("Lost"), "taken": _("Taken away"), "broken": _("Broken"), "given-back": _("Given back")}
"""Why a phone is cut off, by the word that is kept; other words are kept as they are written."""
_SERIES = ("enrolment_id", "phone", "form", "form_version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone in the list."""

    id: int
    label: str
    people: tuple[str, ...]
    """Who may send from it now."""
    last_heard_at: datetime | None
    cut_off_at: datetime | None
    cut_off_reason: str
    reports: int
    """That it sent, in all their versions."""
    waiting: int
    """Reports of which files have not come yet."""
    missing: int
    """Reports of which only the number is known, by the gap that it leaves."""
    calls_itself: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody enrolled on a phone."""

    id: int
    username: str
    made_at: datetime
    last_heard_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Reports of one form that one person filled in on the phone and that have not come."""

    username: str
    form: str
    """The name of the form, in the language asked for."""
    ranges: tuple[tuple[int, int], ...]
    """First and last number that are missing, at most MOST_SHOWN."""
    count: int
    last_came: int
    """The highest number that came; nobody knows whether there are later ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A report that waits for files of this phone."""

    report: str
    number: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePage:
    """One phone with all that is known of it."""

    phone: Phone
    people: tuple[Person, ...]
    gaps: tuple[Gap, ...]
    unfinished: tuple[Unfinished, ...]


def phones(actor: Actor) -> tuple[Phone, ...]:
    """The phones of the actor's organisation, those in use first.

    Raises:
        NOT_PERMITTED.
    """
    rows = list(device_rows(actor))
    found = _phones(rows)
    return tuple(sorted(found, key=lambda one: (one.cut_off_at is not None, one.label.casefold(), one.id)))


def phone_page(actor: Actor, device_id: int, *, language: str) -> PhonePage:
    """One phone.

    Raises:
        NOT_PERMITTED, NO_SUCH_DEVICE.
    """
    device = device_for(actor, device_id)
    enrolled = list(device.enrolments.select_related("user"))
    return PhonePage(
        phone=_phones([device])[0],
        people=tuple(_person(one) for one in enrolled),
        gaps=_gaps({one.pk: one.user.username for one in enrolled}, language=language),
        unfinished=_waiting(device),
    )


def choosable(actor: Actor) -> tuple[str, ...]:
    """User names of those whom a phone can be given.

    Raises:
        NOT_PERMITTED.
    """
    return tuple(people(actor).values_list("username", flat=True))


@as_machine("who manages phones is told how much they sent, and need not see what")
def _phones(devices: Sequence[Device]) -> list[Phone]:
    ids = [device.pk for device in devices]
    sent = _counted(Version.objects.filter(enrolment__device__in=ids), "enrolment__device", "pk")
    reports = _unfinished(Report.objects.filter(all_versions__enrolment__device__in=ids))
    waiting = _counted(reports, "all_versions__enrolment__device", "pk")
    missing = _missing(ids)
    return [
        Phone(
            id=device.pk,
            label=device.label,
            people=tuple(one.user.username for one in device.enrolments.all() if one.revoked_at is None),
            last_heard_at=device.last_heard_at,
            cut_off_at=device.cut_off_at,
            cut_off_reason=str(REASONS.get(device.cut_off_reason, device.cut_off_reason)),
            reports=sent.get(device.pk, 0),
            waiting=waiting.get(device.pk, 0),
            missing=missing.get(device.pk, 0),
            calls_itself=tuple(device.claimed_ids),
        )
        for device in devices
    ]


@as_machine("who manages phones is told which reports wait for files, and need not see what they say")
def _waiting(device: Device) -> tuple[Unfinished, ...]:
    found = _unfinished(Report.objects.filter(all_versions__enrolment__device=device))[:MOST_SHOWN]
    return tuple(Unfinished(report=one.pk, number=one.number, files=tuple(one.waiting_for)) for one in found)


def _counted(rows: QuerySet[Any], by: str, what: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(count=Count(what, distinct=True)))


def _unfinished(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.exclude(waiting_for=[]).order_by("received_at", "pk").distinct()


def _missing(devices: Iterable[int]) -> dict[int, int]:
    """How many numbers are missing, by phone."""
    series = (
        SerialSeen.objects.filter(enrolment__device__in=devices)
        .values(*_SERIES, "enrolment__device")
        .annotate(count=Count("pk"), top=Max("serial"))
    )
    found: dict[int, int] = defaultdict(int)
    for one in series:
        found[one["enrolment__device"]] += max(one["top"] - one["count"], 0)
    return found


def _gaps(usernames: dict[int, str], *, language: str) -> tuple[Gap, ...]:
    rows = SerialSeen.objects.filter(enrolment__in=usernames).order_by(*_SERIES, "serial")
    found = []
    for key, series in groupby(rows.values_list(*_SERIES, "serial"), key=lambda row: row[:4]):
        ranges = list(_between([row[4] for row in series]))
        if ranges[:-1]:
            found.append(
                Gap(
                    username=usernames[key[0]],
                    form=_title(key[2], language),
                    ranges=tuple(ranges[:-1][:MOST_SHOWN]),
                    count=sum(last - first + 1 for first, last in ranges[:-1]),
                    last_came=ranges[-1][0],
                )
            )
    return tuple(found)


def _between(serials: list[int]) -> Iterable[tuple[int, int]]:
    """The ranges of numbers from 1 that are not in a rising list; last, its highest number twice."""
    expected = 1
    for serial in serials:
        if serial > expected:
            yield expected, serial - 1
        expected = serial + 1
    yield serials[-1], serials[-1]


def _title(form: str, language: str) -> str:
    kind = next((one for one in ReportKind if one.value == form), None)
    return form if kind is None else said(kind, language=language if language in LANGUAGES else "en")


def _person(one: Enrolment) -> Person:
    return Person(
        id=one.pk,
        username=one.user.username,
        made_at=one.made_at,
        last_heard_at=one.last_heard_at,
        revoked_at=one.revoked_at,
    )
