"""A subject to which evidence belongs, and files to attach."""

import pytest

from evenhand_web.accounts.access import Capability
from evenhand_web.evidence import services
from evenhand_web.evidence.access import SUBJECTS
from evenhand_web.evidence.models import Evidence
from web.conftest import NOW

OWNERS = {"report-n": "north", "report-s": "south", "report-m": ""}
"""Reports of the tests, and whose they are; "": the mission's."""


def reports_worked_on(actor, subjects):
    """As an app would say it: the mission works on all, a party on its own."""
    own = {report for report, owner in OWNERS.items() if actor.can(Capability.SEE_EVIDENCE) or owner == actor.party}
    return own & set(subjects)


@pytest.fixture(autouse=True)
def reports(monkeypatch):
    monkeypatch.setitem(SUBJECTS, "report", reports_worked_on)


@pytest.fixture(autouse=True)
def originals(settings, tmp_path):
    settings.EVIDENCE = str(tmp_path / "evidence")
    return tmp_path / "evidence"


@pytest.fixture
def monitor(actor):
    return actor("monitor")


@pytest.fixture
def attach(monitor):
    """Attach bytes: `attach(b"...", name="a.jpg")`; gives the row."""

    def make(content: bytes = b"hello", *, actor=None, subject="report-m", now=NOW, **claim) -> Evidence:
        about = services.Claim(subject_kind="report", subject=subject, **claim)
        done = services.attach(content=[content], claim=about, actor=actor or monitor, now=now)
        return Evidence.objects.get(pk=done.evidence)

    return make
