"""A state on disk is whole or not there."""

import threading
from dataclasses import replace

import pyarrow as pa
import pytest

from evenhand.detection.alerts import ALERTS
from evenhand.detection.changes import compare
from evenhand.detection.sightings import PARTS, Sightings
from evenhand.foundation.problems import Problem
from evenhand.observations.disk import Disk
from evenhand.pipeline.keeping import ENGINE, OBJECTS, STATE_DAMAGED, STATE_IN_USE, Kept, Store, engine_of, fitted
from unit.detection.answers import alert, answer
from unit.detection.worlds import LATE, at

LOOK = pa.table({"object": ["jet"], "heard": [1]})
KEPT = Kept(
    agreement="example",
    digest="d" * 64,
    as_of=LATE,
    files={"f" * 64: "positions"},
    alerts=answer(alert("a", 0, 10)),
    objects=pa.Table.from_pylist([{"object": "jet", "rows": 3, "last_at": at(20)}], schema=OBJECTS),
    sightings=Sightings(parts=PARTS.empty_table(), looks={"../silence": LOOK}),
)
RAISED = compare(ALERTS.empty_table(), KEPT.alerts)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "state")


def test_what_is_saved_is_what_is_loaded(store):
    saved = store.save(KEPT, RAISED, before=None)

    found = store.load()
    assert (found.generation, found.agreement, found.digest, found.as_of, found.files) == (
        1, "example", "d" * 64, LATE, KEPT.files,
    )  # fmt: skip
    assert (found.alerts.equals(KEPT.alerts), found.objects.equals(KEPT.objects)) == (True, True)
    assert found.sightings.looks["../silence"].equals(LOOK)
    assert saved.generation == 1


def test_there_is_none_before_the_first(store):
    assert store.load() is None
    assert list(store.log()) == []


def test_only_what_is_another_table_is_written_again_and_what_nothing_names_is_removed(store):
    first = store.save(KEPT, RAISED, before=None)
    files = {path.name: path.stat().st_ino for path in store.folder.glob("*.parquet")}
    store.save(replace(first, as_of=at(9), alerts=answer()), RAISED.slice(0, 0), before=first)

    after = {path.name: path.stat().st_ino for path in store.folder.glob("*.parquet")}
    assert {name for name in files if after.get(name) == files[name]} == {
        name for name in files if "alerts" not in name
    }
    assert sorted(set(after) - set(files)) == ["000002-alerts.parquet"]
    assert len(after) == len(files)


def test_the_log_has_what_each_update_changed(store):
    first = store.save(KEPT, RAISED, before=None)
    second = store.save(replace(first, as_of=at(9)), RAISED.slice(0, 0), before=first)
    store.save(replace(second, as_of=at(10)), RAISED, before=second)

    assert [(number, as_of) for number, as_of, changes in store.log() if changes.equals(RAISED)] == [
        (1, LATE), (3, at(10)),
    ]  # fmt: skip
    assert [number for number, _as_of, _changes in store.log(since=1)] == [3]


@pytest.mark.parametrize("name", ["current.json", "000001-alerts.parquet", "000001-parts.parquet"])
@pytest.mark.parametrize("damage", [b"", b"PAR1", b"{}"])
def test_what_is_not_whole_is_said(store, name, damage):
    store.save(KEPT, RAISED, before=None)
    (store.folder / name).write_bytes(damage)

    with pytest.raises(Problem) as caught:
        store.load()
    assert caught.value.kind is STATE_DAMAGED


def test_a_log_that_is_not_whole_is_said(store):
    store.save(KEPT, RAISED, before=None)
    (store.folder / "changes" / "000001.parquet").write_bytes(b"PAR1")

    with pytest.raises(Problem) as caught:
        list(store.log())
    assert caught.value.kind is STATE_DAMAGED


class _Overtaken(Disk):
    """A writer puts another state in the place of the one that is being read."""

    def __init__(self, store, kept):
        self._then = lambda: store.save(replace(kept, as_of=at(10), alerts=answer()), RAISED, before=kept)

    def read_table(self, path):
        then, self._then = self._then, lambda: None
        then()
        return super().read_table(path)


def test_a_reader_who_is_overtaken_by_a_writer_reads_again(store):
    first = store.save(KEPT, RAISED, before=None)

    assert Store(store.folder, disk=_Overtaken(store, first)).load().generation == 2


def test_one_at_a_time_writes_and_the_next_waits_if_it_is_to(store):
    entered = []

    def wait():
        with Store(store.folder).held(wait=True):
            entered.append("second")

    with store.held(wait=False):
        with pytest.raises(Problem) as caught, Store(store.folder).held(wait=False):
            pass
        other = threading.Thread(target=wait)
        other.start()
        other.join(0.05)
        entered.append("first")
    other.join()

    assert (caught.value.kind, entered) == (STATE_IN_USE, ["first", "second"])


def test_a_table_of_an_earlier_release_is_read_with_what_it_lacks_unknown():
    older = KEPT.alerts.drop_columns(["label", "integrity"])

    (row,) = fitted(older, ALERTS).to_pylist()

    assert (row["alert"], row["label"], row["integrity"]) == ("a", None, [])


def test_code_that_looks_otherwise_is_another_engine(tmp_path):
    kernel = tmp_path / "detection" / "kernels" / "walk.py"
    kernel.parent.mkdir(parents=True)
    engines = [engine_of(tmp_path)]
    for text in ("reach = 1.0", "reach = 2.0", "reach = 1.0"):
        kernel.write_text(text)
        engines.append(engine_of(tmp_path))

    assert len(set(engines)) == 3
    assert engines[1] == engines[3]
    assert ENGINE not in engines
