from evenhand.documents.duties import duties_of
from evenhand.documents.enumerations import crowded, miscounted, misplaced, unlike_lists
from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure


def passages(text: str, language: str = "en"):
    return passages_of(read_structure(text, language))


FOUR = "1. The bodies will deal with: the withdrawal of forces; the joint police; the explosive devices; "
FOUR += "the armed groups.\n\n"
THREE = "2. The bodies work on: the withdrawal of forces; the joint police; the explosive devices.\n"


def test_two_lists_of_one_matter_of_which_one_is_longer():
    assert [one.para for one in unlike_lists(passages(FOUR + THREE), "en")] == ["2"]


def test_lists_of_other_matters_may_differ():
    other = "2. The fund pays for: salaries of teachers; repair of schools; books.\n"

    assert list(unlike_lists(passages(FOUR + other), "en")) == []


def test_the_number_of_items_told_and_found():
    text = (
        "1. The parties shall take the following three measures:\n\n(a) Clear the mines;\n\n(b) Exchange detainees.\n"
    )

    assert [dict(one.details)["found"] for one in miscounted(passages(text))] == [2]
    assert list(miscounted(passages(text.replace("three", "two")))) == []


def test_a_measure_in_a_list_of_threats():
    text = "一. 威胁和风险\n\n– 武器扩散；\n\n– 排雷程序；\n\n– 毒品贩运；\n\n– 缺乏合作机制。\n\n"
    text += "二. 结论\n\n– 各方同意；\n"

    assert ["排雷程序" in str(one.details["items"]) for one in misplaced(passages(text, "zh"), "zh")] == [True]


def test_duties_of_several_kinds_in_one_paragraph_of_a_plan():
    items = "".join(f"– 各国应加强第{name}项合作。\n\n" for name in "甲乙丙丁戊己庚辛壬癸子丑")
    last = "会议决定设立秘书处。与会者同意每年举行会议。建议东道国进行评估。各方必须提供支持。\n"
    found = passages("一. 措施\n\n" + items + "二. 后续\n\n" + last, "zh")

    assert len(list(crowded(found, duties_of(found, "zh")))) == 1
    assert list(crowded(found[:5], duties_of(found[:5], "zh"))) == []
