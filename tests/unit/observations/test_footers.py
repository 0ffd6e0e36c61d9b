"""Footers of Parquet files."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.observations.footers import digest_of, hold_footer, metadata_in, read_footer


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


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 20, b"x" * 9, b"\xff\xff\xff\x7fPAR1"])
def test_what_is_no_parquet_file_has_none(content):
    with pytest.raises(ValueError, match=r"does not end as|longer than the file"):
        read_footer(io.BytesIO(content))


def test_any_turned_bit_of_a_footer_is_another_footer():
    footer = read_footer(written(3))
    digest = digest_of(footer)

    hold_footer(footer, digest)
    for place in range(len(footer)):
        turned = footer[:place] + bytes([footer[place] ^ 1]) + footer[place + 1 :]
        with pytest.raises(ValueError, match="not the one that was written"):
            hold_footer(turned, digest)
