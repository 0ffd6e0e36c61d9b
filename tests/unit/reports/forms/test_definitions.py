"""The text of the forms: whole, in four languages, with no choice written twice."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import Observed, ReportKind
from evenhand.reports.forms import definitions
from evenhand.reports.forms.definitions import LANGUAGE_MISSING, SPOKEN, UNKNOWN_LIST, choices, lists_of, questions


@pytest.mark.parametrize("kind", ReportKind)
def test_every_question_is_asked_in_every_language(kind):
    for row in questions(kind):
        for column in set(SPOKEN) & set(row):
            assert set(row[column]) == set(LANGUAGES), (row["name"], column)
            assert all(isinstance(text, str) and text.strip() for text in row[column].values()), row["name"]


@pytest.mark.parametrize("kind", ReportKind)
def test_every_choice_has_a_label_in_every_language(kind):
    for name, values in lists_of(questions(kind)).items():
        for value, labels in values.items():
            assert set(labels) == set(LANGUAGES), (name, value)
            assert all(isinstance(text, str) and text.strip() for text in labels.values()), (name, value)


@pytest.mark.parametrize("kind", ReportKind)
def test_groups_are_closed_in_the_order_in_which_they_were_opened(kind):
    opened = []
    for row in questions(kind):
        if row["type"].startswith("begin_"):
            opened.append(row["type"].removeprefix("begin_"))
        elif row["type"].startswith("end_"):
            assert opened.pop() == row["type"].removeprefix("end_")
    assert opened == []


def test_code_lists_come_from_the_codes():
    assert list(choices("observed")) == [code.value for code in Observed]
    assert choices("observed")["explosion"]["ar"] == "انفجار"


def test_a_list_that_nobody_has_is_a_problem():
    with pytest.raises(Problem) as problem:
        choices("colours")
    assert problem.value.kind is UNKNOWN_LIST


def test_a_question_without_one_of_the_languages_is_a_problem(monkeypatch):
    row = {"type": "text", "name": "text", "label": {"en": "What?"}}
    monkeypatch.setattr(definitions, "_read", lambda path: [row])
    with pytest.raises(Problem) as problem:
        questions(ReportKind.COMPLAINT)
    assert problem.value.kind is LANGUAGE_MISSING
    assert "ar, fr, zh-hans" in str(problem.value)


def test_other_lists_may_stand_in_for_those_of_a_part():
    types = [row["type"] for row in questions(ReportKind.PATROL_REPORT)]
    assert "select_one patrol-item-place" in types
    assert "select_one item-place" not in types
