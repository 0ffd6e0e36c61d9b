"""Custody names nobody to readers outside the mission but their own people."""

import io
import json
import zipfile

import pytest

from evenhand.evidence import custody
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.evidence import queries, records, services
from evenhand_web.evidence.models import Evidence
from web.conftest import NOW

pytestmark = pytest.mark.django_db

SECRETS = ("informant-7", "south", "Southern", "commission", "duty-officer", "monitor.mission", "transcriber")


@pytest.fixture
def photo(attach, actor) -> Evidence:
    """The photo of a confidential report of the south, released to north and commission."""
    duty = actor("duty-officer")
    evidence = attach(
        b"photo", actor=SYSTEM, subject="report-s", owner="south", handed_in_by="informant-7", protection="restricted"
    )
    words = services.TextClaim(kind="transcript", language="en", body="Peace")
    transcriber = actor("duty-officer", username="transcriber")
    services.add_text(evidence_id=evidence.pk, claim=words, actor=transcriber, now=NOW)
    for organisation in ("north", "commission"):
        reason = f"{organisation} asked duty-officer"
        services.release(evidence_id=evidence.pk, organisation=organisation, reason=reason, actor=duty, now=NOW)
    return evidence


def package(client, evidence: Evidence) -> dict[str, str]:
    form = {"verb": "download", "what": "package", "reason": "To look."}
    answer = client.get(client.post(f"/evidence/{evidence.pk}/act/", form).url)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


class TestWhoGotItReleased:
    def test_reads_no_names_of_others_in_any_form(self, photo, browser_of):
        client = browser_of("liaison", "north")
        papers = package(client, photo)
        page = client.get(f"/evidence/{photo.pk}/").content.decode()
        shown = page[page.index("<main") : page.index("</main>")]
        forms = {
            form: client.get(f"/evidence/{photo.pk}/custody.{form}").content.decode() for form in records.MEDIA_TYPES
        }

        for name, text in {"page": shown, **papers, **forms}.items():
            assert [secret for secret in SECRETS if secret in text] == [], name

    def test_reads_hash_kind_and_instant_of_each_act_and_that_names_are_withheld(self, photo, browser_of):
        client = browser_of("liaison", "north")
        record = json.loads(package(client, photo)["custody.json"])

        assert [(act["sequence"], act["kind"], act["actor"]) for act in record["acts"]] == [
            (1, "received", ""), (2, "transcribed", ""), (3, "released", ""), (5, "packaged", "liaison.north"),
        ]  # fmt: skip
        assert [act["digest"] for act in record["acts"]] == [
            act.digest for act in photo.acts.order_by("sequence") if act.sequence != 4
        ]
        assert record["names_withheld"]
        assert "withheld" in client.get(f"/evidence/{photo.pk}/custody.txt").content.decode()
        assert ",yes" in client.get(f"/evidence/{photo.pk}/custody.csv").content.decode()


def test_the_owner_keeps_the_names_of_its_own_people(photo, actor):
    south = actor("liaison", "south")
    record = json.loads(records.custody_record(south, photo.pk, as_format="json"))
    page = queries.evidence_page(south, photo.pk, language="en")

    assert (record["received_from"], record["owner"]) == ("informant-7", "south")
    assert page.acts[-1].sender == "informant-7"
    assert "north" not in str(page.acts)
    assert "duty-officer" not in json.dumps(record)


def test_the_record_of_the_mission_is_whole_and_can_be_checked(photo, actor):
    record = json.loads(records.custody_record(actor("duty-officer"), photo.pk, as_format="json"))

    assert custody.check(record["evidence"], custody.from_json(record["acts"]), content=record["digest"]).holds
    assert (record["names_withheld"], record["received_from"]) == (False, "informant-7")
