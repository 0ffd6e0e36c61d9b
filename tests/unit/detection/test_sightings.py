"""Sightings of some objects, put together."""

import pyarrow as pa

from evenhand.detection.binding import micros
from evenhand.detection.plan import sight
from evenhand.detection.sightings import PARTS, Sightings, instant, joined, part_of
from evenhand.observations.schemas import NOTICES
from unit.detection.worlds import LATE, PASS, agreement, identities, positions


def seen(**tracks):
    known = identities(jet=("military-aircraft", "north"), kite=("military-aircraft", "south"))
    return sight(agreement(), positions=positions(tracks), identities=known, notices=NOTICES.empty_table(), as_of=LATE)


def test_the_sightings_of_two_objects_are_those_of_each_together():
    apart, together = joined([seen(jet=PASS), seen(kite=PASS)]), seen(jet=PASS, kite=PASS)

    order = [("object", "ascending")]
    assert apart.parts.sort_by(order).equals(together.parts.sort_by(order))


def test_what_kinds_looked_at_is_joined_by_rule():
    one, two = (Sightings(parts=PARTS.empty_table(), looks={"r": pa.table({"n": [n]})}) for n in (1, 2))

    assert joined([one, two]).looks["r"]["n"].to_pylist() == [1, 2]
    assert joined([]).parts.num_rows == 0


def test_a_row_of_parts_is_a_value():
    part = part_of(seen(jet=PASS).parts.to_pylist()[0])

    assert (part.subject.name, part.area, part.doubts) == ("jet", "zone", ())
    assert part.dwell_us == part.ended_us - part.began_us > 0
    assert micros(instant(part.began_us)) == part.began_us
