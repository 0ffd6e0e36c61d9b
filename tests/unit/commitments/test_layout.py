from dataclasses import fields

import pytest

from evenhand.commitments.acts import KINDS
from evenhand.commitments.layout import CAN_BE_INFERRED, COMMITMENT, KINDS_SAID, SAID
from evenhand.commitments.model import Commitment


def test_everything_that_can_be_said_has_its_record():
    assert [record.name for record in KINDS_SAID] == list(KINDS) == [field.key for field in SAID.fields]


@pytest.mark.parametrize("record", KINDS_SAID, ids=lambda record: record.name)
def test_each_record_has_the_fields_of_its_kind_and_who_said_it(record):
    keys = {field.key for field in record.fields}

    assert {"day" if field.name == "on" else field.name for field in fields(KINDS[record.name])} <= keys
    assert {"id", "at", "author", "body", "capacity", "evidence", "reason"} <= keys


def test_what_can_be_inferred_are_fields_of_a_commitment():
    assert set(CAN_BE_INFERRED) <= {field.name for field in fields(Commitment)}
    assert COMMITMENT.fields[0].key == "id"
