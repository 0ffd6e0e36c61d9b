"""An answer that keeps up with the lake is the answer of a run over everything."""

from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.agreements.model import Area, CorridorShape, Exemption, RuleKind
from evenhand.detection.alerts import ALERTS
from evenhand.detection.changes import applied
from evenhand.detection.plan import detect
from evenhand.foundation.instants import NAIVE_INSTANT
from evenhand.foundation.problems import Problem
from evenhand.observations.lake import Lake
from evenhand.pipeline.following import State
from evenhand.pipeline.keeping import STATE_IN_USE, STATE_OF_ANOTHER, Store
from unit.detection.worlds import INSIDE, LATE, OUTSIDE, agreement, at, event, named, notice, rule
from unit.observations.failing import Crash, FailingDisk, TearingDisk
from unit.pipeline.lakes import NOW, file

PERMIT = named(Exemption, "permit", categories=("medical-aircraft",), needs_notice=True, rules=("no-entry",))
AGREED = agreement(
    rule(exemptions=("permit",)),
    rule(RuleKind.LIMITATION_OF_FORCES, id="few", max_count=1),
    rule(RuleKind.PRIOR_NOTIFICATION, id="announce", notice=timedelta(hours=1)),
    rule(RuleKind.CESSATION, id="no-fire", categories=(), event_kinds=("shelling",)),
    exemptions=(PERMIT,),
)
LINE = CorridorShape(line=((16.0, 31.0), (16.0, 31.2)), to_m=25_000.0, side="right")
EVERY_KIND = agreement(
    *AGREED.rules,
    rule(RuleKind.SILENCE, id="be-heard", max_silence=timedelta(minutes=20)),
    rule(RuleKind.STOP, id="no-stop", distance_m=200.0, min_dwell=timedelta(minutes=10)),
    rule(RuleKind.WITHDRAWAL_LINE, id="behind", areas=("band",), distance_m=25_000.0),
    rule(RuleKind.FREEDOM_OF_MOVEMENT, id="free", distance_m=3_000.0, event_kinds=("shelling",)),
    rule(RuleKind.FREEDOM_OF_MOVEMENT, id="open", max_silence=timedelta(minutes=30)),
    exemptions=(PERMIT,),
    areas=(*AGREED.areas, named(Area, "band", shape=LINE)),
)
PLACES = (INSIDE, OUTSIDE, (16.06, 31.04), (16.2, 31.05))


def fix(who, minute, place, **more):
    return {"object": who, "seen_at": at(minute), "lon": place[0], "lat": place[1], **more}


def whole(lake, agreed, as_of=LATE):
    """What detection finds in all of the lake at once."""
    return detect(
        agreed,
        positions=lake.positions(),
        events=lake.events(),
        identities=lake.identities(),
        notices=lake.notices(),
        as_of=as_of,
    )


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def state(tmp_path, lake):
    return State(tmp_path / "state", lake, AGREED)


JET_IN = [fix("jet", 0, OUTSIDE), fix("jet", 10, INSIDE), fix("jet", 20, OUTSIDE)]
KNOWN = file(
    "identities", *({"object": who, "category": "military-aircraft", "party": "north"} for who in ("jet", "kite"))
)


def load(lake, *sources):
    for source in sources:
        lake.ingest(source, now=NOW)


def told(update, rule_id="no-entry"):
    """Kind, object and reasons of each change under one rule."""
    return [
        (one.kind.value, one.alert["object"], [*one.reasons]) for one in update.rows() if one.alert["rule"] == rule_id
    ]


FOUND = [
    pytest.param([], [file("positions", fix("jet", 5, INSIDE))], [("extended", "jet", ["late-fixes"])], id="late"),
    pytest.param([], [file("positions", fix("jet", 30, INSIDE))], [("raised", "jet", ["new-fixes"])], id="new"),
    pytest.param(
        [], [file("positions", fix("kite", 3, INSIDE))], [("raised", "kite", ["new-fixes"])], id="another-object"
    ),
    pytest.param(
        [], [file("positions", fix("jet", 10, (15.0, 31.05)))],
        [("shortened", "jet", ["late-fixes", "corrected-fixes"])], id="another-word-about-an-instant",
    ),
    pytest.param(
        [], [file("identities", {"object": "jet", "party": "other"})],
        [("changed", "jet", ["identity"])], id="whose-it-is-is-disputed",
    ),
    pytest.param(
        [file("identities", {"object": "jet", "category": "medical-aircraft"})],
        [file("notices", notice(category="medical-aircraft"))], [("withdrawn", "jet", ["notice"])], id="a-permit",
    ),
    pytest.param([], [file("positions", fix("far", 0, (20.0, 31.0)))], [], id="somebody-far-away"),
    pytest.param([], [file("notices", notice())], [("changed", "jet", ["notice"])], id="a-permit-for-some-of-its-kind"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "then", "expected"), FOUND)
def test_says_what_new_data_change_and_why(lake, state, first, then, expected):
    load(lake, KNOWN, file("positions", *JET_IN), *first)
    assert told(state.update(LATE)) == [("raised", "jet", ["data"])]
    load(lake, *then)

    update = state.update(LATE)

    assert told(update) == expected
    assert update.alerts.equals(whole(lake, AGREED))
    assert {name for one in update.rows() for name in one.because_of} <= {source.digest for source in then}


def test_a_notice_answers_the_duty_to_notify_without_reading_a_fix_again(lake, state):
    agreed = replace(AGREED, exemptions=())
    state = State(state._store.folder, lake, agreed)
    load(lake, KNOWN, file("positions", *JET_IN))
    state.update(LATE)
    load(lake, file("notices", notice()))

    update = state.update(LATE)

    assert told(update, "announce") == [("withdrawn", "jet", ["notice"])]
    assert (update.objects_read, update.fixes_read) == (0, 0)


def test_reads_again_only_the_objects_that_new_data_touch(lake, state):
    load(lake, KNOWN, file("positions", *JET_IN, *(fix(f"far-{n}", n, (20.0, 31.0)) for n in range(50))))
    assert state.update(LATE).objects_read == 51
    load(lake, file("positions", fix("jet", 30, OUTSIDE), fix("far-7", 90, (20.0, 31.0))))

    update = state.update(LATE)

    assert (update.objects_read, update.fixes_read) == (2, 6)
    assert state.update(LATE).objects_read == 0


def test_a_silence_begins_and_lasts_on_without_a_fix_being_read_again(tmp_path, lake):
    load(lake, KNOWN, file("positions", fix("jet", 0, INSIDE), fix("kite", 30, INSIDE)))
    state = State(tmp_path / "state", lake, EVERY_KIND)

    for minute, expected in ((30, 2), (35, 0), (51, 0), (90, 0)):
        update = state.update(at(minute))
        assert update.objects_read == expected
        assert update.alerts.equals(whole(lake, EVERY_KIND, at(minute)))
    assert {row["object"] for row in update.alerts.to_pylist() if row["rule"] == "be-heard"} == {"jet", "kite"}


def test_a_notified_route_is_held_against_everybody_also_where_notices_exempt_the_one_they_name(tmp_path, lake):
    announce = rule(RuleKind.PRIOR_NOTIFICATION, id="announce", notice=timedelta(hours=1), route_tolerance_m=1_000.0)
    agreed = agreement(rule(exemptions=("permit",)), announce, exemptions=(PERMIT,))
    state = State(tmp_path / "state", lake, agreed)
    load(lake, KNOWN, file("positions", *JET_IN))
    state.update(LATE)
    load(lake, file("notices", notice(object="who-did-not-come", route="31.05,15.9; 31.05,16.1")))

    assert state.update(LATE).alerts.equals(whole(lake, agreed))
    assert {row["object"]: row["reason"] for row in whole(lake, agreed).to_pylist() if row["rule"] == "announce"} == {
        "jet": "wrong-identity"
    }


def test_a_corrected_notice_no_longer_exempts_whom_it_named_before(lake, state):
    load(lake, KNOWN, file("positions", *JET_IN, fix("kite", 0, INSIDE)), file("notices", notice(object="jet")))
    state.update(LATE)
    load(lake, file("notices", notice(object="kite", given=-9_000)))

    update = state.update(LATE)

    assert update.alerts.equals(whole(lake, AGREED))
    assert {(one[1], *one[2]) for one in told(update)} == {("jet", "notice"), ("kite", "notice")}
    assert update.objects_read == 2


def test_what_is_read_at_once_changes_nothing(tmp_path, lake):
    load(lake, KNOWN, file("positions", *JET_IN, *(fix(f"kite-{n}", n, INSIDE) for n in range(9))))

    answers = [State(tmp_path / f"s{n}", lake, AGREED, rows_at_once=n).update(LATE).alerts for n in (1, 4, 10**6)]

    assert all(one.equals(whole(lake, AGREED)) for one in answers)


def test_looks_only_up_to_the_instant_it_is_given_and_says_when_only_time_went_on(lake, state):
    load(lake, KNOWN, file("positions", *JET_IN))

    assert told(state.update(at(5))) == []
    assert told(state.update(at(12))) == [("raised", "jet", ["time"])]
    assert told(state.update(at(30))) == [("extended", "jet", ["time"])]
    assert told(state.update(at(12))) == [("shortened", "jet", ["time"])]
    assert state.alerts.equals(whole(lake, AGREED, at(12)))


def test_another_version_of_the_agreement_is_held_against_everything(tmp_path, lake, state):
    load(lake, KNOWN, file("positions", *JET_IN))
    state.update(LATE)
    other = agreement(rule(min_dwell=timedelta(hours=3)), version="2", digest="e" * 64)

    update = State(tmp_path / "state", lake, other).update(LATE)

    assert told(update) == [("withdrawn", "jet", ["agreement"])]
    assert update.alerts.equals(whole(lake, other))


def test_a_file_that_is_gone_takes_what_rested_on_it_along(lake, state):
    load(lake, KNOWN, file("positions", *JET_IN[:1]), file("positions", *JET_IN[1:]))
    state.update(LATE)
    digest = file("positions", *JET_IN[1:]).digest
    (lake.folder / "catalogue" / f"{digest}.json").unlink()

    update = state.update(LATE)

    assert told(update) == [("withdrawn", "jet", ["removed"])]
    assert update.alerts.equals(whole(lake, AGREED))


def test_nothing_new_changes_nothing(lake, state):
    load(lake, KNOWN, file("positions", *JET_IN))
    first = state.update(LATE)
    load(lake, file("positions", *JET_IN, name="the same rows in another file", format="csv"))

    second = state.update(LATE)

    assert (second.changes.num_rows, second.alerts.equals(first.alerts), second.generation) == (0, True, 2)
    assert len(list(state.log())) == 1


def test_an_empty_lake_gives_an_empty_answer(state):
    assert (state.alerts.num_rows, state.update(LATE).alerts.num_rows, state.alerts.num_rows) == (0, 0, 0)


def test_refuses_a_folder_of_another_agreement_and_an_instant_without_a_zone(tmp_path, lake, state):
    state.update(LATE)
    with pytest.raises(Problem) as caught:
        State(tmp_path / "state", lake, replace(AGREED, id="another")).update(LATE)
    assert caught.value.kind is STATE_OF_ANOTHER
    with pytest.raises(Problem) as caught:
        state.update(datetime(2026, 1, 1))  # noqa: DTZ001
    assert caught.value.kind is NAIVE_INSTANT


def test_two_cannot_write_one_state_at_once(tmp_path, lake, state):
    with Store(tmp_path / "state").held(wait=False), pytest.raises(Problem) as caught:
        state.update(LATE)
    assert caught.value.kind is STATE_IN_USE


@pytest.mark.parametrize("disk", [FailingDisk, TearingDisk])
def test_a_crash_at_any_step_leaves_the_state_before_or_the_state_after(tmp_path, lake, disk):
    load(lake, KNOWN, file("positions", *JET_IN))
    folder = tmp_path / "state"
    before = State(folder, lake, AGREED).update(LATE)
    load(lake, file("positions", fix("jet", 5, INSIDE)))
    crashes, update = 0, None
    while update is None:
        try:
            update = State(folder, lake, AGREED, disk=disk(crashes)).update(LATE)
        except Crash:
            crashes += 1
            found = State(folder, lake, AGREED).alerts
            if not found.equals(before.alerts):  # it died after the new state had got its name: that is whole
                update = State(folder, lake, AGREED).update(LATE)
                assert found.equals(update.alerts)

    assert crashes > 20
    assert update.alerts.equals(whole(lake, AGREED))
    assert [number for number, _as_of, _changes in State(folder, lake, AGREED).log()] == [1, 2]


FIXES = st.builds(
    lambda who, minute, place, accuracy, trust: fix(who, minute, place, accuracy_m=accuracy, integrity=trust),
    st.sampled_from(["jet", "kite", "balloon"]),
    st.integers(0, 12).map(lambda n: n * 5),
    st.sampled_from(PLACES),
    st.sampled_from([None, 5.0, 90_000.0]),
    st.sampled_from([None, "trusted", "jammed"]),
)
OTHERS = st.sampled_from(
    [
        KNOWN,
        file("identities", {"object": "kite", "party": "south"}),
        file("identities", {"object": "balloon", "category": "medical-aircraft", "party": "south"}),
        file("notices", notice()),
        file("notices", notice("n-2", given=30, begins=20, object="jet")),
        file("notices", notice("n-3", category="medical-aircraft", begins=0, ends=40)),
        file("events", {k: v for k, v in event().items() if k not in {"file", "row", "source"}}),
        file("events", {k: v for k, v in event("e-2", 25).items() if k not in {"file", "row", "source"}}),
    ]
)
STEPS = st.lists(
    st.one_of(
        st.lists(FIXES, min_size=1, max_size=6).map(lambda rows: file("positions", *rows)),
        OTHERS,
        st.integers(0, 90).map(at),  # look, up to that instant
        st.integers(0, 40),  # look, and crash after so many steps
    ),
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, chance=st.randoms(use_true_random=False), disk=st.sampled_from([FailingDisk, TearingDisk]))
def test_any_order_any_pieces_any_interruption_give_the_answer_of_one_run_over_everything(
    tmp_path_factory, steps, chance, disk
):
    folder = tmp_path_factory.mktemp("world")
    lake, kept = Lake(folder / "lake"), folder / "state"
    for step in steps:
        if isinstance(step, datetime):
            assert (
                State(kept, lake, EVERY_KIND, rows_at_once=5).update(step).alerts.equals(whole(lake, EVERY_KIND, step))
            )
        elif isinstance(step, int):
            try:
                State(kept, lake, EVERY_KIND, disk=disk(step)).update(LATE)
            except Crash:
                continue
        else:
            load(lake, step)
    update = State(kept, lake, EVERY_KIND).update(LATE)
    again = Lake(folder / "again")
    sources = [step for step in steps if not isinstance(step, datetime | int)]
    load(again, *chance.sample(sources, len(sources)))

    assert update.alerts.equals(whole(again, EVERY_KIND))
    told_so_far = ALERTS.empty_table()
    for _number, _as_of, changes in State(kept, lake, EVERY_KIND).log():
        told_so_far = applied(told_so_far, changes)
    assert told_so_far.equals(update.alerts)
    assert isinstance(update.changes, pa.Table)
