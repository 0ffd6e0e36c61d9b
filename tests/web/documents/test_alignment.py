"""Two texts side by side: languages and versions of one document."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand_web.documents.alignment import aligned
from evenhand_web.documents.passages import Passage
from evenhand_web.documents.queries.comparing import comparison
from web.documents import samples


def passage(number: str, text: str = "x", kind: str = "paragraph") -> Passage:
    return Passage(key=number, kind=kind, number=number, text=text, page=1, line_from=1, line_to=1)


class TestAligned:
    @settings(max_examples=40, deadline=None)
    @given(
        *(st.lists(st.tuples(st.integers(1, 6), st.text("ab 1", max_size=8)), max_size=6) for _side in range(2)),
        st.booleans(),
    )
    def test_every_passage_stands_once_and_in_order(self, left, right, same_language):
        sides = [[passage(f"{n}-{at}", text) for at, (n, text) in enumerate(side)] for side in (left, right)]
        pairs = aligned(*sides, same_language=same_language)
        assert [pair.left for pair in pairs if pair.left] == sides[0]
        assert [pair.right for pair in pairs if pair.right] == sides[1]

    def test_a_paragraph_that_is_missing_leaves_a_gap(self):
        left = [passage(number, f"of {number}") for number in ("1", "2", "3")]
        pairs = aligned(left, [left[0], left[2]], same_language=True)
        assert [(pair.left is None, pair.right is None) for pair in pairs] == [
            (False, False),
            (False, True),
            (False, False),
        ]

    def test_long_texts_go_by_their_numbers(self, monkeypatch):
        monkeypatch.setattr("evenhand_web.documents.alignment.MOST_CELLS", 1)
        pairs = aligned([passage("1"), passage("2")], [passage("2"), passage("3")], same_language=False)
        assert [(p.left.key if p.left else "", p.right.key if p.right else "") for p in pairs] == [
            ("1", ""), ("2", "2"), ("", "3"),
        ]  # fmt: skip


class TestComparison:
    def test_of_two_languages_shows_where_figures_differ(self, duty):
        one, other = samples.kept(duty, samples.text()), samples.kept(duty, samples.ARABIC)
        found = comparison(duty, one.pk, other.pk)
        states = {row.left.key: row.state for row in found.page.rows if row.left}
        assert states["heading-1"] == "same"
        assert states["1"] == "figures"  # 90 days and 60

    def test_of_two_versions_marks_the_words_that_differ(self, duty):
        one, other = (
            samples.kept(duty, samples.text()),
            samples.kept(duty, samples.text("ST/ORISIA/2020/7/Corr.1", days=60)),
        )
        found = comparison(duty, one.pk, other.pk, only="differing")
        (row,) = found.page.rows
        assert [piece.text for piece in row.left.segments if piece.marked] == ["9"]
        assert found.counts["differs"] == 1

    @pytest.mark.parametrize("gone", ["left", "right"])
    def test_says_what_only_one_side_has(self, duty, gone):
        longer = samples.text("ST/ORISIA/2020/7/Rev.1", more="\n4. The Parties shall report every week.\n")
        sides = [samples.kept(duty, content).pk for content in (samples.text(), longer)]
        found = comparison(duty, *(sides if gone == "right" else sides[::-1]))
        assert (found.only_left, found.only_right) == ((0, 1) if gone == "right" else (1, 0))
