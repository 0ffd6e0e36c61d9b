"""A record, its log, and the keys of three witnesses that its policy names."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from evenhand.ledger.alarms import alarm_of, signed_alarm
from evenhand.ledger.checkpoints import open_checkpoint, with_signatures
from evenhand.ledger.notes import sign
from evenhand.ledger.witness import Finding, Kind, look
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger import keys, publishing
from evenhand_web.ledger.services import record
from evenhand_web.web import clock
from evenhand_web.witnesses.known import trust
from simulators.logs import NORTH, SOUTH, UN
from web.conftest import NOW

NAMES = {"north": NORTH, "south": SOUTH, "un": UN}


@pytest.fixture(autouse=True)
def policy(db, settings, tmp_path):
    settings.LEDGER_KEY_FILE = str(tmp_path / "keys")
    settings.LEDGER_POLICY = str(tmp_path / "policy")
    lines = [f"log {keys.verifier()}", f"witness clock {keys.clock_key()}"]
    lines += [f"witness {name} {key.verifier}" for name, key in NAMES.items()]
    lines += ["group international any un", "group final all north south international", "quorum final"]
    Path(settings.LEDGER_POLICY).write_text("\n".join(lines) + "\n")


def write(count):
    with transaction.atomic():
        for n in range(count):
            record(action="incidents.tests", subject=f"subject-{n}", actor=SYSTEM, at=NOW, details={"n": n})


def published(count=3):
    write(count)
    return publishing.publish(clock.real())


def now_s():
    return int(clock.real().timestamp())


def cosigned(found, *witnesses, at_s=None):
    added = [sign(found.note.text, key, at_s=now_s() if at_s is None else at_s) for key in witnesses]
    return with_signatures(found.note, added).content()


def seen(memory=None, key=NORTH, folder=None):
    """What a witness of the policy finds at the published files."""
    blobs = publishing.files() if folder is None else folder
    return look(blobs, memory, trust=trust(), key=key, now_s=now_s(), stalled_after_s=9999)


def alarm(key=NORTH, *, finding=None, origin=None, at_s=None):
    found = finding or Finding(kind=Kind.FORGED, details={"fault": "x"}, evidence=(b"x",))
    made = alarm_of(found, origin=origin or keys.verifier().name)
    return signed_alarm(made, key, at_s=now_s() if at_s is None else at_s)


def post(client, path, content):
    return client.post(path, content, content_type="text/plain")


def opened(content):
    return open_checkpoint(content, logs=[keys.verifier()], witnesses=[key.verifier for key in NAMES.values()])


LONG_AGO = timedelta(hours=1)
