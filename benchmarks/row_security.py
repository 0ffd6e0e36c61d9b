"""What row-level security costs: the desk and a report, the same requests with and without it, in one run.

usage: benchmarks/row_security.py [N] [--times N] [--explain] [--only WORDS]

Without: as the owner of the tables, whom no policy holds, and without the middleware that tells for whom it is asked.
With: as the web role. Reports are those of benchmarks/desk.py; the two sides take turns, page by page.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are known
import argparse
import os
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from desk import Asked, analyse, build, database, lists, p95, places, searches

ROLE = "evenhand_web"
TELLS = "evenhand_web.accounts.middleware.RowSecurity"
PARTY = "liaison-gna"
ROUNDS = 4
SHOWN = (
    "first page", "first page, everything", "deep page", "settled, deep", "party named", "six filters at once",
    "search: a common word", "search: a rare word", "search: common and rare", "search: nothing is called so",
    "map, all of the theatre", "map, two degrees", "report, with what lies near", "report, its map",
    "a party's own reports", "a party's own reports, deep", "a party's own reports, search",
    "a party's own reports, a rare word", "a party's report",
)  # fmt: skip


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=int, nargs="?", default=100_000)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--explain", action="store_true", help="print the plans of the slowest queries, too")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    given = parser.parse_args()
    with database("postgresql") as address, tempfile.TemporaryDirectory(prefix="evenhand-rows-") as workspace:
        os.environ |= {
            "DATABASE_URL": address, "EVENHAND_WORKSPACE": workspace, "EVENHAND_INSECURE_HTTP": "true",
            "EVENHAND_CLOCK": "2020-12-29T12:00:00Z", "EVENHAND_LOG_LEVEL": "ERROR",
            "EVENHAND_ALLOWED_HOSTS": '["testserver"]', "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
        }  # fmt: skip
        import django

        django.setup()
        from evenhand_web.accounts.database_role import grant
        from evenhand_web.desk.indexing import rebuild

        build(given.reports)
        rebuild()
        analyse("postgresql")
        grant(role=ROLE)
        measure(given.reports, given.times, explain=given.explain, only=given.only)
        disconnect()


def measure(number: int, times: int, *, explain: bool, only: str) -> None:
    """Ask for each page on both sides in turn, for the same addresses, and print the table."""
    print(f"{number:,} reports\n\n{'page':<36} {'p50 without':>12} {'with':>8} {'p95 without':>12} {'with':>8}")
    for name, user, path in asked(random.Random(7), number):
        if only and only not in name:
            continue
        addresses = [path() for _ in range(times)]
        took: dict[bool, list[float]] = {False: [], True: []}
        for turn in range(ROUNDS):
            for walled in (False, True):
                with side(walled=walled, user=user) as client:
                    client.get(addresses[0])
                    took[walled] += [answered(client, one) for one in addresses[turn::ROUNDS]]
        bare, held = (tuple(took[walled]) for walled in (False, True))
        middle = (statistics.median(bare), statistics.median(held))
        print(f"{name:<36} {middle[0]:12.1f} {middle[1]:8.1f} {p95(bare):12.1f} {p95(held):8.1f}", flush=True)
        if explain and middle[1] > 1.5 * middle[0]:
            with side(walled=True, user=user) as client:
                plans(client, addresses[0])


def answered(client, path: str) -> float:
    """Milliseconds by the clock for one whole answer."""
    began = perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    len(answer.content)
    return (perf_counter() - began) * 1000


def asked(chance: random.Random, number: int) -> Iterator[Asked]:
    """The pages of SHOWN."""
    from evenhand_web.intake.models import Report

    own = list(Report.objects.filter(owner__party="gna").values_list("pk", flat=True)[:5000])
    every = [*lists(chance, number), *searches(chance, number), *places(chance, number)]
    party: Callable[[], str] = lambda: f"/reports/{chance.choice(own)}/"  # noqa: E731
    found = {name: (name, user, path) for name, user, path in [*every, ("a party's report", PARTY, party)]}
    return (found[name] for name in SHOWN)


@contextmanager
def side(*, walled: bool, user: str) -> Iterator:
    """A signed-in client on one side of the wall."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client, override_settings

    from evenhand_web.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=user))
    owner = connection.settings_dict["USER"]
    without = [name for name in settings.MIDDLEWARE if name != TELLS]
    disconnect()
    connection.settings_dict["USER"] = ROLE if walled else owner
    with override_settings(MIDDLEWARE=settings.MIDDLEWARE if walled else without):
        client.handler.load_middleware()
        yield client
    disconnect()
    connection.settings_dict["USER"] = owner


def disconnect() -> None:
    """Let go of every connection."""
    from django.db import connection

    connection.close()
    connection.close_pool()


def plans(client, address: str) -> None:
    """The plan of each slow query of one page, under the policies."""
    from django.db import connection

    def explained(execute, sql, params, many, context):
        if sql.startswith("SELECT") and "set_config" not in sql:
            with connection.connection.cursor() as cursor:
                lines = [row[0] for row in cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params).fetchall()]
            if float(lines[-1].split()[2]) > 3:
                print(sql[:2000], *lines, sep="\n  ")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        client.get(address)


if __name__ == "__main__":
    main()
