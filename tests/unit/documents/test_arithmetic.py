import pytest

from evenhand.documents.arithmetic import counted, deadlines, totals, units
from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure


def told(rule, text: str, language: str) -> list[dict]:
    return [dict(one.details) for one in rule(passages_of(read_structure(text, language)), language)]


@pytest.mark.parametrize(
    ("text", "language", "sums"),
    [
        ("1. 举行了26次会议(包括1次辩论、4次会议和19次通报)。", "zh", ["24"]),
        ("1. 举行了24次会议(包括1次辩论、4次会议和19次通报)。", "zh", []),
        ("1. It held 12 meetings (including 5 open meetings and 6 closed meetings).", "en", ["11"]),
        ("1. It held about 12 meetings (including 5 open meetings and 6 closed meetings).", "en", []),
    ],
)
def test_totals(text, language, sums):
    assert [one["sum"] for one in told(totals, text, language)] == sums


def test_a_count_is_held_against_what_the_text_names():
    text = "1. 安理会通过了3项决议。\n\n2. 安理会通过了第2508(2020)号决议。\n\n3. 安理会通过了第2509(2020)号决议。\n"

    assert [one["found"] for one in told(counted, text, "zh")] == [2]


def test_two_terms_of_nearly_one_length_for_one_act():
    text = "1. All forces shall leave the contact line within three months.\n\n"
    text += "2. All forces shall leave the contact line within 90 days.\n"

    assert len(told(deadlines, text, "en")) == 1
    assert told(deadlines, text.replace("90 days", "30 days"), "en") == []


def test_a_number_that_changes_its_unit():
    text = "1. 已查明 5 000 枚便携式防空系统导弹。\n\n2. 已查明 5 000 件便携式防空系统。\n"

    assert len(told(units, text, "zh")) == 1
    assert told(units, text.replace("件", "枚"), "zh") == []
