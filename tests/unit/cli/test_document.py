import json

import pytest

from simulators.documents import ENGLISH
from unit.cli.command import run


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text(ENGLISH, encoding="utf-8")
    return path


@pytest.mark.parametrize(("form", "begins"), [("akn", "<?xml"), ("html", "<!doctype html>"), ("text", "Letter dated")])
def test_writes_the_form_that_is_asked_for(capsys, letter, form, begins):
    ran = run(capsys, "document", "read", letter, "--format", form)

    assert ran.status == 0, ran.err
    assert ran.out.startswith(begins)


def test_writes_one_json_object(capsys, letter):
    found = json.loads(run(capsys, "document", "read", letter, "--format", "json").out)

    assert found["symbols_of_document"] == ["S/2031/77"]


def test_a_file_that_is_not_there_is_a_problem(capsys, tmp_path):
    ran = run(capsys, "document", "read", tmp_path / "none.pdf")

    assert ran.status == 1
    assert "cli.no-access" in ran.err
