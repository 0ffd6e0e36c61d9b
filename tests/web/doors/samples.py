"""Tables, letters and text messages for the tests of the doors."""

import io
from email.message import EmailMessage
from typing import Any

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import User
from evenhand_web.doors.models import OfficeKey, TableUpload
from evenhand_web.doors.services import gateways, messages, tables
from web.conftest import NOW

TABLE = (
    "Report id;Date;Time;Observed;Count;Weapon;Lat;Lon;Bearing;Distance from, metres;Distance to, metres;"
    "What happened\n"
    "A1;2020-12-06;14:30;Explosion;5;mortar;31.2;16.5;NNW;3000;5000;Explosions heard north of the post\n"
    "A1;2020-12-06;14:40;Burst;~3;heavy-machine-gun;31.2;16.5;N;1000;2000;\n"
    "A2;2020-12-07;03:10;Coup de feu;12;Mortier;31.3;16.6;045;800;1200;Tirs au nord-est\n"
    "A3;2020-12-08;;انفجار;٢;;31.1;16.4;;;;انفجاران قرب القرية\n"
    "A4;2020-12-09;25:10;explosion;x;;95;16.4;;;;A row with three faults\n"
)


def a_letter(subject: str = "Shelling last night", text: str = "Two explosions at 03:10.", **more: Any) -> bytes:
    letter = EmailMessage()
    letter["From"] = more.get("sender", "Witness <witness@example.org>")
    letter["To"] = "reports@mission.example"
    letter["Subject"] = subject
    letter["Date"] = "Sun, 06 Dec 2020 05:00:00 +0200"
    letter["Message-ID"] = more.get("message_id", "<1@example.org>")
    letter.set_content(text)
    for name, content in more.get("files", {}).items():
        letter.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return letter.as_bytes()


def a_message(**more: Any) -> int:
    return messages.take_letter(content=a_letter(**more), actor=SYSTEM, now=NOW).message


def send(actor, content: str | bytes = TABLE, *, name: str = "week.csv", **chosen: str) -> str:
    data = content.encode() if isinstance(content, str) else content
    choice = tables.Chosen(**({"kind": "incident-report", "zone": "+02:00"} | chosen))
    return tables.send_table(file=io.BytesIO(data), name=name, chosen=choice, actor=actor, now=NOW)


def checked(actor, *arguments, **more) -> str:
    key = send(actor, *arguments, **more)
    tables.step(key=key, actor=actor, now=NOW, for_s=60)
    return key


def taken(actor, *arguments, **more) -> TableUpload:
    key = checked(actor, *arguments, **more)
    tables.confirm(key=key, actor=actor, now=NOW)
    tables.step(key=key, actor=actor, now=NOW, for_s=60)
    return TableUpload.objects.get(key=key)


# For the permission matrix


def a_message_of_the_inbox() -> dict[str, Any]:
    return {"message": a_message()}


def a_file_of_a_message() -> dict[str, Any]:
    message = a_message(files={"photo.jpg": b"a photo"})
    from evenhand_web.doors.models import MessageFile

    return {"message": message, "number": MessageFile.objects.get(message_id=message).pk}


def a_key() -> dict[str, Any]:
    key = OfficeKey.objects.create(
        public="0" * 64, fingerprint="0000", office="North", seen_at=NOW, changed_at=NOW, changed_by="duty"
    )
    return {"key": key.pk}


def an_administrator():
    from evenhand_web.accounts.access import actor_for
    from evenhand_web.accounts.services import Account, ensure_member

    account = Account(username="registrar", organisation="mission", role="administrator")
    ensure_member(account=account, actor=SYSTEM, now=NOW)
    return actor_for(User.objects.get(username="registrar"))


def a_gateway(**more: Any) -> tuple[str, str]:
    facts = {"label": "Modem", "language": "en", "zone": "UTC", "signed": False}
    return gateways.register(**(facts | more), actor=an_administrator(), now=NOW)


def a_gateway_row() -> dict[str, Any]:
    from evenhand_web.doors.models import Gateway

    a_gateway()
    return {"gateway": Gateway.objects.get().pk}
