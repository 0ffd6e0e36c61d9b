"""Whatever comes in: batches or a Problem, counts that add up, and no good row lost."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.sources.opening import open_source
from fuzz.samples import BY_LINE, NOON, SAMPLES, WHOLE

FEW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANY = st.sampled_from(sorted(SAMPLES))
LINES = st.sampled_from(sorted(BY_LINE))


@pytest.fixture
def outcome(tmp_path):
    """(rows kept by row number, quarantined row numbers), or the Problem's code."""

    def read(content: bytes):
        path = tmp_path / "input"
        path.write_bytes(content)
        kept, aside, rows_read = {}, [], 0
        try:
            for batch in open_source(path, received_at=NOON.replace(year=2030), time_zone="UTC").batches():
                rows_read += batch.rows_read
                batch.quarantine.validate(full=True)
                aside += batch.quarantine["row"].to_pylist()
                if batch.table is not None:
                    batch.table.validate(full=True)
                    for place, row in enumerate(
                        batch.table.drop_columns([c for c in ("file",) if c in batch.table.column_names]).to_pylist()
                    ):
                        kept[row.get("row", len(kept) + place)] = row
        except Problem as problem:
            return problem.code
        assert rows_read == len(kept) + len(aside)
        return kept, aside

    return read


def test_every_sample_is_good(outcome):
    for name, sample in SAMPLES.items():
        kept, _aside = outcome(sample)
        assert kept, name


@FEW
@given(name=ANY, data=st.data())
def test_a_cut_never_crashes(outcome, name, data):
    sample = SAMPLES[name]
    outcome(sample[: data.draw(st.integers(0, len(sample)))])


@FEW
@given(name=ANY, data=st.data(), bytes_=st.binary(min_size=1, max_size=6))
def test_altered_bytes_never_crash(outcome, name, data, bytes_):
    sample = SAMPLES[name]
    at = data.draw(st.integers(0, len(sample)))
    outcome(sample[:at] + bytes_ + sample[at + data.draw(st.integers(0, 6)) :])


@FEW
@given(first=ANY, second=ANY, data=st.data())
def test_two_formats_spliced_never_crash(outcome, first, second, data):
    head, tail = SAMPLES[first], SAMPLES[second]
    outcome(head[: data.draw(st.integers(0, len(head)))] + tail[data.draw(st.integers(0, len(tail))) :])


@FEW
@given(name=ANY, encoding=st.sampled_from(["utf-16", "utf-16-be", "utf-32", "cp1256", "utf-8-sig"]))
def test_another_encoding_is_read_or_refused(outcome, name, encoding):
    outcome(SAMPLES[name].decode("latin-1").encode(encoding, errors="replace"))


@FEW
@given(name=LINES, data=st.data())
def test_a_cut_by_lines_loses_only_what_was_cut(outcome, name, data):
    lines = BY_LINE[name].splitlines(keepends=True)
    count = data.draw(st.integers(2, len(lines)))
    found = outcome(b"".join(lines[:count]))
    whole, _ = outcome(BY_LINE[name])

    assert not isinstance(found, str)
    assert all(whole[row] == values for row, values in found[0].items())


@FEW
@given(
    name=LINES, data=st.data(), junk=st.binary(max_size=30).map(lambda b: b.replace(b"\n", b" ").replace(b"\r", b" "))
)
def test_a_spoilt_line_costs_no_other_row(outcome, name, data, junk):
    lines = BY_LINE[name].splitlines(keepends=True)
    place = data.draw(st.integers(2, len(lines)))
    spoilt, _ = outcome(b"".join([*lines[:place], b"\x00" + junk + b"\n", *lines[place:]]))
    whole, _ = outcome(BY_LINE[name])

    # Row numbers shift; what the rows say does not.
    def said(rows):
        return sorted(
            str({k: v for k, v in row.items() if k not in ("row", "event", "notice")}) for row in rows.values()
        )

    assert set(said(whole)) <= set(said(spoilt))
    assert len(spoilt) >= len(whole)


@FEW
@given(name=LINES.filter(lambda name: name != "ais"), data=st.data())
def test_the_order_of_lines_and_their_repetition_change_no_row(outcome, name, data):
    head, *rows = BY_LINE[name].splitlines(keepends=True)
    if name in ("readsb-history", "records", "osmand"):
        head, rows = b"", [head, *rows]
    whole, _ = outcome(head + b"".join(rows))
    mixed = data.draw(st.permutations(rows + rows[:2]))
    found, _ = outcome(head + b"".join(mixed))

    assert len(found) >= len(whole)


@FEW
@given(name=st.sampled_from(sorted(set(WHOLE) - {"columns"})), data=st.data())
def test_a_document_without_its_end_gives_nothing(outcome, name, data):
    sample = WHOLE[name].rstrip()
    found = outcome(sample[: data.draw(st.integers(0, len(sample) - 1))])

    assert isinstance(found, str)


@FEW
@given(name=LINES, data=st.data())
def test_a_cut_archive_keeps_whole_lines_or_is_refused(outcome, name, data):
    packed = gzip.compress(BY_LINE[name] * 1)
    found = outcome(packed[: data.draw(st.integers(2, len(packed) - 1))])
    whole, _ = outcome(BY_LINE[name])

    if not isinstance(found, str):
        assert all(whole[row]["row"] == row for row in found[0] if "row" in whole.get(row, {}))
        assert len(found[1]) >= 1
