"""What came since a state, and what it touches. That it touches enough is tested in test_following.py."""

from dataclasses import replace

import pytest

from evenhand.agreements.model import Exemption, RuleKind
from evenhand.observations.lake import Lake
from evenhand.pipeline.following import State
from evenhand.pipeline.keeping import Store
from evenhand.pipeline.touching import about_notices, what_came
from unit.detection.worlds import LATE, agreement, at, event, named, notice, rule
from unit.pipeline.lakes import NOW, file

PERMIT = named(Exemption, "permit", needs_notice=True, rules=("no-entry",))
AGREED = agreement(rule(), rule(RuleKind.PRIOR_NOTIFICATION, id="announce"), exemptions=(PERMIT,))


def fix(who, minute):
    return {"object": who, "seen_at": at(minute), "lon": 16.0, "lat": 31.0}


FIRST = file("positions", fix("jet", 10), fix("kite", 10))


@pytest.fixture
def lake(tmp_path):
    lake = Lake(tmp_path / "lake")
    lake.ingest(FIRST, now=NOW)
    return lake


def came(tmp_path, lake, *sources, agreed=AGREED, as_of=LATE):
    """What came after a state over the first file."""
    State(tmp_path / "state", lake, AGREED).update(LATE)
    kept = Store(tmp_path / "state").load()
    for source in sources:
        lake.ingest(source, now=NOW)
    return what_came(lake, agreed, kept, as_of=as_of)


EVENT = {name: value for name, value in event().items() if name not in {"file", "row", "source"}}
WHAT = [
    pytest.param([], set(), [], id="nothing"),
    pytest.param([file("positions", fix("jet", 9))], {"jet"}, ["late-fixes"], id="older"),
    pytest.param([file("positions", fix("jet", 11))], {"jet"}, ["new-fixes"], id="newer"),
    pytest.param([file("positions", fix("jet", 9), fix("jet", 11))], {"jet"}, ["late-fixes", "new-fixes"], id="both"),
    pytest.param([file("positions", fix("tug", 1))], {"tug"}, ["new-fixes"], id="an-object-that-nobody-knew"),
    pytest.param([file("identities", {"object": "kite"}, {"object": "x"})], {"kite"}, ["identity"], id="an-identity"),
    pytest.param([file("notices", notice(object="kite"))], {"kite"}, ["notice"], id="a-notice-about-one"),
    pytest.param([file("notices", notice())], {"jet", "kite"}, ["notice"], id="a-notice-about-any"),
    pytest.param([file("events", EVENT)], set(), ["events"], id="an-event"),
]


@pytest.mark.parametrize(("sources", "touched", "reasons"), WHAT)
def test_says_which_objects_are_touched_and_by_what(tmp_path, lake, sources, touched, reasons):
    news = came(tmp_path, lake, *sources)

    assert news.touched == touched
    assert [cause.reason for cause in news.causes] == reasons
    assert {name for cause in news.causes for name in cause.files} == {source.digest for source in sources}


def test_counts_what_is_known_of_each_object(tmp_path, lake):
    news = came(tmp_path, lake, file("positions", fix("jet", 9), fix("jet", 30)))

    assert news.objects.to_pylist() == [
        {"object": "jet", "rows": 3, "last_at": at(30)},
        {"object": "kite", "rows": 1, "last_at": at(10)},
    ]


def test_everything_is_touched_where_there_is_no_state_or_it_rests_on_something_else(tmp_path, lake):
    assert what_came(lake, AGREED, None, as_of=LATE).touched is None
    assert came(tmp_path, lake, agreed=replace(AGREED, digest="e" * 64)).touched is None
    assert came(tmp_path, lake, as_of=at(60)).touched is None
    (lake.folder / "catalogue" / f"{FIRST.digest}.json").unlink()
    gone = came_again(tmp_path, lake)
    assert (gone.touched, gone.objects.num_rows) == (None, 0)


def came_again(tmp_path, lake):
    return what_came(lake, AGREED, Store(tmp_path / "state").load(), as_of=LATE)


def test_fixes_that_were_later_than_we_looked_touch_their_objects_when_we_look_further(tmp_path, lake):
    State(tmp_path / "state", lake, AGREED).update(at(5))

    news = what_came(lake, AGREED, Store(tmp_path / "state").load(), as_of=at(6))

    assert (news.touched, [cause.reason for cause in news.causes]) == ({"jet", "kite"}, ["time"])


def test_rules_about_notices_are_those_that_ask_for_one_and_those_that_one_may_exempt_from():
    assert about_notices(AGREED) == {"announce", "no-entry"}
    assert about_notices(agreement()) == frozenset()
