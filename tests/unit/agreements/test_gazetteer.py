import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.agreements.gazetteer import NO_PLACES, REASONS, Nearby, fold, nearest, say_distance, search
from evenhand.agreements.model import Place
from evenhand.foundation.geodesy import destination
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES, Text


def place(identity: str, lon: float, lat: float, variants: tuple[str, ...] = (), **name: str) -> Place:
    texts = Text({tag.replace("_", "-"): word for tag, word in name.items()})
    return Place(
        id=identity, name=texts, variants=variants, lon=lon, lat=lat, accuracy_m=100.0, kind="town", source="made up"
    )


MARSA = place("marsa", 15.0, 31.0, ("El Mersa",), en="Al-Marsa", ar="المَرسى", fr="El-Marsa", zh_hans="马尔萨")
QALAA = place("qalaa", 16.0, 31.0, en="Qal'at as-Sabaa", ar="قلعة الصباع")
NORTH_MARSA = place("north-marsa", 15.0, 32.0, en="North Marsa")
PLACES = (QALAA, NORTH_MARSA, MARSA)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Al-Marsa", "al marsa", id="case-and-hyphen"),
        pytest.param("Marsā", "marsa", id="accents"),
        pytest.param("Qal'at", "Qalʿat", id="apostrophes"),
        pytest.param("أحمد", "احمد", id="hamza-on-alif"),
        pytest.param("مدرسة", "مدرسه", id="ta-marbuta"),
        pytest.param("المرسى", "المرسي", id="alif-maqsura"),
        pytest.param("مـــرسى", "مرسى", id="tatweel"),
        pytest.param("مَرْسَى", "مرسى", id="vowel-signs"),
        pytest.param("ash-Sharif", "Sharif", id="assimilated-article"),
    ],
)
def test_spellings_of_one_name_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_a_name_that_is_only_an_article_stays():
    assert fold("ال") == "ال"


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once_for_search(name):
    assert all(match.reason in REASONS for match in search(PLACES, name))


@pytest.mark.parametrize(
    ("query", "found", "reason"),
    [
        pytest.param("Al-Marsa", "marsa", "exact", id="exact"),
        pytest.param("almarsa", "marsa", "same-letters", id="joined-article"),
        pytest.param("المرسي", "marsa", "same-letters", id="arabic"),
        pytest.param("马尔萨", "marsa", "exact", id="chinese"),
        pytest.param("马尔", "marsa", "begins", id="chinese-beginning"),
        pytest.param("qal", "qalaa", "begins", id="beginning"),
        pytest.param("sabaa", "qalaa", "word-begins", id="later-word"),
        pytest.param("abaa", "qalaa", "contains", id="middle"),
        pytest.param("Qalat as-Zabaa", "qalaa", "similar", id="one-slip"),
    ],
)
def test_finds_a_place_and_says_why(query, found, reason):
    best = search(PLACES, query)[0]

    assert (best.place.id, best.reason) == (found, reason)


def test_better_reasons_come_first_and_nothing_comes_for_nothing():
    assert [match.place.id for match in search(PLACES, "marsa")] == ["marsa", "north-marsa"]
    assert search(PLACES, "  ") == ()
    assert search(PLACES, "xyzzyx") == ()
    assert len(search(PLACES, "a", limit=1)) == 1


@pytest.mark.parametrize(
    ("azimuth_deg", "direction"), [(0, "N"), (11, "N"), (12, "NNE"), (45, "NE"), (180, "S"), (349, "N"), (337.5, "NNW")]
)
def test_names_the_nearest_of_the_sixteen_winds(azimuth_deg, direction):
    lon, lat = destination(16.0, 31.0, azimuth_deg, 12_000.0)

    nearby = nearest(PLACES, lon, lat)

    assert (nearby.place.id, nearby.direction) == ("qalaa", direction)
    assert nearby.distance_m == pytest.approx(12_000.0, abs=1e-3)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "12 km north-east of Al-Marsa"),
        ("fr", "à 12 km au nord-est de El-Marsa"),
        ("zh-hans", "在马尔萨东北 12 公里处"),
        ("ar", "على بعد \u2068\u206812\u2069 كم\u2069 \u2068شمال شرق\u2069 \u2068المَرسى\u2069"),
    ],
)
def test_says_where_a_point_is(language, words):
    assert Nearby(place=MARSA, distance_m=12_345.0, azimuth_deg=45.0).words(language=language) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_close_by_is_at_the_place(language):
    words = Nearby(place=MARSA, distance_m=400.0, azimuth_deg=45.0).words(language=language)

    assert MARSA.name.in_language(language) in words


def test_figures_follow_the_language():
    assert say_distance(3420.0, language="fr") == "3,4 km"
    assert say_distance(999.4) == "999 m"


def test_an_empty_gazetteer_has_no_nearest_place():
    with pytest.raises(Problem) as caught:
        nearest((), 15.0, 31.0)

    assert caught.value.kind is NO_PLACES
