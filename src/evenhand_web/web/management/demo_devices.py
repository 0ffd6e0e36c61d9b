"""The demo's phones: who carries them, and what they sent, through the same reading as the submissions of real ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from evenhand.agreements.model import Agreement, Place
from evenhand.foundation.instants import format_instant
from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.xforms import version_of
from evenhand_web.accounts.access import Actor
from evenhand_web.devices import access, services

_COLLECT = "org.odk.collect.android/v2026.1.0"
_KIND = ReportKind.OWN_OBSERVATION


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """An observation that the patrol sent."""

    serial: int
    language: str
    words: str
    photo: str = ""
    """That has not come."""


_SENT = (
    _Sent(serial=1, language="en", words="Two explosions, about five seconds apart. No flash was seen."),
    _Sent(serial=2, language="ar", words="سُمع إطلاق نار متقطع من أسلحة خفيفة لعشر دقائق تقريبًا."),
    _Sent(
        serial=5, language="fr", words="Une explosion entendue depuis le poste, puis de la fumée.", photo="smoke.jpg"
    ),
    _Sent(serial=6, language="zh-hans", words="听到约十次连射，距离不明。"),
)
"""Numbers 3 and 4 are still on the phone."""
_WINDS = ("NW", "N", "WNW", "NNW")


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Enrol the demo's phones, let one of them send, and cut one off; gives a sentence for the terminal."""
    duty = actors["duty"]
    patrol = services.enrol(label="Patrol 3, blue case", username="monitor", actor=duty, now=now - timedelta(days=20))
    services.enrol(label="", username="analyst", device_id=patrol.device_id, actor=duty, now=now - timedelta(days=20))
    lost = services.enrol(label="Patrol 1, no case", username="monitor", actor=duty, now=now - timedelta(days=18))
    services.enrol(label="Base, spare", username="duty", actor=duty, now=now - timedelta(days=2))
    caller = access.caller_of(patrol.token)
    for place, wind, sent in zip(_stands(agreement), _WINDS, _SENT, strict=False):
        at = now - timedelta(days=12 - sent.serial, hours=sent.serial)
        xml = _submission(sent, at=at, place=place, wind=wind)
        arrived = at + timedelta(hours=3)
        services.take_in(xml=xml, files=(), caller=caller, app=_COLLECT, actor=caller.actor, now=arrived)
        services.hear(caller=caller, phone="collect:demo-3", now=arrived)
    services.hear(caller=access.caller_of(lost.token), phone="collect:demo-1", now=now - timedelta(days=9))
    services.cut_off(device_id=lost.device_id, reason="lost", actor=duty, now=now - timedelta(days=8))
    return f"3 phones, {len(_SENT)} reports from one of them"


def _stands(agreement: Agreement) -> list[Place]:
    return list(agreement.places)[: len(_SENT)] * len(_SENT)


def _submission(sent: _Sent, *, at: datetime, place: Place, wind: str) -> bytes:
    """What Collect makes of a filled-in form."""
    start, end = format_instant(at), format_instant(at + timedelta(minutes=6))
    here = f"{place.lat:.5f} {place.lon:.5f} 0 8"
    photo = f"<attached><kind>photo</kind><photo>{sent.photo}</photo></attached>" if sent.photo else ""
    return (
        f'<data id="{_KIND.value}" version="{version_of(_KIND)}"><start>{start}</start><end>{end}</end>'
        f"<deviceid>collect:demo-3</deviceid><here>{here}</here><serial>{sent.serial}</serial>"
        f"<when><known>about</known><at>{start}</at><margin_min>10</margin_min></when>"
        f"<place><kind>sector</kind><receiver>{here}</receiver><bearing_point>{wind}</bearing_point>"
        "<range_low_m>2000</range_low_m><range_high_m>6000</range_high_m></place>"
        "<items><observed>explosion</observed><count><qualifier>at-least</qualifier><low>1</low></count>"
        "<means>heard</means><place><kind>same</kind></place></items>"
        f"<language>{sent.language}</language><text>{escape(sent.words)}</text>{photo}"
        f"<protection>open</protection><meta><instanceID>uuid:demo-phone-{sent.serial}</instanceID></meta></data>"
    ).encode()
