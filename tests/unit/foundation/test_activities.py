"""Activities that may be announced."""

from evenhand.detection.explain import KNOWN_NUISANCES
from evenhand.foundation.activities import ACTIVITIES, NUISANCES


def test_every_activity_has_a_nuisance_that_is_explained():
    assert set(ACTIVITIES) == set(NUISANCES)
    assert {f"nuisance.{one}" for one in NUISANCES.values()} <= set(KNOWN_NUISANCES)
