"""The board at a hundred thousand cases: how long each page takes to answer, through all of the server's code.

usage: benchmarks/cases_board.py [N] [--times N]

SQLite in a new folder. Some cases are taken through the procedure by the services themselves, then copied in bulk with
other numbers, days and words until there are N, each with its acts and with what every audience sees of it.
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
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
FIRST, NOW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 12, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORDS = ("camp", "trench", "convoy", "checkpoint", "drone", "mortar", "airbase", "village", "bridge", "flight", "well")
MODELS_AT_ONCE = 500


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=100_000)
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="evenhand-cases-") as workspace:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{workspace}/cases.sqlite3",
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
        build(given.cases)
        print(f"{given.cases:,} cases built in {perf_counter() - began:.0f} s")
        measure(given.times)


def build(number: int) -> None:
    """Organisations, people, a few dozen cases by the services, and copies of these."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from evenhand.sources.agreement_files import agreement_files, find_agreement
    from evenhand_web.accounts.access import SYSTEM
    from evenhand_web.agreements import services as agreements
    from evenhand_web.agreements.queries import current
    from evenhand_web.cases.models import Act, Case, Shown
    from evenhand_web.web.management import demo_people

    call_command("migrate", verbosity=0)
    agreements.adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=FIRST)
    people = demo_people.settle(current()[0], password="evenhand-demo-2020", now=FIRST)
    chance = random.Random(20201223)
    samples = [sample(chance, people, current()[0], n) for n in range(24)]
    kept = [(case, list(case.acts.all()), list(case.shown.all())) for case in samples]
    for low in range(len(samples), number, MODELS_AT_ONCE):
        cases, acts, shown = [], [], []
        for n in range(low, min(low + MODELS_AT_ONCE, number)):
            case, its_acts, its_rows = copied(chance, n, *chance.choice(kept))
            cases.append(case)
            acts += its_acts
            shown += its_rows
        with transaction.atomic():
            for model, rows in ((Case, cases), (Act, acts), (Shown, shown)):
                model.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def sample(chance: random.Random, people, agreement, n: int):
    """A case of either party, taken some way through the procedure."""
    from evenhand.cases import acts
    from evenhand.reports.codes import ReportKind
    from evenhand_web.cases import services

    ours, theirs = chance.sample([party.id for party in agreement.parties], 2)
    content = acts.Opened(
        kind=ReportKind.COMPLAINT,
        allegation={"en": f"Sample {n}: {' '.join(chance.choices(WORDS, k=12))}"},
        alleged=(theirs,),
        provisions=(agreement.rules[0].id,),
        urgent=chance.random() < 0.2,
    )
    at = NOW - timedelta(days=chance.uniform(1, 60))
    case = services.open_case(agreement=agreement.id, content=content, actor=people[f"liaison-{ours}"], now=at)
    team = acts.TeamSet(
        members=(
            acts.Member(user="monitor", organisation="mission"),
            *(acts.Member(user=f"officer-{one}", organisation=one, side=one) for one in (ours, theirs)),
        ),
        lead="monitor",
    )
    line = [acts.Stepped(step=step) for step in ("register", "acknowledge", "notify", "begin-triage")]
    line += [team, acts.Stepped(step="open-fact-finding")]
    if n % 4 == 0:
        line[4:] = [acts.Stepped(step="set-aside", reason="Outside.")]
    for content in line[: 2 + chance.randrange(5)] if n % 4 else line:
        at += HOUR
        services.act(case_id=case.pk, content=replace(content), actor=people["duty"], now=at)
    case.refresh_from_db()
    return case


def copied(chance: random.Random, n: int, case, acts: list, shown: list) -> tuple[object, list, list]:
    """A case with its acts and rows under another id and number, on other days and with other words."""
    own = copy(case)
    own.pk = hashlib.sha256(str(n).encode()).hexdigest()[:24]
    own.number = f"CASE-{2018 + n % 3}-{n * 7919 % 1_000_003:06d}"
    later = timedelta(days=chance.uniform(-300, 0))
    words = " ".join(chance.choices(WORDS, k=12))
    own.opened_at += later
    own._state.adding = True
    made_acts, made_rows = [], []
    for act in acts:
        one = copy(act)
        one.pk, one.case_id, one.at = None, own.pk, act.at + later
        made_acts.append(one)
    for row in shown:
        one = copy(row)
        one.pk, one.case_id, one.number = None, own.pk, own.number
        one.opened_at, one.last_at, one.since = row.opened_at + later, row.last_at + later, row.since + later
        one.due_at = row.due_at + later if row.due_at else None
        one.title, one.search_text = {"en": words}, f"{own.number.casefold()} {words}"
        made_rows.append(one)
    return own, made_acts, made_rows


def measure(times: int) -> None:
    """Each page, by the mission and by a party: median and 95th percentile in milliseconds."""
    from django.test import Client

    from evenhand_web.accounts.models import User
    from evenhand_web.cases.models import Shown

    chance = random.Random(7)
    for username, audience in (("duty", "all"), ("liaison-gna", "organisation:gna")):
        client = Client()
        client.force_login(User.objects.get(username=username))
        seen = Shown.objects.filter(audience=audience)
        cases = [seen.order_by("case")[chance.randrange(seen.count())] for _ in range(times)]
        pages = {
            "board": lambda _n: "/cases/",
            "board, overdue": lambda _n: "/cases/?tab=overdue",
            "board, all, page 40": lambda _n: "/cases/?tab=all&page=40",
            "board, ours": lambda _n: "/cases/?mine=yes",
            "search by number": lambda n, cases=cases: f"/cases/?tab=all&q={cases[n].number}",
            "search by common words": lambda n: (
                f"/cases/?tab=all&q={WORDS[n % len(WORDS)]}+{WORDS[n * 3 % len(WORDS)]}"
            ),
            "a case": lambda n, cases=cases: f"/cases/{cases[n].case_id}/",
        }
        print(f"\n{username}, {seen.count():,} cases")
        for name, address in pages.items():
            took = []
            for n in range(times):
                began = perf_counter()
                answer = client.get(address(n))
                took.append((perf_counter() - began) * 1000)
                if answer.status_code != 200:
                    sys.exit(f"{address(n)} answers {answer.status_code}")
            print(
                f"  {name:24} p50 {statistics.median(took):6.0f} ms  p95 {sorted(took)[int(times * 0.95) - 1]:6.0f} ms"
            )


if __name__ == "__main__":
    main()
