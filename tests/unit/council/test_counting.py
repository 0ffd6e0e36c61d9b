from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.council.codes import OPENNESS, Format, Openness, ProductKind
from evenhand.council.counting import KEYS, UNKNOWN_KEY, Kept, check, counts, matched, shares
from evenhand.council.records import Claim, Claims, Meeting, Mention, Product
from evenhand.foundation.problems import Problem

MEETINGS = st.lists(
    st.builds(
        lambda day, form, item: Meeting(day=day, format=form, item=item),
        st.dates(date(2020, 1, 25), date(2020, 3, 5)),
        st.sampled_from(Format),
        st.sampled_from(["a", "b"]),
    ),
    max_size=12,
).map(lambda found: [Kept(id=f"m{at}", value=one) for at, one in enumerate(found)])


def meeting(key: str, day: int, form: str = "briefing", item: str = "a") -> Kept:
    return Kept(id=key, value=Meeting(day=date(2020, 2, day), format=Format(form), item=item))


def product(key: str, symbol: str, kind: str = "resolution", body: str = "") -> Kept:
    return Kept(id=key, value=Product(symbol=symbol, kind=ProductKind(kind), day=date(2020, 2, 11), body=body))


@given(MEETINGS)
@settings(max_examples=40)
def test_the_recount_is_that_of_brute_force(meetings):
    found = counts(meetings, [], month="2020-02")
    of_month = [one for one in meetings if (one.value.day.year, one.value.day.month) == (2020, 2)]

    for form in Format:
        assert set(found[f"meeting.{form.value}"].ids) == {one.id for one in of_month if one.value.format is form}
    whole = sum(found[f"meetings.{kind.value}"].number for kind in Openness)
    assert whole == len(of_month)
    public = [one for one in of_month if OPENNESS[one.value.format] is Openness.PUBLIC]
    assert found["meetings.public"].number == len(public)
    assert set(found) == set(KEYS)


def test_products_of_other_bodies_are_none_of_the_council():
    found = counts([], [product("a", "A"), product("b", "B", body="contact-group")], month="2020-02")

    assert found["product.resolution"].ids == ("a",)


def test_fourteen_claimed_and_thirteen_recorded_names_the_one_that_is_missing():
    kept = [meeting(f"m{day}", day) for day in range(1, 14)]
    told = tuple(Mention(counts="meeting.briefing", day=date(2020, 2, day), item="a") for day in range(1, 15))
    claims = Claims(month="2020-02", claims=(Claim(counts="meeting.briefing", number=14),), mentions=told)
    (found,) = check(claims, kept, [])

    assert (found.counted.number, found.difference, found.agrees) == (13, -1, False)
    assert [one.day for one in found.missing] == [date(2020, 2, 14)]
    assert found.untold == ()


def test_parts_that_do_not_add_up_and_what_the_text_itself_tells_are_said():
    claims = Claims(
        month="2020-02",
        claims=(
            Claim(counts="meetings.public", number=26),
            Claim(counts="meeting.adoption", number=4, part_of="meetings.public"),
            Claim(counts="meeting.briefing", number=20, part_of="meetings.public"),
            Claim(counts="product.resolution", number=1),
        ),
        mentions=tuple(Mention(counts="product.resolution", words=symbol) for symbol in ("A", "B")),
    )
    whole, *_, resolutions = check(claims, [], [product("a", "A"), product("b", "B")])

    assert (whole.parts_sum, whole.told) == (24, None)
    assert (resolutions.told, resolutions.counted.number, resolutions.agrees) == (2, 2, False)


def test_a_vague_mention_does_not_take_the_record_of_a_precise_one():
    kept = [(one.id, one.value) for one in (meeting("m1", 1), meeting("m2", 2))]
    vague, precise = Mention(counts="meeting.briefing"), Mention(counts="meeting.briefing", day=date(2020, 2, 1))

    assert matched([vague, precise], kept) == ((), ())


def test_a_key_that_counts_nothing_is_refused():
    with pytest.raises(Problem) as raised:
        check(Claims(month="2020-02", claims=(Claim(counts="meeting.party", number=1),)), [], [])

    assert raised.value.kind is UNKNOWN_KEY


@given(st.lists(st.sampled_from(["woman", "man", "unknown"]), max_size=20))
@settings(max_examples=30)
def test_the_range_holds_the_share_whatever_the_unknown_ones_are(genders):
    found = shares(genders)
    bounds = found.bounds("woman", unknown="unknown")
    known = found.share_of_known("woman", unknown="unknown")

    if not genders:
        assert (bounds, known) == (None, None)
    else:
        least = genders.count("woman") / len(genders)
        assert bounds == (least, (genders.count("woman") + genders.count("unknown")) / len(genders))
        assert known is None or bounds[0] - 1e-9 <= known <= bounds[1] + 1e-9
