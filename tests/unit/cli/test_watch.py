import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from unit.cli.command import run, written_agreement, written_feeds


@pytest.fixture
def agreement(tmp_path):
    return written_agreement(tmp_path / "coast")


@pytest.fixture
def feeds(tmp_path):
    return written_feeds(tmp_path / "feeds")


def csv_rows(path):
    return csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))


def test_prints_what_was_read_and_set_aside_and_the_alerts_in_words(capsys, agreement, feeds):
    ran = run(capsys, "watch", agreement, feeds)

    assert ran.status == 0
    assert "4 rows read, 3 kept, 1 set aside" in ran.err
    assert "1 alerts (1 certain, 0 possible) under 1 rules." in ran.err
    assert ran.out.strip().startswith("alert-")


def test_writes_the_alerts_in_the_format_that_the_name_says(capsys, agreement, feeds, tmp_path):
    for name in ("a.parquet", "a.json", "a.csv", "a.geojson"):
        assert run(capsys, "watch", agreement, feeds, "--out", tmp_path / name).status == 0

    (row,) = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert (row["object"], row["rule"], row["certainty"]) == ("north:transport", "no-flights", "certain")
    assert json.loads((tmp_path / "a.json").read_text())[0]["alert"] == row["alert"]
    assert json.loads((tmp_path / "a.geojson").read_text())["features"][0]["id"] == row["alert"]
    assert next(csv_rows(tmp_path / "a.csv"))["alert"] == row["alert"]


def test_writes_to_standard_output_when_asked(capsysbinary, agreement, feeds):
    ran = run(capsysbinary, "watch", agreement, feeds, "--format", "json")

    assert len(json.loads(ran.out)) == 1


def test_says_that_there_are_none_when_nothing_moved_where_it_may_not(capsys, agreement, feeds):
    (feeds / "flights.csv").write_text("object,seen_at,lon,lat\nfar,2026-03-02T04:00:00Z,10.0,20.0\n")

    ran = run(capsys, "watch", agreement, feeds)

    assert "No alert: nothing that was read is a candidate breach." in ran.err
    assert (ran.status, ran.out) == (0, "")


def test_a_refused_input_is_said_and_the_rest_goes_on_with_a_status_of_its_own(capsys, agreement, feeds):
    (feeds / "broken.json").write_text('{"now": 1, "aircraft": [')

    ran = run(capsys, "watch", agreement, feeds)

    assert ran.status == 3
    assert "broken.json: refused." in ran.err
    assert "1 alerts" in ran.err


def test_says_that_nothing_could_be_kept_and_does_not_call_it_peace(capsys, agreement, feeds):
    (feeds / "flights.csv").write_text("object,seen_at,lon,lat\nfar,2026-03-02T04:00:00Z,999.0,20.0\n")

    ran = run(capsys, "watch", agreement, feeds)

    assert ran.status == 3
    assert "no position and no event was kept" in ran.err


def test_refuses_an_ending_that_no_encoder_writes_before_it_reads(capsys, agreement, feeds, tmp_path):
    ran = run(capsys, "watch", agreement, feeds, "--out", tmp_path / "alerts.xlsx")

    assert (ran.status, ran.err.split(":")[0]) == (1, "detection.no-such-format")
    assert not (tmp_path / "alerts.xlsx").exists()


def test_a_name_from_outside_cannot_forge_a_line(capsys, agreement, feeds):
    (feeds / "x\n  forged: refused.csv").write_text("nothing")

    ran = run(capsys, "watch", agreement, feeds)

    assert not any(line.startswith("  forged") for line in ran.err.splitlines())


def test_keeps_the_refused_rows_with_their_reason(capsys, agreement, feeds, tmp_path):
    run(capsys, "watch", agreement, feeds, "--quarantine", tmp_path / "aside.csv")

    (row,) = csv_rows(tmp_path / "aside.csv")
    assert "25:10" in row["raw"]
    assert "25:10" in row["reason"]


def test_the_lake_gives_the_same_alerts_as_the_files(capsys, agreement, feeds, tmp_path):
    run(capsys, "lake", "add", tmp_path / "lake", feeds)
    ids = []
    for name, given in (("files.json", feeds), ("lake.json", tmp_path / "lake")):
        run(capsys, "watch", agreement, given, "--out", tmp_path / name)
        ids.append([row["alert"] for row in json.loads((tmp_path / name).read_text())])

    assert ids[0] == ids[1]
    assert len(ids[0]) == 1


def missed(path):
    return [row["commitment"] for row in json.loads(path.read_text()) if row["reason"] in ("missed", "late")]


def test_what_is_said_to_be_done_in_time_is_not_missed(capsys, feeds, tmp_path):
    late = ("--as-of", "2021-02-01T00:00Z", "--out", tmp_path / "a.json")
    done = ("--done", "withdraw-forces", "2021-01-20T12:00Z", "--done", "mercenaries-depart", "2021-01-20T12:00Z")

    run(capsys, "watch", "libya-2020", feeds, *late)
    assert sorted(missed(tmp_path / "a.json")) == ["mercenaries-depart", "withdraw-forces"]

    run(capsys, "watch", "libya-2020", feeds, *late, *done)
    assert missed(tmp_path / "a.json") == []


def test_refuses_to_hear_of_something_done_that_nobody_owes(capsys, agreement, feeds):
    ran = run(capsys, "watch", agreement, feeds, "--done", "nothing", "2021-01-20T12:00Z")

    assert ran.status != 0
    assert "cli.not-owed: --done names 'nothing'" in ran.err
