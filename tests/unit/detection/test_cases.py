"""Every case of every bundled agreement, in the lawyer's words, through detection itself."""

from dataclasses import replace

import pytest

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


@pytest.mark.parametrize(
    ("agreement", "rule", "case"), [one for one in CASES if one.values[1].kind not in RUNNING_KINDS]
)
def test_a_case_of_a_kind_that_does_not_run_says_so_and_does_not_pass(agreement, rule, case):
    result = run_case(agreement, rule, case)

    assert not result.runs
    assert not result.passed
    assert result.found == ()


def test_a_case_that_expects_what_does_not_happen_fails():
    agreement = next(iter(AGREEMENTS.values()))
    rule = next(rule for rule in agreement.rules if rule.kind in RUNNING_KINDS)
    wrong = replace(rule.cases[0], expect=("nobody in nowhere",))

    assert not run_case(agreement, rule, wrong).passed
