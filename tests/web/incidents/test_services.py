from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents import services
from evenhand_web.incidents.models import Act, Alert
from evenhand_web.ledger.models import Entry
from web.alerts import alerts
from web.conftest import NOW


@pytest.fixture
def recorded(db) -> None:
    services.record_alerts(alerts=alerts({"alert": "a"}, {"alert": "b"}), actor=SYSTEM, now=NOW)


@pytest.fixture
def officer(actor):
    return actor("duty-officer")


def state(alert_id: str) -> str:
    return Alert.objects.get(alert=alert_id).state


class TestRecordAlerts:
    def test_adds_each_alert_once(self, recorded):
        again = services.record_alerts(alerts=alerts({"alert": "a"}, {"alert": "b"}), actor=SYSTEM, now=NOW)

        assert (again.added, again.unchanged, Alert.objects.count()) == (0, 2, 2)
        assert Entry.objects.filter(action="incidents.run").count() == 1

    def test_keeps_an_alert_that_a_later_run_no_longer_gives_and_says_why(self, recorded):
        found = services.record_alerts(alerts=alerts({"alert": "a"}), actor=SYSTEM, now=NOW)

        assert (found.withdrawn, state("a"), state("b")) == (1, "new", "withdrawn")
        assert Act.objects.get(alert="b", kind="withdrawn").reason == "data"

    def test_says_when_it_is_the_agreement_that_changed(self, recorded):
        elsewhere = {"alert": "b", "area": "port"}
        services.record_alerts(alerts=alerts({"alert": "a"}, elsewhere), actor=SYSTEM, now=NOW)
        services.record_alerts(alerts=alerts({"alert": "a", "agreement_digest": "e" * 64}), actor=SYSTEM, now=NOW)

        assert Act.objects.get(alert="b", kind="withdrawn").reason == "agreement"

    def test_withdraws_all_where_a_run_found_nothing(self, recorded):
        services.record_alerts(alerts=alerts(), agreement="coastal-example", actor=SYSTEM, now=NOW)

        assert {state("a"), state("b")} == {"withdrawn"}

    def test_leaves_alerts_of_another_agreement_alone(self, recorded):
        services.record_alerts(alerts=alerts({"alert": "c", "agreement": "other"}), actor=SYSTEM, now=NOW)

        assert {state("a"), state("b"), state("c")} == {"new"}

    def test_brings_back_an_alert_that_is_found_again(self, recorded):
        services.record_alerts(alerts=alerts({"alert": "a"}), actor=SYSTEM, now=NOW)
        found = services.record_alerts(alerts=alerts({"alert": "a"}, {"alert": "b"}), actor=SYSTEM, now=NOW)

        assert (found.restored, state("b")) == (1, "new")

    def test_amends_and_opens_again_what_newer_data_change(self, recorded, officer):
        services.dismiss(alert_ids=["a"], reason="sensor", text="Jammed.", actor=officer, now=NOW)
        services.record_alerts(alerts=alerts({"alert": "a", "n_fixes": 30}, {"alert": "b"}), actor=SYSTEM, now=NOW)

        act = Act.objects.get(alert="a", kind="amended")
        assert (state("a"), act.changes) == ("new", {"n_fixes": [12, 30]})

    def test_does_not_open_again_what_only_rests_on_more_files(self, recorded, officer):
        services.dismiss(alert_ids=["a"], reason="sensor", text="Jammed.", actor=officer, now=NOW)
        more = {"alert": "a", "files": ["e" * 64, "f" * 64]}
        services.record_alerts(alerts=alerts(more, {"alert": "b"}), actor=SYSTEM, now=NOW)

        assert state("a") == "dismissed"

    def test_refuses_another_table(self, db):
        with pytest.raises(Problem) as caught:
            services.record_alerts(alerts=alerts().drop_columns(["rule"]), actor=SYSTEM, now=NOW)
        assert caught.value.code == "observations.schema-mismatch"


def do(verb: str, officer, **more):
    """The verb on alert a, with what it needs."""
    needs = {
        "assign": {"assignee": officer.username},
        "dismiss": {"reason": "harmless", "text": "A flare."},
        "reopen": {"text": "New photographs."},
        "release": {"organisation": "north"},
        "recall": {"organisation": "north", "text": "Sent in error."},
    }
    getattr(services, verb)(**({"alert_ids": ["a"], "actor": officer, "now": NOW} | needs[verb] | more))


class TestVerbs:
    @pytest.mark.parametrize(
        ("verbs", "expected"),
        [
            (["assign"], "assigned"),
            (["dismiss"], "dismissed"),
            (["assign", "dismiss"], "dismissed"),
            (["assign", "dismiss", "reopen"], "assigned"),
            (["dismiss", "reopen"], "new"),
            (["release"], "new"),
            (["dismiss", "release", "recall"], "dismissed"),
        ],
    )
    def test_take_an_alert_where_the_table_says(self, recorded, officer, verbs, expected):
        for verb in verbs:
            do(verb, officer)

        assert state("a") == expected
        assert list(Act.objects.filter(alert="a").values_list("kind", flat=True))[1:] == [
            {"assign": "assigned", "dismiss": "dismissed", "reopen": "reopened", "release": "released"}.get(
                verb, "recalled"
            )
            for verb in verbs
        ]

    @pytest.mark.parametrize("verbs", [["dismiss", "dismiss"], ["dismiss", "assign"], ["reopen"]])
    def test_say_what_is_possible_where_they_are_not(self, recorded, officer, verbs):
        *before, last = verbs
        for verb in before:
            do(verb, officer)
        with pytest.raises(Problem, match="You can: ") as caught:
            do(last, officer)
        assert caught.value.code == "incidents.not-possible"

    @pytest.mark.parametrize(
        ("verb", "more", "code"),
        [
            ("assign", {"assignee": "nobody-known"}, "incidents.not-assignable"),
            ("dismiss", {"reason": "because"}, "incidents.unknown-reason"),
            ("dismiss", {"text": "   "}, "incidents.text-missing"),
            ("release", {"organisation": "mission"}, "incidents.not-releasable"),
            ("dismiss", {"alert_ids": []}, "incidents.nothing-chosen"),
            ("dismiss", {"alert_ids": ["zz"]}, "incidents.no-such-alert"),
        ],
    )
    def test_refuse_what_is_incomplete(self, recorded, officer, verb, more, code):
        with pytest.raises(Problem) as caught:
            do(verb, officer, **more)
        assert caught.value.code == code

    def test_act_on_all_chosen_or_on_none(self, recorded, officer):
        do("dismiss", officer, alert_ids=["b"])
        with pytest.raises(Problem):
            do("dismiss", officer, alert_ids=["a", "b"])
        assert state("a") == "new"

    @pytest.mark.parametrize("role", ["monitor", "analyst", "liaison", "commissioner", "secretariat", "administrator"])
    @pytest.mark.parametrize("verb", ["assign", "dismiss", "reopen", "release", "recall"])
    def test_are_for_those_who_handle_alerts(self, recorded, actor, role, verb):
        with pytest.raises(Problem) as caught:
            do(verb, actor(role))
        assert caught.value.code == "accounts.not-permitted"

    @pytest.mark.parametrize("verb", ["assign", "dismiss", "release"])
    def test_leave_one_entry_of_the_record_for_each_alert(self, recorded, officer, verb):
        before = Entry.objects.count()
        do(verb, officer, alert_ids=["a", "b"])

        assert Entry.objects.count() == before + 2


class TestUndo:
    def test_takes_back_ones_own_latest_act_by_another(self, recorded, officer):
        do("dismiss", officer)
        services.undo(alert_id="a", actor=officer, now=NOW)

        assert state("a") == "new"
        assert [act.kind for act in Act.objects.filter(alert="a")] == ["recorded", "dismissed", "undone"]

    def test_takes_back_a_release(self, recorded, officer):
        do("release", officer)
        services.undo(alert_id="a", actor=officer, now=NOW)

        assert not Alert.objects.get(alert="a").releases.exists()

    def test_does_not_tell_of_acts_that_are_not_shown(self, recorded, officer, actor):
        party = actor("liaison", "north")
        do("release", officer)
        services.comment(alert_id="a", text="Ours", actor=party, now=NOW)
        services.comment(alert_id="a", text="The mission's own", actor=officer, now=NOW)

        services.undo(alert_id="a", actor=party, now=NOW)

        assert Act.objects.filter(alert="a").latest("pk").undoes.text == "Ours"

    @pytest.mark.parametrize("case", ["too late", "of somebody else", "twice", "nothing done"])
    def test_is_refused(self, recorded, officer, actor, case):
        who, when = officer, NOW
        if case != "nothing done":
            do("dismiss", officer)
        if case == "too late":
            when = NOW + timedelta(minutes=16)
        if case == "of somebody else":
            who = actor("duty-officer", username="another")
        if case == "twice":
            services.undo(alert_id="a", actor=officer, now=NOW)
        with pytest.raises(Problem) as caught:
            services.undo(alert_id="a", actor=who, now=when)
        assert caught.value.code == "incidents.not-undoable"


class TestActs:
    @pytest.mark.parametrize("change", ["update", "delete"])
    def test_can_be_neither_changed_nor_removed(self, recorded, change):
        acts = Act.objects.filter(alert="a")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            acts.update(text="otherwise") if change == "update" else acts._raw_delete("default")
