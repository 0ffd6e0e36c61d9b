"""Alarms: whose they are, and what their evidence shows to somebody who believes nobody."""

import json
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.ledger.alarms import NOT_AN_ALARM, Weight, alarm_of, read_alarm, said_in, signed_alarm, weigh
from evenhand.ledger.checkpoints import checkpoint_in
from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.notes import Note, read_note, sign
from evenhand.ledger.witness import Finding, Kind
from simulators.logs import MINUTE, NOON, NORTH, ORIGIN, SOUTH, Published, log_of
from unit.ledger.test_witness import FILES, MEMORY, NOON_S, TRUST, other_log, see

WITNESSES = {"north": NORTH.verifier}
REWRITTEN = other_log(12, now=NOON + MINUTE)


def alarm(files, memory=MEMORY):
    return alarm_of(see(files, memory).findings[0], origin=ORIGIN)


def signed(found, key=NORTH):
    return signed_alarm(found, key, at_s=NOON_S)


def test_an_alarm_is_read_back_with_who_signed_it_and_when():
    found = alarm(REWRITTEN)
    read = read_alarm(signed(found), witnesses=WITNESSES)

    assert (read.alarm, read.key, read.signed_s) == (found, NORTH.verifier, NOON_S)
    assert read.alarm.finding().kind == Kind.REWRITTEN


def test_no_alarm_is_ever_a_checkpoint():
    with pytest.raises(Problem):
        checkpoint_in(read_note(signed(alarm(REWRITTEN))).text)


def smaller(now):
    _log, disk = log_of(5, now=now)
    return Published.of(disk)


@pytest.mark.parametrize(
    ("files", "weight"),
    [
        pytest.param(REWRITTEN, Weight.PROVED, id="rewritten"),
        pytest.param(other_log(10), Weight.PROVED, id="split-view"),
        pytest.param(smaller(NOON + MINUTE), Weight.PROVED, id="truncated"),
        pytest.param(Published({CHECKPOINT: other_log(12)[CHECKPOINT]}), Weight.SIGNED, id="damaged"),
        pytest.param(Published({CHECKPOINT: b"x"}), Weight.WORD, id="forged"),
    ],
)
def test_evidence_is_weighed_without_belief_in_the_witness(files, weight):
    assert weigh(alarm(files), trust=TRUST) == weight


def test_two_honest_checkpoints_prove_nothing_whatever_a_witness_says():
    grown_log, grown_disk = log_of(12, now=NOON + MINUTE)
    later = Published.of(grown_disk)[CHECKPOINT]
    for kind in Kind:
        lie = Finding(kind=kind, details={}, evidence=(FILES[CHECKPOINT], later), proof=(bytes(32), bytes(32)))
        assert weigh(alarm_of(lie, origin=ORIGIN), trust=TRUST) == Weight.SIGNED
    assert grown_log.size == 12


def text_with(evidence="[]", kind="forged", order="", details='{"fault":"x"}'):
    facts = f'{order}"details":{details},"evidence":{evidence},"kind":"{kind}","origin":"o","proof":[]'
    return f"evenhand.alarm/1\n{{{facts}}}\n"


BAD_TEXTS = {
    "no-json": "evenhand.alarm/1\nx\n",
    "another-kind": text_with(kind="x"),
    "no-base64": text_with('["?"]'),
    "another-order": text_with(order='"z":1,'),
    "details-missing": text_with(details="{}"),
    "a-detail-of-another-name": text_with(details='{"fault":"x","language":"y"}'),
    "a-detail-of-another-type": text_with(details='{"signed_s":"x","silent_s":true}', kind="stalled"),
    "details-of-another-type": text_with(details="[]"),
    "a-detail-that-is-no-text": text_with(details='{"fault":"\\ud800"}'),
    "a-log-that-is-no-text": text_with().replace('"o"', '"\\ud800"'),
}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"x", id="no-note"),
        pytest.param(FILES[CHECKPOINT], id="a-checkpoint"),
        pytest.param(signed(alarm(REWRITTEN), SOUTH), id="of-nobody-known"),
        *(
            pytest.param(Note(text=text, signatures=(sign(text, NORTH, at_s=1),)).content(), id=name)
            for name, text in BAD_TEXTS.items()
        ),
    ],
)
def test_what_is_no_alarm_of_a_known_witness_is_refused(content):
    with pytest.raises(Problem) as problem:
        read_alarm(content, witnesses=WITNESSES)
    assert problem.value.code.startswith("ledger.")


def test_the_form_that_is_missed_is_named():
    text = "evenhand.alarm/1\n[]\n"
    with pytest.raises(Problem) as problem:
        read_alarm(Note(text=text, signatures=(sign(text, NORTH, at_s=1),)).content(), witnesses=WITNESSES)
    assert problem.value.kind == NOT_AN_ALARM


HOSTILE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 70), 1 << 70)
    | st.floats()
    | st.text(st.characters(categories=None), max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(origin=HOSTILE, fault=HOSTILE, details=st.none() | HOSTILE, lists=HOSTILE)
@example(origin="\ud800", fault="x", details=None, lists=None)
def test_whatever_json_a_stranger_sends_it_is_an_alarm_or_refused(origin, fault, details, lists):
    facts = {"details": details or {"fault": fault}, "evidence": lists or [], "kind": "forged", "origin": origin}
    packed = json.dumps({**facts, "proof": []}, separators=(",", ":"), sort_keys=True)
    content = Note(text=f"evenhand.alarm/1\n{packed}\n", signatures=(sign("x", SOUTH, at_s=1),)).content()
    with suppress(Problem):
        assert said_in(content).kind == Kind.FORGED


@settings(max_examples=60)
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_changed_byte_is_never_taken_for_what_the_witness_signed(at, flip):
    content = bytearray(signed(alarm(REWRITTEN)))
    content[at % len(content)] ^= flip
    try:
        read = read_alarm(bytes(content), witnesses=WITNESSES)
    except Problem:
        return
    assert read.alarm == alarm(REWRITTEN)
