"""Enrolling, revoking, cutting off: each leaves its entry, and a phone that is cut off sends nothing more."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import NOT_PERMITTED
from evenhand_web.devices import access, queries, services
from evenhand_web.devices.services import IS_CUT_OFF, LABEL_MISSING, LABEL_TAKEN, NO_SUCH_PERSON, REASON_MISSING
from evenhand_web.intake.access import NO_SUCH_DEVICE
from evenhand_web.intake.models import Device, Enrolment, Report
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from unit.reports.forms.samples import BODY, xml
from web.conftest import NOW
from web.devices.samples import enrolled, post


@pytest.fixture
def officer(actor, person):
    person("monitor")
    person("analyst")
    return actor("duty-officer")


def problem_of(call, **more):
    with pytest.raises(Problem) as problem:
        call(now=NOW, **more)
    return problem.value.kind


def entries():
    return list(Entry.objects.filter(action__startswith="devices.").order_by("pk").values_list("action", flat=True))


def test_only_the_hash_of_a_secret_is_kept(officer):
    made = enrolled(officer, "monitor.mission")
    kept = Enrolment.objects.get()
    assert len(made.token) == 43
    assert made.token not in repr(vars(kept)) + "".join(str(read_entry(entry).details) for entry in Entry.objects.all())
    assert kept.token_hash == access.hash_of(made.token)
    assert access.caller_of(made.token).actor.username == "monitor.mission"


def test_the_record_names_whose_code_it_is_by_account_which_an_erasure_reaches(officer):
    made = enrolled(officer, "monitor.mission")
    services.revoke(device_id=made.device_id, enrolment_id=made.enrolment_id, actor=officer, now=NOW)
    told = [str(read_entry(entry).details) for entry in Entry.objects.filter(action__startswith="devices.")]
    account = f"account-{Enrolment.objects.get().user_id}"
    assert all(account in one and "monitor.mission" not in one for one in told)


def test_several_people_share_a_phone_and_each_has_one_code(officer):
    first = enrolled(officer, "monitor.mission")
    other = enrolled(officer, "analyst.mission", device_id=first.device_id)
    again = enrolled(officer, "monitor.mission", device_id=first.device_id)
    assert Device.objects.count() == 1
    assert problem_of(lambda now: access.caller_of(first.token)) is access.NOT_A_KEY
    assert access.caller_of(other.token).actor.username == "analyst.mission"
    assert access.caller_of(again.token).actor.username == "monitor.mission"


def test_one_code_ends_and_the_others_go_on(officer):
    first = enrolled(officer, "monitor.mission")
    other = enrolled(officer, "analyst.mission", device_id=first.device_id)
    for _ in range(2):
        services.revoke(device_id=first.device_id, enrolment_id=first.enrolment_id, actor=officer, now=NOW)
    assert [post(one.token).status_code for one in (first, other)] == [401, 201]
    assert entries() == ["devices.enrol", "devices.enrol", "devices.revoke"]


def test_a_phone_is_cut_off_with_all_who_use_it(officer):
    first = enrolled(officer, "monitor.mission")
    other = enrolled(officer, "analyst.mission", device_id=first.device_id)
    for _ in range(2):
        services.cut_off(device_id=first.device_id, reason=" Lost ", actor=officer, now=NOW)
    assert [post(one.token).status_code for one in (first, other)] == [401, 401]
    device = Device.objects.get()
    assert (device.cut_off_at, device.cut_off_reason) == (NOW, "Lost")
    assert entries() == ["devices.enrol", "devices.enrol", "devices.cut-off"]
    again = {"label": "", "username": "monitor.mission", "device_id": device.pk, "actor": officer}
    assert problem_of(services.enrol, **again) is IS_CUT_OFF


def test_a_phone_may_be_called_something_else(officer):
    made = enrolled(officer, "monitor.mission")
    services.rename(device_id=made.device_id, label=" Patrol  4 ", actor=officer, now=NOW)
    services.rename(device_id=made.device_id, label="Patrol 4", actor=officer, now=NOW)
    assert Device.objects.get().label == "Patrol 4"
    assert entries() == ["devices.enrol", "devices.rename"]


def test_a_phone_needs_a_name_of_its_own_a_person_who_may_file_and_a_reason(officer):
    made = enrolled(officer, "monitor.mission")
    one = {"username": "monitor.mission", "actor": officer}
    assert problem_of(services.enrol, label=" ", **one) is LABEL_MISSING
    assert problem_of(services.enrol, label="Patrol 3", **one) is LABEL_TAKEN
    assert problem_of(services.enrol, label="New", username="nobody", actor=officer) is NO_SUCH_PERSON
    assert problem_of(services.cut_off, device_id=made.device_id, reason=" ", actor=officer) is REASON_MISSING
    gone = {"device_id": made.device_id, "enrolment_id": 0, "actor": officer}
    assert problem_of(services.revoke, **gone) is access.NO_SUCH_ENROLMENT


def test_each_organisation_has_its_own_phones(officer, actor):
    liaison = actor("liaison", "north")
    made = enrolled(officer, "monitor.mission")
    theirs = enrolled(liaison, "liaison.north", label="Patrol 3")
    assert [one.label for one in queries.phones(liaison)] == ["Patrol 3"]
    assert problem_of(services.cut_off, device_id=made.device_id, reason="x", actor=liaison) is NO_SUCH_DEVICE
    assert problem_of(services.enrol, label="x", username="monitor.mission", actor=liaison) is NO_SUCH_PERSON
    assert access.caller_of(theirs.token).actor.party == "north"


@pytest.mark.parametrize("role", ["monitor", "analyst", "commissioner", "secretariat"])
def test_who_does_not_manage_phones_is_refused(role, actor, officer):
    other = actor(role)
    assert problem_of(services.enrol, label="x", username="monitor.mission", actor=other) is NOT_PERMITTED
    assert problem_of(lambda now: queries.phones(other)) is NOT_PERMITTED


def test_a_party_files_as_a_party_where_the_form_does_not_ask(actor):
    made = enrolled(actor("liaison", "north"), "liaison.north")
    post(made.token)
    assert access.caller_of(made.token).actor.organisation_kind == "party"
    assert Report.objects.get().reporter_type == "party"


def numbered(serial: int) -> bytes:
    body = BODY.replace("<serial>7</serial>", f"<serial>{serial}</serial>")
    return xml(body.replace("1607250000000.jpg", f"{serial}.jpg"), instance=f"uuid:{serial}")


def test_gaps_between_the_numbers_are_reports_that_have_not_come(officer):
    made = enrolled(officer, "monitor.mission")
    for serial in (1, 2, 5, 9):
        post(made.token, numbered(serial), {f"{serial}.jpg": b"x"} if serial != 9 else {})
    post(made.token, numbered(5), {"5.jpg": b"x"})
    page = queries.phone_page(officer, made.device_id, language="en")
    gap = page.gaps[0]
    assert (gap.ranges, gap.count, gap.last_came, gap.form) == (((3, 4), (6, 8)), 5, 9, "Own observation")
    assert (page.phone.missing, page.phone.waiting, page.phone.reports) == (5, 1, 4)
    assert page.unfinished[0].files == ("9.jpg",)


def test_a_number_beyond_reason_costs_nothing(officer):
    made = enrolled(officer, "monitor.mission")
    post(made.token, numbered(900_000_000))
    page = queries.phone_page(officer, made.device_id, language="ar")
    assert page.gaps[0].ranges == ((1, 899_999_999),)


def test_two_phones_with_one_code_count_apart(officer):
    made = enrolled(officer, "monitor.mission")
    post(made.token, numbered(1))
    post(made.token, numbered(2).replace(b"collect:abc", b"collect:other"))
    gaps = queries.phone_page(officer, made.device_id, language="en").gaps
    assert [gap.ranges for gap in gaps] == [((1, 1),)]


def test_a_person_who_left_can_be_given_no_phone(officer):
    accounts.set_active(username="monitor.mission", active=False, actor=officer, now=NOW)
    assert queries.choosable(officer) == ("analyst.mission", "duty-officer.mission")


@pytest.mark.parametrize(
    ("before", "after", "flag"),
    [
        ("31.2 16.6 12.0 4.5", "31.2 16.6 12.0 0", "accuracy-nought"),
        ("31.2 16.6 12.0 4.5", "0 0 0 5", "place-far"),
        ("<end>2020-12-06", "<end>2021-12-06", "clock-ahead"),
        ("<start>2020-12-06T12:00:00.000+02:00</start><end>2020-12-06T12:09:00.000+02:00</end>", "", "zone-missing"),
    ],
)
def test_what_a_phone_claims_and_is_not_believed_is_written_down(officer, before, after, flag):
    made = enrolled(officer, "monitor.mission")
    body = BODY.replace(before, after)
    if flag == "zone-missing":
        body = body.replace("11:30:00.000+02:00", "11:30:00.000")
    assert post(made.token, xml(body)).status_code == 201
    assert flag in Report.objects.get().flags


def test_a_phone_that_was_elsewhere_a_minute_before_is_doubted(officer):
    made = enrolled(officer, "monitor.mission")
    post(made.token)
    post(made.token, xml(BODY.replace("31.2 16.6", "35.2 16.6").replace("12:09:", "12:10:"), instance="uuid:2"))
    assert "too-fast" in Report.objects.get(number="CFV-2020-0002").flags
