"""What changed between two answers."""

import json
from itertools import product

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.alerts import ALERTS
from evenhand.detection.attribution import Cause, Reason
from evenhand.detection.changes import BASIS, CHANGES, ChangeKind, applied, compare, in_order, rows
from evenhand.foundation.problems import Problem
from evenhand.observations.schemas import SCHEMA_MISMATCH, require
from unit.detection.answers import alert, answer

OTHER_FILE = {"files": ["e" * 64, "f" * 64]}

CASES = [
    pytest.param([], [("a", 0, 10)], [("raised", "a", ())], id="new"),
    pytest.param([("a", 0, 10)], [], [("withdrawn", "a", ())], id="gone"),
    pytest.param([("a", 0, 10)], [("a", 0, 10)], [], id="the-same"),
    pytest.param([("a", 0, 10)], [("a", 0, 20)], [("extended", "a", ())], id="ends-later"),
    pytest.param([("a", 5, 10)], [("b", 0, 10)], [("extended", "b", ("a",))], id="begins-earlier-under-another-id"),
    pytest.param([("a", 0, 10)], [("a", 0, 5)], [("shortened", "a", ())], id="ends-earlier"),
    pytest.param([("a", 0, 10)], [("b", 5, 10)], [("shortened", "b", ("a",))], id="begins-later"),
    pytest.param([("a", 0, 10)], [("b", 5, 15)], [("changed", "b", ("a",))], id="moved"),
    pytest.param([("a", 0, 10)], [("b", 11, 15)], [("withdrawn", "a", ()), ("raised", "b", ())], id="no-overlap"),
    pytest.param([("a", 0, 10)], [("b", 10, 15)], [("withdrawn", "a", ()), ("raised", "b", ())], id="a-touch-is-none"),
    pytest.param([("a", 5, 5)], [("b", 0, 5)], [("extended", "b", ("a",))], id="an-instant-within-another"),
    pytest.param(
        [("a", 0, 30)], [("a", 0, 10), ("b", 20, 30)], [("split", "a", ()), ("split", "b", ("a",))], id="split"
    ),
    pytest.param([("a", 0, 10), ("b", 20, 30)], [("a", 0, 30)], [("joined", "a", ("b",))], id="joined"),
    pytest.param([("b", 5, 9), ("c", 20, 30)], [("a", 0, 30)], [("joined", "a", ("c", "b"))], id="nearest-first"),
    pytest.param(
        [("a", 0, 10), ("b", 0, 20)], [("a", 0, 12), ("b", 0, 22)],
        [("extended", "a", ()), ("extended", "b", ())], id="two-at-once-keep-to-their-own",
    ),
    pytest.param(
        [("a", 0, 10)], [("a", 0, 10), ("b", 5, 8)], [("raised", "b", ())], id="what-stays-as-it-is-takes-no-part"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_says_what_became_of_each_alert(before, after, expected):
    old, new = (answer(*(alert(*one) for one in given)) for given in (before, after))

    changes = compare(old, new)

    require(changes, CHANGES, what="the test")
    assert [(one.kind, one.alert["alert"], one.replaces) for one in rows(changes)] == expected
    assert applied(old, changes).equals(new)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        pytest.param({"certainty": "possible", "doubts": ["integrity"]}, "changed", id="less-sure"),
        pytest.param({"party": "north"}, "changed", id="from-unknown-to-known"),
        pytest.param(OTHER_FILE, "restated", id="other-files"),
        pytest.param({"agreement_version": "2", "agreement_digest": "e" * 64}, "restated", id="another-version"),
        pytest.param(OTHER_FILE | {"n_fixes": 4}, "changed", id="other-files-and-more"),
    ],
)
def test_tells_what_an_alert_says_from_what_it_rests_on(more, kind):
    (change,) = rows(compare(answer(alert("a", 0, 10)), answer(alert("a", 0, 10, **more))))

    assert change.kind == kind
    assert {name for name, _was, _now in change.fields} == set(more)


def test_names_every_column_that_differs_with_both_values():
    before, after = alert("a", 5, 10), alert("b", 0, 10, max_depth_m=12.5, doubts=["integrity"])

    (change,) = rows(compare(answer(before), answer(after)))

    assert {name: (json.loads(was), json.loads(now)) for name, was, now in change.fields} == {
        "began_at": ("2026-03-02T00:05:00Z", "2026-03-02T00:00:00Z"),
        "dwell_s": (300.0, 600.0),
        "doubts": ([], ["integrity"]),
        "max_depth_m": (None, 12.5),
    }


@pytest.mark.parametrize(
    "other",
    [{"object": "boat"}, {"rule": "no-boats"}, {"area": "port"}, {"agreement": "another"}, {"event": "e-1"}],
    ids=lambda other: next(iter(other)),
)
def test_never_takes_an_alert_for_one_about_something_else(other):
    found = rows(compare(answer(alert("a", 0, 10)), answer(alert("b", 0, 10, **other))))

    assert {one.kind for one in found} == {ChangeKind.RAISED, ChangeKind.WITHDRAWN}


def test_an_event_is_the_same_event_at_whatever_time_it_turns_out_to_have_been():
    before, after = alert("a", 0, 0, event="e-1"), alert("b", 50, 50, event="e-1")

    (change,) = rows(compare(answer(before), answer(after)))

    assert (change.kind, change.replaces) == ("changed", ("a",))


def test_refuses_what_is_no_table_of_alerts():
    with pytest.raises(Problem) as caught:
        compare(ALERTS.empty_table(), ALERTS.empty_table().drop_columns(["rule"]))
    assert caught.value.kind is SCHEMA_MISMATCH


SPANS = st.tuples(st.sampled_from(["jet", "boat"]), st.integers(0, 12), st.integers(0, 6), st.integers(1, 2))


@st.composite
def answers(draw):
    """Two answers; alerts of one object and beginning have one id, as the real ones do."""
    both = []
    for _ in range(2):
        spans = {(who, began): (length, fixes) for who, began, length, fixes in draw(st.lists(SPANS, max_size=8))}
        both.append(
            answer(
                *(
                    alert(f"{who}-{began}", began, began + length, object=who, n_fixes=fixes)
                    for (who, began), (length, fixes) in spans.items()
                )
            )
        )
    return both


def continued(before, after):
    """By id of each new or other alert the ids of the old ones that it continues: every pair looked at."""
    same = {one["alert"] for one in before if one in after}
    old = {one["alert"]: one for one in before if one["alert"] not in same}
    new = {one["alert"]: one for one in after if one["alert"] not in same}
    links = {name: set() for name in new}
    for (name, now), (identity, was) in product(new.items(), old.items()):
        begins, ends = max(was["began_at"], now["began_at"]), min(was["ended_at"], now["ended_at"])
        instant = was["began_at"] == was["ended_at"] or now["began_at"] == now["ended_at"]
        overlap = was["object"] == now["object"] and (begins < ends or (instant and begins == ends))
        both_have_their_own = name in old and identity in new
        if name == identity or (overlap and not both_have_their_own):
            links[name].add(identity)
    return links


@settings(max_examples=150, deadline=None)
@given(answers())
def test_every_pair_looked_at_gives_the_same_links(both):
    before, after = both
    links = continued(before.to_pylist(), after.to_pylist())
    found = rows(compare(before, after))

    assert {
        one.alert["alert"]: set(one.replaces) for one in found if one.kind is not ChangeKind.WITHDRAWN
    } == {name: linked - {name} for name, linked in links.items()}  # fmt: skip
    for one in found:
        linked = links.get(one.alert["alert"], set())
        assert (one.kind is ChangeKind.RAISED) == (not linked and one.kind is not ChangeKind.WITHDRAWN)
        assert (one.kind is ChangeKind.JOINED) == (len(linked) > 1)


@settings(max_examples=150, deadline=None)
@given(answers(), st.randoms(use_true_random=False))
def test_the_changes_applied_to_the_old_answer_give_the_new_one_in_whatever_order_the_rows_come(both, chance):
    before, after = both
    changes = compare(before, after)
    shuffled = [one.take(pa.array(chance.sample(range(one.num_rows), one.num_rows), pa.int64())) for one in both]

    assert applied(before, changes).equals(after)
    assert compare(*shuffled).equals(changes)
    assert compare(before, before).num_rows == 0
    assert in_order(changes).equals(changes)


def test_basis_names_columns_of_alerts():
    assert set(ALERTS.names) >= BASIS


@pytest.mark.parametrize(
    ("before", "after", "reason", "only_lasts"),
    [
        pytest.param([("a", 0, 10)], [("a", 0, 20)], Reason.TIME, True, id="time-went-on"),
        pytest.param([], [("a", 0, 20)], Reason.TIME, False, id="time-brought-it"),
        pytest.param([("a", 0, 10)], [], Reason.TIME, False, id="time-ended-it"),
        pytest.param([("a", 0, 10)], [("a", 0, 20)], Reason.DATA, False, id="something-came"),
        pytest.param([("a", 0, 20)], [("a", 0, 10)], Reason.TIME, False, id="shorter"),
        pytest.param([("a", 5, 10)], [("b", 0, 10)], Reason.TIME, False, id="another-takes-its-place"),
    ],
)
def test_what_only_lasts_on_is_told_apart(before, after, reason, only_lasts):
    old, new = (answer(*(alert(*one) for one in given)) for given in (before, after))

    [change] = rows(compare(old, new, causes=[Cause(reason=reason)]))

    assert change.only_lasts == only_lasts


def test_what_lasts_on_and_becomes_certain_is_news():
    doubtful = {"certainty": "possible", "doubts": ["deadline-disputed"]}

    [change] = rows(
        compare(answer(alert("a", 0, 10, **doubtful)), answer(alert("a", 0, 20)), causes=[Cause(reason=Reason.TIME)])
    )

    assert not change.only_lasts
