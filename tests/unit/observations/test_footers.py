"""Footers of Parquet files."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.observations.footers import digest_of, metadata_in, read_footer


def written(n_columns):
    file = io.BytesIO()
    pq.write_table(pa.table({f"column {k}": [k, k + 1] for k in range(n_columns)}), file)
    return file


@pytest.mark.parametrize("n_columns", [1, 1_500])  # the second is longer than what is asked for at first
def test_a_footer_says_what_the_file_says(n_columns):
    file = written(n_columns)

    footer = read_footer(file)

    assert (len(footer) > 64 * 1024) == (n_columns > 1)
    assert file.getvalue().endswith(footer)
    assert metadata_in(footer).equals(pq.read_metadata(file))


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"PAR1" + b"x" * 20, b"x" * 9, b"\xff\xff\xff\x7fPAR1", b"\0\0\0\0PAR1"]
)
def test_what_is_no_parquet_file_has_none(content):
    assert read_footer(io.BytesIO(content)) == b""
    with pytest.raises(pa.ArrowInvalid):
        metadata_in(b"")


def test_any_turned_bit_of_a_footer_is_another_footer():
    footer = read_footer(written(3))
    others = {
        digest_of(footer[:place] + bytes([footer[place] ^ 1]) + footer[place + 1 :]) for place in range(len(footer))
    }

    assert len(others - {digest_of(footer)}) == len(footer)
