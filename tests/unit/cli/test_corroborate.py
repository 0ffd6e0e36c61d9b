"""Groups of statements, on the command line."""

import csv
import json
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from unit.cli.command import run
from unit.incidents.worlds import world


@pytest.fixture
def table(tmp_path):
    statements, truth = world(120, seed=9)
    path = tmp_path / "statements.parquet"
    pq.write_table(statements.append_column("event", pa.array(truth)), path)
    return path


def groups(text: str) -> dict[str, str]:
    return {row["statement"]: row["group"] for row in csv.DictReader(text.splitlines())}


def test_groups_and_says_how_many(capsys, table):
    ran = run(capsys, "corroborate", "run", table)

    assert ran.status == 0, ran.err
    assert len(groups(ran.out)) == pq.read_metadata(table).num_rows
    assert "statements in" in ran.err
    assert "expert" in ran.err


def test_what_comes_later_gives_the_same_groups(capsys, table, tmp_path):
    whole = pq.read_table(table)
    pq.write_table(whole.slice(0, 150), tmp_path / "first.parquet")
    pq.write_table(whole.slice(150), tmp_path / "late.parquet")
    card = tmp_path / "card.json"
    run(capsys, "corroborate", "learn", table, "--events", "event", "--out", card)
    at_once = run(capsys, "corroborate", "run", table, "--scorecard", card)
    late = run(
        capsys,
        "corroborate",
        "run",
        tmp_path / "first.parquet",
        "--late",
        tmp_path / "late.parquet",
        "--scorecard",
        card,
    )

    assert late.status == 0, late.err
    assert groups(late.out) == groups(at_once.out)


def test_being_sure_makes_more_groups(capsys, table, tmp_path):
    run(capsys, "corroborate", "run", table, "--out", tmp_path / "eager.parquet")
    run(capsys, "corroborate", "run", table, "--sure", "--out", tmp_path / "sure.csv")

    eager = len(pq.read_table(tmp_path / "eager.parquet")["group"].unique())
    assert len(set(groups((tmp_path / "sure.csv").read_text()).values())) > eager


def test_learns_from_labelled_pairs(capsys, table, tmp_path):
    ids = pq.read_table(table)["statement"].to_pylist()
    pairs = [(a, b) for a in ids for b in ids if a < b][:4000]
    same = [(a, b) for a, b in pairs if a[:4] == b[:4]] + [
        (a, b) for a in ids for b in ids if a < b and a[:4] == b[:4]
    ][:60]
    lines = [f"{a},{b},yes" for a, b in same] + [f"{a},{b},no" for a, b in pairs[:200] if a[:4] != b[:4]]
    (tmp_path / "labels.csv").write_text("one,other,same\n" + "\n".join(lines))
    ran = run(
        capsys, "corroborate", "learn", table, "--labels", tmp_path / "labels.csv", "--out", tmp_path / "card.json"
    )

    assert ran.status == 0, ran.err
    assert "labelled pairs" in json.loads((tmp_path / "card.json").read_text())["learned_from"]


def test_says_why(capsys, table):
    ids = sorted(pq.read_table(table)["statement"].to_pylist())
    one, other = next((a, b) for a, b in pairwise(ids) if a[:4] == b[:4])
    ran = run(capsys, "corroborate", "why", table, one, other)

    assert ran.status == 0, ran.err
    headline, *reasons = ran.out.strip().splitlines()
    assert headline.startswith((f"{one} and {other} tell of one event", f"{other} and {one} tell of one event"))
    assert any("km apart" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("run", "{table}", "--scorecard", "{bad}"), "incidents.bad-scorecard"),
        (("learn", "{table}", "--out", "{out}"), "cli.one-of-two"),
        (("learn", "{table}", "--events", "nothing", "--out", "{out}"), "cli.no-such-column"),
        (("learn", "{table}", "--labels", "{bad}", "--out", "{out}"), "cli.bad-labels"),
        (("why", "{table}", "nobody", "0001-0"), "incidents.not-among"),
    ],
)
def test_what_is_wrong_is_said(capsys, table, tmp_path, words, code):
    (tmp_path / "bad").write_text("one,other,same\na,b,perhaps\n")
    names = {"table": table, "bad": tmp_path / "bad", "out": tmp_path / "out"}
    ran = run(capsys, "corroborate", *(word.format(**names) for word in words))

    assert ran.status != 0
    assert code in ran.err
    assert not (tmp_path / "out").exists()


EVENTS = (
    "id,where_prec,date_start,date_end,latitude,longitude,side_a\n1,1,2020-12-06,2020-12-06,31,16,N\n2,1,x,x,31,16,N\n"
)


def test_imports_event_data_and_keeps_refused_rows_aside(capsys, tmp_path):
    events, out, aside = tmp_path / "events.csv", tmp_path / "statements.parquet", tmp_path / "refused.csv"
    events.write_text(EVENTS)
    (tmp_path / "parties.yaml").write_text("parties: {N: north}\n")
    ran = run(
        capsys, "corroborate", "import", events, "--mapping", tmp_path / "parties.yaml", "--out", out,
        "--refused", aside,
    )  # fmt: skip

    assert ran.status == 0, ran.err
    assert "1 statements from ucdp-ged, 1 rows refused" in ran.err
    assert pq.read_table(out)["party"].to_pylist() == ["north"]
    assert aside.read_text().splitlines() == ["row,why,value", "3,time,x"]
    assert run(capsys, "corroborate", "run", out).status == 0


@pytest.mark.parametrize("content", ["- a list\n", "a: [\n"], ids=["a list", "no YAML"])
def test_a_mapping_that_is_none_is_said(capsys, tmp_path, content):
    events, mapping = tmp_path / "events.csv", tmp_path / "mapping.yaml"
    events.write_text(EVENTS)
    mapping.write_text(content)
    ran = run(capsys, "corroborate", "import", events, "--mapping", mapping, "--out", tmp_path / "o.csv")

    assert ran.status != 0
    assert "mapping" in ran.err
