"""Search through the texts of the library: how long 100,000 paragraphs take, as the mission and as a party asks.

usage: benchmarks/documents_search.py [N] [--on postgresql|sqlite] [--times N]

PostgreSQL is started for it in a new folder and asked as the web role does, behind row-level security; SQLite lies in a
new folder. Paragraphs are of three languages, with words as common as Zipf's law has them. A query is the whole page:
finding, ranking, counting, and 20 excerpts with their marks. A third of the documents may be read by the party.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are known
import argparse
import contextlib
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
NOW = datetime(2020, 12, 29, tzinfo=UTC)
PARAGRAPHS_OF_A_DOCUMENT = 50
VOCABULARY = 12_000
ARABIC, HAN = "ابتثجحدرزسشصعفقكلمنهوي", "停火协定双方应撤离部队监测委员会报告安全理事会决议边界排雷人道主义援助政府代表"
LANGUAGES = ("en", "ar", "zh")


@contextlib.contextmanager
def database(vendor: str) -> Iterator[str]:
    """The address of an empty database."""
    from simulators import postgresql

    if vendor == "postgresql":
        with postgresql.server() as address:
            yield address
    else:
        with tempfile.TemporaryDirectory(prefix="evenhand-search-") as folder:
            yield f"sqlite:///{folder}/search.sqlite3"


def vocabulary(language: str, generator: random.Random) -> list[str]:
    """Words of a language, the commonest first."""
    letters = {"en": "abcdefghilmnoprstuvw", "ar": ARABIC, "zh": HAN}[language]
    longest = 4 if language == "zh" else 9
    return ["".join(generator.choices(letters, k=generator.randint(2, longest))) for _ in range(VOCABULARY)]


def fill(paragraphs: int, generator: random.Random) -> dict[str, list[str]]:
    """Documents and paragraphs, written as reading writes them; gives the vocabularies."""
    from evenhand.documents.fulltext import kept
    from evenhand_web.accounts.models import Organisation
    from evenhand_web.documents.models import Document, DocumentRelease, Paragraph

    mission, north = (Organisation.objects.get(key=key) for key in ("mission", "north"))
    words = {language: vocabulary(language, generator) for language in LANGUAGES}
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    for number in range(paragraphs // PARAGRAPHS_OF_A_DOCUMENT):
        language = LANGUAGES[number % 3]
        document = Document.objects.create(
            document=f"doc-{number:024}", owner=mission, digest=f"{number:064}", size_bytes=1, name=f"{number}.txt",
            media_type="text/plain", received_at=NOW, received_from="duty", state="read", symbol=f"S/2020/{number}",
            title=f"Document {number}", date=date(2000, 1, 1) + timedelta(days=number), language=language,
            work=f"S/2020/{number}", kind=("report", "letter")[number % 2], body="security-council",
        )  # fmt: skip
        if number % 9 < 3:
            DocumentRelease.objects.create(document=document, organisation=north, released_at=NOW)
        rows = []
        for place in range(PARAGRAPHS_OF_A_DOCUMENT):
            chosen = generator.choices(words[language], cum_weights=weights, k=generator.randint(30, 90))
            text = ("" if language == "zh" else " ").join(chosen)
            rows.append(
                Paragraph(
                    document=document,
                    place=place,
                    key=str(place + 1),
                    kind="paragraph",
                    number=str(place + 1),
                    text=text,
                    search=kept(text),
                )
            )
        Paragraph.objects.bulk_create(rows)
    return words


def queries(words: dict[str, list[str]], generator: random.Random, times: int) -> Iterator[str]:
    """The commonest words, rare ones, two together, and a phrase."""
    for _ in range(times):
        known = words[generator.choice(LANGUAGES)]
        yield known[0]
        yield known[generator.randint(1, 30)]
        yield known[generator.randint(1000, VOCABULARY - 1)]
        yield f"{known[generator.randint(0, 20)]} {known[generator.randint(0, 200)]}"
        yield f'"{known[0]} {known[1]}"'


def measure(paragraphs: int, times: int, web: str) -> None:
    """Fill, ask, print."""
    from django.core.management import call_command
    from django.db import connection

    from evenhand_web.accounts import services as accounts
    from evenhand_web.accounts.access import SYSTEM, actor_for
    from evenhand_web.accounts.speaking import speaking_for
    from evenhand_web.documents.filters import Filters
    from evenhand_web.documents.queries import listing

    call_command("migrate", verbosity=0)
    parties = {"mission": {"kind": "mission"}, "north": {"kind": "party", "party": "north"}}
    for key, facts in parties.items():
        accounts.ensure_organisation(key=key, names={"en": key}, **facts, actor=SYSTEM, now=NOW)
    people = {}
    for name, organisation, role in (("duty", "mission", "duty-officer"), ("liaison", "north", "liaison")):
        account = accounts.Account(username=name, organisation=organisation, role=role)
        people[organisation] = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    generator, began = random.Random(2020), perf_counter()
    words = fill(paragraphs, generator)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {paragraphs:,} paragraphs written in {perf_counter() - began:.0f} s", flush=True)
    if web:
        call_command("database_role", name=web, keep_password=True, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION AUTHORIZATION {web}")
    for who, actor in people.items():
        for label, narrow in (("all", {}), ("one language and kind", {"language": "en", "kind": "report"})):
            taken = []
            with speaking_for(actor):
                for query in queries(words, random.Random(7), times):
                    begins = perf_counter()
                    listing.search(actor, Filters(q=query, **narrow))
                    taken.append(perf_counter() - begins)
            ordered = sorted(taken)
            told = [1e3 * one for one in (statistics.median(ordered), ordered[int(0.95 * len(ordered))], ordered[-1])]
            print(f"  {who:8} {label:22} median {told[0]:4.0f} ms, p95 {told[1]:4.0f} ms, worst {told[2]:4.0f} ms")


def main() -> None:
    """Start what is needed, measure, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paragraphs", type=int, nargs="?", default=100_000)
    parser.add_argument("--on", choices=("postgresql", "sqlite"))
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args()
    if chosen.on is None:
        for vendor in ("sqlite", "postgresql"):
            os.spawnv(os.P_WAIT, sys.executable, [sys.executable, __file__, str(chosen.paragraphs), "--on", vendor])
        return
    with database(chosen.on) as address, tempfile.TemporaryDirectory() as workspace:
        os.environ |= {
            "EVENHAND_WORKSPACE": workspace,
            "DATABASE_URL": address.replace("sqlite:///", "sqlite:////", 1) if "sqlite" in address else address,
            "EVENHAND_INSECURE_HTTP": "true",
            "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
        }
        import django

        django.setup()
        measure(chosen.paragraphs, chosen.times, "evenhand_pages" if chosen.on == "postgresql" else "")
        from django.db import connection

        connection.close()
        if chosen.on == "postgresql":
            connection.close_pool()


if __name__ == "__main__":
    main()
