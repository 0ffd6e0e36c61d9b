"""Those who keep and read documents, and a storage of the test's own."""

import pytest


@pytest.fixture(autouse=True)
def originals(db, settings, tmp_path):
    settings.WORKSPACE = tmp_path
    settings.EVIDENCE = str(tmp_path / "evidence")


@pytest.fixture
def duty(actor):
    return actor("duty-officer")


@pytest.fixture
def north(actor):
    return actor("liaison")


@pytest.fixture
def south(actor):
    return actor("liaison", "south")
