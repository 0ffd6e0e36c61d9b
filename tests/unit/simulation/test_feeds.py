import csv
import gzip
import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from evenhand.simulation.feeds import as_bytes, damaged, table_csv
from unit.simulation.small import small_world

FILES = small_world().files()


def text(prefix: str) -> str:
    name, data = next((name, data) for name, data in FILES.items() if name.startswith(prefix))
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode()


def good_json(lines: str) -> list[dict]:
    found = []
    for line in lines.splitlines():
        try:
            found.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return found


class TestAdsbHistory:
    def test_each_good_line_is_a_snapshot_with_aircraft_heard_before_it(self):
        snapshots = good_json(text("adsb"))

        assert snapshots
        assert all(one["seen_pos"] >= 0 for snapshot in snapshots for one in snapshot["aircraft"])
        assert {one["hex"] for snapshot in snapshots for one in snapshot["aircraft"]} == {"4b0001"}

    def test_jammed_fixes_admit_it(self):
        worst = [one["nic"] for snapshot in good_json(text("adsb")) for one in snapshot["aircraft"]]

        assert min(worst) <= 4 < max(worst)

    def test_faults_are_put_between_and_nothing_good_is_lost(self):
        assert len(text("adsb").splitlines()) - len(good_json(text("adsb"))) == 3


class TestGpx:
    def test_is_xml_with_times(self):
        root = ET.fromstring(text("loggers"))
        space = "{http://www.topografix.com/GPX/1/1}"

        points = root.findall(f".//{space}trkpt")
        assert len(points) > 100
        assert all(point.find(f"{space}time").text.endswith("Z") for point in points)


class TestTables:
    def test_fires_have_the_columns_of_the_archive(self):
        rows = list(csv.DictReader(text("fires").splitlines()))

        assert {row["type"] for row in rows if row["type"]} == {"0", "2"}

    def test_reports_keep_the_words_of_the_reporter(self):
        row = next(csv.DictReader(text("reports").splitlines()))

        assert (row["event"], row["party"], row["text"], row["count_low"]) == ("R-1", "south", "Heard, not seen", "2")

    def test_sketches_say_how_far_off_they_may_be(self):
        assert {row["accuracy_m"] for row in csv.DictReader(text("sketches").splitlines())} == {"300"}

    def test_what_is_not_known_is_empty(self):
        assert table_csv(("a", "b"), [{"a": None, "b": "x,y"}]) == ["a,b", ',"x,y"']


class TestOsmandLog:
    def test_lines_are_requests_in_order_of_time(self):
        lines = [line for line in text("trackers").splitlines() if line.startswith("/?id=team-1&timestamp=")]
        seconds = [line.split("timestamp=")[1].split("&")[0] for line in lines]

        clean = [second for second in seconds if second.isdigit() and len(second) == 10]
        assert len(clean) > 100


class TestDamaged:
    @pytest.mark.parametrize("faults", [0, 1, 5])
    def test_adds_that_many_lines_and_keeps_the_rest_in_order(self, faults):
        lines = [f"line {number}" for number in range(20)]
        spoilt = damaged(lines, faults=faults, rng=np.random.default_rng(0))

        assert len(spoilt) == 20 + faults
        assert spoilt[0] == "line 0"
        assert [line for line in spoilt if line in lines] == lines

    def test_a_file_of_one_line_is_left_alone(self):
        assert damaged(["head"], faults=3, rng=np.random.default_rng(0)) == ["head"]


class TestAsBytes:
    def test_zipped_bytes_do_not_depend_on_the_clock(self):
        assert as_bytes(["a"], zipped=True) == as_bytes(["a"], zipped=True)
        assert gzip.decompress(as_bytes(["a", "b"], zipped=True)) == b"a\nb\n"
