from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.observations.disk import Disk
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements import services as agreement_services
from evenhand_web.incidents import services as incident_services
from evenhand_web.incidents.models import Act, Alert
from evenhand_web.ledger.models import Entry
from evenhand_web.observations import access, services
from evenhand_web.observations.models import FeedSource, LakeFile
from web.conftest import NOW
from web.observations.samples import BEGAN, an_agreement, load, track_csv

pytestmark = pytest.mark.django_db
LATER = BEGAN + timedelta(days=2)


def send(actor, data: bytes, *, name: str = "tower.csv", now=LATER, **hints) -> services.Taken:
    file = SimpleUploadedFile(name, data)
    return services.ingest_upload(file=file, actor=actor, now=now, hints=services.Hints(**hints))


class TestIngestUpload:
    def test_loads_the_file_and_enters_it_in_the_record(self, actor):
        taken = send(actor("analyst"), track_csv(faults=("x,y",)), source="tower")
        row = LakeFile.objects.get(pk=taken.digest)

        assert (row.rows_kept, row.rows_quarantined, row.uploaded_by) == (30, 1, "analyst.mission")
        assert sum(row.hourly.values()) == 30
        assert Entry.objects.filter(action="observations.ingest", subject=taken.digest).count() == 1

    def test_the_same_file_twice_changes_nothing_and_says_so(self, actor):
        first = send(actor("analyst"), track_csv())
        again = send(actor("duty-officer"), track_csv(), name="renamed.csv")

        assert (first.is_new, again.is_new) == (True, False)
        assert LakeFile.objects.get().name == "tower.csv"
        assert access.lake().positions().num_rows == 30

    def test_runs_the_rules_and_says_what_changed(self, actor):
        agreement_services.adopt(files=an_agreement(), actor=SYSTEM, now=LATER)
        identities = b"object,category,party,count,label,basis\nicao24:4b0001,military-aircraft,north,,,seen\n"

        first = send(actor("analyst"), track_csv())
        second = send(actor("analyst"), identities, name="identities.csv")

        assert first.changes.added == 1
        assert not second.changes.none
        assert Alert.objects.filter(certainty="certain").count() == 1

    def test_nobody_else_writes_an_answer_down_between_looking_and_writing(self, actor, monkeypatch, settings):
        agreement_services.adopt(files=an_agreement(), actor=SYSTEM, now=LATER)
        write, free = incident_services.record_alerts, []

        def writing(**given):
            with Disk().locked(settings.STATE / f"{given['agreement']}.lock", wait=False) as got:
                free.append(got)
            return write(**given)

        monkeypatch.setattr(incident_services, "record_alerts", writing)
        send(actor("analyst"), track_csv())

        assert free == [False]

    def test_late_positions_move_an_alert_and_its_history_goes_along(self, actor):
        agreement_services.adopt(files=an_agreement(), actor=SYSTEM, now=LATER)
        send(actor("analyst"), track_csv(minutes=10))
        first = Alert.objects.get()
        officer = actor("duty-officer")
        incident_services.assign(alert_ids=[first.pk], assignee=officer.username, actor=officer, now=LATER)

        taken = send(actor("analyst"), track_csv(begins_at=BEGAN - timedelta(minutes=5), minutes=3), name="late.csv")

        second = Alert.objects.exclude(pk=first.pk).get()
        assert (taken.changes.added, taken.changes.amended, taken.changes.withdrawn) == (0, 1, 0)
        assert (second.began_at, second.state) == (BEGAN - timedelta(minutes=5), "assigned")
        act = Act.objects.get(alert=second, kind="continued")
        assert act.because == {"reasons": ["late-fixes"], "files": [taken.digest], "alerts": [first.pk]}

    def test_a_state_that_cannot_be_read_is_made_again(self, actor, settings):
        agreement_services.adopt(files=an_agreement(), actor=SYSTEM, now=LATER)
        send(actor("analyst"), track_csv())
        (manifest,) = settings.STATE.glob("*/current.json")
        manifest.write_text("{")

        send(actor("analyst"), track_csv(object_id="icao24:4b0002"), name="other.csv")

        assert Alert.objects.exclude(state="withdrawn").count() == 2

    def test_a_role_without_the_permission_sends_nothing(self, actor):
        with pytest.raises(Problem, match="upload-feeds"):
            send(actor("monitor"), track_csv())

        assert not LakeFile.objects.exists()

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            pytest.param(b"", "observations.empty-file", id="empty"),
            pytest.param(b"<!DOCTYPE html><html><script>alert(1)</script></html>", None, id="html"),
            pytest.param(b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(300), None, id="zip"),
            pytest.param(b"\x7fELF" + bytes(range(256)) * 20, None, id="program"),
            pytest.param(b"A" * 3_000_000, None, id="one-huge-line"),
            pytest.param(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><gpx><trk/></gpx>', None, id="entities"),
        ],
    )
    def test_what_is_no_feed_is_refused_whole(self, actor, data, code, settings):
        with pytest.raises(Problem) as caught:
            send(actor("analyst"), data)

        assert code is None or caught.value.code == code
        assert not LakeFile.objects.exists()
        assert not list((settings.WORKSPACE / "incoming").iterdir())

    def test_an_upload_over_the_limit_is_cut_off(self, actor, settings):
        settings.UPLOAD_LIMIT_BYTES = 1000

        with pytest.raises(Problem, match="megabytes") as caught:
            send(actor("analyst"), track_csv(minutes=500))

        assert caught.value.code == "observations.too-large"

    def test_times_without_a_zone_need_one_to_be_named(self, actor):
        data = track_csv().replace(b"Z,", b",")
        with pytest.raises(Problem):
            send(actor("analyst"), data)
        taken = send(actor("analyst"), data, time_zone="Africa/Tripoli")

        assert LakeFile.objects.get(pk=taken.digest).begins_at == BEGAN - timedelta(hours=2)

    def test_columns_of_other_names_need_a_mapping(self, actor):
        data = b"who;when;x;y\na;2026-03-02T06:00:00Z;15.1;31.2\n"
        mapping = "delimiter: ';'\ncolumns: {object: who, seen_at: when, lon: x, lat: y}\n"

        assert send(actor("analyst"), data, mapping=mapping).is_new

    @pytest.mark.parametrize(
        "mapping",
        [
            pytest.param("- a list", id="not-a-mapping"),
            pytest.param("[" * 20_000, id="too-deep"),
            pytest.param("time: 2020-13-45", id="no-such-day"),
            pytest.param("a: [", id="not-yaml"),
            pytest.param("x: 1\n" * 20000, id="huge"),
        ],
    )
    def test_a_bad_mapping_is_said_before_anything_is_read(self, actor, mapping):
        with pytest.raises(Problem) as caught:
            send(actor("analyst"), track_csv(), mapping=mapping)

        assert caught.value.code == "observations.bad-mapping"

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\feeds\\day 1.csv", "day 1.csv"),
            ("<img src=x onerror=alert(1)>.csv", "_img src=x onerror=alert(1)_.csv"),
            ("\u202egpj.csv\x00", "_gpj.csv_"),
            ("...", "upload"),
            (None, "upload"),
        ],
    )
    def test_a_sent_name_is_only_a_label(self, sent, kept):
        assert services._safe_name(sent) == kept

    @given(st.text(max_size=300))
    @effort(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_no_name_leaves_its_folder(self, name):
        clean = services._safe_name(name)

        assert 0 < len(clean) <= 120
        assert not set(clean) & set('/\\<>&"\x00\n\u202e')
        assert clean not in {".", ".."}


class TestRefresh:
    def test_mirrors_what_others_loaded_and_only_once(self):
        load(track_csv())
        LakeFile.objects.all().delete()

        assert services.refresh(actor=SYSTEM, now=NOW) == 1
        assert services.refresh(actor=SYSTEM, now=NOW) == 0
        assert sum(LakeFile.objects.get().hourly.values()) == 30


class TestExpect:
    def test_is_recorded_where_it_changes(self):
        for seconds in (600, 600, None):
            services.expect(source="tower", every_s=seconds, actor=SYSTEM, now=NOW)

        assert FeedSource.objects.get().expected_every_s is None
        assert Entry.objects.filter(action="observations.expect").count() == 2
