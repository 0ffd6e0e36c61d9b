import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cases.signing import Statement, key_id, require_good, sign, statement_bytes
from evenhand.foundation.problems import Problem
from unit.cases.stage import CASE, KEY, SOUTH, Stage

POSITION = next(act.content for act in Stage().to_comment().position(SOUTH).file.acts if act.kind == "position-taken")
STATEMENT = Statement(case=CASE, user=SOUTH.user, position=POSITION)


def test_a_signature_of_the_statement_is_good():
    require_good(STATEMENT, sign(STATEMENT, KEY, held="browser"))


@pytest.mark.parametrize(
    "other",
    [
        replace(STATEMENT, case="CASE-2020-00009"),
        replace(STATEMENT, user="somebody"),
        replace(STATEMENT, position=replace(POSITION, digest="0" * 64)),
        replace(STATEMENT, position=replace(POSITION, version=2)),
        replace(STATEMENT, position=replace(POSITION, text={"en": "Another word."})),
        replace(STATEMENT, position=replace(POSITION, organisation="north")),
        replace(STATEMENT, position=replace(POSITION, signed_at="2021-01-01T00:00:00Z")),
    ],
    ids=["case", "user", "digest", "version", "text", "organisation", "time"],
)
def test_a_signature_of_another_statement_is_none_of_this_one(other):
    with pytest.raises(Problem) as caught:
        require_good(STATEMENT, sign(other, KEY, held="browser"))

    assert caught.value.code == "cases.bad-signature"


@given(st.integers(0, 127), st.integers(1, 15))
def test_a_changed_digit_is_noticed(place, by):
    good = sign(STATEMENT, KEY, held="browser")
    digit = f"{(int(good.value[place], 16) + by) % 16:x}"

    with pytest.raises(Problem):
        require_good(STATEMENT, replace(good, value=good.value[:place] + digit + good.value[place + 1 :]))


@pytest.mark.parametrize(
    "fault",
    [{"key": key_id(bytes(32))}, {"public_key": "zz"}, {"public_key": "00"}, {"held": "elsewhere"}, {"value": ""}],
    ids=["another-key", "no-hex", "too-short", "held-nowhere", "empty"],
)
def test_what_is_no_signature_is_refused(fault):
    with pytest.raises(Problem):
        require_good(STATEMENT, replace(sign(STATEMENT, KEY, held="server"), **fault))


def test_what_is_signed_can_be_read():
    told = json.loads(statement_bytes(STATEMENT))

    assert told["finding"]["digest"] == POSITION.digest
    assert "signature" not in told
