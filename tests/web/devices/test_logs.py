"""No log has a secret of a phone in it."""

import logging

import pytest
from django.conf import settings
from django.test import Client

from evenhand_web.devices.logs import HideSecrets

SECRET = "2GsKdkts8W0T2q3irBAEkhlreSXTFGqiv9e8OhHPIB0"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"Unauthorized: /collect/{SECRET}/formList", "Unauthorized: /collect/…/formList"),
        ("Not Found: /collect/formList", "Not Found: /collect/formList"),
        (f"Not Found: /other/{SECRET}/", f"Not Found: /other/{SECRET}/"),
    ],
)
def test_a_secret_is_taken_out_of_the_line(line, expected):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s", (line,), None)
    assert HideSecrets().filter(record)
    assert record.getMessage() == expected


def test_the_log_of_the_server_passes_through_it(db):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]
    lines = []
    handler = logging.getLogger().handlers
    console = next(one for one in handler if any(isinstance(inner, HideSecrets) for inner in one.filters))
    emit, console.emit = console.emit, lambda record: lines.append(record.getMessage())
    try:
        Client().get(f"/collect/{SECRET}/formList")
    finally:
        console.emit = emit
    assert lines
    assert SECRET not in "".join(lines)
