import csv
import io
import json

import pytest

from unit.cli.command import run

TEXT = "1. The Parties shall withdraw within 90 days of the signature. States should consider a fund.\n"


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_proposals_are_listed_with_what_was_worked_out(capsys, paper):
    ran = run(capsys, "commitments", "propose", paper)

    assert ran.status == 0, ran.err
    assert "2 proposal(s)" in ran.out
    assert "within 90 days" in ran.out
    assert "worked out, not read" in ran.out


def test_proposals_are_json_and_csv_too(capsys, paper):
    found = json.loads(run(capsys, "commitments", "propose", paper, "--format", "json").out)
    rows = list(csv.reader(io.StringIO(run(capsys, "commitments", "propose", paper, "--format", "csv").out)))

    assert found["proposals"][0]["commitment"]["readings"][0]["due"] == {
        "event": "signature", "count": 90, "unit": "days",
    }  # fmt: skip
    assert len(rows) == 3


def test_both_readings_are_told_on_the_day_between_them(capsys):
    told = run(capsys, "commitments", "due", "libya-2020", "--on", "2021-01-22").out

    assert "! ninety-days: overdue by 1 day(s)" in told
    assert "  three-months: 1 day(s) left" in told


def test_a_plan_without_deadlines_says_so(capsys, tmp_path):
    (tmp_path / "plan.yaml").write_text("plan: bare\ntitle: {en: a, ar: b, fr: c, zh-hans: d}\n", encoding="utf-8")

    assert "has a deadline" in run(capsys, "commitments", "due", tmp_path).out
    assert "no gate" in run(capsys, "commitments", "gates", tmp_path).out


@pytest.mark.parametrize(
    ("form", "holds"),
    [("markdown", "## Near-term measures"), ("csv", "terrorism-fund"), ("json", '"moves"')],
)
def test_a_year_is_evaluated_in_every_form(capsys, form, holds):
    ran = run(capsys, "commitments", "plan", "tripoli-2012", "--evaluate", "2013", "--format", form)

    assert ran.status == 0, ran.err
    assert holds in ran.out


def test_the_matrix_without_a_year_counts_what_nobody_reported_on(capsys):
    told = run(capsys, "commitments", "plan", "tripoli-2012", "--on", "2012-12-31").out

    assert "Never reported on: 87" in told


def test_gates_name_what_lacks(capsys):
    told = run(capsys, "commitments", "gates", "libya-2020", "--on", "2020-12-29").out

    assert "Readiness for deploying monitors: no (13/13)" in told


def test_indicators_tell_what_each_body_measured_and_what_nobody_did(capsys):
    told = run(capsys, "commitments", "indicators", "libya-2020", "--on", "2020-12-31").out

    assert "United Nations: 22.67 per cent on 2020-11-15; target reached: unknown" in told
    assert "target: 30– per cent\n  nobody has measured it" in told
    assert "No commitment" in run(capsys, "commitments", "indicators", "tripoli-2012").out


def test_the_risk_register_is_a_table(capsys):
    rows = list(csv.reader(io.StringIO(run(capsys, "commitments", "risks", "libya-2020").out)))

    assert len(rows) == 7


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["due", "libya-2020", "--on", "soon"], "cli.not-a-day", id="day"),
        pytest.param(["plan", "nowhere"], "sources.no-such-plan", id="plan"),
        pytest.param(["propose", "/nowhere/at/all.txt"], "cli.no-access", id="file"),
    ],
)
def test_what_goes_wrong_is_a_problem(capsys, arguments, code):
    ran = run(capsys, "commitments", *arguments)

    assert ran.status == 1
    assert code in ran.err
