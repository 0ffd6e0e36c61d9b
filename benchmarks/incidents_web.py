"""The list and the pages of incidents: how long they take to answer, through all of the server's code, on SQLite.

usage: benchmarks/incidents_web.py [N] [--times N]

N incidents (100,000) of two alerts each, spread over a year and a country, written in bulk with what
the services would write; then the same requests again and again, and one look at what is new.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are known
import argparse
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
FIRST, NOW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 12, 29, 12, tzinfo=UTC)
CODES = ("KIN.MOR", "KIN.ART", "KIN.SA", "MOV.FWD", "AIR.FLT", "WPN.EMBARGO")
AT_ONCE = 20_000
HOUR = timedelta(hours=1)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("incidents", type=int, nargs="?", default=100_000)
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evenhand-incidents-") as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:////{folder.lstrip('/')}/incidents.sqlite3",
            "EVENHAND_WORKSPACE": folder,
            "EVENHAND_INSECURE_HTTP": "true",
            "EVENHAND_CLOCK": "2020-12-29T12:00:00Z",
            "EVENHAND_LOG_LEVEL": "ERROR",
            "EVENHAND_ALLOWED_HOSTS": '["testserver"]',
            "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
        }
        import django

        django.setup()
        began = perf_counter()
        build(given.incidents)
        print(f"{given.incidents:,} incidents built in {perf_counter() - began:.0f} s")
        measure(given.incidents, given.times)
        look(given.incidents)


def build(number: int) -> None:
    """People, alerts, their statements, and incidents of two alerts each."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from evenhand.sources.agreement_files import agreement_files, find_agreement
    from evenhand_web.accounts.access import SYSTEM
    from evenhand_web.agreements import services as agreements
    from evenhand_web.agreements.queries import current
    from evenhand_web.incidents.bulk import insert
    from evenhand_web.incidents.models import Alert, Incident, IncidentAct, Statement
    from evenhand_web.web.management import demo_people

    call_command("migrate", verbosity=0)
    agreements.adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=NOW)
    demo_people.settle(current()[0], password="evenhand-demo-2020", now=NOW)
    chance = random.Random(20201206)
    for low in range(0, number, AT_ONCE):
        rows = [facts(chance, n, number) for n in range(low, min(low + AT_ONCE, number))]
        with transaction.atomic():
            insert(Incident, [Incident(**one) for one, _pair in rows])
            pairs = [(one, two) for one, pair in rows for two in pair]
            insert(Alert, [Alert(**alert(one, n)) for one, n in pairs])
            insert(Statement, [statement(one, n) for one, n in pairs])
            IncidentAct.objects.bulk_create(
                IncidentAct(incident_id=one["incident"], kind="proposed", at=NOW, actor="evenhand",
                            ones=[f"alert:{one['incident']}-{n}" for n in (1, 2)])
                for one, _pair in rows
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def facts(chance: random.Random, n: int, number: int) -> tuple[dict[str, Any], tuple[int, int]]:
    """One incident."""
    name = f"inc-2020-{n + 1:06d}"
    began = FIRST + (NOW - FIRST) * (n / number)
    code = chance.choice(CODES)
    return {
        "incident": name, "number": name.upper(), "age": n + 1, "made_at": NOW, "began_at": began,
        "ended_at": began + HOUR, "lon": chance.uniform(10, 24), "lat": chance.uniform(24, 32.5), "type": code,
        "party": chance.choice(("gna", "lna", "")), "place": chance.choice(("sirte", "jufra", "awbari", "misrata")),
        "alerts": 2, "independent": 2, "state": chance.choice(("proposed", "proposed", "reviewed")),
        "search_text": f"{name} {code.lower()} sirte",
    }, (1, 2)  # fmt: skip


def alert(one: dict[str, Any], n: int) -> dict[str, Any]:
    """One of its two alerts."""
    from web.alerts import AN_ALERT

    where = {"entry_lon": one["lon"], "entry_lat": one["lat"], "exit_lon": None, "exit_lat": None, "area": None}
    told = {"alert": f"{one['incident']}-{n}", "violation_code": one["type"], "party": one["party"] or None}
    times = {"began_at": one["began_at"], "ended_at": one["ended_at"], "recorded_at": NOW, "rule": f"rule-{n}"}
    return AN_ALERT | where | told | times


def statement(one: dict[str, Any], n: int) -> Any:
    """Its statement."""
    from evenhand_web.incidents.models import Statement

    ref = f"{one['incident']}-{n}"
    head = one["type"].split(".")[0]
    return Statement(
        statement=f"alert:{ref}", kind="alert", ref=ref, basis=12, incident_id=one["incident"], source=f"feed-{n}",
        voice="sensor", voice_source=f"feed-{n}", began_at=one["began_at"], ended_at=one["ended_at"], lon=one["lon"],
        lat=one["lat"], radius_m=1000.0, type=f"{head}/{one['type']}", party=one["party"],
    )  # fmt: skip


def requests(number: int) -> Iterator[tuple[str, Callable[[random.Random], str]]]:
    """What people ask for."""
    yield "list", lambda _chance: "/incidents/"
    yield "list by type and week", lambda chance: f"/incidents/?type=KIN.MOR&week=2020-W{chance.randint(1, 52):02d}"
    yield "list by a number", lambda chance: f"/incidents/?q=inc-2020-{chance.randint(1, number):06d}"
    yield "list, page 500", lambda _chance: "/incidents/?state=all&page=500"
    yield "page", lambda chance: f"/incidents/inc-2020-{chance.randint(1, number):06d}/"
    yield "map data", lambda chance: f"/incidents/inc-2020-{chance.randint(1, number):06d}/map/"


def measure(number: int, times: int) -> None:
    """The middle and the 95th of 100 of each kind of request, ms of the processor, and the middle by the clock.

    The database is in the process, so its time is in these; what others do on the machine is not.
    """
    from django.test import Client

    from evenhand_web.accounts.models import User

    client, chance = Client(), random.Random(7)
    client.force_login(User.objects.get(username="duty"))
    for name, address in requests(number):
        client.get(address(chance))  # compiled code and the agreement are read once a process
        spent, waited = [], []
        for _time in range(times):
            wanted = address(chance)
            began, busy = perf_counter(), process_time()
            answer = client.get(wanted)
            spent.append(1000.0 * (process_time() - busy))
            waited.append(1000.0 * (perf_counter() - began))
            assert answer.status_code == 200, (wanted, answer.status_code)
        ordered = sorted(spent)
        middle, late = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
        print(f"{name:24} {middle:7.0f} ms  p95 {late:7.0f} ms  by the clock {statistics.median(waited):7.0f} ms")


def look(number: int) -> None:
    """One look for links at a hundred new alerts among all."""
    from evenhand_web.accounts.access import SYSTEM
    from evenhand_web.incidents.models import Alert
    from evenhand_web.incidents.services.grouping import look_for_links

    chance = random.Random(11)
    late = [facts(chance, n, number)[0] | {"incident": f"late-{n}"} for n in range(number - 100, number)]
    Alert.objects.bulk_create(Alert(**alert(one, 1)) for one in late)
    began = perf_counter()
    looked = look_for_links(actor=SYSTEM, now=NOW)
    print(f"a look at {looked.read} late alerts: {perf_counter() - began:.2f} s, {len(looked.made)} new incidents")


if __name__ == "__main__":
    main()
