"""Programs that build a world on PostgreSQL and walk its pages, for test_row_security.py; each runs in its own process.

`python -m web.row_security_walk build` prints what there is as JSON; `walk` prints what it found wrong, one line each.
"""

import contextlib
import io
import json
import sys
from collections.abc import Iterator

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.http import StreamingHttpResponse  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.urls import reverse  # noqa: E402

from evenhand.foundation.problems import Problem  # noqa: E402
from evenhand_web.accounts import services  # noqa: E402
from evenhand_web.accounts.access import SYSTEM, actor_for  # noqa: E402
from evenhand_web.accounts.database_role import is_held  # noqa: E402
from evenhand_web.accounts.middleware import RowSecurity  # noqa: E402
from evenhand_web.accounts.models import User  # noqa: E402
from evenhand_web.accounts.services import Account  # noqa: E402
from evenhand_web.accounts.speaking import _told, as_machine, speaking_for  # noqa: E402
from evenhand_web.devices import services as devices  # noqa: E402
from evenhand_web.doors.services import gateways  # noqa: E402
from evenhand_web.intake.models import Report  # noqa: E402
from evenhand_web.observations import services as observations  # noqa: E402
from web.conftest import NOW  # noqa: E402
from web.evidence.samples import jpeg  # noqa: E402
from web.forms.test_submission import xml  # noqa: E402
from web.reach import REACH  # noqa: E402
from web.row_security_case import PEOPLE, walk_a_case, walk_an_incident, walk_commitments  # noqa: E402
from web.signing.samples import enrol_by_page  # noqa: E402
from web.world import World, build  # noqa: E402

ROLE, PASSWORD = "evenhand_web", "a long password for tests"


def built() -> None:
    """As the owner of the tables: migrate, make the web role, build the world, say what each actor reaches."""
    call_command("migrate", verbosity=0)
    for _time in range(2):
        call_command("database_role", keep_password=True, stdout=io.StringIO())
    if is_held():
        say("the owner of the tables is held")
    world = build()
    observations.expect(source="tower", every_s=60, actor=world.actors["duty"], now=NOW)
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save()
    say(json.dumps({"told": told(world), "reach": reach(world), "south": world.south, "north": world.north}))


def take_over() -> None:
    """Make the owner of the tables the web role, or one with a name that is none."""
    for name in ("evenhand", 'x"; DROP ROLE y'):
        try:
            call_command("database_role", name=name, keep_password=True)
        except Problem as problem:
            say(problem.code)


def told(world: World) -> dict[str, dict[str, str]]:
    """The settings of a connection, by actor."""
    found = {}
    for name, actor in world.actors.items():
        with speaking_for(actor), connection.cursor() as cursor:
            asked_for = _told.get()["role"]
            keys = ("organisation", "user", "username", "capabilities", "machine")
            cursor.execute("SELECT " + ", ".join(f"current_setting('evenhand.{key}')" for key in keys))
            found[name] = dict(zip(keys, cursor.fetchone(), strict=True)) | {"role": asked_for}
    return found


def reach(world: World) -> dict[str, dict[str, list[str]]]:
    """Keys of what each actor reaches through the doors, by table."""
    return {
        name: {table: sorted(str(row.pk) for row in rows(actor)) for table, rows in REACH.items()}
        for name, actor in world.actors.items()
    }


def keys() -> dict[str, str]:
    """The column of the key, by table."""
    return {model._meta.db_table: model._meta.pk.column for model in apps.get_models(include_auto_created=True)}


def say(line: str) -> None:
    """To the test that started this."""
    sys.stdout.write(line + "\n")


class Walker:
    """Somebody who signed in with name and password; None: a machine, which nobody signed in."""

    def __init__(self, username: str | None) -> None:
        self.client = Client(SERVER_NAME="localhost")
        if username is None:
            return
        self.user = str(User.objects.get(username=username).pk)
        signed = self.client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
        assert signed.status_code == 302, (username, signed.status_code)

    def get(self, name: str, status: int = 200, **kwargs) -> str:
        response = self.client.get(reverse(name, kwargs=kwargs))
        return self._told(name, response, status)

    def post(self, name: str, data: dict, status: int = 302, headers: dict | None = None, **kwargs) -> str:
        address, as_json = reverse(name, kwargs=kwargs), {"content_type": "application/json"}
        response = self.client.post(address, data, headers=headers or {}, **(as_json if name == "doors:sms" else {}))
        return self._told(name, response, status)

    def _told(self, name: str, response, status: int) -> str:
        text = b"".join(response.streaming_content if response.streaming else [response.content])
        response.close()
        if response.status_code != status:
            say(f"{name}: {response.status_code} instead of {status}: {text.decode(errors='replace')[-1500:]}")
        for line in left():
            say(f"after {name}: {line}")
        return text.decode(errors="replace")


def left() -> Iterator[str]:
    """What a connection still knows after a request, which has to be nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('evenhand.organisation', true), current_setting('evenhand.machine', true)"
        )
        if any(cursor.fetchone()):
            yield "the connection still knows somebody"
        cursor.execute("SELECT count(*) FROM intake_report")
        if cursor.fetchone() != (0,):
            yield "reports are seen by nobody"


def walk() -> None:
    """As the web role: from sign-in to a bundle."""
    if not is_held():
        say("no policy holds the role of the pages")
    party, other, duty, registrar = (Walker(name) for name in ("liaison.south", "liaison.north", "duty", "registrar"))
    report = _filed(party)
    duty.get("desk:queue")
    duty.get("reports:report", report_id=report)
    other.get("reports:report", 404, report_id=report)
    for verb, more in (
        ("take", {}),
        ("release", {"organisation": "north"}),
        ("comment", {"text": "Seen.", "shared": "on"}),
    ):
        duty.post("reports:act", {"verb": verb, "report": report, **more})
    assert "Two shots" in other.get("reports:report", report_id=report)
    other.post("reports:act", {"verb": "comment", "report": report, "text": "We answer."})
    for who in (party, other):
        for page in ("reports:own", "evidence:list", "incidents:queue", "map:situation", "doors:tables"):
            who.get(page)
        who.get("reports:export", as_format="csv")
    _evidence(party, other, duty, report)
    duty.post("doors:bundle-export", {}, 200)
    for page in (
        "doors:bundles",
        "doors:inbox",
        "ledger:entries",
        "ledger:export",
        "incidents:queue",
        "devices:phones",
    ):
        duty.get(page)
    duty.get("desk:export", as_format="csv")
    for page in ("doors:gateways", "observations:feeds", "devices:phones", "ledger:entries"):
        registrar.get(page)
    _feed(registrar)
    _phone()
    _gateway(duty)
    everybody = {name: Walker(name) for name in (*PEOPLE, "secretary")}
    walk_commitments(everybody)
    walk_an_incident(everybody)
    walk_a_case(everybody)
    _keys(party)
    for who in (party, duty):
        who.get("totals:totals")
        who.get("totals:export", as_format="csv")
    _two_organisations(party)
    _after_errors()
    _streamed()


def _filed(party: Walker) -> str:
    """A report with a file, by the form in the browser."""
    owner = json.loads(party.post("forms:key", {}, 200))["owner"]
    parts = {
        "xml_submission_file": SimpleUploadedFile("s.xml", xml(file="a.jpg"), content_type="text/xml"),
        "a.jpg": SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg"),
        "*end*": "yes",
    }
    headers = {"X-Evenhand-Owner": owner, "Accept": "application/json"}
    return str(json.loads(party.post("forms:submission", parts, 201, headers))["report"])


def _evidence(party: Walker, other: Walker, duty: Walker, report: str) -> None:
    """More of it by its own page, read by the mission, shown to the other side, taken away by both."""
    added = {"file": SimpleUploadedFile("b.jpg", jpeg(exif=True), content_type="image/jpeg"), "note": "A road."}
    party.post("evidence:add", added, subject_kind="report", subject=report)
    with speaking_for_all():
        found = Report.objects.get(pk=report)
        evidence = sorted(connection_rows("SELECT evidence FROM evidence_evidence WHERE subject = %s", found.pk))
    assert len(evidence) == 2, evidence
    for one in evidence:
        for who in (party, duty):
            who.get("evidence:item", evidence_id=one)
            who.get("evidence:picture", evidence_id=one, kind="preview")
            who.get("evidence:record", evidence_id=one, as_format="json")
        other.get("evidence:item", 404, evidence_id=one)
    shown = {"verb": "release", "organisation": "north", "reason": "To answer."}
    duty.post("evidence:act", shown, evidence_id=evidence[0])
    other.get("evidence:item", evidence_id=evidence[0])


def _feed(registrar: Walker) -> None:
    """Data of one who sees no alerts: the rules run all the same."""
    track = b"object,timestamp,longitude,latitude,category\nicao24:4b0001,2020-12-06T06:00:00Z,15.38,31.50,aircraft\n"
    sent = {"file": SimpleUploadedFile("t.csv", track, content_type="text/csv"), "source": "tower"}
    registrar.post("observations:upload", sent)


def _phone() -> None:
    """A phone speaks for whoever carries it, though nobody is signed in; what it is told of others is nothing."""
    actor = actor_for(User.objects.get(username="liaison.south"))
    with speaking_for(actor):
        token = devices.enrol(label="Another", username="liaison.south", actor=actor, now=NOW).token
    phone = Walker(None)
    phone.get("openrosa:collect-token-list", token=token)
    body = xml("By phone", instance="uuid:phone")
    sent = {"xml_submission_file": SimpleUploadedFile("s.xml", body, content_type="text/xml")}
    phone.post("openrosa:collect-token-submission", sent, 201, token=token)
    phone.get("openrosa:collect-token-list", 401, token="nobody")


def _gateway(duty: Walker) -> None:
    """A gateway is nobody, and what it brings lies in the inbox."""
    actor = actor_for(User.objects.get(username="registrar"))
    with speaking_for(actor):
        token, _key = gateways.register(label="M", language="en", zone="UTC", signed=False, actor=actor, now=NOW)
    parts = {"from": "+1", "concat-ref": "9", "concat-total": "2"}
    for part in ("1", "2"):
        text = {"text": f"Shots {part}", "concat-part": part}
        Walker(None).post("doors:sms", parts | text, 201, token=token)
    Walker(None).post("doors:sms", {"text": "Hello"}, 404, token="nobody")
    with speaking_for_all():
        message = connection_rows("SELECT id::text FROM doors_message WHERE channel = 'sms'")
    duty.get("doors:message", message=int(message[0]))
    duty.post("doors:message-act", {"verb": "aside", "reason": "Nothing."}, message=int(message[0]))


def _keys(party: Walker) -> None:
    """A key is asked for, enrolled, tried, renamed, retired."""
    party.get("signing:keys")
    enrol_by_page(party.client, "liaison.south", seed=77)
    with speaking_for_all():
        key = connection_rows("SELECT key_id FROM signing_key ORDER BY id DESC LIMIT 1")[0]
    party.post("signing:rename", {"label": "Another"}, key=key)
    party.post("signing:trial", {"text.en": "Tried."}, 200)
    party.post("signing:retire", {"reason": "lost"}, key=key)
    party.post("signing:retire", {"reason": "lost"}, 404, key="0" * 64)


def _two_organisations(party: Walker) -> None:
    """Who acts for another organisation sees what that one sees, from the next request on, and not before."""
    with speaking_for_all():
        account = Account(username="liaison.south", organisation="mission", role="monitor")
        services.ensure_member(account=account, actor=SYSTEM, now=NOW)
        report = connection_rows("SELECT report FROM intake_report WHERE headline = 'Shots heard by north'")[0]
        ids = connection_rows("SELECT id::text FROM accounts_membership WHERE user_id = %s", party.user)
    party.get("reports:report", 404, report_id=report)
    for membership, status in ((max(ids, key=int), 200), (min(ids, key=int), 404)):
        party.post("accounts:organisation", {"membership": membership})
        party.get("reports:report", status, report_id=report)


def _after_errors() -> None:
    """Whatever goes wrong in between, afterwards the connection knows whom it knew before."""
    actor = actor_for(User.objects.get(username="liaison.south"))
    request = RequestFactory().get("/")
    request.evenhand_actor = actor

    def fail(_request) -> None:
        with transaction.atomic(), as_machine("a test"), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with contextlib.suppress(DatabaseError):
        RowSecurity(fail)(request)
    for line in left():
        say(f"after an error: {line}")
    with speaking_for(actor):
        with contextlib.suppress(DatabaseError):
            fail(request)
        if known() != (str(actor.organisation_id), ""):
            say(f"after an error of the machine: {known()}")
        with contextlib.suppress(DatabaseError), as_machine("a test"), transaction.atomic():
            fail(request)
        if known() != (str(actor.organisation_id), ""):
            say(f"after an error within the machine: {known()}")


def _streamed() -> None:
    """What a response streams is read for who asked, and given up half way it leaves nobody known."""
    actor = actor_for(User.objects.get(username="liaison.south"))

    def parts() -> Iterator[bytes]:
        for _time in range(2):
            yield known()[0].encode()

    request = RequestFactory().get("/")
    request.evenhand_actor = actor
    whole = RowSecurity(lambda _request: StreamingHttpResponse(parts()))(request)
    if b"".join(whole) != 2 * str(actor.organisation_id).encode():
        say("a stream was read for somebody else")
    cut = RowSecurity(lambda _request: StreamingHttpResponse(parts()))(request)
    next(iter(cut))
    cut.close()
    for line in left():
        say(f"after a stream: {line}")


def known() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('evenhand.organisation'), current_setting('evenhand.machine')")
        return cursor.fetchone()


def speaking_for_all():
    return as_machine("a test that looks behind the wall")


def connection_rows(query: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]


if __name__ == "__main__":
    {"take-over": take_over, "build": built, "walk": walk, "keys": lambda: say(json.dumps(keys()))}[sys.argv[1]]()
