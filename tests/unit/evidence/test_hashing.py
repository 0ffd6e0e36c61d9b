import base64
import hashlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.evidence.hashing import fingerprint, pieces, stated_digest
from evenhand.foundation.problems import Problem

ABC = hashlib.sha256(b"abc")


class TestFingerprint:
    @settings(deadline=None)
    @given(st.lists(st.binary(max_size=100)))
    def test_is_that_of_the_whole_however_it_is_cut(self, parts):
        whole = b"".join(parts)
        found = fingerprint(parts)

        assert (found.digest, found.size_bytes) == (hashlib.sha256(whole).hexdigest(), len(whole))

    def test_hands_each_part_on(self):
        out = io.BytesIO()
        fingerprint([b"a", b"bc"], write=out.write)

        assert out.getvalue() == b"abc"

    @settings(deadline=None)
    @given(st.binary(max_size=300), st.integers(1, 50))
    def test_pieces_are_the_stream_in_order(self, content, size):
        found = list(pieces(io.BytesIO(content), size=size))

        assert b"".join(found) == content
        assert all(len(piece) <= size for piece in found)


class TestStatedDigest:
    @pytest.mark.parametrize(
        "value",
        [
            ABC.hexdigest(),
            ABC.hexdigest().upper(),
            f"sha256:{ABC.hexdigest()}",
            f" SHA-256={ABC.hexdigest()} ",
            base64.b64encode(ABC.digest()).decode(),
            f"sha-256=:{base64.b64encode(ABC.digest()).decode()}:",
        ],
    )
    def test_is_read_in_every_form_that_clients_write(self, value):
        assert stated_digest(value) == ABC.hexdigest()

    @pytest.mark.parametrize("value", ["abc", "sha256:xyz", ABC.hexdigest()[:-1], "md5:" + "0" * 32, "A" * 44, "é"])
    def test_is_refused_where_it_is_none(self, value):
        with pytest.raises(Problem) as caught:
            stated_digest(value)
        assert caught.value.code == "evidence.bad-digest"
