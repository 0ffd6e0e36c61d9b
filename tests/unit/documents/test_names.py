import pytest

from evenhand.documents.names import actors_in, places_in


@pytest.mark.parametrize(
    ("text", "language", "places"),
    [
        ("会议在多哈举行", "zh", {"Doha"}),
        ("其中国家和地区组织", "zh", set()),
        ("a meeting in Geneva and Cairo", "en", {"Geneva", "Cairo"}),
        ("Genevan watches", "en", set()),
        ("en Libye et au Tchad", "fr", {"Libya", "Chad"}),
        ("в Женеве", "ru", {"Geneva"}),
        ("في جنيف", "ar", {"Geneva"}),
    ],
)
def test_places(text, language, places):
    assert {one.english for one in places_in(text, language)} == places


def test_a_region_within_the_name_of_a_body_is_no_place():
    assert [one.english for one in places_in("西非国家经济共同体", "zh")] == []


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("非洲联盟和平与安全委员会举行会议", "zh", "非洲联盟和平与安全委员会"),
        ("秘书长特别代表安娜·贝尔格向安理会通报", "zh", "安娜·贝尔格"),
        ("挪威代表团发言", "zh", "挪威代表团"),
        ("the Government of Norway", "en", "Government of Norway"),
        ("the Joint Border Committee met", "en", "Joint Border Committee"),
        ("Mr. Ola Nordmann", "en", "Ola Nordmann"),
        ("الاتحاد الأفريقي", "ar", "الاتحاد الأفريقي"),
    ],
)
def test_actors(text, language, actor):
    assert actor in {one.text for one in actors_in(text, language)}
