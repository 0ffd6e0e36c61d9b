import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cases.acts import PositionTaken
from evenhand.cases.codes import Position
from evenhand.cases.signing import BAD_SIGNATURE, Statement, key_id, sign, statement_bytes
from evenhand.cases.verifying import NOT_A_STATEMENT, WEAK_KEY, read_statement, require_strong, signature_bytes, verify
from evenhand.foundation.problems import Problem

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SAID = Statement(
    case="CASE-2020-00001",
    user="north-liaison",
    position=PositionTaken(
        version=2,
        digest="ab" * 32,
        position=Position.DISSENTS,
        organisation="north",
        side="north",
        text={"ar": "لا نوافق\u2028على المادة 4 🕊", "en": 'We do "not" agree.\n'},
        signed_at="2020-12-29T12:00:00Z",
    ),
)
SIGNATURE = sign(SAID, KEY, held="browser")
P = 2**255 - 19


def raised(kind, call, *arguments):
    with pytest.raises(Problem) as found:
        call(*arguments)
    assert found.value.kind is kind
    return str(found.value)


class TestVerify:
    def test_says_what_was_signed_by_which_key(self):
        found = verify(statement_bytes(SAID), signature_bytes(SIGNATURE))

        assert (found.statement, found.signature, found.canonical) == (SAID, SIGNATURE, True)

    def test_takes_the_same_statement_in_another_notation_and_says_so(self):
        spaced = json.dumps(json.loads(statement_bytes(SAID)), indent=2).encode()

        assert verify(spaced, signature_bytes(SIGNATURE)).canonical is False

    def test_refuses_a_signature_of_another_statement(self):
        other = replace(SAID, position=replace(SAID.position, version=3))

        raised(BAD_SIGNATURE, verify, statement_bytes(other), signature_bytes(SIGNATURE))

    @given(st.dictionaries(st.sampled_from(["en", "ar", "fr", "zh-hans"]), st.text(), max_size=3))
    def test_reads_back_every_text_that_can_be_signed(self, text):
        said = replace(SAID, position=replace(SAID.position, text=text))

        assert read_statement(statement_bytes(said)) == said


class TestReadStatement:
    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"format": "evenhand.position/2"}, id="another-format"),
            pytest.param({"note": "unsigned"}, id="a-field-that-nobody-signed"),
            pytest.param({"finding": {"version": 2}}, id="no-digest"),
            pytest.param({"finding": {"version": True, "digest": "ab"}}, id="a-version-that-is-none"),
            pytest.param({"position": "agrees"}, id="an-unknown-position"),
            pytest.param({"text": {"en": 3}}, id="a-text-that-is-none"),
            pytest.param({"side": 4}, id="a-side-that-is-none"),
            pytest.param({"text": {"en": "\ud800"}}, id="half-a-character"),
            pytest.param({"finding": {"version": 2**60, "digest": "ab"}}, id="a-number-beyond-all-machines"),
        ],
    )
    def test_refuses_what_is_no_statement(self, changes):
        raised(NOT_A_STATEMENT, read_statement, json.dumps(json.loads(statement_bytes(SAID)) | changes).encode())

    @pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b"[" * 9999, b'{"format":"a","format":"b"}'], ids=range(5))
    def test_refuses_what_is_no_object(self, raw):
        raised(NOT_A_STATEMENT, read_statement, raw)

    @pytest.mark.parametrize("raw", [b"{}", b'{"format":"evenhand.signature/1","key":"a"}'], ids=range(2))
    def test_refuses_what_is_no_signature(self, raw):
        raised(NOT_A_STATEMENT, verify, statement_bytes(SAID), raw)


class TestRequireStrong:
    def test_takes_an_ordinary_key(self):
        require_strong(SIGNATURE.public_key)

    @pytest.mark.parametrize("public", ["", "zz" * 32, "ab" * 31], ids=["nothing", "no-hex", "too-short"])
    def test_refuses_what_is_no_key(self, public):
        raised(WEAK_KEY, require_strong, public)

    @pytest.mark.parametrize("sign_bit", [0, 1])
    def test_refuses_every_point_whose_order_divides_eight_and_its_other_notations(self, sign_bit):
        for y in small_ys():
            for written in (y, y + P):
                if written < 2**255:
                    raw = (written | sign_bit << 255).to_bytes(32, "little")
                    raised(WEAK_KEY, require_strong, raw.hex())

    def test_a_key_that_fits_many_statements_is_one_of_them(self):
        identity = (1).to_bytes(32, "little")
        forged = replace(SIGNATURE, key=key_id(identity), public_key=identity.hex(), value=(identity + bytes(32)).hex())

        raised(WEAK_KEY, verify, statement_bytes(SAID), signature_bytes(forged))


def small_ys() -> set[int]:
    """The y of all points of order 1, 2, 4 and 8, from the equation of the curve: -x² + y² = 1 + d x² y²."""
    d = -121665 * pow(121666, -1, P) % P
    # A point of order 8 doubles to one of order 4 (y = 0): y² = -x², hence d y⁴ + 2 y² - 1 = 0.
    root = square_root((1 + d) % P)
    squares = [(-1 + one) * pow(d, -1, P) % P for one in (root, -root)]
    eighths = [y for y in map(square_root, squares) if y is not None]
    assert eighths
    return {0, 1, P - 1, *eighths, *(P - y for y in eighths)}


def square_root(value: int) -> int | None:
    candidate = pow(value, (P + 3) // 8, P)
    for root in (candidate, candidate * pow(2, (P - 1) // 4, P) % P):
        if root * root % P == value % P:
            return root
    return None
