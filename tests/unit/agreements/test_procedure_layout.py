from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.agreements.diff import describe_changes
from evenhand.agreements.model import Clock
from evenhand.agreements.procedure import Function, Need, StateKind, WorkingWeek
from evenhand.agreements.procedure_layout import (
    build_procedure,
    build_working_week,
    clocks_of,
    procedure_of,
    standard,
)
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import Text
from unit.agreements.small import agreement, codes, faults

NAME = "name: {en: A, ar: ا, fr: A, zh-hans: 甲}"
OWN = f"""time_zone: Africa/Tripoli
working_week: {{weekend: [sunday, saturday], holidays: [2026-03-20, 2026-03-19T00:00:00Z]}}
procedure:
  article: art. 8
  first: here
  states:
    - {{id: here, {NAME}}}
    - {{id: gone, kind: closed, {NAME}}}
  steps:
    - {{id: go, {NAME}, from: [here], to: gone, by: [mechanism], needs: [reason], after: party-comment}}
  acts:
    - {{act: commented, by: [party]}}
  decisions:
    - {{body: commission, method: majority, least: 3}}
"""


def own(old: str = "", new: str = "") -> dict[str, tuple[str, str]]:
    assert old in OWN
    return {"agreement": ("time_zone: Africa/Tripoli\n", OWN.replace(old, new, 1))}


def test_an_agreement_may_bring_its_own_procedure():
    found = procedure_of(agreement(**own()))

    assert found.state("gone").kind is StateKind.CLOSED
    assert found.steps[0].needs == (Need.REASON,)
    assert found.acts[0].by == (Function.PARTY,)
    assert (found.decisions[0].least, found.decisions[0].fails_after) == (3, 2)


def test_without_one_it_has_the_standard_one():
    assert procedure_of(agreement()) is standard()[0]


def test_its_own_clock_takes_the_place_of_the_standard_one_of_that_id():
    days = timedelta(days=7)
    own_clock = Clock(
        id="party-comment", name=Text({"en": "Comment"}), article="art. 9", starts="a", stops="b", limit=days
    )
    other = replace(own_clock, id="another")
    found = {clock.id: clock for clock in clocks_of(replace(agreement(), clocks=(own_clock, other)))}

    assert (found["party-comment"].limit, found["party-comment"].owed_by) == (days, ("party",))
    assert found["another"] == other
    assert len(found) == len(standard()[1]) + 1


def test_days_that_do_not_count_are_kept_in_order():
    week = agreement(**own()).working_week

    assert week == WorkingWeek(weekend=(5, 6), holidays=(date(2026, 3, 19), date(2026, 3, 20)))
    assert build_working_week({}) == WorkingWeek()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("by: [mechanism]", "by: [party]", "dead-end", id="only-a-party-could-go-on"),
        pytest.param("needs: [reason]", "needs: [positions-complete]", "dead-end", id="it-would-need-a-party"),
        pytest.param("after: party-comment", "after: doomsday", "unknown-name", id="no-such-clock"),
        pytest.param("to: gone", "to: nowhere", "unknown-name", id="no-such-state"),
        pytest.param("first: here", "first: there", "unknown-name", id="no-such-beginning"),
        pytest.param("needs: [reason]", "needs: [luck]", "not-allowed", id="no-such-need"),
        pytest.param("kind: closed, ", "", "dead-end", id="no-end"),
    ],
)
def test_a_procedure_that_cannot_work_is_a_fault(old, new, code):
    assert code in codes(**own(old, new))


def test_a_dead_end_is_told_with_what_to_do():
    [fault] = [one for one in faults(**own("by: [mechanism]", "by: [party]")) if one.code == "dead-end"]

    assert "here" in fault.message_in("en")
    assert "mechanism" in fault.remedy_in("en")


def test_a_changed_procedure_and_working_week_are_told():
    before, after = agreement(**own()), agreement(**own("to: gone, by: [mechanism]", "to: gone, by: [team]"))
    other_week = replace(before, working_week=WorkingWeek(weekend=(4,)))

    assert [change.noun for change in describe_changes(before, after)] == ["steps"] * len(
        describe_changes(before, after)
    )
    assert "Friday" in describe_changes(before, other_week)[0].sentence
    assert {change.noun for change in describe_changes(agreement(), before)} >= {"states", "steps"}


def test_what_is_left_out_is_as_usual():
    found = build_procedure(
        {
            "article": "a",
            "first": "x",
            "states": ({"id": "x", "name": Text()},),
            "steps": (),
            "decisions": ({"body": "commission"},),
        }
    )

    assert found.states[0].kind is StateKind.OPEN
    assert found.decisions[0].body is Function.COMMISSION


def test_a_standard_procedure_that_somebody_broke_is_told(tmp_path, monkeypatch):
    folder = tmp_path / "procedures"
    folder.mkdir()
    (folder / "standard.yaml").write_text("procedure: {article: a, first: x, states: [], steps: []}\nclocks: []\n")
    monkeypatch.setattr("evenhand.agreements.procedure_layout.files", lambda _package: tmp_path)

    with pytest.raises(Problem) as caught:
        standard.__wrapped__()

    assert caught.value.code == "agreements.standard-procedure-broken"
