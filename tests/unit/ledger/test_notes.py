"""Signed notes against the published vectors, and every way to spoil one."""

import base64
from dataclasses import replace

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.notes import (
    BAD_KEY,
    COSIGNATURE,
    NOT_SIGNED,
    NOTE_MALFORMED,
    QUANTUM_SAFE,
    SIGNATURE_BAD,
    Note,
    from_base64,
    read_key,
    read_note,
    read_signature,
    read_signing_key,
    sign,
    signing_key,
    verified,
)
from simulators.logs import LOG_KEY, NORTH, ORIGIN, key

# Source: C2SP signed-note, "Example".
FOO = read_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
FOO_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
# Source: golang.org/x/mod, sumdb/note.
PETER = read_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
ENOCH = read_key("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
).encode()


class TestPublishedVectors:
    def test_the_example_of_the_specification_verifies(self):
        (found,) = verified(read_note(FOO_NOTE), [FOO])

        assert found.key == FOO
        assert read_note(FOO_NOTE).content() == FOO_NOTE

    def test_the_note_of_two_signers_verifies_for_those_who_know_either(self):
        note = read_note(GO_NOTE)

        assert [found.key.name for found in verified(note, [PETER, ENOCH])] == ["PeterNeumann", "EnochRoot"]
        assert [found.key.name for found in verified(note, [ENOCH, FOO])] == ["EnochRoot"]

    def test_the_private_key_of_the_vector_signs_the_same_bytes(self):
        peter = read_signing_key(PETER_PRIVATE)

        assert peter.text() == PETER_PRIVATE
        assert str(peter.verifier) == str(PETER)
        assert sign(read_note(GO_NOTE).text, peter) == read_note(GO_NOTE).signatures[0]


class TestANoteThatWasChanged:
    @pytest.mark.parametrize("at", range(len(FOO_NOTE)))
    def test_in_any_byte_is_refused(self, at):
        spoiled = bytearray(FOO_NOTE)
        spoiled[at] ^= 1

        with pytest.raises(Problem) as problem:
            verified(read_note(bytes(spoiled)), [FOO])
        assert problem.value.kind in {NOTE_MALFORMED, SIGNATURE_BAD, NOT_SIGNED}

    def test_under_a_known_name_is_refused_even_beside_a_good_signature(self):
        note = read_note(GO_NOTE)
        spoiled = Note(text=note.text, signatures=(note.signatures[0], sign("other\n", key("EnochRoot"))))

        assert len(verified(spoiled, [PETER, ENOCH])) == 1, "another key of that name is unknown"
        bad = Note(text="other\n", signatures=note.signatures)
        with pytest.raises(Problem) as problem:
            verified(bad, [ENOCH])
        assert problem.value.kind == SIGNATURE_BAD

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"text\n", id="no-signatures"),
            pytest.param(b"text\n\n", id="no-signature-line"),
            pytest.param(FOO_NOTE.replace(b"This", b"Th\xff\xff"), id="not-utf-8"),
            pytest.param(FOO_NOTE.replace(b"This", b"Th\ris"), id="control-character"),
            pytest.param(FOO_NOTE[:-1], id="no-end-of-line"),
            pytest.param(FOO_NOTE.replace("— ".encode(), b"- "), id="another-dash"),
            pytest.param(b"t\n\n" + "— a AAAAAAA=\n".encode() * 101, id="too-many"),
            pytest.param(b"t\n\n" + "— a+b AAAAAAA=\n".encode(), id="plus-in-the-name"),
            pytest.param(b"t\n\n" + "— a AAAA\n".encode(), id="too-short"),
        ],
    )
    def test_in_its_form_is_refused(self, content):
        with pytest.raises(Problem) as problem:
            read_note(content)
        assert problem.value.kind == NOTE_MALFORMED

    def test_splits_at_the_last_empty_line(self):
        note = Note(text="one\n\ntwo\n", signatures=(sign("one\n\ntwo\n", LOG_KEY),))

        assert read_note(note.content()) == note
        assert verified(read_note(note.content()), [LOG_KEY.verifier])


class TestCosignatures:
    def test_say_when(self):
        note = Note(text="x\n", signatures=(sign("x\n", NORTH, at_s=1_700_000_000),))

        (found,) = verified(read_note(note.content()), [NORTH.verifier])
        assert found.signature.cosigned_at_s == 1_700_000_000

    @pytest.mark.parametrize("at", range(8))
    def test_with_another_time_are_refused(self, at):
        signature = sign("x\n", NORTH, at_s=1_700_000_000)
        value = bytearray(signature.value)
        value[at] ^= 1
        changed = read_signature(signature.line()[:-1]).__class__(
            name=signature.name, key_id=signature.key_id, value=bytes(value)
        )

        with pytest.raises(Problem) as problem:
            verified(Note(text="x\n", signatures=(changed,)), [NORTH.verifier])
        assert problem.value.kind == SIGNATURE_BAD


class TestKeys:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "name",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
            "example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "a+00000000+AQAA",
        ],
    )
    def test_of_another_form_are_refused(self, text):
        with pytest.raises(Problem) as problem:
            read_key(text)
        assert problem.value.kind == BAD_KEY

    @pytest.mark.parametrize(
        "change", [("PRIVATE", "SECRET"), ("c74f20a3", "c74f20a4"), ("+AY", "+BY"), ("+AY", "+/Y")]
    )
    def test_that_are_private_are_never_shown(self, change):
        with pytest.raises(Problem) as problem:
            read_signing_key(PETER_PRIVATE.replace(*change))
        assert problem.value.kind == BAD_KEY
        assert "EKFALV" not in str(problem.value)

    def test_come_back_from_their_text(self):
        assert read_signing_key(NORTH.text()).verifier == NORTH.verifier
        assert read_key(str(NORTH.verifier)) == NORTH.verifier
        assert (NORTH.kind, read_key(" " + str(NORTH.verifier) + "\n").kind) == (COSIGNATURE, COSIGNATURE)
        with pytest.raises(Problem):
            signing_key("two words", bytes(32))

    def test_of_types_that_nobody_here_signs_with_are_carried_and_their_signatures_refused(self):
        other = read_key(str(FOO).replace("x", "x")).__class__(name="a", kind=0xFF, public=b"any")
        assert read_key(str(other)) == other
        note = Note(text="x\n", signatures=(read_signature("— a " + "AAAAAAAA"),))
        forged = Note(text="x\n", signatures=(note.signatures[0].__class__(name="a", key_id=other.id, value=b"1"),))
        with pytest.raises(Problem) as problem:
            verified(forged, [other])
        assert problem.value.kind == SIGNATURE_BAD

    def test_base64_has_one_form(self):
        assert from_base64("AAA=") == b"\0\0"
        assert [from_base64(text) for text in ("AAB=", "AAA", "A-A=", "AA A=")] == [None] * 4


class TestMlDsa:
    """Cosignatures with ML-DSA-44. Source: C2SP tlog-cosignature v1.1.0-rc.1, "ML-DSA-44 signed message"."""

    KEY = key("north.example", QUANTUM_SAFE)
    TEXT = f"{ORIGIN}\n12\n{base64.b64encode(bytes(range(32))).decode()}\n"

    def test_key_comes_back_from_its_text_and_has_1312_bytes(self):
        assert (str(read_key(str(self.KEY.verifier))), len(self.KEY.verifier.public)) == (str(self.KEY.verifier), 1312)
        assert read_signing_key(self.KEY.text()).verifier == self.KEY.verifier
        with pytest.raises(Problem) as problem:
            read_key(str(replace(NORTH.verifier, kind=QUANTUM_SAFE)))
        assert problem.value.kind == BAD_KEY

    def test_signs_the_three_lines_of_a_checkpoint_and_the_time(self):
        signature = sign(self.TEXT, self.KEY, at_s=1_679_315_147)
        message = (
            b"subtree/v1\n\0" + b"\x0dnorth.example" + (1_679_315_147).to_bytes(8, "big")
            + bytes([len(ORIGIN)]) + ORIGIN.encode() + bytes(8) + (12).to_bytes(8, "big") + bytes(range(32))
        )  # fmt: skip

        assert (len(signature.value), signature.cosigned_at_s) == (8 + 2420, 1_679_315_147)
        self.KEY.private.public_key().verify(signature.value[8:], message)
        for text in (self.TEXT, self.TEXT + "an extension that nobody cosigns\n"):
            assert verified(Note(text=text, signatures=(signature,)), [self.KEY.verifier])

    @pytest.mark.parametrize(
        "text",
        [TEXT.replace("12", "13"), TEXT.replace("AAEC", "BAEC"), "x" + TEXT, "policy\nlog x\n", "a" * 300 + TEXT],
    )
    def test_is_none_of_another_text(self, text):
        signature = sign(self.TEXT, self.KEY, at_s=7)
        with pytest.raises(Problem) as problem:
            verified(Note(text=text, signatures=(signature,)), [self.KEY.verifier])
        assert problem.value.kind == SIGNATURE_BAD

    def test_signs_a_text_that_is_no_checkpoint_whole(self):
        signature = sign("policy\nlog x\n", self.KEY, at_s=7)
        assert verified(Note(text="policy\nlog x\n", signatures=(signature,)), [self.KEY.verifier])
