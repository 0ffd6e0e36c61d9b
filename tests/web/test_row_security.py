"""Row-level security on a real PostgreSQL, with raw SQL as the web role: what a forgotten filter would show.

What each actor sees there is held against what the doors let through (reach.py), of every protected table.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from evenhand.documents.fulltext import asked, kept
from evenhand_web.accounts.row_security import UNPROTECTED
from evenhand_web.documents.searching import for_postgresql
from simulators import postgresql
from web.reach import REACH

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is not installed"),
]

ROLE = "evenhand_web"
ACTORS = ("duty", "monitor", "analyst", "registrar", "liaison.north", "liaison.south", "commissioner", "secretary",
          "observer", "officer.north", "officer.south")  # fmt: skip


class House:
    """A database with the world in it, and the addresses of its two roles."""

    def __init__(self, owner: str, workspace: Path) -> None:
        self.owner, self.workspace = owner, workspace
        self.web = owner.replace("//evenhand@", f"//{ROLE}@")
        self.world = json.loads(self.run("build"))
        self.keys: dict[str, str] = json.loads(self.run("keys"))

    def run(self, what: str, **more: str) -> str:
        """What a program of row_security_walk.py prints."""
        environment = os.environ | {
            "DATABASE_URL": self.owner,
            "EVENHAND_WORKSPACE": str(self.workspace),
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith(("tests", "src"))),
        }
        command = [sys.executable, "-m", "web.row_security_walk", what]
        found = subprocess.run(
            command, env=environment | more, capture_output=True, text=True, check=False, timeout=300
        )
        assert found.returncode == 0, found.stderr[-3000:]
        return found.stdout

    @contextmanager
    def asked_by(self, actor: str | None) -> Iterator[psycopg.Cursor]:
        """A connection of the web role that speaks for an actor; nothing of it stays."""
        with psycopg.connect(self.web) as connection:
            for name, value in (self.world["told"][actor] if actor else {}).items():
                if name == "role":
                    continue  # of the process that built the world, which is the owner
                connection.execute("SELECT set_config(%s, %s, false)", [f"evenhand.{name}", value])
            yield connection.cursor()
            connection.rollback()

    def seen(self, actor: str | None, table: str) -> list[str]:
        """The keys of all rows of a table that an actor sees."""
        query = sql.SQL("SELECT {}::text FROM {}").format(sql.Identifier(self.keys[table]), sql.Identifier(table))
        with self.asked_by(actor) as cursor:
            return sorted(row[0] for row in cursor.execute(query))


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    with postgresql.server() as address:
        yield House(address, tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def tables(house) -> dict[str, bool]:
    """Every table of the database, and whether its rows are protected."""
    query = (
        "SELECT relname, relrowsecurity FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    with psycopg.connect(house.owner) as connection:
        return dict(connection.execute(query).fetchall())


@pytest.fixture
def refused(house) -> Callable[..., bool]:
    """Whether PostgreSQL refuses a statement of an actor: `refused("liaison.north", "DELETE ...")`."""

    def is_refused(actor: str, statement: str, *values: object) -> bool:
        try:
            with house.asked_by(actor) as cursor:
                cursor.execute(statement, values)
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException):
            return True
        return False

    return is_refused


class TestEveryTable:
    def test_is_protected_or_says_why_not(self, tables):
        assert {name for name, protected in tables.items() if not protected} == set(UNPROTECTED)

    def test_that_is_protected_is_held_against_its_door(self, tables):
        assert {name for name, protected in tables.items() if protected} == set(REACH)

    def test_is_empty_where_nobody_asks(self, house):
        assert {table: house.seen(None, table) for table in REACH} == {table: [] for table in REACH}

    @pytest.mark.parametrize("actor", ACTORS)
    def test_shows_each_actor_exactly_what_the_doors_do(self, house, actor):
        reached = house.world["reach"][actor]
        assert {table: house.seen(actor, table) for table in REACH} == reached

    def test_holds_something_that_somebody_sees_and_somebody_does_not(self, house):
        """Else the test above would say nothing of it."""
        reach = house.world["reach"]
        alike = {table for table in REACH if len({tuple(reach[actor][table]) for actor in ACTORS}) == 1}
        # Nobody sees the last number, nor a key of the record; all of these people see what witnesses found.
        # No version came by bundle, and no phone has sent: these are empty here.
        empty = {"doors_carried", "devices_serialseen"}
        assert alike == {"intake_counter", "ledger_recordkey", "witnesses_alarm"} | empty


class TestTheRoleOfThoseInside:
    """They see all that lies on the desk anyway; without a look at rows its index of words can be used."""

    @pytest.mark.parametrize("actor", ["duty", "monitor", "analyst"])
    def test_sees_what_its_people_see(self, house, actor):
        with house.asked_by(actor) as cursor:
            cursor.execute(f"SET ROLE {ROLE}_inside")
            for table in REACH:
                query = sql.SQL("SELECT {}::text FROM {}").format(
                    sql.Identifier(house.keys[table]), sql.Identifier(table)
                )
                found = sorted(row[0] for row in cursor.execute(query))
                assert found == house.world["reach"][actor][table], table

    def test_is_for_those_alone_who_see_the_whole_desk(self, house):
        roles = {actor: told["role"] for actor, told in house.world["told"].items()}
        assert {actor for actor, role in roles.items() if role != "none"} == {"duty", "monitor", "analyst"}

    def test_finds_words_by_their_index(self, house):
        with house.asked_by("duty") as cursor:
            cursor.execute(f"SET ROLE {ROLE}_inside")
            cursor.execute("SET enable_seqscan = off")
            plan = cursor.execute("EXPLAIN SELECT id FROM desk_item WHERE search LIKE '%mortar%'").fetchall()
        assert "desk_words" in str(plan)


class TestTheWebRole:
    def test_passes_no_policy_by_and_owns_nothing(self, house):
        with psycopg.connect(house.owner) as connection:
            rights = connection.execute(
                "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", [ROLE]
            ).fetchone()
            owned = connection.execute("SELECT count(*) FROM pg_tables WHERE tableowner = %s", [ROLE]).fetchone()
        assert (rights, owned) == ((False, False, False, False), (0,))

    @pytest.mark.parametrize("machine", [False, True], ids=["as-the-mission", "as-the-machine"])
    @pytest.mark.parametrize(
        "table",
        [
            "ledger_entry",
            "intake_version",
            "intake_reportact",
            "incidents_act",
            "evidence_custodyact",
            "evidence_text",
            "incidents_incidentact",
            "cases_act",
            "cases_struck",
            "cases_interviewsource",
            "cases_interviewlook",
            "documents_reading",
            "documents_headversion",
        ],
    )
    def test_cannot_change_history(self, house, table, machine):
        for statement in ("UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            asked = sql.SQL(statement).format(sql.Identifier(table), key=sql.Identifier(house.keys[table]))
            with house.asked_by("duty") as cursor:
                if machine:
                    cursor.execute("SELECT set_config('evenhand.machine', 'on', false)")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    cursor.execute(asked)

    def test_is_not_the_one_that_owns_the_tables(self, house):
        assert house.run("take-over").split() == ["accounts.role-owns-tables", "accounts.bad-role-name"]

    def test_takes_no_policy_away(self, refused):
        for statement in (
            "ALTER TABLE intake_report DISABLE ROW LEVEL SECURITY",
            "DROP POLICY evenhand_read ON intake_report",
            "SET ROLE evenhand",
            "CREATE TABLE public.mine AS SELECT 1",
        ):
            assert refused("duty", statement), statement


class TestAParty:
    def test_sees_what_it_filed_and_what_was_released_to_it(self, house):
        with house.asked_by("liaison.north") as cursor:
            found = {text for (text,) in cursor.execute("SELECT headline FROM intake_report")}
        assert {"Shots heard by north", "Patrol both"} <= found
        assert {text for text in found if "north" not in text} == {"Patrol both"}

    def test_cannot_count_search_or_join_its_way_to_others(self, house):
        report = house.world["south"]["report_id"]
        with house.asked_by("liaison.north") as cursor:
            for query in (
                "SELECT count(*) FROM intake_report WHERE report = %s",
                "SELECT count(*) FROM desk_item WHERE ref = %s",
                "SELECT count(*) FROM intake_version one JOIN intake_reading ON version_id = id WHERE report_id = %s",
                "SELECT count(*) FROM evidence_evidence WHERE subject = %s",
                "SELECT count(*) FROM ledger_entry WHERE subject = %s",
            ):
                assert cursor.execute(query, [report]).fetchone() == (0,), query

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE intake_report SET headline = 'x' WHERE report = %s",
            "DELETE FROM intake_report WHERE report = %s",
            "SELECT report FROM intake_report WHERE report = %s FOR UPDATE",
            "DELETE FROM desk_item WHERE ref = %s",
            "UPDATE evidence_evidence SET protection = 'open' WHERE subject = %s",
        ],
    )
    def test_cannot_touch_what_is_of_others(self, house, statement):
        with house.asked_by("liaison.north") as cursor:
            assert cursor.execute(statement, [house.world["south"]["report_id"]]).rowcount == 0

    def test_cannot_release_to_itself(self, house, refused):
        told, south = house.world["told"]["liaison.north"], house.world["south"]
        own = int(told["organisation"])
        for table, key, value in (
            ("intake_reportrelease", "report_id", south["report_id"]),
            ("incidents_release", "alert_id", south["alert_id"]),
            ("evidence_release", "evidence_id", south["evidence_id"]),
            ("documents_documentrelease", "document_id", south["document_id"]),
        ):
            statement = f"INSERT INTO {table} ({key}, organisation_id, released_at) VALUES (%s, %s, now())"
            assert refused("liaison.north", statement, value, own), table

    def test_cannot_show_itself_an_incident_or_a_case(self, house, refused):
        told, south = house.world["told"]["liaison.north"], house.world["south"]
        assert refused(
            "liaison.north",
            "INSERT INTO incidents_incidentrelease (incident_id, organisation_id, released_at) VALUES (%s, %s, now())",
            south["incident_id"],
            int(told["organisation"]),
        )
        for statement in (
            "UPDATE cases_shown SET acts = '[1, 2, 3, 4, 5, 6, 7, 8, 9]'",
            "UPDATE cases_shown SET audience = 'all'",
        ):
            assert refused("liaison.north", statement), statement
        copied = "INSERT INTO cases_shown SELECT * FROM cases_shown"
        assert refused("liaison.north", copied)

    def test_sees_of_a_case_the_acts_that_it_did_or_was_shown(self, house):
        north, south = house.world["north"]["case_id"], house.world["south"]["case_id"]
        query = "SELECT kind FROM cases_act WHERE case_id = %s ORDER BY number"
        with house.asked_by("liaison.north") as cursor:
            assert cursor.execute(query, [south]).fetchall() == []
            assert cursor.execute("SELECT count(*) FROM cases_case WHERE id = %s", [south]).fetchone() == (0,)
            own = [kind for (kind,) in cursor.execute(query, [north])]
        with house.asked_by("officer.north") as cursor:
            team = [kind for (kind,) in cursor.execute(query, [north])]
        with house.asked_by("duty") as cursor:
            everything = [kind for (kind,) in cursor.execute(query, [north])]
        assert "opened" in own
        assert "interview-held" not in own
        assert "interview-held" in team
        assert len(own) < len(team) < len(everything)

    def test_cannot_act_in_the_name_of_others(self, house, refused):
        told, report = house.world["told"], house.world["north"]["report_id"]
        statement = (
            "INSERT INTO intake_reportact (report_id, kind, at, actor, by_id, content) "
            "VALUES (%s, 'commented', now(), 'x', %s, '{}')"
        )
        assert refused("liaison.north", statement, report, int(told["liaison.south"]["organisation"]))
        assert not refused("liaison.north", statement, report, int(told["liaison.north"]["organisation"]))

    def test_cannot_change_what_was_only_released_to_it(self, refused):
        assert refused("liaison.north", "UPDATE intake_report SET headline = 'x' WHERE headline = 'Patrol both'")

    def test_sees_no_sender_s_identity_but_its_own(self, house):
        with house.asked_by("liaison.north") as cursor:
            found = cursor.execute("SELECT identity -> 'source' ->> 'name' FROM intake_sourceidentity").fetchall()
        assert {name for (name,) in found if name} == {"Witness of north"}


class TestTheSearchOfDocuments:
    """Its function passes the policies by, and holds the same rule itself."""

    QUERY = "SELECT {} FROM documents_matching('''minefield''', NULL, 999)"

    @pytest.mark.parametrize("actor", ACTORS)
    def test_finds_for_each_actor_what_they_may_read_alone(self, house, actor):
        with house.asked_by(actor) as cursor:
            found = {row[0] for row in cursor.execute(self.QUERY.format("found"))}
        reached = house.world["reach"][actor]
        assert found <= {int(key) for key in reached["documents_paragraph"]}
        assert len(found) == len(reached["documents_document"])

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            pytest.param("والأسلحة الثقيلة", "الاسلحة", id="arabic"),
            pytest.param("开放沿海公路", "沿海公路", id="chinese"),
            pytest.param("开放沿海公路", "公", id="one-chinese-sign"),
            pytest.param("соглашением сторон", '"соглашения стороны"', id="russian-side-by-side"),
            pytest.param("see S/2020/832.", "S/2020/832", id="symbol"),
        ],
    )
    def test_finds_every_language_as_sqlite_does(self, house, text, query):
        with psycopg.connect(house.owner) as connection:
            asked_for = "SELECT to_tsvector('simple', %s) @@ %s::tsquery"
            found = connection.execute(asked_for, [kept(text), for_postgresql(asked(query))]).fetchone()
        assert found == (True,)

    def test_finds_nothing_where_nobody_asks(self, house):
        with house.asked_by(None) as cursor:
            assert cursor.execute(self.QUERY.format("count(*)")).fetchone() == (0,)

    def test_finds_words_by_their_index(self, house):
        words = "words @@ '''minefield'''::tsquery"
        with psycopg.connect(house.owner) as connection:
            connection.execute("SET enable_seqscan = off")
            plan = connection.execute(f"EXPLAIN SELECT id FROM documents_paragraph WHERE {words}").fetchall()
        assert "documents_words" in str(plan)


class TestThePages:
    def test_work_as_the_web_role_and_leave_nobody_known(self, house):
        assert house.run("walk", EVENHAND_WEB_DATABASE_URL=house.web, EVENHAND_SERVES_PAGES="true") == ""
