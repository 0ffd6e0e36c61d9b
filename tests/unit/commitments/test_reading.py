import json
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from evenhand.commitments.acts import KINDS
from evenhand.commitments.model import Qualifier, Status, Strength, Term, Unit, Willing
from evenhand.commitments.reading import plan_schema, read_plan
from evenhand.foundation.problems import Problem
from evenhand.sources.plan_files import bundled_plans, find_plan, plan_files


class TextDates(yaml.SafeLoader):
    """YAML as editors read it: dates stay text."""


TextDates.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PLAN = b"""
plan: valley
title: Plan of the valley
document: S/2031/1
time_zone: Africa/Tripoli
weekend: [friday, saturday]
actors:
- {id: north, name: North, state: true}
- {id: all, name: All, members: [north]}
events:
- {id: signature, name: Signature, day: 2031-01-01}
gates:
- id: deploy
  name: Ready
  conditions:
  - {id: road, what: The road is clear, commitment: sweep, indicator: km}
risks:
- {id: rain, what: Rain, likelihood: high, impact: low, threatens: [sweep]}
commitments:
- id: sweep
  what: Clear the road
  para: "5"
  verb: must
  owed_by: [north]
  readings:
  - {id: a, after: {event: signature, count: 3, unit: months}, basis: Three months}
  - {id: b, day: 2031-04-02, inferred: true}
  - {id: c}
  recurs: {every: 120, unit: days, event: signature}
  indicators:
  - {id: km, name: Kilometres, unit: km, target: {low: 100, unit: km}, baseline: {value: 5, qualifier: about}}
"""
MORE = b"""
commitments:
- {id: fund, what: A fund, para: "7", document: S/2031/2, verb: should, strength: study, willing_only: true, term: near}
"""
WHO = "at: 2031-06-01T12:00:00Z, author: anna, body: host, capacity: host"
SAID = f"""
status-said:
- {{id: a1, {WHO}, commitment: sweep, status: met, state: north, evidence: [{{kind: report, ref: r1}}]}}
measured:
- {{id: a2, {WHO}, commitment: sweep, indicator: km, value: {{low: 1, high: 3}}, items: [{{item: x, held: "yes"}}]}}
paused:
- {{id: a3, {WHO}, commitment: sweep, begins_on: 2031-02-01, authority: decision 7}}
resumed:
- {{id: a4, {WHO}, commitment: sweep, day: 2031-02-05}}
occurred:
- {{id: a5, {WHO}, event: signature, day: 2031-01-03}}
condition-said:
- {{id: a6, {WHO}, gate: deploy, condition: road, held: unknown}}
willingness-said:
- {{id: a7, {WHO}, commitment: fund, state: north, willing: true}}
""".encode()
FILES = {"plan.yaml": PLAN, "commitments/more.yaml": MORE, "said/2031.yaml": SAID}


def faults(files):
    with pytest.raises(Problem) as caught:
        read_plan(files, origin="valley")
    assert caught.value.code == "commitments.faulty-plan"
    return {(fault.code, fault.value) for fault in caught.value.details["faults"] if fault.severity == "fault"}


def test_a_plan_is_read_with_all_its_commitments():
    plan = read_plan(FILES, origin="valley").plan
    sweep, fund = plan.commitments

    assert (plan.weekend, plan.actors[1].members) == ((4, 5), ("north",))
    assert (sweep.strength, sweep.source.document, sweep.source.para) == (Strength.BINDING, "S/2031/1", "5")
    assert [(one.due.unit, one.due.on is None, one.inferred) for one in sweep.readings] == [
        (Unit.MONTHS, True, False),
        (Unit.DAYS, False, True),
        (Unit.DAYS, True, False),
    ]
    assert (sweep.recurrence.every, sweep.recurrence.event) == (120, "signature")
    assert (fund.strength, fund.willing, fund.term) == (Strength.STUDY, Willing.WILLING_ONLY, Term.NEAR)
    assert fund.source.document == "S/2031/2"
    target, baseline = sweep.indicators[0].target, sweep.indicators[0].baseline
    assert (target.qualifier, baseline.qualifier) == (Qualifier.AT_LEAST, Qualifier.ABOUT)


def test_what_is_said_is_read_in_every_kind():
    acts = read_plan(FILES, origin="valley").acts

    assert [act.kind for act in acts] == list(KINDS)
    assert acts[0].content.status is Status.MET
    assert acts[1].content.value.qualifier is Qualifier.RANGE


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("verb: must", "verb: shouts", ("not-allowed", "shouts"), id="verb"),
        pytest.param("commitment: sweep, ", "commitment: sweap, ", ("unknown-name", "sweap"), id="name"),
        pytest.param("event: signature, count", "event: signing, count", ("unknown-name", "signing"), id="event"),
        pytest.param("members: [north]", "members: [west]", ("unknown-name", "west"), id="actor"),
        pytest.param("day: 2031-04-02", "day: 2031-04-02T12:00:00Z", ("not-a-day", "2031-04-02T12:00:00Z"), id="day"),
        pytest.param(
            "{id: b, day", "{id: b, after: {event: signature, count: 1, unit: days}, day",
            ("two-deadlines", "2031-04-02"), id="two",
        ),
        pytest.param("low: 100", "low: 100, high: 5", ("bounds-backwards", "100 > 5"), id="bounds"),
        pytest.param("threatens: [sweep]", "threatens: [swoop]", ("unknown-name", "swoop"), id="risk"),
        pytest.param("- id: deploy", "- id: Deploy", ("not-an-id", "Deploy"), id="id"),
    ],
)  # fmt: skip
def test_faults_are_told_where_they_stand(old, new, fault):
    assert fault in faults({**FILES, "plan.yaml": PLAN.replace(old.encode(), new.encode())})


def test_a_plan_without_its_file_says_so():
    assert ("file-missing", "plan.yaml") in faults({})


def test_an_act_on_what_is_not_in_the_plan_is_a_fault():
    said = SAID.replace(b"commitment: fund", b"commitment: found")

    assert ("unknown-name", "found") in faults({**FILES, "said/2031.yaml": said})


@settings(max_examples=40)
@given(st.integers(0, len(PLAN)))
def test_any_prefix_of_a_plan_is_read_or_refused_with_faults(length):
    try:
        read_plan({"plan.yaml": PLAN[:length]}, origin="valley")
    except Problem as problem:
        if problem.code != "commitments.faulty-plan":
            raise


def test_the_published_schema_is_that_of_the_table():
    published = files("evenhand.commitments.schema").joinpath("plan.schema.json").read_text(encoding="utf-8")

    assert published == json.dumps(plan_schema(), indent=1, ensure_ascii=False) + "\n"
    Draft202012Validator.check_schema(plan_schema())


@pytest.mark.parametrize("name", bundled_plans())
def test_the_plans_that_come_with_it_are_whole_in_every_language_and_fit_the_schema(name):
    contents = plan_files(find_plan(name))
    found = read_plan(contents, origin=name)

    assert found.warnings == ()
    assert all(one.source.para or one.source.article for one in found.plan.commitments)
    for content in contents.values():
        Draft202012Validator(plan_schema()).validate(yaml.load(content, Loader=TextDates))
