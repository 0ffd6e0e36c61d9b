"""An act and its entry stand or fall together: a process dies at every statement of a service and around its commit."""

import os
import subprocess
import sys

import pytest

from simulators import postgresql

PROGRAM = """
import os, shutil, sys
import django; django.setup()
from datetime import UTC, datetime
from pathlib import Path
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from evenhand_web.accounts import services
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import Membership, User
from evenhand_web.ledger.checking import check
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry

now = datetime(2020, 12, 29, tzinfo=UTC)
call_command("migrate", verbosity=0)
services.ensure_organisation(key="mission", names={"en": "M"}, kind="mission", actor=SYSTEM, now=now)
connection.close()
database = Path(settings.DATABASES["default"]["NAME"])
whole = database.read_bytes()
account = services.Account(username="layla", organisation="mission", role="monitor")

def restore():
    for path in database.parent.glob(database.name + "*"):
        path.unlink()
    database.write_bytes(whole)

def die_at(step):
    # The child does the act and dies before step `step`, counting statements, then the commit, then what follows it.
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    count = [0]
    def tick():
        count[0] += 1
        if count[0] == step:
            os.kill(os.getpid(), 9)
    def wrapper(execute, sql, params, many, context):
        tick()
        return execute(sql, params, many, context)
    commit = connection._commit
    def committed():
        tick()
        commit()
        tick()
    connection._commit = committed
    with connection.execute_wrapper(wrapper):
        services.ensure_member(account=account, actor=SYSTEM, now=now)
    os._exit(0)

step, both = 0, set()
while True:
    step += 1
    restore()
    status = die_at(step)
    done = Membership.objects.filter(user__username="layla").exists()
    entered = Entry.objects.filter(action="accounts.member").exists()
    found = check()
    assert done == User.objects.filter(username="layla").exists() == entered, (step, done, entered)
    assert found.holds, (step, found)
    both.add(done)
    connection.close()
    if status == 0:
        break
assert both == {False, True} and step > 10, (both, step)
print("together at", step, "steps")
"""


MEANWHILE = """
import threading
from django.db import transaction
from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.ledger import checking
from evenhand_web.ledger.services import record

rows = checking._rows
facts = {"files": {}, "begins_at": now, "adopted_at": now, "adopted_by": "x", "agreement": "a"}

def enter(version):
    with transaction.atomic():
        row = AgreementVersion.objects.create(version=version, digest=version, **facts)
        record(action="tests.act", subject="s", actor=SYSTEM, at=now, rows=[row])
    connection.close()

def others_write(told):
    thread = threading.Thread(target=enter, args=("2",))
    thread.start()
    thread.join()
    return rows(told)

enter("1")
checking._rows = others_write
assert checking.check().faults == (), checking.check()
checking._rows = rows
found = checking.check()
assert found.holds and found.rows == 2, found
print("at one instant")
"""
"""An act is entered while a check is under way: it is not part of what is checked."""

SETTING = """
import django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import connection
from evenhand_web.accounts.access import SYSTEM
now = datetime(2020, 12, 29, tzinfo=UTC)
call_command("migrate", verbosity=0)
"""


def run(program, database, folder):
    environment = os.environ | {
        "EVENHAND_WORKSPACE": str(folder),
        "DATABASE_URL": database,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith(("tests", "src"))),
    }
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, timeout=180
    )


def test_a_check_sees_all_rows_at_one_instant_on_sqlite(tmp_path):
    found = run(SETTING + MEANWHILE, f"sqlite:///{tmp_path}/record.sqlite3", tmp_path)
    assert "at one instant" in found.stdout, found.stderr[-3000:]


@pytest.mark.postgresql
@pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is not installed")
def test_a_check_sees_all_rows_at_one_instant_on_postgresql(tmp_path):
    with postgresql.server() as address:
        found = run(SETTING + MEANWHILE, address, tmp_path)
    assert "at one instant" in found.stdout, found.stderr[-3000:]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_that_dies_at_any_step_leaves_both_or_neither(tmp_path):
    found = run(PROGRAM, f"sqlite:///{tmp_path}/record.sqlite3", tmp_path)
    assert "together at" in found.stdout, found.stderr[-3000:]
