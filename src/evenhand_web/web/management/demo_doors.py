"""What came to the demo by letter, text message and table, so that the inbox has something to sort.

Each goes through the services that a mailbox, a gateway or a person's click goes through.
"""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage

from evenhand.agreements.model import Agreement
from evenhand.reports.codes import ReportKind
from evenhand.reports.record import Record
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.doors.models import Gateway, Message, MessageState
from evenhand_web.doors.services import gateways, messages, tables, triage

LETTERS = (
    (
        "Explosions during the night",
        (
            "We heard five or six explosions north of the school between two and half past two. Nobody in our street "
            "was hurt, the windows of two houses are broken. Please do not give my name to anybody."
        ),
        "Resident <resident@example.org>",
    ),
    (
        "قصف قرب المستوصف",
        "سمعنا صباح اليوم أربعة انفجارات على بعد نحو كيلومترين شرق المستوصف، ثم رشقات من أسلحة خفيفة دامت ربع ساعة.",
        "شاهد <witness@example.org>",
    ),
    (
        "Barrage sur la route",
        (
            "Notre convoi a été arrêté quarante minutes au point de contrôle ; motif invoqué : ordres supérieurs. "
            "Nous avons fait demi-tour."
        ),
        "Coordination <convoy@example.org>",
    ),
    ("Your parcel is waiting", "Click here to confirm the address of delivery.", "Parcels <win@example.net>"),
)
TEXTS = (
    ("+10000000001", "IR {hour}Z 5EXPL MOR HRD 12SHOTS N 3-5KM {lat:.2f},{lon:.2f} from the roof of the post"),
    ("+10000000002", "إطلاق نار كثيف الآن قرب الجسر"),
)
_COLUMNS = (
    "Report id;Date;Time;Observed;Count;Weapon;Latitude;Longitude;Bearing;Distance from, metres;"
    "Distance to, metres;What happened"
)


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:
    """Letters, text messages and a table; one letter made a report, one set aside. Run again, it adds nothing."""
    duty, admin = actors["duty"], actors["admin"]
    found = [
        messages.take_letter(
            content=_letter(number, *one, now=now), actor=SYSTEM, now=now - timedelta(hours=9 - number)
        )
        for number, one in enumerate(LETTERS)
    ]
    _texts(admin, agreement, now)
    _sort(found, duty, now)
    rows = _table(actors["monitor"], agreement, now)
    return f"{Message.objects.count()} messages, a table of {rows} rows"


def _letter(number: int, subject: str, text: str, sender: str, *, now: datetime) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "reports@mission.example", subject
    letter["Date"] = now - timedelta(hours=10 - number)
    letter["Message-ID"] = f"<demo-{number}@example.org>"
    letter.set_content(text)
    if number == 0:
        drawing = "<svg xmlns='http://www.w3.org/2000/svg'><circle r='9'/></svg>"
        letter.add_attachment(drawing, subtype="plain", filename="sketch of the street.txt")
    return letter.as_bytes()


def _texts(admin: Actor, agreement: Agreement, now: datetime) -> None:
    label = "Demo modem"
    if not Gateway.objects.filter(label=label).exists():
        gateways.register(label=label, language="en", zone="UTC", signed=False, actor=admin, now=now)
    gateway = Gateway.objects.get(label=label)
    place = agreement.places[0]
    for number, (sender, text) in enumerate(TEXTS):
        at = now - timedelta(minutes=40 - 10 * number)
        said = text.format(hour=f"{at:%H%M}", lat=place.lat, lon=place.lon)
        told = messages.Text(external=f"demo-{number}", sender=sender, text=said, sent_at=at)
        messages.take_text(text=told, gateway=gateway, actor=SYSTEM, now=at)


def _sort(found: list[messages.Taken], duty: Actor, now: datetime) -> None:
    """What the duty officer did with two of the letters."""
    report, parcel = found[2].message, found[3].message
    if Message.objects.get(pk=report).state == MessageState.NEW:
        what = Record(kind=ReportKind.MOVEMENT_RESTRICTION, text=LETTERS[2][1], language="fr")
        triage.make_report(message_id=report, what=what, name_source=True, actor=duty, now=now)
    if Message.objects.get(pk=parcel).state == MessageState.NEW:
        triage.set_aside(message_id=parcel, reason="Advertisement, not a report.", actor=duty, now=now)


def _table(monitor: Actor, agreement: Agreement, now: datetime) -> int:
    """A week of one post as its patrol leader kept it, taken in; one row of it is refused."""
    place, day = agreement.places[0], now - timedelta(days=8)
    rows = [_COLUMNS]
    for number in range(14):
        at = day + timedelta(hours=11 * number)
        seen = ("explosion", "burst", "shot", "muzzle-flash")[number % 4]
        rows.append(
            f"P-{at:%m%d}-{number};{at:%Y-%m-%d};{at:%H:%M};{seen};{1 + number % 6};undetermined;{place.lat:.3f};"
            f"{place.lon:.3f};{(number * 37) % 360};{1000 + 200 * number};{2500 + 200 * number};"
            f"Heard from the observation post, entry {number + 1} of its log."
        )
    rows.append(f"P-x;{day:%Y-%m-%d};26:00;explosion;?;undetermined;;;;;;An entry that cannot be read.")
    content = io.BytesIO("\n".join(rows).encode())
    chosen = tables.Chosen(kind=ReportKind.OWN_OBSERVATION.value, zone="UTC")
    key = tables.send_table(file=content, name="post-log.csv", chosen=chosen, actor=monitor, now=now)
    tables.step(key=key, actor=monitor, now=now, for_s=60)
    tables.confirm(key=key, actor=monitor, now=now)
    tables.step(key=key, actor=monitor, now=now, for_s=60)
    return len(rows) - 1
