"""Evidence for the demo: a photograph with its camera's data, a redacted copy of it, a voice note with its transcript
and translation, and points taken on the spot. All made here, through the services that a person's click goes through.
"""

import io
import math
import struct
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageDraw, TiffImagePlugin
from PIL.ExifTags import GPS, IFD, Base

from evenhand.evidence.hashing import fingerprint
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.evidence import services
from evenhand_web.evidence.queries import evidence_page

_SIZE = (1600, 1200)
_SAID = {
    "ar": "عند الساعة السادسة والربع صباحا سمعت ثلاثة انفجارات من جهة الشرق، ثم رأيت دخانا خلف خزان الماء.",
    "en": "At a quarter past six in the morning I heard three explosions from the east and saw smoke behind the tank.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the evidence belongs to, and where and when it is made to have been taken."""

    subject_kind: str
    subject: str
    lon: float
    lat: float
    at: datetime
    """UTC."""


def make(scene: Scene, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Attach the demo's evidence to a subject on which `actor` works; gives the ids. Safe to repeat."""
    photograph = _photograph(scene, masked=False)
    first = _attach(scene, photograph, "IMG_0412.jpg", "Smoke behind the water tank, seen from the post.", actor, now)
    copy = services.CopyClaim(name="IMG_0412-masked.jpg", note="Two faces and a number plate are covered.")
    services.add_copy(evidence_id=first, content=[_photograph(scene, masked=True)], claim=copy, actor=actor, now=now)
    voice = _attach(scene, _voice(), "voice-note.wav", "Voice note of the observer.", actor, now)
    for kind, language in (("transcript", "ar"), ("translation", "en")):
        claim = services.TextClaim(kind=kind, language=language, body=_SAID[language])
        services.add_text(evidence_id=voice, claim=claim, actor=actor, now=now)
    table = f"time,longitude,latitude,what\n{scene.at:%Y-%m-%dT%H:%M:%SZ},{scene.lon:.5f},{scene.lat:.5f},crater\n"
    last = _attach(scene, table.encode(), "craters.csv", "Points taken on the spot.", actor, now)
    services.verify(evidence_id=first, actor=actor, now=now)
    for evidence in (first, voice, last):
        services.examine(evidence_id=evidence, actor=SYSTEM, now=now)
    return first, voice, last


def show(evidence_id: str, *, actors: Mapping[str, Actor], now: datetime) -> None:
    """Show each party the redacted copy, and the original to nobody."""
    duty = actors["duty"]
    page = evidence_page(duty, evidence_id, language="en")
    for party in sorted({actor.party for actor in actors.values() if actor.party}):
        services.release(
            evidence_id=evidence_id,
            organisation=party,
            copy_id=page.copies[0].id,
            reason="For your answer; the faces are covered.",
            actor=duty,
            now=now,
        )


def _attach(scene: Scene, content: bytes, name: str, note: str, actor: Actor, now: datetime) -> str:
    claim = services.Claim(
        subject_kind=scene.subject_kind,
        subject=scene.subject,
        name=name,
        note=note,
        stated_digest=fingerprint([content]).digest,
    )
    return services.attach(content=[content], claim=claim, actor=actor, now=now).evidence


def _photograph(scene: Scene, *, masked: bool) -> bytes:
    """A drawn view: sky, ground, a tank, smoke and two people; with the data of a camera unless it is masked."""
    image = Image.new("RGB", _SIZE, (178, 196, 214))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 760, *_SIZE), fill=(186, 164, 124))
    for puff in range(24):
        x, y, wide = 1010 + 9 * puff + 40 * math.sin(puff), 640 - 22 * puff, 60 + 7 * puff
        shade = 70 + 4 * puff
        draw.ellipse((x - wide, y - wide, x + wide, y + wide), fill=(shade, shade, shade))
    draw.rectangle((860, 560, 1180, 800), fill=(120, 118, 112))
    draw.ellipse((860, 520, 1180, 600), fill=(140, 138, 132))
    for left in (300, 460):
        draw.rectangle((left, 700, left + 70, 940), fill=(64, 72, 60))
        draw.ellipse((left - 2, 620, left + 72, 710), fill=(150, 112, 84))
        if masked:
            draw.rectangle((left - 20, 600, left + 90, 730), fill="black")
    out = io.BytesIO()
    if masked:
        image.save(out, "JPEG", quality=85)
    else:
        image.save(out, "JPEG", quality=88, exif=_exif(scene))
    return out.getvalue()


def _exif(scene: Scene) -> Image.Exif:
    tags = Image.Exif()
    tags[Base.Make], tags[Base.Model], tags[Base.Software] = "Demo", "Field camera 2", "Evenhand demo"
    local = scene.at + timedelta(hours=2)
    inner = tags.get_ifd(IFD.Exif)
    inner[Base.DateTimeOriginal], inner[Base.OffsetTimeOriginal] = f"{local:%Y:%m:%d %H:%M:%S}", "+02:00"
    place = tags.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N" if scene.lat >= 0 else "S", _angle(scene.lat)
    place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E" if scene.lon >= 0 else "W", _angle(scene.lon)
    return tags


def _angle(degrees: float) -> tuple[TiffImagePlugin.IFDRational, ...]:
    whole = abs(degrees)
    minutes = (whole % 1) * 60
    parts: Mapping[str, float] = {"d": int(whole), "m": int(minutes), "s": round((minutes % 1) * 60, 2)}
    return tuple(TiffImagePlugin.IFDRational(part) for part in parts.values())


def _voice() -> bytes:
    """Two seconds of a tone, for nobody's voice."""
    rate = 8000
    samples = (int(9000 * math.sin(2 * math.pi * 220 * n / rate) * math.exp(-n / rate)) for n in range(2 * rate))
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(struct.pack("<h", value) for value in samples))
    return out.getvalue()
