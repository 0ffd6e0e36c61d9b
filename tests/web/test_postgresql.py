"""The pages' database on PostgreSQL: every migration, and what only the database itself can refuse."""

import os
import subprocess
import sys

import pytest

from simulators import postgresql

pytestmark = pytest.mark.postgresql

PROGRAM = """
import django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.incidents import services
from evenhand_web.incidents.models import Act
from evenhand_web.ledger.checking import check
from evenhand_web.ledger.models import Entry
from web.alerts import alerts

call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
now = datetime(2020, 12, 29, tzinfo=UTC)
accounts.ensure_organisation(key="mission", names={"en": "M"}, kind="mission", actor=SYSTEM, now=now)
accounts.ensure_organisation(key="north", names={"en": "N"}, kind="party", party="north", actor=SYSTEM, now=now)
duty = accounts.Account(username="duty", organisation="mission", role="duty-officer")
user = accounts.ensure_member(account=duty, actor=SYSTEM, now=now)
services.record_alerts(alerts=alerts({}), actor=SYSTEM, now=now)
officer = actor_for(user)
services.assign(alert_ids=["alert-a"], assignee="duty", actor=officer, now=now)
services.release(alert_ids=["alert-a"], organisation="north", actor=officer, now=now)
services.undo(alert_id="alert-a", actor=officer, now=now)
assert check().holds and check().entries == 7, check()

# Three at a time append, two publish into folders of their own: one order, one tree.
import time
from concurrent.futures import ThreadPoolExecutor
from django.conf import settings
from evenhand_web.ledger import publishing

def append(number):
    for n in range(25):
        key = f"o-{number}-{n}"
        accounts.ensure_organisation(key=key, names={"en": key}, kind="party", party=key, actor=SYSTEM, now=now)
    connection.close()

with ThreadPoolExecutor(3) as pool:
    waiting = [pool.submit(append, number) for number in range(3)]
    for _ in range(10):
        publishing.publish(datetime.now(UTC))
        time.sleep(0.05)
    [one.result() for one in waiting]
one = publishing.publish(datetime.now(UTC)).checkpoint
settings.LEDGER_FOLDER = settings.LEDGER_FOLDER + "-other"
other = publishing.publish(datetime.now(UTC)).checkpoint
assert one == other and one.size == 82 and check().holds, (one, other, check())

from evenhand_web.incidents.services.grouping import look_for_links
assert look_for_links(actor=officer, now=now).read == 1
assert look_for_links(actor=SYSTEM, now=now).read == 0

def refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False

for table in ("ledger_entry", "incidents_act", "incidents_incidentact"):
    column = "organisation" if table == "ledger_entry" else "actor"
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        assert refused(statement), statement
call_command("migrate", "ledger", "0001", verbosity=0)
call_command("migrate", "ledger", verbosity=0)
print("sound")
"""


@pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is not installed")
def test_every_migration_and_guard_holds_on_postgresql(tmp_path):
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
