from datetime import date

import pytest

from evenhand.council.codes import Stage
from evenhand.council.missions import FOLLOWS, mission_standing, missteps
from evenhand.council.records import Mission, MissionEvent
from evenhand.foundation.texts import Text


def mission(*events: tuple[str, str | None]) -> Mission:
    told = (MissionEvent(stage=Stage(stage), on=date.fromisoformat(on) if on else None) for stage, on in events)
    return Mission(name=Text(), events=tuple(told))


LIFE = mission(
    ("established", "2010-01-01"), ("extended", "2020-02-28"), ("drawing-down", None), ("closed", "2020-12-31")
)


@pytest.mark.parametrize(
    ("as_of", "stage", "days"),
    [
        pytest.param("2009-01-01", None, None, id="before-anything-is-recorded"),
        pytest.param("2020-02-28", Stage.DRAWING_DOWN, 307, id="a-step-without-a-day-keeps-its-place"),
        pytest.param("2020-12-29", Stage.DRAWING_DOWN, 2, id="two-days-before-it-closes"),
        pytest.param("2020-12-31", Stage.CLOSED, None, id="closed"),
    ],
)
def test_where_a_mission_stands(as_of, stage, days):
    found = mission_standing(LIFE, as_of=date.fromisoformat(as_of))

    if stage is not None:
        assert (found.stage, found.days_to_closure) == (stage, days)
    else:
        assert found.since is None


def test_a_closed_mission_does_not_come_back():
    (found,) = missteps(mission(("closed", "2020-01-01"), ("extended", "2020-02-01")))

    assert (found.before.stage, found.after.stage) == (Stage.CLOSED, Stage.EXTENDED)
    assert missteps(LIFE) == ()


@pytest.mark.parametrize("before", list(Stage))
@pytest.mark.parametrize("after", list(Stage))
def test_every_pair_of_steps_is_as_the_table_says(before, after):
    found = missteps(mission((before.value, "2020-01-01"), (after.value, "2020-02-01")))

    assert bool(found) is (after not in FOLLOWS[before])
