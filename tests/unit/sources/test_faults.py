from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.observations.schemas import QUARANTINE
from evenhand.sources import faults
from evenhand.sources.faults import BAD_ROW, describe, fault, quarantine_table, safe_text, shown

CODES = sorted(kind.code for kind in vars(faults).values() if isinstance(kind, ProblemKind))


class TestSafeText:
    @settings(deadline=None, max_examples=100)
    @given(st.one_of(st.text(max_size=60), st.binary(max_size=60)))
    def test_anything_becomes_text_that_can_be_stored_and_shown(self, raw):
        text = safe_text(raw)

        assert text.encode("utf-8").decode("utf-8") == text
        assert not any(ord(c) < 32 or 0x202A <= ord(c) <= 0x202E for c in text)

    def test_arabic_stays_readable(self):
        assert safe_text("سرت، ليبيا".encode()) == "سرت، ليبيا"

    def test_long_text_is_cut_and_says_so(self):
        assert safe_text("x" * 1500).endswith("... (500 more)")
        assert len(safe_text(b"x" * 10**6)) < 1100
        assert len(shown("y" * 500)) < 110


def test_the_quarantine_is_in_order_of_rows():
    table = quarantine_table([fault(row, BAD_ROW(fault="x"), "raw") for row in (3, 1)], digest="d")

    assert table.schema.equals(QUARANTINE)
    assert table["row"].to_pylist() == [1, 3]
    assert quarantine_table([], digest="d").num_rows == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_described_in_every_language(language):
    catalogue = yaml.safe_load(files("evenhand.sources.phrases").joinpath(f"{language}.yaml").read_text("utf-8"))

    assert sorted(catalogue) == CODES
    assert all(describe(code, language=language) for code in CODES)


def test_an_unknown_code_has_no_description():
    with pytest.raises(Problem) as caught:
        describe("sources.no-such-code")
    assert caught.value.code == "foundation.no-such-phrase"
