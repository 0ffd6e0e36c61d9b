import pytest

from evenhand.commitments.model import Strength, Verb
from evenhand.commitments.strengths import OF_VERB, strength_of


def test_every_verb_has_its_strength():
    assert set(OF_VERB) == set(Verb)


@pytest.mark.parametrize(
    ("verb", "told", "expected"),
    [
        (Verb.MUST, {}, Strength.BINDING),
        (Verb.SHOULD, {"considered": True}, Strength.CONSIDER),
        (Verb.SHOULD, {"considered": True, "studied": True}, Strength.STUDY),
        (Verb.IDENTIFIES, {"studied": True}, Strength.NONE),
        (Verb.MAY, {}, Strength.OPEN),
    ],
)
def test_what_is_only_considered_or_studied_binds_less(verb, told, expected):
    assert strength_of(verb, **told) is expected
