import pytest

from evenhand.cli.main import COMMANDS, cli
from unit.cli.command import run, written_agreement


def test_help_names_every_command(capsys):
    ran = run(capsys, "--help")

    assert ran.status == 0
    assert [name for name in COMMANDS if f"\n  {name}" not in ran.out] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(capsys, name):
    ran = run(capsys, name, "--help")

    assert ran.status == 0
    assert ran.out.startswith("Usage:")


def test_a_command_that_is_none_is_a_usage_mistake(capsys):
    ran = run(capsys, "wach")

    assert (ran.status, "wach" in ran.err) == (2, True)
    assert cli.get_command(None, "wach") is None


def test_a_problem_ends_with_status_one_its_code_and_what_to_do(capsys):
    ran = run(capsys, "agreement", "check", "no-such-agreement")

    assert ran.status == 1
    assert ran.err.startswith("sources.no-such-agreement: ")
    assert "libya-2020" in ran.err


def test_faults_of_an_agreement_stand_one_a_line_as_compilers_print_theirs(capsys, tmp_path):
    folder = written_agreement(tmp_path / "coast", rule=("areas: [coastal-zone]", "areas: [coastal-zon]"))

    ran = run(capsys, "agreement", "check", folder)

    assert ran.status == 1
    first = ran.err.splitlines()[0]
    assert first.startswith("rules/no-flights.yaml:7:")
    assert "coastal-zon" in first
    assert "coastal-zone" in first


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["agreement", "areas", "libya-2020", "--out", "{nowhere}"], id="a-file"),
        pytest.param(["simulate", "/dev/null"], id="a-folder"),
    ],
)
def test_a_place_that_cannot_be_written_is_named_without_a_traceback(capsys, tmp_path, words):
    nowhere = tmp_path / "none" / "areas.geojson"

    ran = run(capsys, *[word.format(nowhere=nowhere) for word in words])

    assert ran.status == 1
    assert ran.err.startswith("cli.no-access: ")
    assert (str(nowhere) if "areas" in words else "/dev/null") in ran.err
