"""A lake of its own for each test."""

import pytest


@pytest.fixture(autouse=True)
def own_lake(settings, tmp_path):
    settings.WORKSPACE = tmp_path
    settings.LAKE = tmp_path / "lake"
    settings.STATE = tmp_path / "state"
    settings.LAKE.mkdir()
