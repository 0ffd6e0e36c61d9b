"""Routes as people write them."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.foundation.routes import BAD_ROUTE, parse_route

ROUTE = ((16.59, 31.21), (15.25, 31.43))


@pytest.mark.parametrize(
    "text",
    [
        "31.21,16.59; 31.43,15.25",
        "31.21 16.59;31.43 15.25;",
        "LINESTRING (16.59 31.21, 15.25 31.43)",
        "linestring z(16.59 31.21 4, 15.25 31.43 5)",
        "SRID=4326;LINESTRING(16.59 31.21,15.25 31.43)",
    ],
)
def test_a_route_is_read_however_it_is_written(text):
    assert parse_route(text) == ROUTE


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1 point"),
        ("31.21,16.59", "1 point"),
        ("31.21,16.59; by the sea", "'by the sea' is no point"),
        ("31.21,16.59; 1,2,3", "'1,2,3' is no point"),
        ("91,16.59; 31,15", "latitude 91, longitude 16.59 is no place"),
        ("nan,16.59; 31,15", "no place"),
        ("POINT (16 31)", "1 point"),
    ],
)
def test_what_is_no_route_is_refused_with_what_to_write(text, fault):
    with pytest.raises(Problem, match=fault) as caught:
        parse_route(text)

    assert caught.value.kind == BAD_ROUTE
