"""A lake of its own for each test, and an agreement in force."""

import pytest

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements.services import adopt
from unit.agreements import small
from web.conftest import NOW


@pytest.fixture(autouse=True)
def own_lake(settings, tmp_path):
    settings.WORKSPACE = tmp_path
    settings.LAKE = tmp_path / "lake"
    settings.LAKE.mkdir()


@pytest.fixture
def coastal(db):
    """The small agreement, in force since March 2020."""
    files = small.files(agreement=("in_force: {from: 2026-03-01", "in_force: {from: 2020-03-01"))
    return adopt(files=files, actor=SYSTEM, now=NOW)
