import pytest

from evenhand.documents.markers import begins_with_mark, level_of_mark, level_of_section, taken_apart


@pytest.mark.parametrize(
    ("text", "kind", "mark"),
    [
        ("1． 继续", "numbered", "1"),
        ("12. The", "numbered", "12"),
        ("٢ - يجب", "numbered", "2"),
        ("1.2 Scope", "numbered", "1.2"),
        ("一. 导言", "section", "一"),
        ("IV. Next", "section", "IV"),
        ("A. Weapons", "section", "A"),
        ("أولا - مقدمة", "section", "أولا"),
        ("(a) Clear", "subitem", "(a)"),
        ("㈠ 统一", "subitem", "㈠"),
        ("– Clear", "bullet", "–"),
        ("第三条 停火", "article", "第三条"),
        ("2020 年 3 月", "prose", None),
        ("155 kilometres", "prose", None),
    ],
)
def test_marks_are_told_by_their_form(text, kind, mark):
    found = taken_apart(text)

    assert (found.kind, found.mark) == (kind, mark)
    assert begins_with_mark(text) is (kind != "prose")


def test_levels():
    assert [level_of_mark(mark) for mark in ("(a)", "㈠", "(ii)")] == [1, 2, 2]
    assert [level_of_section(mark) for mark in ("一", "IV", "A", "1")] == [1, 1, 2, 2]
