from datetime import UTC, datetime

import pytest

from evenhand.cli.answers import Answer
from evenhand.detection.changes import applied
from evenhand.observations.lake import Lake
from evenhand.sources.opening import open_source
from unit.agreements.small import agreement
from unit.cli.command import written_feeds

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def test_changes_add_up_to_the_alerts_and_survive_a_restart(tmp_path, lake):
    feeds = written_feeds(tmp_path / "feeds")
    alerts = None
    for file in (feeds / "identities.csv", feeds / "flights.csv", None):
        if file is not None:
            lake.ingest(open_source(file), now=NOON)
        answer = Answer(tmp_path / "answer", lake=lake, agreement=agreement())
        before = answer.alerts
        assert alerts is None or before.equals(alerts)
        changes = answer.update(NOON)
        alerts = answer.alerts
        assert applied(before, changes).equals(alerts)

    assert alerts.num_rows == 1
    assert changes.num_rows == 0
