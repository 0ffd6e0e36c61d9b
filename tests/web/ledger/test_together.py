"""An act and its entry stand or fall together: a process dies at every statement of a service and around its commit."""

import os
import subprocess
import sys

import pytest

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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_that_dies_at_any_step_leaves_both_or_neither(tmp_path):
    environment = os.environ | {
        "EVENHAND_WORKSPACE": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/record.sqlite3",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith(("tests", "src"))),
    }
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False, timeout=180
    )
    assert "together at" in found.stdout, found.stderr[-3000:]
