from dataclasses import FrozenInstanceError

import pytest

from evenhand.council.codec import KINDS
from evenhand.council.codes import BodyKind
from evenhand.council.records import Body, Sitting
from evenhand.foundation.texts import Text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_records_do_not_change(kind):
    body = Body(name=Text(), kind=BodyKind.COMMITTEE)

    assert KINDS[kind].__dataclass_params__.frozen
    with pytest.raises(FrozenInstanceError):
        body.within = "other"


def test_a_day_that_is_not_fixed_is_no_day():
    assert Sitting(to_come=True).on is None
