"""History under another version, on the command line."""

import csv
import io
import json

import pytest

from unit.cli.command import run, written_agreement, written_feeds

ZONE = "shape: {polygon: [harbour, [15.5, 31.4], [15.4, 31.7]]}"
FAR = {"agreement": (ZONE, "shape: {circle: [25.0, 31.0], radius: 5 km}")}
SAME = {"agreement": ('version: "2"', 'version: "3"')}


@pytest.fixture
def old(tmp_path):
    return written_agreement(tmp_path / "old")


@pytest.fixture
def feeds(tmp_path):
    return written_feeds(tmp_path / "feeds")


@pytest.fixture
def elsewhere(tmp_path):
    """A version whose zone lies elsewhere; its cases no longer hold, which a replay does not ask."""
    return written_agreement(tmp_path / "elsewhere", **FAR)


def test_says_what_differs_in_words_with_totals_by_rule(capsys, old, elsewhere, feeds):
    ran = run(capsys, "replay", old, elsewhere, feeds)

    assert ran.status == 0, ran.err
    heading, total, change = ran.out.strip().splitlines()
    assert heading == "Coastal ceasefire: version 2 against version 2"
    assert total.strip() == "no-flights: 1 alerts before, 0 after, 0 unchanged; 1 withdrawn"
    assert "(north:transport) was in “Coastal zone”" in change
    assert "agreement changed" in change


def test_says_that_nothing_differs(capsys, old, feeds, tmp_path):
    ran = run(capsys, "replay", old, written_agreement(tmp_path / "same", **SAME), feeds)

    assert "no-flights: 1 alerts before, 1 after, 1 unchanged; no difference" in ran.out
    assert "both versions give the same 1 alerts" in ran.out


def test_the_other_way_round_raises_what_was_withdrawn(capsys, old, elsewhere, feeds, tmp_path):
    run(capsys, "replay", elsewhere, old, feeds, "--out", tmp_path / "d.json")

    told = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert [(one["change"], one["alert"]["object"]) for one in told["changes"]] == [("raised", "north:transport")]
    assert (told["totals"][0]["raised"], told["totals"][0]["withdrawn"]) == (1, 0)
    assert {told["old"]["agreement"], told["new"]["agreement"]} == {"coastal-example"}


def test_writes_a_table_for_spreadsheets(capsys, old, elsewhere, feeds, tmp_path):
    run(capsys, "replay", old, elsewhere, feeds, "--out", tmp_path / "d.csv")

    (row,) = csv.DictReader(io.StringIO((tmp_path / "d.csv").read_text(encoding="utf-8-sig")))
    assert (row["change"], row["rule"], row["object"]) == ("withdrawn", "no-flights", "north:transport")


def test_a_lake_gives_the_same_as_its_files(capsys, old, elsewhere, feeds, tmp_path):
    run(capsys, "lake", "add", tmp_path / "lake", feeds)

    from_files, from_lake = (
        json.loads(run(capsys, "replay", old, elsewhere, given, "--format", "json").out)["totals"]
        for given in (feeds, tmp_path / "lake")
    )
    assert from_files == from_lake


def test_a_refused_input_is_said_with_a_status_of_its_own(capsys, old, elsewhere, feeds):
    (feeds / "broken.json").write_text('{"now": 1, "aircraft": [')

    ran = run(capsys, "replay", old, elsewhere, feeds)

    assert ran.status == 3
    assert "broken.json: refused." in ran.err
