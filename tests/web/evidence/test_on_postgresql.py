"""Evidence on PostgreSQL: many at once, hostile words, filters, and what only the database itself can refuse."""

import os
import subprocess
import sys

import pytest

from simulators import postgresql

pytestmark = pytest.mark.postgresql

PROGRAM = """
import django; django.setup()
import threading
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from evenhand.evidence.custody import check
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.evidence import queries, services
from evenhand_web.evidence.access import SUBJECTS
from evenhand_web.evidence.filters import EvidenceFilters
from evenhand_web.evidence.mapping import chain_of
from evenhand_web.evidence.models import Evidence
from web.evidence.samples import jpeg

call_command("migrate", verbosity=0)
now = datetime(2020, 12, 29, tzinfo=UTC)
accounts.ensure_organisation(key="mission", names={"en": "M"}, kind="mission", actor=SYSTEM, now=now)
accounts.ensure_organisation(key="north", names={"en": "N"}, kind="party", party="north", actor=SYSTEM, now=now)
duty = accounts.Account(username="duty", organisation="mission", role="duty-officer")
officer = actor_for(accounts.ensure_member(account=duty, actor=SYSTEM, now=now))
SUBJECTS["report"] = lambda actor, subjects: set(subjects)
claim = services.Claim(subject_kind="report", subject="1", name="a\\0b.jpg", note="x\\0y", declared_type="image/\\0png")
made, faults = [], []

def one():
    try:
        made.append(services.attach(content=[jpeg(exif=True)], claim=claim, actor=officer, now=now))
    except Exception as fault:
        faults.append(fault)
    finally:
        connection.close()

threads = [threading.Thread(target=one) for _ in range(10)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not faults, faults
assert sorted(one.is_new for one in made) == [False] * 9 + [True]
found = made[0].evidence
services.examine(evidence_id=found, actor=SYSTEM, now=now)
words = services.TextClaim(kind="transcript", language="ar", body="x\\0y")
services.add_text(evidence_id=found, claim=words, actor=officer, now=now)
masked = services.CopyClaim(name="m", note="n")
copy = services.add_copy(evidence_id=found, content=[b"m"], claim=masked, actor=officer, now=now)
for chosen in (copy, copy, None, None):
    services.release(evidence_id=found, organisation="north", copy_id=chosen, reason="r", actor=officer, now=now)
assert Evidence.objects.get().releases.count() == 2
services.recall(evidence_id=found, organisation="north", reason="r", actor=officer, now=now)
assert services.verify(evidence_id=found, actor=officer, now=now) == "sound"
chain = chain_of(Evidence.objects.get())
assert check(found, chain, content=Evidence.objects.get().digest).holds and len(chain) == 8, chain
looked_for = (({"state": "warned"}, 1), ({"state": "trouble"}, 0), ({"q": "b.jpg"}, 1), ({"family": "image"}, 1))
for wanted, total in looked_for:
    assert queries.evidence_list(officer, EvidenceFilters(**wanted)).page.total == total, wanted
assert queries.evidence_page(officer, found, language="ar").picture == (64, 48)

def refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False

for table in ("evidence_custodyact", "evidence_text"):
    for statement in (f"UPDATE {table} SET digest = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        assert refused(statement), statement
print("sound")
"""


@pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is not installed")
def test_many_at_once_make_one_and_nothing_can_be_rewritten(tmp_path):
    with postgresql.server() as address:
        environment = os.environ | {
            "DATABASE_URL": address,
            "EVENHAND_WORKSPACE": str(tmp_path),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith(("tests", "src"))),
        }
        found = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
    assert (found.stdout.strip(), found.returncode) == ("sound", 0), found.stderr[-3000:]
