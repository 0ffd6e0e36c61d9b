import csv
import io
import json

import pytest

from unit.cli.command import run, written_agreement, written_feeds


@pytest.fixture
def asked(capsys, tmp_path):
    """Runs the command over a flight into the zone of the small agreement."""
    agreement = written_agreement(tmp_path / "agreement")
    feeds = written_feeds(tmp_path / "feeds")
    return lambda *more: run(capsys, "coverage", agreement, feeds, *more)


def test_says_for_each_area_how_long_it_was_watched(asked):
    ran = asked()

    assert ran.status == 0
    assert "Coastal zone\n  all that see movement: " in ran.out
    assert "2026-03-02T04:00:00Z to 2026-03-02T05:00:00Z" in ran.out


def test_names_the_days_on_which_nobody_looked(asked):
    ran = asked("--until", "2026-03-04T00:00:00Z")

    assert "blind on: 2026-03-02, 2026-03-03" in ran.out


def test_writes_csv_for_spreadsheets(asked):
    rows = list(csv.DictReader(io.StringIO(asked("--format", "csv").out)))

    assert {row["sensor"] for row in rows} == {"movement"}
    assert rows[0]["verdict"] == "partly"
    assert sum(float(rows[0][f"{name}_h"]) for name in ("good", "thin", "interference", "blind")) == pytest.approx(1.0)


def test_writes_json_for_programs(asked):
    told = json.loads(asked("--format", "json", "--all-sensors").out)

    assert told["agreement"] == "coastal-example"
    assert {row["sensor"] for row in told["coverage"]} == {"movement", "track"}


def test_says_that_nothing_came(capsys, tmp_path):
    empty = tmp_path / "feeds"
    empty.mkdir()
    (empty / "flights.csv").write_text("object,seen_at,lon,lat\n", encoding="utf-8")

    ran = run(capsys, "coverage", written_agreement(tmp_path / "agreement"), empty)

    assert "nothing can be said about coverage" in ran.out


def test_a_refused_input_is_said_and_the_exit_status_with_it(capsys, tmp_path):
    feeds = written_feeds(tmp_path / "feeds")
    (feeds / "broken.json").write_text('{"now": 1, "aircraft": [')

    ran = run(capsys, "coverage", written_agreement(tmp_path / "agreement"), feeds)

    assert ran.status == 3
    assert "broken.json: refused." in ran.err
