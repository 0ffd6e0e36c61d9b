"""Every URL that takes an id, asked with real ids of the other side: the answer is that for an id that nobody has.

The world is that of world.py. What is South's, or was shown to South alone, is guessed by North's liaison officer, the
commission and an observing State. Status and text have to be those of an id that does not exist, but for the id
itself, and nothing may have changed.
"""

import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evenhand_web.accounts.models import User
from evenhand_web.desk.verbs import VERBS
from evenhand_web.incidents.incident_views import VERBS as INCIDENT_VERBS
from evenhand_web.incidents.views import VERBS as ALERT_VERBS
from evenhand_web.intake.models import Report
from web.world import World, build

STRANGERS = ("liaison.north", "commissioner", "secretary", "observer")

STRANGERS_TO: Mapping[str, tuple[str, ...]] = {
    "record_id": ("liaison.north", "liaison.south", "commissioner", "observer", "duty"),
}
"""Nouns that are no side's: to a draft of the council's desk all are strangers but the secretariat, which keeps it."""

IDS: Mapping[str, Any] = {
    "alert_id": "alert-qz9w4r7nbb",
    "report_id": "report-none",
    "version_id": 987_654,
    "evidence_id": "evidence-none",
    "copy_id": 987_654,
    "upload_id": hashlib.sha256(b"upload").hexdigest()[:48],
    "device_id": 987_654,
    "enrolment_id": 987_654,
    "key": hashlib.sha256(b"key").hexdigest()[:32],
    "office_key": 987_654,
    "message": 987_654,
    "number": 987_654,
    "gateway": 987_654,
    "digest": hashlib.sha256(b"digest").hexdigest(),
    "feed": hashlib.sha256(b"feed").hexdigest(),
    "report_number": "CFV-2020-9876",
    "incident_id": "inc-2020-9876",
    "case_id": hashlib.sha256(b"case").hexdigest()[:24],
    "case_number": "CASE-2020-98765",
    "interview": "interview-none",
    "entry_id": hashlib.sha256(b"entry").hexdigest()[:32],
    "record_id": "meeting-none",
    "document_id": "doc-" + hashlib.sha256(b"document").hexdigest()[:24],
    "other_id": "doc-" + hashlib.sha256(b"other").hexdigest()[:24],
    "commitment_id": hashlib.sha256(b"commitment").hexdigest()[:24],
    "plan_key": "plan-of-nobody",
    "proposal_id": hashlib.sha256(b"proposal").hexdigest()[:24],
    "signing_key": hashlib.sha256(b"signing").hexdigest(),
}
"""Nouns of the world whose ids can be guessed -> an id that nobody has."""

CHOICES: Mapping[str, Any] = {
    "as_format": "csv", "form": "csv", "kind": "preview", "what": "original", "language": "en", "form_id": "complaint",
    "name": "places.csv", "subject_kind": "report", "agreement_id": "coastal-example", "version": "2", "uidb36": "1",
    "step": "register", "register": "routes", "month": "2020-02", "record_kind": "meeting",
    "tile": "tile/0/999", "alarm_id": "0" * 64, "part": 1, "para": "1",
    "sequence": 987_654, "order": 987_654, "verb": "status",
}  # fmt: skip
"""What URLs take that is no id, or of which everybody may see all (agreements, forms). The numbers of entries are too
small for this test: tests/web/proofs guesses them."""

SECRETS = {
    "openrosa:*.token": "the secret of a phone: who has it is the phone",
    "doors:sms.token": "the secret of a gateway: who has it is the gateway",
    "account_confirm_email.key": "signed by the server",
    "account_reset_password_from_key.key": "signed by the server",
}
"""What cannot be guessed, with the reason; `matrix/` says what each role gets."""

NOUNS: Mapping[str, str] = {
    "doors:key-trust.key": "office_key",
    "signing:rename.key": "signing_key",
    "signing:retire.key": "signing_key",
    "observations:file.digest": "feed",
    "observations:refused.digest": "feed",
    "evidence:add.subject": "report_id",
    "proofs:about.subject": "report_id",
    "forms:definition.digest": "form_id",
}
"""Where a URL calls a noun by a name that another one bears, too."""

VALUES: Mapping[str, Mapping[str, Any]] = {
    "openrosa:collect-form": {"form": "complaint"}, "openrosa:collect-manifest": {"form": "complaint"},
    "forms:definition": {"digest": "0" * 64}, "evidence:record": {"as_format": "json"},
    "agreements:file": {"name": "agreement.yaml"}, "cases:act": {"kind": "commented"},
    "documents:fetch": {"form": "json"},
    "proofs:about": {"kind": "report"},
}  # fmt: skip
"""Choices of single URLs."""

CASE_SUBJECTS = {
    "report": "report_id", "alert": "alert_id", "evidence": "evidence_id", "incident": "incident_id", "case": "case_id",
}  # fmt: skip
REASON = {"text": "Why.", "reason": "Why.", "grade-text": "Why.", "organisation": "north", "question": "Why?"}
BODIES: Mapping[str, tuple[dict[str, str], ...]] = {
    "reports:act": tuple(
        {"verb": verb, "report": "{report_id}", "version": "{version_id}", **REASON} for verb in VERBS
    ),
    "incidents:act": tuple({"verb": verb, "alert": "{alert_id}", **REASON} for verb in ALERT_VERBS),
    "desk:act": ({"verb": "take", "item": "report:{report_id}"}, {"verb": "take", "item": "alert:{alert_id}"}),
    "reports:source": ({"version": "{version_id}", "reason": "Why."},),
    "evidence:act": tuple(
        {
            "verb": verb,
            "what": what,
            "copy": "{copy_id}",
            "kind": "description",
            "language": "en",
            "body": "x",
            **REASON,
        }
        for verb in ("fetch", "verify", "text", "copy", "release", "recall")
        for what in ("original", "copy")
    ),
    "devices:enrol": ({"device": "{device_id}", "username": "liaison.north", "label": "x"},),
    "devices:rename": ({"label": "Mine now"},),
    "devices:cut-off": ({"reason": "Lost"},),
    "devices:revoke": ({"sure": "yes"},),
    "doors:table-act": tuple({"verb": verb} for verb in ("cancel", "confirm", "check")),
    "doors:message-act": ({"verb": "aside", "reason": "Why."}, {"verb": "attach", "number": "{report_number}"}),
    "doors:key-trust": ({"verb": "trust"},),
    "incident:act": tuple(
        {"verb": verb, "incident": "{incident_id}", "other": "{incident_id}", **REASON} for verb in INCIDENT_VERBS
    ),
    "documents:act": tuple(
        {"verb": verb, "title": "Mine now", **REASON}
        for verb in ("read", "confirm", "correct", "propose", "release", "recall", "open", "close")
    ),
    "cases:new": tuple(
        {"kind": "complaint", "allegation.en": "An attack.", "alleged": "south", "subjects": f"{kind}:{{{noun}}}"}
        for kind, noun in CASE_SUBJECTS.items()
    ),
    "registers:say": ({"route": "Mine", "kind": "road", "seen": "0"}, {"route": "Mine", "kind": "road", "seen": "1"}),
    "registers:release": ({"organisation": "north"},),
    "registers:recall": ({"organisation": "south"},),
    "cases:step": ({"step": "register", "reason": "Why."},),
    "cases:act": ({"text": "Why."},),
    "cases:source": ({"reason": "Why."},),
    "commitments:do": ({"status": "met", "evidence.0.ref": "S/1"},),
    "commitments:take-back": ({"number": "1"},),
    "commitments:follow": tuple(
        {"kind": kind, "what": f"{{{noun}}}"} for kind, noun in (("commitment", "commitment_id"), ("plan", "plan_key"))
    ),
    "commitments:proposal": tuple(
        {"decision": verb, "why": "Why.", "what.en": "x", "plan": "{plan_key}"}
        for verb in ("accept", "amend", "reject")
    ),
    "commitments:plan-say": (
        {"kind": "condition-said", "gate": "ready", "condition": "agreed", "held": "yes"},
        {"kind": "occurred", "event": "d-day", "on": "2020-12-01"},
    ),
    "commitments:plan-take-back": ({"number": "1"},),
    "commitments:plan-release": ({"organisation": "north"},),
    "commitments:plan-recall": ({"organisation": "north"},),
    "signing:rename": ({"label": "Mine now"},),
    "signing:retire": ({"reason": "lost"},),
}
"""What forms carry; `{noun}` stands for an id."""

QUERIES: Mapping[str, tuple[dict[str, str], ...]] = {
    "reports:own": ({"q": "{report_number}"}, {"q": "{report_id}"}),
    "reports:export": ({"q": "{report_number}"},),
    "incidents:queue": ({"q": "{alert_id}"},),
    "incidents:export": ({"q": "{alert_id}"},),
    "evidence:list": ({"q": "{evidence_id}"}, {"subject": "{report_id}"}),
    "evidence:fetch": ({"ticket": "{ticket}"},),
    "incident:list": ({"q": "{incident_id}"},),
    "cases:board": ({"q": "{case_number}"}, {"q": "{case_id}"}),
    "cases:export": ({"q": "{case_number}"},),
    "cases:planner": ({"case": "{case_id}"}, {"case": "{case_number}"}),
    "cases:new": tuple({kind: f"{{{noun}}}"} for kind, noun in CASE_SUBJECTS.items()),
    "commitments:board": ({"plan": "{plan_key}", "tab": "all"}, {"q": "{commitment_id}", "tab": "all"}),
    "commitments:export": ({"plan": "{plan_key}", "tab": "all"},),
    "commitments:timeline": ({"plan": "{plan_key}", "tab": "all"},),
    "commitments:calendar": ({"plan": "{plan_key}", "month": "2021-01"},),
    "reports:versions": ({"one": "{version_id}", "other": "{version_id}"},),
}

COUNTED = ("intake_version", "intake_device", "intake_enrolment", "evidence_derivative", "doors_message",
           "doors_messagefile", "doors_gateway", "doors_officekey")  # fmt: skip
"""Tables with small numbers for keys."""

PAIRS = {
    ("evidence_id", "copy_id"),
    ("device_id", "enrolment_id"),
    ("case_id", "interview"),
    ("document_id", "other_id"),
}
"""An id of one's own, and with it one of the other side."""


def urls(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names of all URLs, each with what it takes."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from urls(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", tuple(entry.pattern.regex.groupindex)


URLS = dict(sorted(urls(get_resolver())))


def is_secret(name: str, kwarg: str) -> bool:
    return f"{name}.{kwarg}" in SECRETS or (name.startswith("openrosa:") and f"openrosa:*.{kwarg}" in SECRETS)


def noun(name: str, kwarg: str) -> str:
    return NOUNS.get(f"{name}.{kwarg}", kwarg)


GUESSED = {
    name: kwargs
    for name, kwargs in URLS.items()
    if not any(is_secret(name, kwarg) for kwarg in kwargs)
    and (any(noun(name, kwarg) in IDS for kwarg in kwargs) or name in BODIES or name in QUERIES)
}


def test_every_url_takes_what_this_table_knows():
    """A new one is added to IDS and to world.py, or to CHOICES where everybody may see all of it."""
    unknown = {
        f"{name}.{kwarg}"
        for name, kwargs in URLS.items()
        for kwarg in kwargs
        if not is_secret(name, kwarg) and noun(name, kwarg) not in {*IDS, *CHOICES}
    }
    assert unknown == set()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Built once, and taken back."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "lake").mkdir()
    kept = {"WORKSPACE": folder, "LAKE": folder / "lake", "EVIDENCE": str(folder / "evidence")}
    with django_db_blocker.unblock(), override_settings(**kept), transaction.atomic():
        with connection.cursor() as cursor:  # keys that stand nowhere else on a page
            for number, table in enumerate(COUNTED, start=1):
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, 700_100 * number])
        built = build()
        for side in (built.south, built.north):
            side["report_number"] = Report.objects.get(pk=side["report_id"]).number
        KNOWN["world"] = read_rows()
        yield built
        transaction.set_rollback(True)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Whatever is done in between leaves every table as it was."""
    before = rows()
    yield
    after = rows()
    assert {table for table in after if after[table] != before[table]} == set()


KNOWN: dict[str, Any] = {}
"""All rows, and after how many changes of rows they were read: most requests change none, and reading all is slow."""


def changes() -> int:
    """How many rows this connection has changed; it only grows. Source: Python, `sqlite3.Connection.total_changes`."""
    return int(connection.connection.total_changes)


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables as they are now."""
    if KNOWN.get("at") != changes():
        KNOWN.update(rows=read_rows(), at=changes())
    found: dict[str, list[tuple[Any, ...]]] = KNOWN["rows"]
    return found


def read_rows() -> dict[str, list[tuple[Any, ...]]]:
    told = [model for model in apps.get_models(include_auto_created=True) if model not in (Session, User)]
    return {model._meta.db_table: sorted(model.objects.values_list(), key=repr) for model in told}


def filled(values: Mapping[str, str], ids: Mapping[str, Any]) -> dict[str, str]:
    return {key: re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), value) for key, value in values.items()}


def neutral(response: Any, ids: Mapping[str, Any]) -> tuple[Any, ...]:
    """Status, kind and text of an answer, without the ids that were asked for and without what is random."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = html.unescape(content.decode(errors="replace"))
    text = re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content|X-CSRFToken": )[="]*[\w]+', "", text)
    path = response.request["PATH_INFO"]
    for value in sorted({str(ids[name]) for name in IDS}, key=len, reverse=True):
        cut = (value[:64], value[:40], value[:12], value[:8]) if re.fullmatch("[0-9a-f]{20,}", value) else ()
        for shown in (value, *cut):
            text, path = text.replace(shown, "…"), path.replace(shown, "…")
    return response.status_code, response.get("Content-Type"), path, re.sub(r"\s+", " ", text)


def asked(client: Client, name: str, ids: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All answers that a URL gives for these ids: GET, its queries, POST, its forms."""
    kwargs = {
        kwarg: VALUES.get(name, {}).get(kwarg, ids.get(noun(name, kwarg), CHOICES.get(noun(name, kwarg))))
        for kwarg in URLS[name]
    }
    address = reverse(name, kwargs=kwargs)
    with transaction.atomic():
        found = [client.get(address, filled(query, ids), follow=True) for query in ({}, *QUERIES.get(name, ()))]
        answers = [neutral(one, ids) for one in found]
        for body in ({}, *BODIES.get(name, ())):
            with nothing_changes():
                answers.append(neutral(client.post(address, filled(body, ids), follow=True), ids))
        for verb in (client.head, client.delete, client.patch):
            with nothing_changes():
                answers.append(neutral(verb(address, headers={"Tus-Resumable": "1.0.0"}), ids))
    return answers


def differences(real: list[tuple[Any, ...]], nobodys: list[tuple[Any, ...]]) -> list[str]:
    """Where the answers part, in a few words each."""
    found = []
    for one, other in zip(real, nobodys, strict=True):
        if one != other:
            at = next((n for n, (a, b) in enumerate(zip(one[-1], other[-1], strict=False)) if a != b), 0)
            found.append(f"{one[:3]} {one[-1][max(at - 60, 0) : at + 60]!r} / {other[:3]} {other[-1][at : at + 60]!r}")
    return found


@pytest.fixture
def stranger(world, db):
    """A signed-in client of somebody to whom nothing of South's was shown."""

    def make(username: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=username))
        # Each test ends by taking back what it did, so it begins with the world as it was built.
        KNOWN.update(rows=KNOWN["world"], at=changes())
        return client

    return make


def strangers(name: str) -> tuple[str, ...]:
    """Who guesses at the ids of a URL."""
    return next((STRANGERS_TO[kwarg] for kwarg in URLS[name] if kwarg in STRANGERS_TO), STRANGERS)


@pytest.mark.parametrize(("name", "username"), [(name, one) for name in sorted(GUESSED) for one in strangers(name)])
def test_a_guessed_id_is_answered_like_one_that_nobody_has(name, username, world, stranger):
    client = stranger(username)
    real = world.south
    nobodys = world.south | dict(IDS)
    assert differences(asked(client, name, real), asked(client, name, nobodys)) == []


@pytest.mark.parametrize(
    ("name", "own", "other"),
    sorted((name, *pair) for name, kwargs in GUESSED.items() for pair in PAIRS if set(pair) <= set(kwargs)),
)
def test_an_id_of_the_other_side_under_one_s_own_is_none(name, own, other, world, stranger):
    client = stranger("liaison.north")
    real = world.south | {own: world.north[own]}
    nobodys = real | {other: IDS[other]}
    assert differences(asked(client, name, real), asked(client, name, nobodys)) == []


def test_the_other_side_does_see_them(world, db):
    """Else the tests above would compare nothing with nothing."""
    client = Client()
    client.force_login(User.objects.get(username="liaison.south"))
    for name in ("reports:report", "incidents:alert", "evidence:item", "devices:phone", "doors:table",
                 "incident:incident", "cases:case", "documents:document", "documents:compare",
                 "commitments:commitment", "commitments:gates",
                 "commitments:risks"):  # fmt: skip
        kwargs = {kwarg: world.south[kwarg] for kwarg in chain(URLS[name])}
        assert client.get(reverse(name, kwargs=kwargs)).status_code == 200, name
    client.force_login(User.objects.get(username="secretary"))
    assert client.get(reverse("council:record", args=[world.south["record_id"]])).status_code == 200
