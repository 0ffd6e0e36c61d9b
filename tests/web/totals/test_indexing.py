"""Observations follow from reports and alerts, whatever happens to these."""

import contextlib
from datetime import timedelta

import pytest
from django.core.management import call_command

from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Means, Qualifier
from evenhand.reports.record import Count, Item
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.desk import services
from evenhand_web.incidents import services as incidents
from evenhand_web.intake.services import receive
from evenhand_web.totals.indexing import rebuild
from evenhand_web.totals.models import Observation
from web.alerts import alerts
from web.conftest import NOW
from web.intake.samples import a_record, an_arrival
from web.totals.conftest import line, when


def contents() -> list[tuple]:
    fields = [one.name for one in Observation._meta.concrete_fields if one.name != "id"]
    return sorted(Observation.objects.values_list(*fields), key=str)


def test_each_line_of_a_report_is_an_observation(duty, filed):
    report = filed(duty, line(low=3), line("burst", low=None, means=Means.HEARD, when=when(30)), when=when(0, 10))

    rows = Observation.objects.filter(ref=report.pk).order_by("line")
    assert [(row.kind, row.low, row.best, row.high) for row in rows] == [
        ("explosion", 3, 3, 3),
        ("burst", None, None, None),
    ]
    assert [row.place for row in rows] == ["sirte", "sirte"]
    assert rows[1].at - rows[0].at == timedelta(minutes=25)
    assert rows[1].means == "heard"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(Count(low=4, high=9), (4, 6, 9), id="a-range-has-its-middle"),
        pytest.param(Count(low=4, qualifier=Qualifier.AT_LEAST), (4, 4, None), id="at-least"),
        pytest.param(Count(low=4, qualifier=Qualifier.ABOUT), (4, 4, 4), id="about"),
        pytest.param(Count(high=4), (None, 4, 4), id="at-most"),
        pytest.param(Count(qualifier=Qualifier.MULTIPLE), (None, None, None), id="several"),
    ],
)
def test_numbers_keep_what_is_not_known(duty, filed, count, expected):
    filed(duty, Item(observed=line().observed, count=count))

    row = Observation.objects.get()
    assert (row.low, row.best, row.high) == expected


def test_a_report_without_lines_is_one_of_its_kind(duty, filed):
    filed(duty)

    row = Observation.objects.get()
    assert (row.kind, row.best, row.violation) == ("incident-report", 1, "KIN.MOR")


def test_an_edit_takes_the_place_of_what_it_replaces(duty, filed):
    filed(duty, line(low=2), line("burst"), instance="first")
    filed(duty, line(low=5), replaces="first")

    assert [row.best for row in Observation.objects.all()] == [5]


def test_an_alert_is_one_and_one_dismissed_is_none(duty):
    incidents.record_alerts(alerts=alerts({}), actor=SYSTEM, now=NOW)
    row = Observation.objects.get()
    assert (row.kind, row.agreement, row.object, row.area) == (
        "exclusion", "coastal-example", "icao24:4b43ac", "coastal-zone",
    )  # fmt: skip

    incidents.dismiss(alert_ids=["alert-a"], reason="sensor", text="no", actor=duty, now=NOW)
    assert not Observation.objects.exists()

    incidents.reopen(alert_ids=["alert-a"], text="yes", actor=duty, now=NOW)
    assert Observation.objects.count() == 1


def test_nothing_of_the_source_is_kept():
    assert not {"source", "sender", "reporter", "owner", "protection"} & {one.name for one in Observation._meta.fields}


STEPS = (
    *("file", "edit", "settle", "edit-first", "reopen", "run", "dismiss", "join", "release", "again"),
    *("undo", "file-other", "edit-other"),
)


@pytest.mark.parametrize("begin", range(0, len(STEPS), 3))
def test_kept_along_the_way_they_are_what_they_are_made_again(begin, duty, north):
    """The steps in another order for each beginning; those that are not possible then leave all as it was."""

    def arrive(instance, **more):
        record = more.pop("record", a_record(items=(line(low=2), line("shot"))))
        return lambda: receive(arrival=an_arrival(instance, record=record, **more), actor=duty, now=NOW)

    first = Observation.objects.filter(origin="report").values_list("ref", flat=True).first
    verbs = {
        "file": arrive("a"),
        "file-other": arrive("b", record=a_record(place=None)),
        "edit": arrive("c", replaces="a", record=a_record(items=(line(low=9),))),
        "edit-first": arrive("d", replaces="e"),
        "join": arrive("e", replaces="b"),
        "edit-other": arrive("f", replaces="b", record=a_record(items=(line("uav"),))),
        "again": arrive("a", record=a_record("other", items=(line("burst", low=None),))),
        "settle": lambda: services.settle(report_ids=[first()], reason="noted", text="done", actor=duty, now=NOW),
        "reopen": lambda: services.reopen(report_ids=[first()], text="again", actor=duty, now=NOW),
        "release": lambda: services.release(report_ids=[first()], organisation="north", actor=duty, now=NOW),
        "undo": lambda: services.undo(report_id=first(), actor=duty, now=NOW),
        "run": lambda: incidents.record_alerts(alerts=alerts({}, {"alert": "alert-b"}), actor=SYSTEM, now=NOW),
        "dismiss": lambda: incidents.dismiss(alert_ids=["alert-a"], reason="sensor", text="", actor=duty, now=NOW),
    }
    for name in (*STEPS[begin:], *STEPS[:begin]):
        with contextlib.suppress(Problem):
            verbs[name]()

    kept = contents()
    rebuild()
    assert contents() == kept


def test_the_command_makes_them_again(duty, filed, capsys):
    filed(duty, line(), line())
    Observation.objects.all().delete()
    call_command("totals_index")

    assert capsys.readouterr().out.strip() == "2 observations"
