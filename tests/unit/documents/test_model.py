from evenhand.documents.model import Line, Paragraph, Structure, Subitem


def test_a_paragraph_is_read_with_its_sub_items():
    items = (Subitem(marker="(a)", text="clear;"), Subitem(marker="(b)", text="leave."))
    one = Paragraph(
        id="1",
        number="1",
        part="body",
        kind="numbered",
        text="They shall:",
        page=1,
        line_from=1,
        line_to=3,
        subitems=items,
    )

    assert one.whole == "They shall:\n(a) clear;\n(b) leave."
    assert one.full_text == "They shall:\nclear;\nleave."


def test_lines_are_on_the_first_page_unless_told():
    assert Line(number=1, text="x").page == 1
    assert "furniture" in Structure.__dataclass_fields__
