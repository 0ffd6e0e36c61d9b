"""The two stages give one answer however the objects are divided."""

from datetime import timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.agreements.model import RuleKind
from evenhand.detection.plan import conclude, detect, sight
from evenhand.observations.schemas import EVENTS, NOTICES
from unit.detection.worlds import INSIDE, LATE, OUTSIDE, PASS, agreement, at, event, identities, notice, positions, rule

OBJECTS = ("alpha", "bravo", "charlie", "delta")
ROAD = {"distance_m": 2_000.0, "max_silence": timedelta(minutes=45), "event_kinds": ("access-refused",)}
RULES = (
    rule(),
    rule(RuleKind.WITHDRAWAL_LINE, id="withdraw", distance_m=9_000.0),
    rule(RuleKind.FREEDOM_OF_MOVEMENT, id="pass", **ROAD),
    rule(RuleKind.STOP, id="drive-on", distance_m=500.0, min_dwell=timedelta(minutes=4)),
    rule(RuleKind.SILENCE, id="be-heard", max_silence=timedelta(minutes=30)),
    rule(RuleKind.LIMITATION_OF_FORCES, id="at-most-one", max_count=1),
    rule(RuleKind.PRIOR_NOTIFICATION, id="tell", notice=LATE - LATE),
)
TABLES = {
    "identities": identities(**dict.fromkeys(OBJECTS[:3], ("military-aircraft", "north"))),
    "notices": pa.Table.from_pylist([notice(max_count=2)], schema=NOTICES),
}
TRACKS = {name: [(minute + 3 * k, place) for minute, place in PASS] for k, name in enumerate(OBJECTS)}
TRACKS["alpha"] += [(60, INSIDE), (65, INSIDE), (120, OUTSIDE), (150, INSIDE)]
TRACKS["bravo"] += [(300, OUTSIDE), (310, (15.9, 31.06))]
AS_OF = at(400)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 2), min_size=4, max_size=4), st.permutations(range(3)))
def test_any_division_of_the_objects_gives_the_same_alerts(where, order):
    what = agreement(*RULES)
    events = pa.Table.from_pylist([event(kind="access-refused")], schema=EVENTS)
    whole = detect(what, positions=positions(TRACKS), events=events, as_of=AS_OF, **TABLES)
    divided = [
        sight(
            what,
            positions=positions({name: TRACKS[name] for name, k in zip(OBJECTS, where, strict=True) if k == part}),
            as_of=AS_OF,
            **TABLES,
        )
        for part in order
    ]

    assert conclude(what, divided, events=events, done={}, as_of=AS_OF, **TABLES).equals(whole)
    assert {one.id for one in RULES} == set(whole["rule"].to_pylist())


def test_what_is_seen_does_not_depend_on_how_far_beyond_the_last_fix_is_looked():
    sooner, later = (
        sight(agreement(*RULES), positions=positions(TRACKS), as_of=moment, **TABLES) for moment in (at(311), LATE)
    )

    assert sooner.parts.equals(later.parts)
    assert sooner.looks == later.looks
    for table in sooner.looks.values():
        assert table["object"].null_count == 0
