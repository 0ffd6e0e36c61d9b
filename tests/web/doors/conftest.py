"""A workspace of its own for each test."""

import pytest


@pytest.fixture(autouse=True)
def own_workspace(settings, tmp_path):
    settings.WORKSPACE = tmp_path
    settings.OFFICE = "South office"
    settings.EVIDENCE = str(tmp_path / "evidence")
