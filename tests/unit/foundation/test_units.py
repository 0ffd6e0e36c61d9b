import pytest

from evenhand.foundation.problems import Problem
from evenhand.foundation.units import parse_distance_m, parse_speed_kn


@pytest.mark.parametrize(
    ("value", "metres"), [("500 m", 500), ("15 km", 15000), ("12 nmi", 22224), ("1 mi", 1609.344), ("10 ft", 3.048)]
)
def test_reads_a_distance_with_its_unit(value, metres):
    assert parse_distance_m(value, field="width") == pytest.approx(metres)


@pytest.mark.parametrize("value", ["15", "fifteen km", "-1 km", "1 league", "15 km²", ""])
def test_refuses_a_distance_whose_unit_nobody_knows(value):
    with pytest.raises(Problem) as caught:
        parse_distance_m(value, field="width")

    assert caught.value.code == "foundation.not-a-distance"
    assert "width" in str(caught.value)


@pytest.mark.parametrize(("value", "knots"), [("2 kn", 2.0), ("30 km/h", 16.198704), ("5 m/s", 9.719222)])
def test_reads_a_speed_with_its_unit(value, knots):
    assert parse_speed_kn(value, field="speed") == pytest.approx(knots)


@pytest.mark.parametrize("value", ["2", "fast", "-2 kn", "2 km"])
def test_refuses_a_speed_whose_unit_nobody_knows(value):
    with pytest.raises(Problem) as caught:
        parse_speed_kn(value, field="max_speed")

    assert caught.value.code == "foundation.not-a-speed"
    assert "max_speed" in str(caught.value)
