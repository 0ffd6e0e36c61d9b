"""What one office holds, another one has after a bundle: once, in any order, and with its sources protected."""

import io
from dataclasses import replace

import pytest

from evenhand.foundation.problems import Problem
from evenhand.reports.bundles import BUNDLE_BROKEN, BUNDLE_PART, new_key
from evenhand.reports.codes import Protection
from evenhand.reports.record import Source
from evenhand_web.accounts.access import NOT_PERMITTED
from evenhand_web.accounts.models import Organisation
from evenhand_web.doors import keys, store
from evenhand_web.doors.keys import KEY_DAMAGED
from evenhand_web.doors.models import Bundle, Carried, OfficeKey
from evenhand_web.doors.services import bundles
from evenhand_web.doors.services.bundles import KEY_NOT_TRUSTED, NO_REPORTS, Wanted
from evenhand_web.doors.services.triage import REASON_MISSING
from evenhand_web.evidence.models import Evidence
from evenhand_web.intake.models import Report, SourceIdentity, SourceLook, Version, VersionFile
from evenhand_web.intake.services import ArrivedFile, receive
from web.conftest import NOW
from web.doors.samples import an_administrator
from web.intake.samples import a_record, an_arrival

pytestmark = pytest.mark.django_db
SECRET = Source(name="Amal", contact="+218910000001")


@pytest.fixture
def duty(actor):
    return actor("duty-officer")


def forget_everything() -> None:
    """As if this were another office: the database goes back to before the reports."""
    from django.db import connection

    tables = (
        "doors_carried", "doors_bundle", "intake_sourcelook", "intake_sourceidentity", "intake_reading",
        "intake_versionfile", "intake_reportact", "intake_version", "intake_report",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
        for _name, sql in triggers:
            cursor.execute(sql)


def made(duty, **wanted) -> bytes:
    out = io.BytesIO()
    bundles.export(out=out, wanted=Wanted(**wanted), actor=duty, now=NOW)
    return out.getvalue()


def loaded(duty, content: bytes) -> bundles.Loaded:
    return bundles.load(file=io.BytesIO(content), actor=duty, now=NOW)


def a_report(duty, instance: str = "uuid:1", *, text: str = "Two shots", **more):
    record = a_record(text, protection=Protection.CONFIDENTIAL, source=SECRET)
    return receive(arrival=an_arrival(instance, record=record, **more), actor=duty, now=NOW)


def everything() -> set:
    return set(Version.objects.values_list("by__key", "instance", "digest", "stands_for"))


class TestABundle:
    def test_brings_every_version_with_its_files_byte_for_byte(self, duty):
        digest, size = store.keep([b"a photo"])
        photo = ArrivedFile(name="photo.jpg", digest=digest, size_bytes=size)
        receive(arrival=an_arrival("uuid:1", files=(photo,)), actor=duty, now=NOW)
        receive(arrival=an_arrival("uuid:2", replaces="uuid:1", record=a_record("Three")), actor=duty, now=NOW)
        before = everything()
        content = made(duty)
        forget_everything()
        result = loaded(duty, content)

        assert (result.new, result.conflicts, everything()) == (2, 0, before)
        assert VersionFile.objects.get().digest == digest
        assert Report.objects.get().headline == "Three"
        assert {one.door for one in Carried.objects.all()} == {"browser"}

    def test_twice_changes_nothing_more(self, duty):
        a_report(duty)
        content = made(duty, with_sources=True, reason="Moved office")
        forget_everything()
        loaded(duty, content)
        again = loaded(duty, content)

        assert (again.new, again.here, Version.objects.count(), Bundle.objects.filter(direction="in").count()) == (
            0, 1, 1, 1,
        )  # fmt: skip

    def test_of_its_own_office_changes_nothing(self, duty):
        a_report(duty)
        result = loaded(duty, made(duty))

        assert (result.new, Version.objects.count()) == (0, 1)

    def test_cut_in_the_middle_goes_on_when_it_is_loaded_again(self, duty, monkeypatch):
        for number in range(4):
            a_report(duty, f"uuid:{number}")
        before, content = everything(), made(duty, with_sources=True, reason="x")
        forget_everything()
        calls = iter([receive, receive])

        def broken(**facts):
            return next(calls)(**facts)  # StopIteration: the power went

        monkeypatch.setattr(bundles, "receive", broken)
        with pytest.raises(StopIteration):
            loaded(duty, content)
        monkeypatch.undo()
        result = loaded(duty, content)

        assert (result.here, result.new, everything()) == (2, 2, before)

    def test_in_which_order_they_come_does_not_matter(self, duty):
        a_report(duty)
        first = made(duty, with_sources=True, reason="x")
        edit = an_arrival("uuid:2", replaces="uuid:1", record=a_record("Three shots"))
        receive(arrival=edit, actor=duty, now=NOW)
        both = made(duty)
        before = everything()
        forget_everything()
        loaded(duty, both)
        loaded(duty, first)

        assert before <= everything()
        assert (Report.objects.count(), Report.objects.get().conflict) == (1, False)

    def test_of_an_organisation_that_nobody_has_here_is_left_out_and_named(self, actor, duty):
        receive(arrival=an_arrival(), actor=actor("liaison"), now=NOW)
        content = made(duty)
        forget_everything()
        Organisation.objects.filter(key="north").update(key="renamed")

        assert loaded(duty, content).left_out == {"north": 1}


class TestProtectedSources:
    def test_stay_at_home_with_the_bytes_that_may_name_them(self, duty):
        a_report(duty)
        original = Version.objects.get()
        content = made(duty)
        forget_everything()
        loaded(duty, content)

        assert b"Amal" not in content
        assert bytes(original.original) not in content
        version = Version.objects.get()
        assert (version.stands_for, version.reading.record["text"]) == (original.digest, "Two shots")
        assert "Amal" not in str(SourceIdentity.objects.values_list("identity"))

    def test_keep_their_files_restricted_where_they_come(self, duty):
        digest, size = store.keep([b"a photo"])
        a_report(duty, files=(ArrivedFile(name="photo.jpg", digest=digest, size_bytes=size),))
        content = made(duty)
        forget_everything()
        loaded(duty, content)

        assert {one.protection for one in Evidence.objects.all()} == {"restricted"}

    def test_once_they_come_the_original_takes_the_place_of_what_stood_for_it(self, duty):
        a_report(duty)
        without, whole = made(duty), made(duty, with_sources=True, reason="Handover")
        forget_everything()
        for content in (without, whole, without):
            loaded(duty, content)

        report = Report.objects.get()
        assert (report.conflict, Version.objects.count()) == (False, 2)
        assert SourceIdentity.objects.get(version__stands_for="").identity["source"]["name"] == "Amal"

    def test_where_the_original_is_nothing_else_comes_to_stand_for_it(self, duty):
        a_report(duty)
        without, whole = made(duty), made(duty, with_sources=True, reason="Handover")
        forget_everything()
        loaded(duty, whole)
        loaded(duty, without)

        assert Version.objects.get().stands_for == ""

    def test_going_along_are_each_looked_at_with_the_reason(self, duty):
        a_report(duty)
        made(duty, with_sources=True, reason="Handover")

        assert SourceLook.objects.get().reason == "Handover"

    def test_go_along_only_for_a_reason_and_for_one_who_is_trusted(self, duty, actor):
        a_report(duty)
        with pytest.raises(Problem) as unsaid:
            made(duty, with_sources=True)
        with pytest.raises(Problem) as forbidden:
            made(replace(duty, role="analyst"), with_sources=True, reason="x")

        assert (unsaid.value.kind, forbidden.value.kind) == (REASON_MISSING, NOT_PERMITTED)

    def test_a_sender_of_another_office_is_none_of_ours(self, duty):
        receive(arrival=an_arrival(), actor=duty, now=NOW)
        content = made(duty)
        forget_everything()
        loaded(duty, content)

        assert Version.objects.get().sender == "duty-officer.mission @ South office"


class TestKeys:
    @pytest.fixture
    def foreign(self, duty, monkeypatch) -> bytes:
        a_report(duty)
        monkeypatch.setattr(bundles.keys, "office_key", lambda: new_key(bytes(32)))
        content = made(duty)
        monkeypatch.undo()
        forget_everything()
        return content

    def test_of_an_office_that_nobody_trusts_keep_its_bundles_out(self, duty, foreign):
        with pytest.raises(Problem) as caught:
            loaded(duty, foreign)

        assert (caught.value.kind, Version.objects.count()) == (KEY_NOT_TRUSTED, 0)
        assert OfficeKey.objects.get().fingerprint in str(caught.value)

    def test_are_trusted_by_the_administrator_and_can_lose_that(self, duty, foreign):
        with pytest.raises(Problem):
            loaded(duty, foreign)
        key = OfficeKey.objects.get().pk
        with pytest.raises(Problem) as caught:
            bundles.trust(key_id=key, trusted=True, actor=duty, now=NOW)
        bundles.trust(key_id=key, trusted=True, actor=an_administrator(), now=NOW)
        assert loaded(duty, foreign).new == 1
        bundles.trust(key_id=key, trusted=False, actor=an_administrator(), now=NOW)
        with pytest.raises(Problem):
            loaded(duty, foreign)

        assert caught.value.kind is NOT_PERMITTED

    def test_of_this_office_are_made_once_and_only_its_owner_reads_them(self, settings):
        first = keys.office_key().private_bytes_raw()

        assert keys.office_key().private_bytes_raw() == first
        assert (settings.WORKSPACE / "office-key").stat().st_mode & 0o777 == 0o600

    def test_that_are_damaged_are_not_made_anew_in_silence(self, settings):
        (settings.WORKSPACE / "office-key").write_bytes(b"short")
        with pytest.raises(Problem) as caught:
            keys.office_key()

        assert caught.value.kind is KEY_DAMAGED


class TestWhatIsWrong:
    def test_with_one_byte_of_a_file_keeps_everything_out(self, duty):
        digest, size = store.keep([b"a photo"])
        photo = ArrivedFile(name="photo.jpg", digest=digest, size_bytes=size)
        receive(arrival=an_arrival(files=(photo,)), actor=duty, now=NOW)
        content = made(duty).replace(b"a photo", b"a phota")
        forget_everything()
        with pytest.raises(Problem) as caught:
            loaded(duty, content)

        assert (caught.value.kind, Version.objects.count()) == (BUNDLE_PART, 0)

    def test_is_no_bundle_at_all(self, duty):
        with pytest.raises(Problem) as caught:
            loaded(duty, b"PK\x03\x04 not really")

        assert caught.value.kind is BUNDLE_BROKEN

    def test_holds_no_report(self, duty):
        with pytest.raises(Problem) as caught:
            made(duty, numbers=("CFV-1999-0001",))

        assert caught.value.kind is NO_REPORTS


def test_the_pages_make_and_load_a_bundle(browser_of, duty):
    client = browser_of("duty-officer", username="d2")
    a_report(duty)
    content = b"".join(client.post("/doors/bundles/export/", {}).streaming_content)
    sent = client.post("/doors/bundles/load/", {"file": io.BytesIO(content)}, follow=True)

    assert "1 was here." in sent.content.decode()
