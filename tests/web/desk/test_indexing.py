"""Whatever happens to reports and alerts, the index of the desk is what it would be if it were made again."""

import contextlib
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.record import Attached
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.desk import services
from evenhand_web.desk.indexing import rebuild
from evenhand_web.desk.models import Item, Shown, Tally
from evenhand_web.incidents import services as incidents
from evenhand_web.intake.access import visible_reports
from evenhand_web.intake.models import Report, ReportRelease
from evenhand_web.intake.services import add_files, receive
from web.alerts import alerts
from web.conftest import NOW
from web.intake.samples import a_file, a_record, an_arrival


def contents() -> dict[str, list[tuple]]:
    """All that the index says, by what it is about and not by its keys."""
    fields = [one.name for one in Item._meta.concrete_fields if one.name != "id"]
    shown = Shown.objects.values_list("organisation__key", "item__kind", "item__ref", "came_at", "own")
    return {
        "items": sorted(Item.objects.values_list(*fields), key=str),
        "shown": sorted(shown, key=str),
        "tallies": sorted(Tally.objects.filter(number__gt=0).values_list("cell", "kind", "state", "number")),
    }


VERBS = (
    *("file", "edit", "again", "move", "attach", "assign", "grade", "route", "settle", "reopen", "release", "recall"),
    *("translate", "ask", "answer", "undo", "run", "dismiss"),
)
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 3)), min_size=1, max_size=12)


def step(name: str, n: int, *, duty, liaison, at) -> None:
    reports = [report.pk for report in Report.objects.filter(joined=None).order_by("pk")]
    chosen = reports[n % len(reports)] if reports else "none"
    many = {"report_ids": [chosen], "actor": duty, "now": at}
    one = {"report_id": chosen, "actor": duty, "now": at}
    record = a_record(f"text {n}", attached=(Attached(name="photo.jpg"),))
    file = {"actor": liaison if n % 2 else duty, "now": at}
    verbs = {
        "file": lambda: receive(arrival=an_arrival(f"i{n}", record=record), **file),
        "edit": lambda: receive(arrival=an_arrival(f"e{n}", record=record, replaces=f"i{n}"), **file),
        "again": lambda: receive(arrival=an_arrival(f"i{n}", record=a_record(f"other {n}")), **file),
        "move": lambda: receive(arrival=an_arrival(f"m{n}", record=a_record(place=None), replaces=f"i{n}"), **file),
        "attach": lambda: attach(chosen, at),
        "assign": lambda: services.assign(assignee=duty.username if n else "", **many),
        "grade": lambda: services.grade(reliability="B", credibility="" if n else "3", reason="known", **many),
        "route": lambda: services.route(to="team", organisation="south" if n else "", **many),
        "settle": lambda: services.settle(reason="noted", text="done", **many),
        "reopen": lambda: services.reopen(text="again", **many),
        "release": lambda: services.release(organisation=("south", "north")[n % 2], **many),
        "recall": lambda: services.recall(organisation=("south", "north")[n % 2], text="no", **many),
        "translate": lambda: services.translate(language="fr", text="deux tirs", **one),
        "ask": lambda: services.ask(question="where?", **one),
        "answer": lambda: services.answer(text="there", report_id=chosen, actor=liaison, now=at),
        "undo": lambda: services.undo(**one),
        "run": lambda: incidents.record_alerts(
            alerts=alerts(*({"alert": f"a{i}", "n_fixes": n} for i in range(n))),
            agreement="coastal-example", actor=SYSTEM, now=at,
        ),
        "dismiss": lambda: incidents.dismiss(alert_ids=["a0"], reason="sensor", text="no", actor=duty, now=at),
    }  # fmt: skip
    with contextlib.suppress(Problem):  # what is not possible from there leaves everything as it was
        verbs[name]()


def attach(report: str, at) -> None:
    version = Report.objects.get(pk=report).all_versions.select_related("by").first() if report != "none" else None
    if version is not None:
        by = next(one for one in ACTORS if one.organisation_id == version.by_id)
        add_files(version_id=version.pk, files=[a_file("photo.jpg")], actor=by, now=at)


ACTORS: list = []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_kept_along_the_way_it_is_what_it_is_made_again(steps, duty, liaison, transactional_reset):
    transactional_reset()
    ACTORS[:] = [duty, liaison]
    for number, (name, n) in enumerate(steps):
        step(name, n, duty=duty, liaison=liaison, at=NOW + timedelta(minutes=number))

    kept = contents()
    rebuild()

    assert contents() == kept
    for organisation in {duty.organisation_id, liaison.organisation_id}:
        seen = set(Shown.objects.filter(organisation_id=organisation).values_list("item__ref", flat=True))
        assert seen == set(owned_or_released(organisation))


def owned_or_released(organisation: int) -> Iterable[str]:
    yield from Report.objects.filter(joined=None, owner_id=organisation).values_list("pk", flat=True)
    released = ReportRelease.objects.filter(organisation_id=organisation, report__joined=None)
    yield from released.values_list("report_id", flat=True)


@pytest.fixture
def transactional_reset(db):
    """Back to the beginning of the test, for each example."""
    points: list[str] = []

    def reset() -> None:
        if points:
            transaction.savepoint_rollback(points.pop())
        points.append(transaction.savepoint())

    return reset


def test_what_outsiders_see_of_the_index_is_what_they_see_of_reports(duty, liaison, filed):
    mine, theirs = filed(liaison), filed(duty)
    services.release(report_ids=[theirs.pk], organisation="north", actor=duty, now=NOW)

    shown = set(Shown.objects.filter(organisation_id=liaison.organisation_id).values_list("item__ref", flat=True))

    assert shown == set(visible_reports(liaison).values_list("pk", flat=True)) == {mine.pk, theirs.pk}


def test_an_edit_that_came_first_is_one_item_once_they_are_joined(duty):
    for instance, replaces in (("a", ""), ("c", "b"), ("b", "a")):
        receive(arrival=an_arrival(instance, record=a_record(instance * 5), replaces=replaces), actor=duty, now=NOW)

    item = Item.objects.get()
    assert item.headline == "ccccc"
    assert list(Tally.objects.filter(number__gt=0).values_list("number", flat=True)) == [1]


def test_the_command_makes_the_index_again(duty, filed, capsys):
    filed(duty)
    Item.objects.all().delete()
    call_command("desk_index")

    assert capsys.readouterr().out.strip() == "1 items"
    assert Item.objects.count() == 1
