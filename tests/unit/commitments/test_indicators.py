from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.commitments.acts import ItemSeen, Measured
from evenhand.commitments.indicators import Trend, ends_of, progress_of, reached, share_of
from evenhand.commitments.model import Amount, Held, Indicator, Qualifier
from simulators.commitments import act, at, en, on

EXACT = Qualifier.EXACT


def amount(low=None, high=None, unit="km", qualifier=EXACT, day=None) -> Amount:
    return Amount(low=low, high=high, unit=unit, qualifier=qualifier, on=on(day) if day else None)


ROAD = Indicator(id="km", name=en("Road"), unit="km", target=amount(100, 100), baseline=amount(0, 0))
WOMEN = Indicator(
    id="share", name=en("Women"), unit="per cent", target=amount(30, None, "per cent", Qualifier.AT_LEAST)
)
TOWNS = Indicator(id="towns", name=en("Towns"), unit="towns", items=("Brega", "Jadu"))


def measured(indicator, value=None, *, when="2031-06-01", body="host", **more):
    content = Measured(commitment="c", indicator=indicator.id, value=value or Amount(), **more)
    return act(content, when=when, body=body)


def progress(indicator, *acts):
    return progress_of(indicator, "c", acts, at=at("2032-01-01"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(amount(100, 100), Held.YES, id="at-the-target"),
        pytest.param(amount(99, 99), Held.NO, id="short-of-it"),
        pytest.param(amount(95, 95, qualifier=Qualifier.ABOUT), Held.UNKNOWN, id="about-may-be-either"),
        pytest.param(amount(80, 80, qualifier=Qualifier.ABOUT), Held.NO, id="about-and-still-short"),
        pytest.param(amount(90, 110, qualifier=Qualifier.RANGE), Held.UNKNOWN, id="a-range-over-it"),
        pytest.param(amount(120, None, qualifier=Qualifier.AT_LEAST), Held.YES, id="at-least-more"),
        pytest.param(amount(50, None, qualifier=Qualifier.AT_LEAST), Held.UNKNOWN, id="at-least-less"),
        pytest.param(amount(None, 50, qualifier=Qualifier.AT_MOST), Held.NO, id="at-most-less"),
        pytest.param(Amount(), Held.UNKNOWN, id="not-known-is-not-nothing"),
        pytest.param(amount(100, 100, unit="miles"), Held.UNKNOWN, id="another-unit"),
    ],
)
def test_whether_the_target_is_reached(value, expected):
    [found] = progress(ROAD, measured(ROAD, value))

    assert found.reached is expected


@given(st.floats(0, 200), st.floats(0, 200))
def test_what_is_known_better_is_never_contradicted(one, other):
    low, high = sorted((one, other))
    [wide] = progress(ROAD, measured(ROAD, amount(low, high, qualifier=Qualifier.RANGE)))
    [narrow] = progress(ROAD, measured(ROAD, amount(low, low)))

    assert wide.reached in (Held.UNKNOWN, narrow.reached)


def test_less_is_better_where_the_target_is_reached_from_above():
    people = replace(ROAD, falls=True, target=amount(10, 10), baseline=amount(110, 110))

    [found] = progress(people, measured(people, amount(60, 60)))
    [done] = progress(people, measured(people, amount(10, 10)))

    assert (found.reached, found.done) == (Held.NO, (0.5, 0.5))
    assert done.reached is Held.YES


def test_seventeen_of_seventy_five_is_a_share():
    whole = amount(75, 75, "people")
    [told] = progress(WOMEN, measured(WOMEN, amount(17, 17, "people"), whole=whole))
    [fixed] = progress(replace(WOMEN, whole=whole), measured(WOMEN, amount(17, 17, "people")))
    [unknown] = progress(WOMEN, measured(WOMEN, amount(17, 17, "people")))

    assert round(told.latest.ends[0], 1) == 22.7
    assert told.reached is fixed.reached is Held.NO
    assert unknown.reached is Held.UNKNOWN


@pytest.mark.parametrize(
    ("held", "reached_", "lacking"),
    [
        pytest.param({"Brega": Held.YES, "Jadu": Held.YES}, Held.YES, (), id="all"),
        pytest.param({"Brega": Held.YES, "Jadu": Held.NO}, Held.NO, ("Jadu",), id="one-is-not"),
        pytest.param({"Brega": Held.YES}, Held.UNKNOWN, ("Jadu",), id="nobody-knows-of-one"),
    ],
)
def test_towns_are_counted_off(held, reached_, lacking):
    seen = tuple(ItemSeen(item=item, held=one) for item, one in held.items())

    [found] = progress(TOWNS, measured(TOWNS, items=seen))

    assert (found.reached, found.lacking) == (reached_, lacking)


def test_all_names_of_an_open_list_may_not_be_all_of_them():
    towns = replace(TOWNS, open_list=True)
    seen = tuple(ItemSeen(item=item, held=Held.YES) for item in towns.items)

    [found] = progress(towns, measured(towns, items=seen))

    assert (found.reached, found.lacking) == (Held.UNKNOWN, ())


@pytest.mark.parametrize(
    ("before", "after", "trend"),
    [
        pytest.param(amount(10, 10), amount(20, 20), Trend.RISING, id="rising"),
        pytest.param(amount(20, 20), amount(10, 10), Trend.FALLING, id="falling"),
        pytest.param(amount(20, 20), amount(20, 20), Trend.STEADY, id="steady"),
        pytest.param(amount(20, 20), amount(21, 21, qualifier=Qualifier.ABOUT), Trend.UNKNOWN, id="may-be-the-same"),
        pytest.param(Amount(), amount(20, 20), Trend.UNKNOWN, id="from-what-nobody-knew"),
    ],
)
def test_the_trend_is_that_of_the_last_two(before, after, trend):
    [found] = progress(ROAD, measured(ROAD, after, when="2031-06-02"), measured(ROAD, before, when="2031-06-01"))

    assert found.trend is trend


def test_each_body_measures_for_itself_and_nobody_measuring_is_not_nothing():
    both = progress(ROAD, measured(ROAD, amount(100, 100)), measured(ROAD, amount(40, 40), body="mission"))

    assert [one.body for one in both] == ["host", "mission"]
    assert reached(both) is reached(()) is Held.UNKNOWN
    assert progress(ROAD) == ()


def test_the_day_to_which_it_applies_orders_and_not_the_day_of_its_telling():
    late_news = measured(ROAD, amount(10, 10, day="2031-01-01"), when="2031-06-02")
    [found] = progress(ROAD, late_news, measured(ROAD, amount(50, 50, day="2031-05-01"), when="2031-06-01"))

    assert found.latest.ends == (50, 50)


def test_ends_and_shares_of_what_is_not_known():
    assert ends_of(amount(None, 5, qualifier=Qualifier.AT_MOST)) == (None, 5)
    assert share_of((1, 1), (0, 10)) == (10, None)
    assert share_of((1, 1), (0, 0)) == (None, None)


def test_without_a_target_nothing_is_reached():
    bare = replace(ROAD, target=Amount(), baseline=Amount())
    [found] = progress(bare, measured(bare, amount(5, 5)))

    assert (found.reached, found.done) == (Held.UNKNOWN, (None, None))
