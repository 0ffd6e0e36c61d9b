"""The answer that following keeps: alerts of the whole lake, and what changed since it was last looked at."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.agreements.model import Agreement
from evenhand.detection.alerts import ALERTS
from evenhand.detection.changes import compare
from evenhand.detection.plan import detect
from evenhand.observations.disk import Disk
from evenhand.observations.lake import Lake


class Answer:
    """Alerts in a folder, held against the lake again at each update."""

    def __init__(self, folder: Path, *, lake: Lake, agreement: Agreement) -> None:
        """The answer in `folder`, as it was left."""
        self._path, self._lake, self._agreement, self._disk = folder / "alerts.parquet", lake, agreement, Disk()
        self.alerts: pa.Table = pq.read_table(self._path) if self._path.exists() else ALERTS.empty_table()
        """ALERTS as of the last update."""

    def update(self, as_of: datetime) -> pa.Table:
        """Hold the agreement against the lake again; CHANGES since the last time."""
        lake = self._lake
        alerts = detect(
            self._agreement,
            positions=lake.positions(),
            events=lake.events(),
            identities=lake.identities(),
            notices=lake.notices(),
            as_of=as_of,
        )
        changes = compare(self.alerts, alerts)
        if changes.num_rows or not self._path.exists():
            self._disk.make_folder(self._path.parent)
            draft = self._disk.draft_of(self._path)
            self._disk.write_table(alerts, draft)
            self._disk.sync(draft)
            self._disk.rename(draft, self._path)
            self._disk.sync(self._path.parent)
        self.alerts = alerts
        return changes
