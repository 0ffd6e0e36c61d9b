"""A table is looked at before it is taken in, and taken in once."""

import csv
import io

import openpyxl
import pytest

from evenhand.foundation.problems import Problem
from evenhand.reports.tables.reading import TABLE_ENCODING
from evenhand_web.doors import files
from evenhand_web.doors.access import NO_SUCH_TABLE
from evenhand_web.doors.models import TableUpload
from evenhand_web.doors.queries import tables as queries
from evenhand_web.doors.services import tables
from evenhand_web.doors.services.tables import FILE_TOO_LARGE, NO_SUCH_ZONE, NOT_NOW, NOTHING_SENT
from evenhand_web.intake import services as intake
from evenhand_web.intake.models import Report, Version
from evenhand_web.intake.services.receiving import TOO_LONG
from evenhand_web.ledger.models import Entry
from web.conftest import NOW
from web.doors.samples import TABLE, checked, send, taken

pytestmark = pytest.mark.django_db


def counts(table: TableUpload) -> dict:
    return {name: value for name, value in table.counts.items() if value}


class TestLookingAtATable:
    def test_says_what_would_happen_and_writes_nothing(self, actor):
        key = checked(actor("monitor"))

        table = TableUpload.objects.get(key=key)
        assert (table.state, counts(table)) == ("checked", {"new": 3, "refused": 1})
        assert Report.objects.count() == 0

    def test_names_each_fault_with_line_column_and_value(self, actor):
        monitor = actor("monitor")
        faults = queries.refusals(monitor, checked(monitor)).rows

        assert [(fault.line, fault.details["column"], fault.details["value"]) for fault in faults] == [
            (6, "Time", "25:10"), (6, "Lat", "95"), (6, "Count", "x"),
        ]  # fmt: skip

    def test_shows_the_first_reports_as_they_are_read(self, actor):
        monitor = actor("monitor")
        first = queries.first_rows(monitor, checked(monitor))

        assert first[0].when == "2020-12-06 12:30:00 UTC – 2020-12-06 12:40:00 UTC"
        assert first[0].where == "31.20000, 16.50000 → 338° 3–5 km"
        assert [len(one.record.items) for one in first] == [2, 1, 1]

    def test_a_correction_of_the_columns_is_looked_at_anew(self, actor):
        monitor = actor("monitor")
        content = "Remark;Whn\nShots heard;2020-12-06\n"
        key = checked(monitor, content)
        tables.choose(
            key=key, fields={0: "text", 1: "date"}, chosen=tables.Chosen(kind="complaint", zone="UTC"),
            actor=monitor, now=NOW,
        )  # fmt: skip
        tables.step(key=key, actor=monitor, now=NOW, for_s=60)

        assert counts(TableUpload.objects.get(key=key)) == {"new": 1}

    def test_another_person_does_not_see_it(self, actor):
        key = checked(actor("monitor"))

        with pytest.raises(Problem) as caught:
            queries.table(actor("liaison"), key)

        assert caught.value.kind is NO_SUCH_TABLE

    @pytest.mark.parametrize(
        ("content", "chosen", "kind"),
        [
            (b"", {}, NOTHING_SENT),
            (b"x" * (tables.LARGEST_TABLE + 1), {}, FILE_TOO_LARGE),
            (TABLE, {"zone": "Atlantis/Harbour"}, NO_SUCH_ZONE),
            ("النص\nشرح".encode("cp1256"), {}, TABLE_ENCODING),
        ],
        ids=["empty", "too-large", "zone", "encoding"],
    )
    def test_what_cannot_be_read_is_refused_whole(self, actor, content, chosen, kind):
        with pytest.raises(Problem) as caught:
            send(actor("monitor"), content, **chosen)

        assert caught.value.kind is kind
        assert TableUpload.objects.count() == 0


class TestTakingATableIn:
    def test_makes_reports_of_what_was_shown(self, actor):
        table = taken(actor("monitor"))

        assert (table.state, table.taken["new"], table.taken["refused"]) == ("done", 3, 1)
        assert {version.door for version in Version.objects.all()} == {"table"}
        assert Report.objects.get(headline="Tirs au nord-est").lon is not None

    def test_the_same_file_twice_changes_nothing(self, actor):
        monitor = actor("monitor")
        taken(monitor)
        again = taken(monitor)

        assert (again.taken["same"], again.taken["new"], Version.objects.count()) == (3, 0, 3)

    def test_other_words_under_an_id_stand_beside_the_first(self, actor):
        monitor = actor("monitor")
        taken(monitor)
        key = checked(monitor, TABLE.replace("Tirs au nord-est", "Tirs au nord"))

        assert counts(TableUpload.objects.get(key=key)) == {"same": 2, "conflict": 1, "refused": 1}
        assert queries.conflicts(monitor, key)[0][1].startswith("CFV-2020-")

    def test_rows_without_an_id_are_known_again_by_what_they_say(self, actor):
        monitor, content = actor("monitor"), "Date,Text\n2020-12-06,Shots\n2020-12-06,Shots\n2020-12-07,Shots\n"
        first, second = taken(monitor, content), taken(monitor, content)

        assert (first.taken["new"], first.counts["repeated"]) == (3, 1)
        assert (second.taken["same"], Report.objects.count()) == (3, 3)

    def test_is_not_possible_before_it_was_looked_through_nor_twice(self, actor):
        monitor = actor("monitor")
        key = send(monitor)
        with pytest.raises(Problem) as early:
            tables.confirm(key=key, actor=monitor, now=NOW)
        table = taken(monitor)
        with pytest.raises(Problem) as late:
            tables.confirm(key=table.key, actor=monitor, now=NOW)

        assert {early.value.kind, late.value.kind} == {NOT_NOW}

    def test_goes_on_where_it_was_cut(self, actor, monkeypatch):
        monitor = actor("monitor")
        monkeypatch.setattr(tables, "_TAKEN_AT_ONCE", 1)
        monkeypatch.setattr(tables, "_ASKED_AT_ONCE", 1)
        key = send(monitor)
        one_step = lambda: tables.step(key=key, actor=monitor, now=NOW, for_s=0.5, clock=iter([0, 0, 9]).__next__)  # noqa: E731
        one_step()
        with (files.folder_of(key) / files.OUTCOMES).open("ab") as cut:
            cut.write(b'{"outcome": "half a li')  # killed in the middle of a line
        for _ in range(5):
            one_step()
        tables.confirm(key=key, actor=monitor, now=NOW)
        for _ in range(5):
            one_step()

        table = TableUpload.objects.get(key=key)
        assert (table.state, table.taken["new"], Report.objects.count()) == ("done", 3, 3)

    def test_is_finished_however_long_it_was_interrupted(self, actor):
        monitor = actor("monitor")
        key = checked(monitor)
        tables.confirm(key=key, actor=monitor, now=NOW)
        later = NOW + 2 * tables.KEPT_FOR
        tables.send_table(
            file=io.BytesIO(TABLE.encode()), name="b.csv", chosen=tables.Chosen(), actor=monitor, now=later
        )
        tables.step(key=key, actor=monitor, now=later, for_s=60)

        table = TableUpload.objects.get(key=key)
        assert (table.state, table.taken["new"]) == ("done", 3)

    def test_gives_back_what_is_refused_only_then_with_the_reason(self, actor, browser_of, monkeypatch):
        def receive(*, arrival, actor, now):
            if arrival.instance.endswith("A2"):
                raise TOO_LONG(field="submission", size=9, limit=8)
            return intake.receive(arrival=arrival, actor=actor, now=now)

        monkeypatch.setattr(tables, "receive", receive)
        monkeypatch.setattr(tables, "_TAKEN_AT_ONCE", 1)
        monitor = actor("monitor")
        table = taken(monitor)
        answer = browser_of("monitor").get(f"/doors/tables/{table.key}/refused.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=","))

        assert (table.taken["new"], table.taken["refused"]) == (2, 2)
        assert [row["Report id"] for row in rows] == ["A4", "A2"]
        assert "submission" in rows[1]["Reason"]
        assert queries.refusals(monitor, table.key).rows[-1].code == TOO_LONG.code

    def test_a_step_waits_for_nobody_and_does_nothing_twice(self, actor):
        monitor = actor("monitor")
        key = send(monitor)
        with files.locked(key) as ours:
            assert ours
            tables.step(key=key, actor=monitor, now=NOW)

        assert TableUpload.objects.get(key=key).checked == 0

    def test_leaves_entries_of_the_record(self, actor):
        taken(actor("monitor"))

        actions = set(Entry.objects.values_list("action", flat=True))
        assert {"doors.table-sent", "doors.table-confirmed", "doors.table-taken", "intake.received"} <= actions


class TestThePages:
    def test_lead_from_the_form_to_the_reports(self, browser_of):
        client = browser_of("monitor")
        sent = client.post("/doors/tables/", {"file": io.BytesIO(TABLE.encode()), "zone": "+02:00",
                                              "kind": "incident-report", "protection": "open"})  # fmt: skip
        assert client.get(sent.url).status_code == 200
        client.post(sent.url + "step/", headers={"HX-Request": "true"})
        assert "Take 3 reports in" in client.get(sent.url).content.decode()
        client.post(sent.url + "act/", {"verb": "confirm"})
        done = client.post(sent.url + "step/", headers={"HX-Request": "true"})

        assert done["HX-Redirect"] == sent.url
        assert Report.objects.count() == 3

    def test_give_the_refused_rows_in_their_own_columns_and_run_nothing(self, actor, browser_of):
        client = browser_of("monitor")
        content = "Date;Text;Note\nnever;=HYPERLINK(1);+1\n"
        sent = client.post("/doors/tables/", {"file": io.BytesIO(content.encode()), "kind": "complaint"})
        client.post(sent.url + "step/")
        rows = list(csv.reader(io.StringIO(client.get(sent.url + "refused.csv").content.decode("utf-8-sig"))))
        book = openpyxl.load_workbook(io.BytesIO(client.get(sent.url + "refused.xlsx").content))

        assert rows[0] == ["Date", "Text", "Note", "Reason"]
        assert rows[1][:3] == ["never", "'=HYPERLINK(1)", "'+1"]
        assert "Line 2" in rows[1][3]
        assert book.active["B2"].data_type == "s"

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_give_an_empty_table_that_is_read_as_it_stands(self, browser_of, form, actor):
        content = browser_of("monitor", username="m2").get(f"/doors/tables/template.{form}").content
        key = send(actor("monitor"), content, name=f"reports.{form}")

        assert "" not in TableUpload.objects.get(key=key).chosen["fields"]

    def test_forget_a_table_when_told_to(self, browser_of, actor):
        client = browser_of("monitor")
        sent = client.post("/doors/tables/", {"file": io.BytesIO(TABLE.encode())})
        key = TableUpload.objects.get().key
        client.post(sent.url + "act/", {"verb": "cancel"})

        assert not files.folder_of(key).exists() or TableUpload.objects.get().state == "cancelled"
