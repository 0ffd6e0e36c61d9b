from dataclasses import replace

import pytest

from evenhand.commitments.model import Level, Status
from evenhand.commitments.risks import rating_of, register
from simulators.commitments import PLAN, at, said


def test_what_nobody_has_rated_comes_first_and_nobody_makes_it_a_number():
    spoilers, rain = register(PLAN, (said(Status.DELAYED),), at=at("2031-07-01"))

    assert (spoilers.risk.id, spoilers.rating, spoilers.without_owner, spoilers.without_mitigation) == (
        "spoilers",
        None,
        True,
        True,
    )
    assert [(one.id, standing.status) for one, standing in spoilers.threatened] == [("sweep", Status.DELAYED)]
    assert (rain.rating, rain.without_owner, rain.without_mitigation) == (8, False, False)


@pytest.mark.parametrize(
    ("likelihood", "impact", "rating"),
    [
        (Level.VERY_LOW, Level.VERY_LOW, 1),
        (Level.VERY_HIGH, Level.VERY_HIGH, 25),
        (Level.UNKNOWN, Level.HIGH, None),
        (Level.HIGH, Level.UNKNOWN, None),
    ],
)
def test_a_rating_is_the_product_of_what_is_known(likelihood, impact, rating):
    assert rating_of(replace(PLAN.risks[0], likelihood=likelihood, impact=impact)) == rating
