from evenhand.documents.blocks import flow_of
from evenhand.documents.layout import paged, source_lines, style_of
from simulators.documents import CHINESE


def blocks(text: str, language: str = "en") -> list[str]:
    lines = source_lines(text)
    style = style_of(lines)
    return [block.text for block in flow_of(paged(lines, style), style, language).blocks]


def test_indented_lines_begin_paragraphs():
    text = (
        "      The commission met in the capital and heard the representatives of the two\n"
        "parties, who agreed on a plan for the coming months and on the work of the\n"
        "teams in the field.\n"
        "      It then heard the observers, who told of the road and of the bridge, and\n"
        "of the people who had come back.\n"
    )

    assert [block[:3] for block in blocks(text)] == ["The", "It "]


def test_preambular_paragraphs_stand_apart():
    text = (
        "The Security Council,\n"
        "Recalling its previous resolutions and the statements of its President on the matter and\n"
        "on the region as a whole,\n"
        "Noting the report of the commission and the recommendations that it has made in it to us,\n"
        "1. Decides to extend the mandate of the commission until the end of the following year;\n"
    )

    assert [block.split()[0] for block in blocks(text)] == ["The", "Recalling", "Noting", "1."]


def test_a_mark_alone_on_its_line_joins_what_stands_around_it():
    text = CHINESE.replace("至 4 日在日内瓦", "至 4 日\n1\n 在日内瓦")

    assert any("至 4 日在日内瓦举行会议" in block for block in blocks(text, "zh"))


def test_where_no_pages_are_known_a_note_ends_with_its_full_stop():
    text = (
        "1. The commission met in the capital and heard both parties on the matter of the road1 and\n"
        "____________\n"
        "1 See S/2031/5.\n"
        "on the matter of the bridge, which both of them wish to open again before the winter.\n"
        "2. It then heard the observers, who told it of the people who had come back to the town\n"
        "and of those who had not.\n"
    )

    assert blocks(text)[0].endswith(
        "on the matter of the bridge, which both of them wish to open again before the winter."
    )


def test_each_line_is_a_paragraph_where_lines_are_long_and_whole():
    lines = [f"{name} 会议听取了通报。{'各方就此交换了意见，并同意继续就此举行磋商。' * 8}" for name in "甲乙丙丁"]

    assert len(blocks("\n".join(lines), "zh")) == 4
