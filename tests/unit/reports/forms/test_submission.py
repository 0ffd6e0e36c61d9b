"""What phones send becomes a record, or is kept with the reason why it cannot be read, or is refused with one."""

import re
import time
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.codec import MALFORMED
from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Protection, Qualifier, ReporterType, ReportKind, Violation
from evenhand.reports.forms.submission import (
    NO_INSTANCE_ID,
    UNKNOWN_FORM,
    UNKNOWN_VERSION,
    known_versions,
    read_submission,
)
from evenhand.reports.forms.xforms import version_of
from evenhand.reports.record import record_from, record_to
from unit.reports.forms.samples import BODY, HOSTILE, INSTANCE, UNREAD, xml

TRIPOLI = ZoneInfo("Africa/Tripoli")


def read(data: bytes, **more):
    return read_submission(data, zone=more.pop("zone", TRIPOLI), **more)


@pytest.mark.parametrize("kind", ReportKind)
def test_the_form_as_it_stands_is_among_the_versions_that_are_read(kind):
    assert version_of(kind) == known_versions()[kind.value][-1], f"add {version_of(kind)} to versions.yaml"


def test_a_submission_is_read_whole():
    found = read(xml(edits="uuid:earlier"))
    record = found.record
    assert (found.instance, found.replaces, found.form) == (INSTANCE, "uuid:earlier", "own-observation")
    assert (found.fault, found.zoneless) == (None, False)
    assert (record.kind, record.text, record.language) == (ReportKind.OWN_OBSERVATION, "سُمعت خمسة انفجارات", "ar")
    assert record.place["bearing_deg"] == 315.0
    assert record.violations == (Violation.KIN_MOR, Violation.CIV_INFRA)
    assert (record.protection, record.source.name) == (Protection.CONFIDENTIAL, "A neighbour")
    assert [(file.name, file.caption) for file in record.attached] == [("1607250000000.jpg", "Crater")]
    assert (record.claimed.device, record.claimed.serial, record.claimed.accuracy_m) == ("collect:abc", 7, 4.5)
    assert record.items[0].count.qualifier is Qualifier.AT_LEAST
    assert record_from(record_to(record)) == record


@pytest.mark.parametrize("name", HOSTILE)
def test_what_has_no_id_is_refused_at_once(name):
    began = time.perf_counter()
    with pytest.raises(Problem):
        read(HOSTILE[name])
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_kept_with_its_reason(name):
    found = read(UNREAD[name])
    assert found.instance == INSTANCE
    assert found.record is None
    assert found.fault.kind in (MALFORMED, UNKNOWN_FORM, UNKNOWN_VERSION)


def test_a_submission_without_an_id_says_so():
    with pytest.raises(Problem) as problem:
        read(HOSTILE["no instance id"])
    assert problem.value.kind is NO_INSTANCE_ID


def test_an_older_version_of_a_form_is_read(monkeypatch):
    form = ReportKind.OWN_OBSERVATION.value
    monkeypatch.setitem(known_versions(), form, ("2020", *known_versions()[form]))
    assert read(xml(version="2020")).record is not None


def test_utf_16_is_read():
    text = xml().decode().replace("UTF-8", "UTF-16")
    assert read(text.encode("utf-16")).record == read(xml()).record


def test_the_channel_is_that_of_the_sender_where_the_form_does_not_ask():
    assert read(xml(), reporter_type=ReporterType.PARTY).record.reporter_type is ReporterType.PARTY


def test_what_a_device_claims_wrongly_is_no_reason_not_to_read_the_report():
    body = BODY.replace("<serial>7</serial>", "<serial>many</serial>").replace("31.2 16.6 12.0 4.5", "1e999 x 0 NaN")
    claimed = read(xml(re.sub("<start>.*?</start>", "<start>noon</start>", body))).record.claimed
    assert (claimed.serial, claimed.lon, claimed.started_at) == (None, None, None)
    assert claimed.finished_at.tzinfo is UTC


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_mutated_submission_is_read_kept_or_refused(data):
    pieces = re.split(r"(<[^>]+>)", xml().decode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(pieces) - 1))
        act = data.draw(st.sampled_from(["cut", "double", "swap", "text"]))
        other = data.draw(st.integers(0, len(pieces) - 1))
        if act == "cut":
            pieces[place] = ""
        elif act == "double":
            pieces[place] *= 2
        elif act == "swap":
            pieces[place], pieces[other] = pieces[other], pieces[place]
        else:
            pieces[place] = data.draw(st.text(max_size=20))
    try:
        found = read("".join(pieces).encode("utf-8", "surrogatepass"))
    except Problem:
        return
    assert (found.record is None) != (found.fault is None)
