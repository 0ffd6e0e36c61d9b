"""What a log and a witness say to each other, status by status."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.checkpoints import Checkpoint, open_checkpoint, signed_note
from evenhand.ledger.merkle import consistency_proof
from evenhand.ledger.notes import read_signature
from evenhand.ledger.protocol import NOT_A_REQUEST, SIZE_TYPE, Request, answer, monitoring_path, read_request
from evenhand.ledger.tiles import TileTree
from simulators.logs import LOG_KEY, NORTH, ORIGIN, key
from unit.ledger.test_witness import FILES, GROWN, NOON_S, TRUST, other_log

FIRST = Request(old=0, proof=(), checkpoint=FILES["checkpoint"])
PROOF = consistency_proof(TileTree(GROWN, 300), 10, 300)
NEXT = Request(old=10, proof=PROOF, checkpoint=GROWN["checkpoint"])


def ask(request, memory=None, now_s=NOON_S):
    content = request if isinstance(request, bytes) else request.content()
    return answer(content, memory, trust=TRUST, key=NORTH, now_s=now_s)


SEEN = ask(FIRST).memory


def test_a_checkpoint_that_grew_is_cosigned_and_remembered_first():
    told = ask(NEXT, SEEN, now_s=NOON_S + 5)

    assert told.status == 200
    assert read_signature(told.content.decode()[:-1]).cosigned_at_s == NOON_S + 5
    found = open_checkpoint(told.memory.note, logs=TRUST.logs, witnesses=[NORTH.verifier])
    assert (found.checkpoint.size, list(found.cosigned())) == (300, [NORTH.verifier])
    assert read_request(NEXT.content()) == NEXT


FOREIGN = signed_note(Checkpoint(origin="other", size=1, root=bytes(32)), [key("other")], at_s=0).content()
UNSIGNED = signed_note(Checkpoint(origin=ORIGIN, size=1, root=bytes(32)), [key("other")], at_s=0).content()


@pytest.mark.parametrize(
    ("request_", "memory", "status", "content"),
    [
        pytest.param(b"nothing", None, 400, None, id="no-request"),
        pytest.param(Request(old=0, proof=(), checkpoint=b"x"), None, 400, None, id="no-checkpoint"),
        pytest.param(Request(old=0, proof=(), checkpoint=FOREIGN), None, 404, b"", id="another-log"),
        pytest.param(Request(old=0, proof=(), checkpoint=UNSIGNED), None, 403, None, id="not-signed-by-it"),
        pytest.param(Request(old=11, proof=(), checkpoint=FILES["checkpoint"]), SEEN, 400, None, id="old-is-larger"),
        pytest.param(FIRST, SEEN, 409, b"10\n", id="another-old-size"),
        pytest.param(NEXT, None, 409, b"0\n", id="nothing-seen-yet"),
        pytest.param(
            Request(old=10, proof=(), checkpoint=other_log(10)["checkpoint"]), SEEN, 409, b"10\n", id="another-root"
        ),
        pytest.param(Request(old=10, proof=PROOF[1:], checkpoint=GROWN["checkpoint"]), SEEN, 422, None, id="bad-proof"),
    ],
)
def test_what_cannot_be_cosigned_gets_its_status(request_, memory, status, content):
    told = ask(request_, memory)

    assert (told.status, told.memory) == (status, None)
    assert content is None or told.content == content
    assert (told.content_type == SIZE_TYPE) == (status == 409)


def test_a_witness_whose_clock_went_back_answers_nothing():
    assert ask(NEXT, SEEN, now_s=NOON_S - 400).status == 500


@pytest.mark.parametrize(
    "content",
    [b"", b"old 1\n", b"old 01\n\nx", b"older 1\n\nx", b"old 1\nAAAA\n\nx", b"old 1\n" + b"A" * 43 + b"=\n" * 64],
)
def test_another_form_is_no_request(content):
    with pytest.raises(Problem) as problem:
        read_request(content)
    assert problem.value.kind == NOT_A_REQUEST


def test_more_lines_than_a_proof_can_have_are_refused():
    with pytest.raises(Problem):
        read_request(Request(old=1, proof=(bytes(32),) * 64, checkpoint=b"x").content())
    assert len(read_request(Request(old=1, proof=(bytes(32),) * 63, checkpoint=b"x").content()).proof) == 63


def test_the_path_of_a_log_is_the_hash_of_its_name():
    assert monitoring_path(LOG_KEY.name).endswith("/checkpoint")
    assert len(monitoring_path(LOG_KEY.name)) == 64 + len("/checkpoint")
