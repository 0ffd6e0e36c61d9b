"""Places in words."""

import pytest

from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.place_words import say_place
from evenhand.reports.places import AreaPlace, NamedPlace, Offset, PointPlace, RoutePlace, SectorPlace
from unit.agreements import small

HERE = {"observer_lon": 16.5, "observer_lat": 31.0}
FROM = "from 31.00000, 16.50000: "
NORTH_WEST = Offset(bearing_deg=315.0, bearing_error_deg=11.25, distance_low_m=5500, distance_high_m=6500)
PLACES = [
    (PointPlace(lon=16.5, lat=31.0), "31.00000, 16.50000, accuracy not stated"),
    (PointPlace(lon=16.5, lat=31.0, accuracy_m=1500), "31.00000, 16.50000, within 1.5 km"),
    (SectorPlace(**HERE), f"{FROM}direction not known, distance not stated"),
    (SectorPlace(**HERE, bearing_deg=5.0, range_low_m=500), f"{FROM}bearing 5°, error not stated, 500 m away or more"),
    (
        SectorPlace(**HERE, bearing_deg=337.5, bearing_error_deg=11.25, range_low_m=3000, range_high_m=5000),
        f"{FROM}bearing 337.5° ± 11.25°, 3.0 km to 5.0 km away",
    ),
    (NamedPlace(place="harbour"), "Al-Marsa"),
    (NamedPlace(place="harbour", offset=NORTH_WEST), "from Al-Marsa: bearing 315° ± 11.25°, 5.5 km to 6.5 km away"),
    (NamedPlace(place="elsewhere"), "elsewhere"),
    (RoutePlace(points=((16, 31), (16.1, 31), (16.1, 31.1))), "a route of 21 km through 3 points"),
    (AreaPlace(area="port"), "Port"),
    (AreaPlace(ring=((16, 31), (16.1, 31), (16.1, 31.1))), "an area of 53 km², drawn by hand"),
]


@pytest.mark.parametrize(("place", "words"), PLACES, ids=[words for _, words in PLACES])
def test_say_what_was_said_and_what_was_not(place, words):
    assert say_place(place, agreement=small.agreement()) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_are_there_in_every_language(language):
    agreement = small.agreement()

    assert all(say_place(place, agreement=agreement, language=language) for place, _ in PLACES)


def test_name_the_place_in_the_reader_s_language():
    assert say_place(NamedPlace(place="harbour"), agreement=small.agreement(), language="ar") == "المرسى"


def test_without_an_agreement_an_id_is_an_id():
    assert say_place(AreaPlace(area="port")) == "port"
