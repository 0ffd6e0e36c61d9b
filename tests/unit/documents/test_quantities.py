import pytest

from evenhand.documents.quantities import quantities_in


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("约 4 500 米", "zh", [(4500, "metres", True)]),
        ("四十年间", "zh", [(40, "years", False)]),
        ("(155 公里)", "zh", [(155, "kilometres", False)]),
        ("于2011年来到", "zh", []),
        ("about 3.6 million people", "en", [(3600000, "persons", True)]),
        ("two towns", "en", [(2, "sites", False)]),
        ("30 per cent", "en", [(30, "percent", False)]),
        ("environ 500 kilomètres", "fr", [(500, "kilometres", True)]),
        ("около 500 километров", "ru", [(500, "kilometres", True)]),
        ("نحو 500 كيلومتر", "ar", [(500, "kilometres", True)]),
        ("annual conference", "en", [(1, "per year", False)]),
    ],
)
def test_numbers_with_unit_and_qualifier(text, language, found):
    assert [(one.value, one.unit, one.approx) for one in quantities_in(text, language)] == found


def test_what_lies_in_a_date_is_no_quantity():
    assert quantities_in("10 days", "en", taken=((0, 2),)) == []


PARTS = {
    "en": "11 vessels, of which 4 were flagged; 12 flights out of 15; between 10 and 20 tonnes; 300 to 400 fighters",
    "fr": "11 navires, dont 4 battaient pavillon ; 12 vols sur 15 ; entre 10 et 20 tonnes ; 300 à 400 combattants",
    "es": "11 buques, de los cuales 4 navegaban; 12 vuelos de un total de 15; entre 10 y 20 días; 300 a 400 personas",
    "ru": "11 судов, из которых 4 плавали; 12 рейсов из 15; от 10 до 20 тонн; 300–400 боевиков",
    "ar": "11 سفينة، منها 4 ترفع أعلاما؛ 12 رحلة من أصل 15؛ بين 10 و 20 طنا؛ 300 إلى 400 مقاتل",
}


@pytest.mark.parametrize("language", sorted(PARTS))
def test_parts_of_things_named_before_and_ranges(language):
    found = quantities_in(PARTS[language], language)

    assert [one.value for one in found] == [11, 4, 12, 15, 10, 20, 300, 400]
    assert [one.qualifier for one in found][-4:] == ["range"] * 4


MEANT = {
    "en": "more than 120 sites, at least 5 days, up to 40 people, fewer than 9 cases, US$ 90,000, 1.5 million euros",
    "fr": "plus de 120 sites, au moins 5 jours, jusqu’à 40 civils, moins de 9 cas, 90 000 dollars, 1,5 million d’euros",
    "es": "más de 120 sitios, al menos 5 días, hasta 40 niños, menos de 9 casos, 90.000 dólares, 1,5 millones de euros",
    "ru": "более 120 мест, не менее 5 дней, до 40 человек, менее 9 случаев, 90 000 долл. США, 1,5 млн евро",
    "ar": "أكثر من 120 موقعا، ما لا يقل عن 5 أيام، ما يصل إلى 40 شخصا، أقل من 9 حوادث، 90000 دولار، 1.5 مليون يورو",
    "zh": "120多处场址，至少5天，多达40人，不到9起，90 000美元，150万欧元",
}


@pytest.mark.parametrize("language", sorted(MEANT))
def test_how_numbers_are_meant_and_money(language):
    found = [(one.value, one.unit, one.qualifier) for one in quantities_in(MEANT[language], language)]

    assert found == [
        (120, "sites", "more_than"), (5, "days", "at_least"), (40, "persons", "up_to"), (9, "cases", "less_than"),
        (90000, "dollars", "exact"), (1500000, "euros", "exact"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("paragraphs 5, 6 and 7; article 12; the 66th session; at 1800 hours; several hundred people", "en"),
        ("paragraphes 5 et 6; article 12; plusieurs centaines", "fr"),
        ("párrafos 5 y 6; artículo 12", "es"),
        ("пункты 5 и 6; статья 12; несколько сотен", "ru"),
        ("الفقرتان 5 و 6؛ المادة 12", "ar"),
        ("第5和第6段；第三次会议；数百人；一名妇女；10月", "zh"),
    ],
)
def test_numbers_that_name_and_vague_ones_are_no_quantities(text, language):
    assert quantities_in(text, language) == []


def test_a_number_in_words_with_its_figures_is_one():
    assert [(one.value, one.unit) for one in quantities_in("within thirty (30) days", "en")] == [(30, "days")]
