import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.agreements.faults import FAULTY, Fault, closest, faulty, letters_apart, shown
from evenhand.foundation.texts import LANGUAGES
from unit.agreements.small import faults


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("costal-zone", "coastal-zone", id="a-letter-left-out"),
        pytest.param("caostal-zone", "coastal-zone", id="two-letters-swapped"),
        pytest.param("Coastal Zone", "coastal-zone", id="as-a-title"),
        pytest.param("coastal_zone", "coastal-zone", id="another-hyphen"),
        pytest.param("desert", None, id="nothing-near"),
        pytest.param("", None, id="nothing-written"),
    ],
)
def test_names_the_word_that_was_meant(typed, meant):
    assert closest(typed, ["coastal-zone", "harbour", "buffer"]) == meant


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_slips_are_counted_alike_from_both_sides(a, b):
    assert letters_apart(a, b) == letters_apart(b, a)
    assert (letters_apart(a, b) == 0) == (a == b)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_speaks_each_language(language):
    [fault] = faults(rule=("areas: [coastal-zone]", "areas: [costal-zone]"))

    assert "costal-zone" in fault.message_in(language)
    assert "coastal-zone" in fault.remedy_in(language)


def test_the_problem_counts_faults_and_not_warnings():
    grave = Fault(file="f", line=1, column=1, path="", value="", code="tab")
    mild = Fault(file="f", line=1, column=1, path="", value="", code="tab", severity="warning")

    problem = faulty("here", (mild, grave))

    assert problem.kind is FAULTY
    assert problem.details["count"] == 1


def test_long_values_are_shortened_to_one_line():
    assert len(shown("x" * 500)) == 80
    assert shown("a\n b") == "a b"
