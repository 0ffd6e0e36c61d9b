"""What a run brings to alerts that people have worked on: an alert that moves to another id takes everything along."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.attribution import Cause, Reason
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents import queries, services
from evenhand_web.incidents.histories import histories_of, history_of
from evenhand_web.incidents.models import Act, Alert
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.alerts import BEGAN, alerts
from web.conftest import NOW

LATE_FILE = "e" * 64
LATE = Cause(reason=Reason.LATE_FIXES, files=(LATE_FILE,))
EARLIER = {"alert": "b", "began_at": BEGAN - timedelta(minutes=5), "dwell_s": 1500.0, "files": [LATE_FILE, "f" * 64]}
FIRST_HALF = {"alert": "a", "ended_at": BEGAN + timedelta(minutes=5)}
SECOND_HALF = {"alert": "c", "began_at": BEGAN + timedelta(minutes=10)}


def run(*rows, **more):
    given = {"agreement": "coastal-example", "causes": (LATE,), **more}
    return services.record_alerts(alerts=alerts(*rows), actor=SYSTEM, now=NOW, **given)


def standing(alert_id):
    """State, assignee, to whom it is released."""
    alert = Alert.objects.get(pk=alert_id)
    return (alert.state, str(alert.assignee or ""), sorted(alert.releases.values_list("organisation__key", flat=True)))


@pytest.fixture
def officer(actor):
    return actor("duty-officer")


@pytest.fixture
def worked_on(db, officer):
    """Alert a, assigned to the officer, remarked upon, released to a party."""
    run({"alert": "a"})
    services.assign(alert_ids=["a"], assignee=officer.username, actor=officer, now=NOW)
    services.comment(alert_id="a", text="Seen by the patrol too.", shared=True, actor=officer, now=NOW)
    services.release(alert_ids=["a"], organisation="north", actor=officer, now=NOW)


def kinds(alert_id):
    return [act.kind for act in history_of(alert_id)]


TIME = Cause(reason=Reason.TIME)


class TestAnAlertThatWasDismissed:
    """Say a commitment that is not met: each run, its alert lasts a little longer."""

    @pytest.fixture
    def dismissed(self, worked_on, officer):
        services.dismiss(alert_ids=["a"], reason="exempt", text="A permit.", actor=officer, now=NOW)

    def test_stays_so_while_it_only_lasts_longer(self, dismissed):
        run({"alert": "a", "ended_at": BEGAN + timedelta(hours=9), "dwell_s": 32400.0}, causes=(TIME,))

        assert standing("a")[0] == "dismissed"
        assert "amended" in kinds("a")

    @pytest.mark.parametrize(
        ("change", "cause"), [({"dwell_s": 32400.0}, LATE), ({"dwell_s": 32400.0, "certainty": "possible"}, TIME)]
    )
    def test_is_opened_again_if_anything_else_changes(self, dismissed, change, cause):
        run({"alert": "a", **change}, causes=(cause,))

        assert standing("a")[0] == "assigned"


class TestAnAlertThatMovesToAnotherId:
    def test_takes_along_who_works_on_it_what_was_said_and_to_whom_it_is_released(self, worked_on, officer):
        found = run(EARLIER)

        assert (found.added, found.continued, found.withdrawn) == (0, 1, 0)
        assert standing("b") == ("assigned", str(Alert.objects.get(pk="a").assignee), ["north"])
        assert kinds("b") == ["assigned", "commented", "released", "recorded", "continued"]
        assert standing("a")[0] == "withdrawn"
        assert Act.objects.get(alert="a", kind="withdrawn").reason == "replaced"

    def test_says_why_in_an_act_and_in_the_record(self, worked_on):
        run(EARLIER)

        act = Act.objects.get(alert="b", kind="continued")
        assert act.because == {"reasons": ["late-fixes"], "files": [LATE_FILE], "alerts": ["a"]}
        assert act.changes["began_at"] == ["2020-12-06T04:15:00Z", "2020-12-06T04:10:00Z"]
        entry = Entry.objects.filter(action="incidents.run").latest("sequence")
        assert '"continued":{"b":["a"]}' in read_entry(entry).details

    def test_is_opened_again_if_it_had_been_dismissed_for_people_dismissed_something_else(self, worked_on, officer):
        services.dismiss(alert_ids=["a"], reason="exempt", text="A permit.", actor=officer, now=NOW)

        run(EARLIER)

        assert standing("b")[0] == "assigned"
        assert "dismissed" in kinds("b")

    def test_is_read_by_the_party_with_what_the_party_could_read_before(self, worked_on, actor):
        run(EARLIER)

        page = queries.alert_page(actor("liaison", organisation="north"), "b", language="en", now=NOW)
        assert [act.kind for act in page.acts] == ["commented", "released", "recorded", "continued"]
        assert page.acts[0].text == "Seen by the patrol too."

    def test_goes_back_to_its_id_with_what_was_done_meanwhile(self, worked_on, officer):
        run(EARLIER)
        services.recall(alert_ids=["b"], organisation="north", text="In error.", actor=officer, now=NOW)

        found = run({"alert": "a"})

        assert (found.restored, found.continued, found.added) == (1, 1, 0)
        assert standing("a")[2] == []
        assert standing("b")[0] == "withdrawn"

    def test_the_same_run_again_changes_nothing(self, worked_on):
        run(EARLIER)
        acts, entries = Act.objects.count(), Entry.objects.count()

        assert run(EARLIER).unchanged == 1
        assert (Act.objects.count(), Entry.objects.count()) == (acts, entries)

    def test_goes_over_as_often_as_it_takes(self, worked_on):
        for minutes in range(1, 6):
            run({"alert": f"b{minutes}", "began_at": BEGAN - timedelta(minutes=minutes)})

        assert standing("b5")[0::2] == ("assigned", ["north"])
        assert kinds("b5").count("continued") == 5


class TestAnAlertThatIsDividedOrJoined:
    def test_every_part_takes_along_what_was_done_until_then_and_nothing_that_comes_after(self, worked_on, officer):
        run(FIRST_HALF, SECOND_HALF)
        services.comment(alert_id="a", text="Only about the first half.", actor=officer, now=NOW)
        services.assign(alert_ids=["a"], assignee="", actor=officer, now=NOW)

        assert standing("a")[0::2] == ("new", ["north"])
        assert standing("c")[0::2] == ("assigned", ["north"])
        assert kinds("c").count("commented") == 1

    def test_the_whole_takes_along_what_was_done_about_the_parts(self, db, officer):
        run(FIRST_HALF, SECOND_HALF)
        services.comment(alert_id="c", text="About the second half.", actor=officer, now=NOW)
        services.release(alert_ids=["c"], organisation="south", actor=officer, now=NOW)

        found = run({"alert": "a", "ended_at": BEGAN + timedelta(minutes=20)})

        assert (found.continued, found.amended, found.added) == (1, 0, 0)
        assert standing("a")[2] == ["south"]
        assert standing("c")[0] == "withdrawn"


def test_an_alert_found_again_says_what_is_different_about_it(db):
    run({"alert": "a"})
    run()
    run({"alert": "a", "n_fixes": 30})

    assert kinds("a") == ["recorded", "withdrawn", "restored", "amended"]
    assert Act.objects.get(alert="a", kind="amended").changes == {"n_fixes": [12, 30]}


def test_many_alerts_are_a_few_statements(db, django_assert_max_num_queries):
    rows = [{"alert": f"a{n:04}", "object": f"o{n}"} for n in range(1000)]
    with django_assert_max_num_queries(22):  # of which an entry of the record is up to five
        run(*rows)
    with django_assert_max_num_queries(22):  # of which an entry of the record is up to five
        run(*(row | {"n_fixes": 13} for row in rows))
    with django_assert_max_num_queries(60):
        run(*(row | {"alert": f"b{n}", "began_at": BEGAN - timedelta(minutes=1)} for n, row in enumerate(rows)))


SPANS = st.dictionaries(st.integers(0, 9), st.integers(1, 5), max_size=4)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None)
@given(st.lists(SPANS, min_size=1, max_size=4))
def test_whatever_runs_bring_the_open_alerts_are_those_of_the_last(runs):
    Alert.objects.filter(agreement="coastal-example").update(agreement="earlier")
    prefix = f"r{Alert.objects.count()}-"
    for spans in runs:
        rows = [
            {"alert": f"{prefix}{began}", "began_at": BEGAN + timedelta(minutes=began),
             "ended_at": BEGAN + timedelta(minutes=began + length)}
            for began, length in spans.items()
        ]  # fmt: skip
        run(*rows)

    alive = Alert.objects.filter(agreement="coastal-example").exclude(state="withdrawn")
    assert set(alive.values_list("pk", flat=True)) == {f"{prefix}{began}" for began in runs[-1]}
    assert all(histories_of(alive.values_list("pk", flat=True)).values())
