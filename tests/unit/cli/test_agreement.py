import json

import pytest

from unit.cli.command import run, written_agreement


@pytest.fixture
def folder(tmp_path):
    return written_agreement(tmp_path / "coast")


def test_lists_what_is_bundled(capsys):
    ran = run(capsys, "agreement", "list")

    assert [name for name in ("libya-2020", "minsk-2014-15", "sinai-1979") if name not in ran.out] == []


def test_check_reads_it_and_runs_its_cases(capsys, folder):
    ran = run(capsys, "agreement", "check", folder)

    assert ran.status == 0
    assert "1 rules, 2 areas, 1 commitments, 1 places. No faults." in ran.out
    assert "2 of 2 cases pass" in ran.out


def test_check_remarks_on_what_is_missing_without_refusing_it(capsys, tmp_path):
    folder = written_agreement(tmp_path / "coast", rule=(", zh-hans: 禁飞}\nbinds", "}\nbinds"))

    ran = run(capsys, "agreement", "check", folder)

    assert ran.status == 0
    assert "rules/no-flights.yaml:5:" in ran.out
    assert "zh-hans" in ran.out


def test_check_says_which_case_fails_and_how(capsys, tmp_path):
    folder = written_agreement(tmp_path / "coast", rule=("300 km N of harbour", "10 km E of harbour"))

    ran = run(capsys, "agreement", "check", folder)

    assert ran.status == 1
    assert "it does not report a flight far away" in ran.out
    assert "Expected nothing, found transport in coastal-zone." in ran.out


def test_show_prints_every_section_with_articles(capsys, folder):
    ran = run(capsys, "agreement", "show", folder)

    assert "rules (1)" in ran.out
    assert "art. 4(2)" in ran.out


def test_diff_says_what_changed_and_that_nothing_did(capsys, folder, tmp_path):
    other = written_agreement(tmp_path / "other", agreement=("radius: 10 km", "radius: 12 km"))

    assert run(capsys, "agreement", "diff", folder, folder).out == "Nothing changed.\n"
    assert "port" in run(capsys, "agreement", "diff", folder, other).out.lower()


def test_schema_is_json(capsys):
    assert "$schema" in json.loads(run(capsys, "agreement", "schema").out)


def test_areas_are_geojson_on_the_screen_or_in_a_file(capsys, folder, tmp_path):
    shown = json.loads(run(capsys, "agreement", "areas", folder).out)
    run(capsys, "agreement", "areas", folder, "--out", tmp_path / "areas.geojson")

    assert [feature["id"] for feature in shown["features"]] == ["coastal-zone", "port"]
    assert json.loads((tmp_path / "areas.geojson").read_text()) == shown
