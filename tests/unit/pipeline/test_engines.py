"""The engine of one process."""

from evenhand.pipeline.engines import ALONE


def test_ranges_are_looked_at_one_by_one_in_their_order():
    seen = []

    results = ALONE.run(lambda one: (seen.append(one), one)[1], ["a", "b"])

    assert seen == []
    assert list(results) == seen == ["a", "b"]
