import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import NOT_PERMITTED, SYSTEM
from evenhand_web.agreements import queries
from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.agreements.services import VERSION_EXISTS, adopt
from evenhand_web.ledger.models import Entry
from unit.agreements import small
from web.conftest import NOW

IN_FORCE = ("in_force: {from: 2026-03-01", "in_force: {from: 2020-03-01")


class TestAdopt:
    def test_keeps_the_files_byte_for_byte_and_records_it(self, actor):
        adopt(files=small.files(), actor=actor("administrator"), now=NOW)

        assert queries.agreement("coastal-example") == small.agreement()
        assert Entry.objects.filter(action="agreements.adopt", subject="coastal-example").count() == 1

    def test_the_same_files_again_change_nothing(self, db):
        first = adopt(files=small.files(), actor=SYSTEM, now=NOW)
        second = adopt(files=small.files(), actor=SYSTEM, now=NOW)

        assert first.pk == second.pk
        assert Entry.objects.filter(action="agreements.adopt").count() == 1

    def test_never_replaces_an_adopted_text(self, db):
        adopt(files=small.files(), actor=SYSTEM, now=NOW)

        with pytest.raises(Problem) as raised:
            adopt(files=small.files(rule=("name: {en: No flights", "name: {en: Some flights")), actor=SYSTEM, now=NOW)

        assert raised.value.kind == VERSION_EXISTS
        assert AgreementVersion.objects.count() == 1

    def test_refuses_files_that_are_no_agreement(self, db):
        with pytest.raises(Problem, match="agreement"):
            adopt(files={"agreement.yaml": b"agreement: [}"}, actor=SYSTEM, now=NOW)

        assert not AgreementVersion.objects.exists()

    @pytest.mark.parametrize("role", ["duty-officer", "liaison", "secretariat"])
    def test_is_for_administrators(self, actor, role):
        with pytest.raises(Problem) as raised:
            adopt(files=small.files(), actor=actor(role), now=NOW)

        assert raised.value.kind == NOT_PERMITTED


class TestCurrent:
    def test_is_what_is_in_force_by_the_clock(self, db):
        adopt(files=small.files(), actor=SYSTEM, now=NOW)  # from March 2026; the clock of the tests says 2020

        assert queries.current() == ()

    def test_a_later_version_takes_over_when_it_begins(self, db):
        adopt(files=small.files(agreement=('version: "2"', 'version: "3"')), actor=SYSTEM, now=NOW)
        adopt(files=small.files(agreement=IN_FORCE), actor=SYSTEM, now=NOW)

        assert [one.version for one in queries.current()] == ["2"]
        assert queries.agreement("coastal-example").version == "2"
        assert queries.agreement("coastal-example", "3").version == "3"


def test_an_unknown_agreement_is_a_problem(db):
    with pytest.raises(Problem) as raised:
        queries.agreement("atlantis")

    assert raised.value.code == "agreements.no-such-agreement"
