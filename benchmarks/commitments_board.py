"""The board of commitments at a hundred thousand of them: how long each page takes, through all of the server's code.

usage: benchmarks/commitments_board.py [N] [--times N]

SQLite in a new folder. Some commitments are entered, released and spoken of by the services themselves, then copied in
bulk with other days and words until there are N, each with its version and releases, its deadlines and what two
audiences see of it.
"""

# ruff: noqa: PLC0415, SLF001 - Django is imported once its settings are known; rows are copied whole
import argparse
import hashlib
import os
import random
import statistics
import sys
import tempfile
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
NOW = datetime(2020, 12, 29, 12, tzinfo=UTC)
WORDS = ("camp", "line", "post", "border", "training", "fund", "report", "airport", "mine", "database", "convoy")
AT_ONCE = 1000


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commitments", type=int, nargs="?", default=100_000)
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evenhand-commitments-") as workspace:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{workspace}/commitments.sqlite3",
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
        build(given.commitments)
        print(f"{given.commitments:,} commitments built in {perf_counter() - began:.0f} s")
        measure(given.times)


def build(number: int) -> None:
    """The bundled plans with what people say of them, and copies of these."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from evenhand.sources.agreement_files import agreement_files, find_agreement
    from evenhand_web.accounts.access import SYSTEM
    from evenhand_web.agreements import services as agreements
    from evenhand_web.agreements.queries import current
    from evenhand_web.commitments.models import Act, Commitment, Due, Shown
    from evenhand_web.web.management import demo_commitments, demo_people

    call_command("migrate", verbosity=0)
    agreements.adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=NOW)
    people = demo_people.settle(current()[0], password="evenhand-demo-2020", now=NOW)
    demo_commitments.settle(actors=people, agreement=current()[0], now=NOW)
    chance = random.Random(20201223)
    samples = list(Commitment.objects.order_by("pk").prefetch_related("acts", "dues", "shown"))
    for low in range(len(samples), number, AT_ONCE):
        made: dict[type, list] = {Commitment: [], Act: [], Due: [], Shown: []}
        for n in range(low, min(low + AT_ONCE, number)):
            copied(chance, n, chance.choice(samples), made)
        with transaction.atomic():
            for model, rows in made.items():
                model.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copied(chance: random.Random, n: int, sample, made: dict[type, list]) -> None:
    """A commitment with its rows under another id, on other days, in other words and of another plan."""
    own, later = copy(sample), timedelta(days=chance.randrange(-200, 900))
    own.pk = hashlib.sha256(str(n).encode()).hexdigest()[:24]
    own.key, own._state.adding = f"copy-{n}", True
    words = " ".join(chance.choices(WORDS, k=12))
    kinds = {kind.__name__: kind for kind in made}
    made[kinds["Commitment"]].append(own)
    acts = [act for act in sample.acts.all() if act.kind in {"version", "released"}]
    shown = [row for row in sample.shown.all() if row.audience in {"all", "organisation:gna"}]
    for rows in (acts, sample.dues.all(), shown):
        for row in rows:
            one = copy(row)
            one.pk, one.commitment_id = None, own.pk
            if hasattr(one, "day"):
                one.day, one.at = row.day + later, row.at + later
            if hasattr(one, "audience"):
                one.due_at = row.due_at + later if row.due_at else None
                one.due_last_at = row.due_last_at + later if row.due_last_at else None
                one.title, one.search_text = {"en": words}, words
                one.plan = f"{row.plan}-{n % 40}" if row.plan else ""
            made[type(one)].append(one)


def measure(times: int) -> None:
    """Each page, by the mission and by a party: median and 95th percentile, by the clock and of the processor."""
    from django.test import Client

    from evenhand_web.accounts.models import User
    from evenhand_web.commitments.models import Shown

    chance = random.Random(7)
    for username, audience in (("duty", "all"), ("liaison-gna", "organisation:gna")):
        client = Client()
        client.force_login(User.objects.get(username=username))
        seen = Shown.objects.filter(audience=audience)
        kept = [seen.order_by("commitment")[chance.randrange(seen.count())] for _ in range(times)]
        pages = {
            "board": lambda _n: "/commitments/",
            "board, overdue": lambda _n: "/commitments/?tab=overdue",
            "board, all, page 40": lambda _n: "/commitments/?tab=all&page=40",
            "one body, one theme": lambda _n: "/commitments/?body=gna&theme=withdrawal",
            "in dispute": lambda _n: "/commitments/?differs=yes&tab=all",
            "search, common words": lambda n: (
                f"/commitments/?tab=all&q={WORDS[n % len(WORDS)]}+{WORDS[n * 3 % len(WORDS)]}"
            ),
            "calendar, a month": lambda n: f"/commitments/calendar/?month=2021-{n % 12 + 1:02d}",
            "what falls due": lambda _n: "/commitments/due/",
            "a commitment": lambda n, kept=kept: f"/commitments/{kept[n].commitment_id}/",
        }
        print(f"\n{username}, {seen.count():,} commitments")
        for name, address in pages.items():
            took, busy = [], []
            for n in range(times):
                began, worked = perf_counter(), process_time()
                answer = client.get(address(n))
                took.append((perf_counter() - began) * 1000)
                busy.append((process_time() - worked) * 1000)
                if answer.status_code != 200:
                    sys.exit(f"{address(n)} answers {answer.status_code}")
            last = int(times * 0.95) - 1
            clock = f"p50 {statistics.median(took):6.0f} ms  p95 {sorted(took)[last]:6.0f} ms"
            print(f"  {name:24} {clock}  CPU p50 {statistics.median(busy):6.0f} ms  p95 {sorted(busy)[last]:6.0f} ms")


if __name__ == "__main__":
    main()
