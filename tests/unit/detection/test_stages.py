"""The two stages give one answer however the objects are divided."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.agreements.model import RuleKind
from evenhand.detection.plan import conclude, detect, sight
from evenhand.observations.schemas import EVENTS, NOTICES
from unit.detection.worlds import LATE, PASS, agreement, identities, notice, positions, rule

OBJECTS = ("alpha", "bravo", "charlie", "delta")
RULES = (
    rule(),
    rule(RuleKind.LIMITATION_OF_FORCES, id="at-most-one", max_count=1),
    rule(RuleKind.PRIOR_NOTIFICATION, id="tell", notice=LATE - LATE),
)
TABLES = {
    "identities": identities(**dict.fromkeys(OBJECTS[:3], ("military-aircraft", "north"))),
    "notices": pa.Table.from_pylist([notice(max_count=2)], schema=NOTICES),
}
TRACKS = {name: [(minute + 3 * k, place) for minute, place in PASS] for k, name in enumerate(OBJECTS)}


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 2), min_size=4, max_size=4), st.permutations(range(3)))
def test_any_division_of_the_objects_gives_the_same_alerts(where, order):
    what = agreement(*RULES)
    events = EVENTS.empty_table()
    whole = detect(what, positions=positions(TRACKS), events=events, as_of=LATE, **TABLES)
    divided = [
        sight(
            what,
            positions=positions({name: TRACKS[name] for name, k in zip(OBJECTS, where, strict=True) if k == part}),
            as_of=LATE,
            **TABLES,
        )
        for part in order
    ]

    assert conclude(what, divided, events=events, done={}, as_of=LATE, **TABLES).equals(whole)
    assert whole.num_rows > 4
