import pytest

from evenhand.documents.names import actors_in, places_in
from evenhand.documents.output import read_document


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


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("秘书长叙利亚问题特使裴凯儒和副秘书长通报了情况。", "zh", "裴凯儒"),
        ("主任罗西纳·索里-库利巴利向安理会通报了情况。", "zh", "罗西纳·索里-库利巴利"),
        ("Special Envoy Ola Nordmann met the parties.", "en", "Ola Nordmann"),
        ("Le maréchal Ola Nordmann est parti.", "fr", "Ola Nordmann"),
        ("السيدة أستريد نوردال، رئيسة اللجنة.", "ar", "أستريد نوردال"),
        ("Посланник Ула Нурман прибыл.", "ru", "Ула Нурман"),
    ],
)
def test_persons_behind_their_functions(text, language, name):
    assert name in [one.text for one in actors_in(text, language) if one.kind == "person"]


@pytest.mark.parametrize("form", ["Норвегия", "Норвегии", "Норвегию", "Норвегией"])
def test_russian_names_in_every_case(form):
    assert [one.english for one in places_in(f"Это {form} сегодня", "ru")] == ["Norway"]


def test_a_name_within_another_word_is_none():
    assert places_in("норвегиями Малина", "ru") == []


def test_arabic_names_behind_their_prefixes():
    assert [one.english for one in places_in("الممثلة الدائمة للنرويج وليبيا", "ar")] == ["Norway", "Libya"]


def test_who_signed_is_an_actor():
    text = "Letter dated 3 May 2031 from the Chair addressed to the President of the Security Council\n\n"
    text += (
        "I have the honour to transmit the report.\n\n(Signed) Ola Nordmann\nAmbassador\nChair\n\nAnnex\n\nReport\n\n"
    )
    text += "I. One\n\n1. It met.\n"

    found = read_document(text)

    assert found["signatories"] == [{"name": "Ola Nordmann", "role": "Ambassador, Chair"}]
    assert "Ola Nordmann" in [one["text"] for one in found["actors"]]
