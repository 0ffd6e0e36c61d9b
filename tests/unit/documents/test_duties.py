import pytest

from evenhand.documents.duties import duties_of, sentences
from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure


def duties(text: str, language: str = "zh"):
    return duties_of(passages_of(read_structure(text, language)), language)


@pytest.mark.parametrize(
    ("text", "language", "act"),
    [
        ("1. 各方必须撤出。", "zh", "must"),
        ("1. 各国应加强合作。", "zh", "should"),
        ("1. 应敦促各国销毁武器。", "zh", "urges"),
        ("1. Decides to extend the mandate.", "en", "decides"),
        ("1. Calls upon all parties to leave.", "en", "urges"),
        ("1. Demande instamment aux parties de partir.", "fr", "urges"),
        ("1. Insta a las partes a retirarse.", "es", "urges"),
        ("1. Стороны должны отвести силы.", "ru", "must"),
        ("1. يجب على الطرفين الانسحاب.", "ar", "must"),
    ],
)
def test_the_strength_of_the_verb(text, language, act):
    assert [one.act for one in duties(text, language)] == [act]


def test_a_list_under_threats_is_identified_and_one_under_solutions_is_proposed():
    text = "一. 威胁和风险\n\n– 贩运武器；\n\n– 贩运毒品。\n\n二. 拟议解决办法\n\n– 提供培训；\n\n– 提供设备。\n"

    assert [one.act for one in duties(text)] == ["identifies", "identifies", "proposes", "proposes"]


def test_deadline_term_place_and_actors_are_read_from_the_sentence():
    found = duties("1. The African Union should meet without delay in Geneva before 3 March 2031.", "en")[0]

    assert (found.deadline, found.term, found.place, found.actors) == (
        "2031-03-03",
        "near",
        "Geneva",
        ("African Union",),
    )


def test_each_sub_item_is_a_duty_of_its_own():
    found = duties("1. 各国应：\n\n(a) 清除地雷；\n\n(b) 交换信息。\n")

    assert [one.para for one in found] == ["1", "1(a)", "1(b)"]


def test_a_full_stop_within_a_name_ends_no_sentence():
    assert sentences("A. Smith must go. All left.", "en") == ["A. Smith must go.", "All left."]


def test_the_day_of_a_saying_is_no_deadline():
    text = "1. 2031年3月2日，各方同意撤出。\n\n2. 2031年3月2日，委员会呼吁各方在2031年年底前撤出。\n"
    found = duties_of(passages_of(read_structure(text)), "zh", "2031-03-10")

    assert [one.deadline for one in found] == [None, "2031-12-31"]
