from evenhand.documents.reading import read_structure

PLAN = """一. 措施

• 信息分享

– 建立机制；

– 交换信息。

• 边境管制

– 加强巡逻；

– 培训人员。

• 这是列表中的一项；

• 这是另一项。

• 这是第三项。

• 这是第四项。
"""


def test_a_bullet_that_ends_no_sentence_is_a_heading_where_the_others_end_theirs():
    structure = read_structure(PLAN)

    assert [one.title for one in structure.sections] == ["措施", "信息分享", "边境管制"]
    assert len([one for one in structure.paragraphs if one.kind == "bullet"]) == 8


def test_paragraphs_know_the_headings_above_them():
    assert read_structure(PLAN).paragraphs[0].section == ("措施", "信息分享")


def test_ids_are_places_where_numbers_do_not_carry_the_text():
    assert [one.id for one in read_structure(PLAN).paragraphs][:2] == ["b1", "b2"]
    assert [one.id for one in read_structure("1. One is here.\n2. Two is here.\n").paragraphs] == ["1", "2"]


def test_a_number_that_comes_twice_makes_two_ids():
    assert [one.id for one in read_structure("1. One is here.\n1. Two is here.\n").paragraphs] == ["1", "1-2"]
