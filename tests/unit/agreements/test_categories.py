import pytest

from evenhand.agreements.categories import covers, descendants, lineage
from unit.agreements.small import agreement

SMALL = agreement()


@pytest.mark.parametrize(
    ("rule", "found", "answer"),
    [
        pytest.param("aircraft", "aircraft", "yes", id="the-same"),
        pytest.param("aircraft", "military-aircraft", "yes", id="a-child"),
        pytest.param("military-aircraft", "aircraft", "unknown", id="only-the-parent-is-known"),
        pytest.param("military-aircraft", None, "unknown", id="nothing-is-known"),
        pytest.param("military-aircraft", "gun", "no", id="another-branch"),
        pytest.param("military-aircraft", "vessel", "no", id="not-in-the-agreement"),
    ],
)
def test_covers_what_lies_under_it_and_says_when_it_cannot_tell(rule, found, answer):
    assert covers(SMALL, rule, found) == answer


def test_lines_of_descent_are_seen_from_both_ends():
    assert lineage(SMALL, "military-aircraft") == ("military-aircraft", "aircraft")
    assert lineage(SMALL, "vessel") == ("vessel",)
    assert descendants(SMALL, "aircraft") == ("aircraft", "military-aircraft")
