from evenhand.agreements.procedure_layout import standard
from evenhand.agreements.reading import read_agreement
from evenhand.cases.rules import rules_of
from evenhand.sources.agreement_files import agreement_files, bundled, find_agreement


def test_every_bundled_agreement_has_rules_of_procedure():
    for name in bundled():
        agreement = read_agreement(agreement_files(find_agreement(name)), origin=name)

        rules = rules_of(agreement)

        assert rules.procedure is standard()[0]
        assert rules.parties == tuple(party.id for party in agreement.parties)
        assert {clock.id for clock in standard()[1]} <= {clock.id for clock in rules.clocks}


def test_an_agreement_sets_its_own_limits():
    agreement = read_agreement(agreement_files(find_agreement("libya-2020")), origin="libya-2020")

    clock = next(clock for clock in rules_of(agreement).clocks if clock.id == "party-comment")

    assert clock.article == "par. 31"
    assert clock.owed_by == ("party",)
