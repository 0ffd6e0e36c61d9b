import pytest

from evenhand.documents.anomalies import anomalies_of
from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure


def kinds(text: str) -> list[str]:
    structure = read_structure(text)
    return [one.kind for one in anomalies_of(structure, passages_of(structure))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I. One\n\n1. It met there.\n\nIII. Three\n\n2. It left again.\n", "section-missing"),
        ("1. It met there.\n\n3. It left again.\n", "paragraph-missing"),
        ("1. It met there (see para. 9 above).\n", "reference-missing"),
    ],
    ids=["section", "paragraph", "reference"],
)
def test_what_is_missing_is_told(text, kind):
    assert kinds(text) == [kind]


def test_a_day_that_had_passed_is_told():
    text = "2031年3月10日挪威常驻联合国代表给秘书长的信\n\n谨附上报告。\n\n奥拉·努尔曼(签名)\n\n附件\n\n报告\n\n"
    text += "一. 导言\n\n1. 报告应提交给将于2031年2月16日举行的会议。\n"

    assert kinds(text) == ["future-passed"]


def test_a_sound_text_has_none():
    assert kinds("I. One\n\n1. It met there.\n\nII. Two\n\n2. It left again (see para. 1 above).\n") == []


PLAN = (
    "一. 措施\n\n• 信息\n\n近期措施\n\n– 建立机制；\n\n中期措施\n\n– 交换信息。\n\n"
    "• 执法\n\n近期措施\n\n– 加强巡逻；\n\n中期措施\n\n– 培训人员。\n\n"
    "• 边境\n\n– 管制边境；\n\n– 交换资料。\n\n• 一项；\n\n• 二项；\n\n• 三项；\n\n• 四项；\n\n• 五项。\n"
)


def test_a_section_without_the_subdivision_of_its_siblings_is_told():
    assert set(kinds(PLAN)) == {"unlike-siblings", "bullets-reused"}


def test_signatures_that_do_not_say_for_whom_are_told():
    text = "2031年3月10日挪威代表和秘鲁代表给秘书长的信\n\n谨附上报告。\n\n常驻代表\n\n奥拉·努尔曼(签名)\n\n"
    text += "常驻代表\n\n何塞·佩雷斯(签名)\n\n附件\n\n报告\n\n一. 导言\n\n1. 双方举行会议。\n"

    assert kinds(text) == ["signatures"]


def test_a_sign_behind_numbers_that_changes_once_is_told():
    assert kinds("1． 双方举行会议。\n\n2． 双方达成协议。\n\n3. 双方交换人员。\n") == ["mark-changes"]


def test_a_citation_that_lacks_a_part_is_told():
    text = "1. 根据第 1325(2000)号决议举行会议。\n\n2. 第 1325 号决议要求这样做，PRST/2031/3 号主席声明也如此。\n"

    assert kinds(text) == ["citation-short", "citation-short"]
