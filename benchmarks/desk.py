"""The desk at a million reports: how long each page takes to answer, through all of the server's code.

usage: benchmarks/desk.py [N] [--on postgresql|sqlite] [--times N]

PostgreSQL is started for it in a new folder, with fsync as it comes; SQLite lies in a new folder. Reports are written
in bulk with what intake would write for each; the index of the desk is then made as `evenhand-web desk_index` does.
"""

# ruff: noqa: PLC0415, SLF001 - Django is imported once its settings are known; rows are written by COPY
import argparse
import contextlib
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 12, 29, tzinfo=UTC)
WORDS = (
    "explosion",
    "burst",
    "convoy",
    "checkpoint",
    "drone",
    "mortar",
    "patrol",
    "village",
    "bridge",
    "school",
    "well",
)
ARABIC, CHINESE = ("انفجار", "قصف", "قافلة", "حاجز"), ("爆炸", "炮击", "车队", "检查站")
AT_ONCE = 20_000


@contextlib.contextmanager
def database(vendor: str) -> Iterator[str]:
    """The address of an empty database."""
    from simulators import postgresql

    if vendor == "postgresql":
        postgresql.FAST = ["shared_buffers=512MB", "work_mem=16MB", "max_wal_size=4GB", "listen_addresses=127.0.0.1"]
        with postgresql.server() as address:
            yield address
    else:
        with tempfile.TemporaryDirectory(prefix="evenhand-desk-") as folder:
            yield f"sqlite:///{folder}/desk.sqlite3"


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=int, nargs="?")
    parser.add_argument("--on", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--times", type=int, default=60)
    given = parser.parse_args()
    number = given.reports or (1_000_000 if given.on == "postgresql" else 100_000)
    with database(given.on) as address, tempfile.TemporaryDirectory(prefix="evenhand-desk-") as workspace:
        os.environ |= {
            "DATABASE_URL": address.replace("sqlite:///", "sqlite:////", 1) if "sqlite" in address else address,
            "EVENHAND_WORKSPACE": workspace,
            "EVENHAND_INSECURE_HTTP": "true",
            "EVENHAND_CLOCK": "2020-12-29T12:00:00Z",
            "EVENHAND_LOG_LEVEL": "ERROR",
            "EVENHAND_ALLOWED_HOSTS": '["testserver"]',
            "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
        }
        import django

        django.setup()
        began = perf_counter()
        build(number)
        print(f"{given.on}: {number:,} reports built in {perf_counter() - began:.0f} s")
        began = perf_counter()
        from evenhand_web.desk.indexing import rebuild

        rebuild()
        analyse(given.on)
        print(f"index made in {perf_counter() - began:.0f} s")
        measure(number, given.times)
        from django.db import connection

        connection.close()
        if given.on == "postgresql":
            connection.close_pool()


def build(number: int) -> None:
    """Organisations, people, and reports with a version, a reading and an act each."""
    from django.core.management import call_command
    from django.db import transaction

    from evenhand.sources.agreement_files import agreement_files, find_agreement
    from evenhand_web.accounts.access import SYSTEM
    from evenhand_web.agreements import services as agreements
    from evenhand_web.agreements.queries import current
    from evenhand_web.intake.models import Reading, Report, ReportAct, Version
    from evenhand_web.web.management import demo_people

    call_command("migrate", verbosity=0)
    agreements.adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=LAST)
    demo_people.settle(current()[0], password="evenhand-demo-2020", now=LAST)
    chance = random.Random(20201223)
    homes, users = homes_and_users()
    for low in range(0, number, AT_ONCE):
        rows = [report(chance, n, number, homes, users) for n in range(low, min(low + AT_ONCE, number))]
        made = [Version(pk=low + i + 1, **version(facts)) for i, (facts, _record) in enumerate(rows)]
        with transaction.atomic():
            write(Report, [Report(**facts) for facts, _record in rows])
            write(Version, made)
            write(Reading, [Reading(version_id=low + i + 1, record=record) for i, (_f, record) in enumerate(rows)])
            write(ReportAct, [act(low + i + 1, facts) for i, (facts, _record) in enumerate(rows)])
    sequences()


def write(model, rows: list) -> None:
    """Rows with their keys: by COPY where there is one."""
    from django.db import connection

    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                for value in values:
                    copy.write_row(value)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', list(values))


def sequences() -> None:
    """PostgreSQL's counters go on after the keys that were given."""
    from django.core.management.color import no_style
    from django.db import connection

    from evenhand_web.intake.models import ReportAct, Version

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [ReportAct, Version]):
            cursor.execute(statement)


def homes_and_users() -> tuple[list[int], list[int]]:
    """The organisations that file, and the people who handle."""
    from evenhand_web.accounts.models import Organisation, User

    homes = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    return homes, list(User.objects.filter(username__in=["duty", "analyst", "monitor"]).values_list("pk", flat=True))


def report(chance: random.Random, n: int, number: int, homes: list[int], users: list[int]) -> tuple[dict, dict]:
    """The columns of the n-th report and what it says; ninety-five of a hundred are settled, as on an old desk."""
    from evenhand.reports.codes import ReportKind

    came = FIRST + (LAST - FIRST) * (n / number)
    began = came - timedelta(minutes=chance.expovariate(1 / 300))
    # Most of it lies along a few fronts, some anywhere in the theatre.
    hot = chance.random() < 0.8
    lon = chance.gauss(16.4 + chance.randrange(4), 0.3) if hot else chance.uniform(9.5, 25.0)
    lat = chance.gauss(31.0 - chance.randrange(3), 0.3) if hot else chance.uniform(24.0, 33.0)
    words = [chance.choice(WORDS) for _ in range(12)] + [f"grid{chance.randrange(40_000):05d}"]
    words += [chance.choice(ARABIC) if n % 3 else chance.choice(CHINESE)]
    text = " ".join(words)
    settled, kind = chance.random() < 0.95, chance.choice(list(ReportKind)).value
    record = {
        "schema": "evenhand.report/1", "kind": kind, "text": text,
        "when": {"begins_at": f"{began:%Y-%m-%dT%H:%M:%SZ}", "ends_at": f"{began:%Y-%m-%dT%H:%M:%SZ}"},
        "place": {"format": 1, "kind": "point", "lon": lon, "lat": lat, "accuracy_m": 200, "method": "map"},
    }  # fmt: skip
    facts = {
        "report": f"report-{n:032x}", "number": f"CFV-2020-{n + 1:04d}", "kind": kind,
        "owner_id": homes[min(int(chance.expovariate(1.2)), len(homes) - 1)], "reporter_type": "monitor",
        "protection": "open", "received_at": came, "began_at": began, "ended_at": began,
        "west": lon, "east": lon, "south": lat, "north": lat, "lon": lon, "lat": lat,
        "alleged_party": chance.choice(["gna", "lna", "unknown", None]), "violations": ["KIN.MOR"],
        "headline": text[:300], "search_text": f"{text} incident report mortar fire",
        "conflict": chance.random() < 0.002, "readable": chance.random() > 0.001,
        "waiting_for": ["a.jpg"] if chance.random() < 0.01 else [], "flags": ["mock-location"] if n % 97 == 0 else [],
        "urgent": chance.random() < 0.02, "state": "settled" if settled else chance.choice(["new", "taken", "asked"]),
        "assignee_id": chance.choice(users) if settled or n % 2 else None,
        "reliability": chance.choice("ABCDEF") if settled else "", "credibility": chance.choice("123456"),
    }  # fmt: skip
    return facts, record


def version(facts: dict) -> dict:
    """The one version of a report."""
    return {
        "report_id": facts["report"], "instance": f"uuid:{facts['report']}", "digest": facts["report"][-32:] * 2,
        "number": 1, "original": b"{}", "media_type": "application/json", "door": "openrosa", "sender": "monitor",
        "by_id": facts["owner_id"], "received_at": facts["received_at"],
    }  # fmt: skip


def act(pk: int, facts: dict):
    """That it was received."""
    from evenhand_web.intake.models import ReportAct

    who = {"actor": "monitor", "by_id": facts["owner_id"], "content": {"version": 1, "door": "openrosa"}}
    return ReportAct(pk=pk, report_id=facts["report"], kind="received", at=facts["received_at"], **who)


def analyse(vendor: str) -> None:
    """What any database in use does by itself from time to time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if vendor == "postgresql" else "ANALYZE")


def measure(number: int, times: int) -> None:
    """Ask for each kind of page some times, each time for another, and print the table."""
    from django.test import Client

    from evenhand_web.accounts.models import User

    clients = {}
    for name in ("duty", "liaison-gna"):
        clients[name] = Client()
        clients[name].force_login(User.objects.get(username=name))
    chance = random.Random(7)
    print(f"\n{'page':<40} {'p50 ms':>8} {'p95 ms':>8} {'work p50':>9} {'work p95':>9}")
    for name, user, path in pages(chance, number):
        client = clients[user]
        client.get(path())
        took, worked = zip(*(timed(client, path()) for _ in range(times)), strict=True)
        figures = (statistics.median(took), p95(took), statistics.median(worked), p95(worked))
        print(f"{name:<40} {figures[0]:8.1f} {figures[1]:8.1f} {figures[2]:9.1f} {figures[3]:9.1f}", flush=True)


def p95(values: tuple[float, ...]) -> float:
    """The value that nineteen of twenty do not exceed."""
    return sorted(values)[min(int(len(values) * 0.95), len(values) - 1)]


def timed(client, path: str) -> tuple[float, float]:
    """Milliseconds for one whole answer: by the clock, and of processor time in our process and the database's.

    The second says what it costs where others share the machine; it leaves waiting for disks out.
    """
    backends = database_processes()
    began, worked = perf_counter(), process_time() + on_processor(backends)
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    len(answer.content)
    work = process_time() + on_processor(backends) - worked
    return (perf_counter() - began) * 1000, work * 1000


def database_processes() -> list[int]:
    """PostgreSQL's processes for our connections; SQLite has none of its own."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]


def on_processor(processes: list[int]) -> float:
    """Seconds that some processes have been on a processor so far (Linux)."""
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in processes) / 1e9


Asked = tuple[str, str, Callable[[], str]]


def pages(chance: random.Random, number: int) -> list[Asked]:
    """What is asked for: name, as whom, and how the address is made."""
    return [*lists(chance, number), *searches(chance, number), *places(chance, number)]


def a_key(chance: random.Random, number: int) -> str:
    """The key of some row."""
    moment = FIRST + (LAST - FIRST) * chance.random()
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}~{chance.randrange(number)}"


def a_day(chance: random.Random) -> str:
    """Some day of the year."""
    return f"{FIRST + timedelta(days=chance.randrange(360)):%Y-%m-%d}"


def lists(chance: random.Random, number: int) -> list[Asked]:
    """The list, its pages and its filters."""
    every = "/desk/?state=all"
    six = "/desk/?state=settled&code=complaint&party=gna&grade=C&mark=flagged"
    duty: list[tuple[str, Callable[[], str]]] = [
        ("first page", lambda: "/desk/"),
        ("first page, everything", lambda: every),
        ("deep page", lambda: f"{every}&after={a_key(chance, number)}"),
        ("deep page, by event", lambda: f"{every}&sort=at&after={a_key(chance, number)}"),
        ("page before", lambda: f"{every}&before={a_key(chance, number)}"),
        ("settled, deep", lambda: f"/desk/?state=settled&after={a_key(chance, number)}"),
        ("kind of report", lambda: f"{every}&code=complaint"),
        ("party named", lambda: f"{every}&party=lna"),
        ("filed by", lambda: f"{every}&owner=commission"),
        ("assigned to", lambda: "/desk/?assignee=analyst"),
        ("grade", lambda: f"{every}&grade=B"),
        ("two versions", lambda: f"{every}&mark=conflict"),
        ("urgent and open", lambda: "/desk/?mark=urgent"),
        ("one day", lambda: f"{every}&begins={(d := a_day(chance))}&ends={d}"),
        ("six filters at once", lambda: f"{six}&begins={a_day(chance)}"),
    ]
    own: list[tuple[str, Callable[[], str]]] = [
        ("a party's own reports", lambda: "/reports/"),
        ("a party's own reports, deep", lambda: f"/reports/?after={a_key(chance, number)}"),
        ("a party's own reports, search", lambda: f"/reports/?q={chance.choice(WORDS)}"),
        ("a party's own reports, a rare word", lambda: f"/reports/?q={rare(chance)}"),
    ]
    return [(name, "duty", path) for name, path in duty] + [(name, "liaison-gna", path) for name, path in own]


def rare(chance: random.Random) -> str:
    """A word that few reports have."""
    return f"grid{chance.randrange(40_000):05d}"


def searches(chance: random.Random, number: int) -> list[Asked]:
    """Words and numbers that are looked for."""

    def word() -> str:
        return chance.choice(WORDS)

    wanted: list[tuple[str, Callable[[], str]]] = [
        ("a common word", word),
        ("a rare word", lambda: rare(chance)),
        ("two common words", lambda: f"{word()}+{word()}"),
        ("common and rare", lambda: f"{word()}+{rare(chance)}"),
        ("Arabic", lambda: chance.choice(ARABIC)),
        ("two Chinese signs", lambda: chance.choice(CHINESE)),
        ("nothing is called so", lambda: "xylophone"),
        ("a number", lambda: f"CFV-2020-{chance.randrange(number) + 1:04d}"),
    ]
    return [(f"search: {name}", "duty", lambda text=text: f"/desk/?state=all&q={text()}") for name, text in wanted]


def places(chance: random.Random, number: int) -> list[Asked]:
    """The map and single reports."""

    def box(width: float) -> str:
        lon, lat = 16.4 + chance.random() * 3, 29.0 + chance.random() * 2
        return f"{lon - width / 2:.3f},{lat - width / 3:.3f},{lon + width / 2:.3f},{lat + width / 3:.3f}"

    def some_report() -> str:
        return f"/reports/report-{chance.randrange(number):032x}/"

    drawn = "/desk/map/?state=all"
    wanted: list[tuple[str, Callable[[], str]]] = [
        ("map, all of the theatre", lambda: f"{drawn}&bbox=5,20,30,35"),
        ("map, two degrees", lambda: f"{drawn}&bbox={box(2.0)}"),
        ("map, a tenth of a degree", lambda: f"{drawn}&bbox={box(0.1)}"),
        ("map, filtered", lambda: f"{drawn}&party=lna&bbox={box(4.0)}"),
        ("report, with what lies near", some_report),
        ("report, its map", lambda: f"{some_report()}map/"),
    ]
    return [(name, "duty", path) for name, path in wanted]


if __name__ == "__main__":
    main()
