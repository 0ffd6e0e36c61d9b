"""Proofs that stand alone."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.proofs import HEADER, NOT_A_PROOF, Proof, read_proof, verify_proof
from simulators.logs import CLOCK_KEY, LOG_KEY, entry, log_of

LOG, _DISK = log_of(300)


@pytest.mark.parametrize("index", [0, 255, 256, 299])
@pytest.mark.parametrize("extra", [None, b"", b"what came along"], ids=["none", "empty", "some"])
def test_a_proof_comes_back_from_its_file_and_holds(index, extra):
    found = LOG.prove(index)
    proof = read_proof(Proof(index=index, path=found.path, checkpoint=found.checkpoint, extra=extra).content())

    assert proof.extra == extra
    assert verify_proof(proof, entry(index), logs=[LOG_KEY.verifier]).checkpoint.size == 300
    with pytest.raises(Problem):
        verify_proof(proof, b"another entry", logs=[LOG_KEY.verifier])


def test_the_form_is_that_of_the_specification():
    lines = LOG.prove(3).content().decode().split("\n")

    assert lines[:2] == [HEADER, "index 3"]
    assert lines.index("") == 2 + 9
    assert lines[12] == "evenhand.example/log"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\n\n",
        b"c2sp.org/tlog-proof@v2\nindex 1\n\n",
        f"{HEADER}\nextra ???\nindex 1\n\n".encode(),
        f"{HEADER}\n\n".encode(),
        f"{HEADER}\nindex 01\n\n".encode(),
        f"{HEADER}\nindex 1\nAAAA\n\n".encode(),
        f"{HEADER}\nindex 1\n".encode() + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 65 + b"\n",
    ],
)
def test_another_form_is_no_proof(content):
    with pytest.raises(Problem) as problem:
        read_proof(content)
    assert problem.value.kind == NOT_A_PROOF


@pytest.mark.parametrize("at", range(len(LOG.prove(1).content())))
def test_a_proof_with_any_byte_changed_is_refused(at):
    content = bytearray(LOG.prove(1).content())
    content[at] ^= 1

    def refused():
        changed = read_proof(bytes(content))
        opened = verify_proof(changed, entry(1), logs=[LOG_KEY.verifier], witnesses=[CLOCK_KEY.verifier])
        # A signature whose key id was changed is that of a stranger: it counts for nothing, so one is missing.
        if len(opened.signed) < 2:
            raise NOT_A_PROOF(fault="a signature is missing")

    with pytest.raises(Problem):
        refused()
