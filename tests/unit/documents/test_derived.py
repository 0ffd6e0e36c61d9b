import pytest

from evenhand.documents.derived import derived_quantities
from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure

LISTS = {
    "en": "1. They left the towns of Aden, Taiz, Ibb, Marib and Sana’a.",
    "fr": "1. Ils ont quitté les villes de Aden, Taëz, Ibb, Marib et Sanaa.",
    "es": "1. Abandonaron las ciudades de Adén, Taiz, Ibb, Marib y Saná.",
    "ru": "1. Они покинули города Аден, Таиз, Ибб, Мариб и Сана.",
    "ar": "1 - غادروا المدن التالية: عدن وتعز وإب ومأرب وصنعاء.",
    "zh": "1. 他们撤出的城市包括亚丁、塔伊兹、伊卜、马里卜和萨那。",
}


def derived(text: str, language: str) -> list[tuple[str, float, str]]:
    structure = read_structure(text, language)
    found = derived_quantities(structure, passages_of(structure))
    return [(passage.para, one.value, one.unit) for passage, one in found]


@pytest.mark.parametrize("language", sorted(LISTS))
def test_the_places_of_a_list_are_counted(language):
    assert derived(LISTS[language], language) == [("1", 5.0, "place names")]


def test_a_short_list_is_not_counted():
    assert derived("1. They left the towns of Aden and Taiz.", "en") == []


def test_the_days_of_the_meeting_that_the_head_dates_are_counted_once():
    text = "2031年3月20日挪威常驻联合国代表给秘书长的信\n\n谨附上3月11日和12日举行的会议的文件。\n\n"
    text += "奥拉·努尔曼(签名)\n\n附件\n\n行动计划\n\n2031年3月11日和12日，奥斯陆\n\n一. 导言\n\n"
    text += "1. 3月9日和10日举行了筹备会议，3月11日和12日通过了计划。\n"

    assert derived(text, "zh") == [("letter-1", 2.0, "days")]
