"""The log as anybody reads it, and what witnesses may send."""

import pytest
from django.test import Client

from evenhand.ledger.notes import sign
from evenhand.ledger.witness import look
from evenhand_web.ledger import publishing
from evenhand_web.ledger.models import Entry
from evenhand_web.witnesses import services
from evenhand_web.witnesses.models import Alarm
from simulators.logs import NORTH, SOUTH, SWISS, UN
from web.witnesses.conftest import alarm, cosigned, now_s, opened, post, published, trust, write


class Address:
    """The log through the pages, without signing in."""

    def __init__(self):
        self.client = Client()

    def read(self, path):
        answer = self.client.get(f"/log/{path}")
        return answer.content if answer.status_code == 200 else None


def test_a_witness_reads_all_of_it_without_signing_in():
    write(300)
    found = look(Address(), None, trust=trust(), key=NORTH, now_s=now_s(), stalled_after_s=60, depth="whole")

    assert (found.findings, found.checkpoint.size) == ((), 300)


def test_a_checkpoint_is_signed_on_demand_and_never_kept_by_a_cache():
    published(2)
    write(1)
    answer = Client().get("/log/checkpoint")

    assert opened(answer.content).checkpoint.size == 3
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/plain; charset=utf-8", "no-store")
    assert "Set-Cookie" not in answer


def test_what_can_no_longer_be_signed_is_still_shown(settings):
    published(3)
    publishing.files().write("state/tree", b"broken")
    write(1)

    assert opened(Client().get("/log/checkpoint").content).checkpoint.size == 3


def test_a_tile_may_be_kept_for_good_and_read_by_any_page():
    published(3)
    answer = Client().get("/log/tile/entries/000.p/3")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert "immutable" in answer["Cache-Control"]
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    ["tile/0/000.p/0", "tile/0/../../keys", "tile/0/%2e%2e/state", "state/tree", ".lock", "tile/64/000", "tile/0/00",
     "kept/00000000000000000003", "tile/0/000.new", "tile/entries/x000/000", "//etc/passwd", "tile/0/000\n"],
)  # fmt: skip
def test_nothing_else_of_the_disk_is_there(path):
    published(3)

    assert Client().get(f"/log/{path}").status_code == 404


class TestCosignatures:
    def test_of_witnesses_of_the_policy_are_taken(self):
        found = published()
        assert post(Client(), "/log/cosignatures", cosigned(found, NORTH, UN)).status_code == 204

        assert {key.name for key in publishing.newest().cosigned()} >= {NORTH.name, UN.name}

    def test_come_as_a_line_as_well(self):
        found = published()
        line = sign(found.note.text, SOUTH, at_s=now_s()).line().encode()

        assert post(Client(), "/log/cosignatures", line).status_code == 204
        assert SOUTH.name in {key.name for key in publishing.newest().cosigned()}

    @pytest.mark.parametrize("content", [b"", b"x", b"\xff" * 100, "\u2014 north AAAA\n".encode()])
    def test_of_another_form_are_refused(self, content):
        published()
        assert post(Client(), "/log/cosignatures", content).status_code == 403

    def test_of_strangers_and_of_other_trees_are_refused(self):
        found = published()
        text = found.note.text.replace("\n3\n", "\n2\n")
        other = sign(text, NORTH, at_s=now_s()).line().encode()

        assert post(Client(), "/log/cosignatures", cosigned(found, SWISS)).status_code == 403
        assert post(Client(), "/log/cosignatures", found.note.content()).status_code == 403
        assert post(Client(), "/log/cosignatures", other).status_code == 403

    def test_that_are_too_long_are_not_read(self):
        assert post(Client(), "/log/cosignatures", b"x" * 300_000).status_code == 413


class TestAlarms:
    def test_are_kept_once_and_entered(self):
        published()
        content = alarm()
        assert [post(Client(), "/log/alarms", content).status_code for _ in range(2)] == [204, 204]

        [kept] = Alarm.objects.all()
        assert (bytes(kept.content), kept.witness, kept.kind) == (content, NORTH.name, "forged")
        assert Entry.objects.filter(action="witnesses.alarm").count() == 1

    @pytest.mark.parametrize(
        "content", [lambda: b"x", lambda: alarm(SWISS), lambda: alarm(origin="other"), lambda: b"\xff" * 40]
    )
    def test_of_strangers_and_about_others_are_refused(self, content):
        assert post(Client(), "/log/alarms", content()).status_code == 403
        assert not Alarm.objects.exists()

    def test_of_one_witness_do_not_fill_the_record(self, monkeypatch):
        monkeypatch.setattr(services, "MOST_A_DAY", 2)
        found = [post(Client(), "/log/alarms", alarm(at_s=at)).status_code for at in range(3)]

        assert found == [204, 204, 429]

    def test_of_a_clock_that_no_calendar_holds_count_as_of_now(self):
        assert post(Client(), "/log/alarms", alarm(at_s=2**63)).status_code == 204
        assert Alarm.objects.get().signed_at == Alarm.objects.get().received_at
