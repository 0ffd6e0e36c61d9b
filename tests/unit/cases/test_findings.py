import pytest

from evenhand.cases.codes import FindingKind, FindingOutcome, Position
from evenhand.cases.findings import digest_of, in_words, standing_of
from evenhand.cases.proof import Basis
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import Attribution, Proof
from unit.cases.stage import CASE, DAY, DUTY, NORTH, SOUTH, Stage

SIGNED, DISSENTS, REFUSES = Position.SIGNED, Position.DISSENTS, Position.REFUSES


@pytest.mark.parametrize(
    ("mission", "north", "south", "kind"),
    [
        pytest.param(SIGNED, SIGNED, SIGNED, FindingKind.JOINT, id="all-sign"),
        pytest.param(SIGNED, SIGNED, DISSENTS, FindingKind.ONE_PARTY_AND_INTERNATIONAL, id="one-dissents"),
        pytest.param(SIGNED, SIGNED, REFUSES, FindingKind.ONE_PARTY_AND_INTERNATIONAL, id="one-refuses"),
        pytest.param(SIGNED, DISSENTS, DISSENTS, FindingKind.INTERNATIONAL_ONLY, id="both-dissent"),
        pytest.param(SIGNED, None, None, FindingKind.INTERNATIONAL_ONLY, id="both-silent"),
        pytest.param(DISSENTS, SIGNED, SIGNED, FindingKind.NO_CONSENSUS, id="the-monitors-dissent"),
    ],
)
def test_whose_finding_it_is_follows_from_who_signed(mission, north, south, kind):
    stage = Stage().to_comment()
    for seat, position in ((DUTY, mission), (NORTH, north), (SOUTH, south)):
        if position is not None:
            stage.position(seat, position, "We saw it otherwise." if position is DISSENTS else "")

    assert standing_of(stage.file).kind is kind


def test_a_dissent_stays_with_its_text():
    stage = Stage().to_comment().position(SOUTH, DISSENTS, "We were not there.")

    assert [one.text["en"] for one in standing_of(stage.file).dissent] == ["We were not there."]


def test_a_new_version_is_signed_anew_and_the_old_one_keeps_its_signatures():
    stage = Stage().to_comment().position(SOUTH).step("look-again-at-facts").finding()

    assert standing_of(stage.file).waiting_for == (None, "north", "south")
    assert standing_of(stage.file, 1).waiting_for == (None, "north")


def test_without_access_it_is_a_kind_of_its_own():
    stage = (
        Stage()
        .to_fact_finding()
        .finding(
            outcome=FindingOutcome.INCONCLUSIVE_ACCESS_DENIED,
            attribution=Attribution.UNDETERMINED,
            parties=(),
            basis=Basis(independent=1),
            standard=Proof.REASONABLE_SUSPICION,
        )
    )

    assert standing_of(stage.file).kind is FindingKind.NO_ACCESS


def test_who_is_recorded_as_absent_is_waited_for_no_longer():
    stage = Stage().to_comment().wait(6 * DAY).absent("south")

    assert standing_of(stage.file).waiting_for == (None, "north")


def test_a_digest_is_of_one_version_in_one_case():
    finding = Stage().to_comment().file.finding

    assert digest_of(CASE, finding) != digest_of("CASE-2020-00002", finding)


def test_there_is_none_before_one_is_made():
    assert standing_of(Stage().file) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_told_in_every_language(language):
    assert len({in_words(kind, language=language) for kind in FindingKind}) == len(FindingKind)
