"""Ways to write records in tests."""

from collections.abc import Callable

import pytest

from evenhand_web.accounts.access import Actor
from evenhand_web.council.models import Record
from evenhand_web.council.services import Draft, write
from web.conftest import NOW

MEETING = {"day": "2020-02-11", "format": "briefing", "item": "coast"}


@pytest.fixture
def keeper(actor) -> Actor:
    """Who keeps the records."""
    return actor("secretariat")


@pytest.fixture
def written(keeper) -> Callable[..., Record]:
    """Writes a record: `written("meeting", "meeting-one", MEETING)`."""

    def make(kind: str, record_id: str, content: dict, **more) -> Record:
        draft = Draft(kind=kind, record_id=record_id, content=content, **more)
        return write(draft=draft, actor=keeper, now=NOW)

    return make
