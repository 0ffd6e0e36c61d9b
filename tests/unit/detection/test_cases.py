"""Every case of every bundled agreement, in the lawyer's words, through detection itself."""

from dataclasses import replace

import pytest

from evenhand.agreements.model import RuleKind
from evenhand.detection.cases import run_case
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.sources.agreement_files import bundled, load_agreement

AGREEMENTS = {name: load_agreement(name) for name in bundled()}
CASES = [
    pytest.param(agreement, rule, case, id=f"{name}: {rule.id} {case.it}")
    for name, agreement in AGREEMENTS.items()
    for rule in agreement.rules
    for case in rule.cases
]


@pytest.mark.parametrize(("agreement", "rule", "case"), [one for one in CASES if one.values[1].kind in RUNNING_KINDS])
def test_every_case_of_every_bundled_agreement(agreement, rule, case):
    result = run_case(agreement, rule, case)

    assert result.found == result.expected
    assert result.passed


def test_every_kind_of_rule_runs():
    assert set(RuleKind) == RUNNING_KINDS


def test_of_two_objects_neither_the_order_nor_the_unit_matters():
    agreement = AGREEMENTS["dayton-1995"]
    rule = next(rule for rule in agreement.rules if rule.id == "opposing-forces-apart")
    turned = replace(rule.cases[0], expect=("tank-b within 4000 m of tank-a",))

    assert run_case(agreement, rule, turned).passed
    assert not run_case(agreement, rule, replace(turned, expect=("tank-b within 4001 m of tank-a",))).passed


def test_a_case_that_expects_what_does_not_happen_fails():
    agreement = next(iter(AGREEMENTS.values()))
    rule = next(rule for rule in agreement.rules if rule.kind in RUNNING_KINDS)
    wrong = replace(rule.cases[0], expect=("nobody in nowhere",))

    assert not run_case(agreement, rule, wrong).passed
