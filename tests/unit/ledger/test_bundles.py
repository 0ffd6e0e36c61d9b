"""Bundles: what they prove, and that no byte of one can be changed."""

from dataclasses import replace

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.bundles import EVIDENCE_LOOSE, NOT_A_BUNDLE, Evidence, read_bundle, verify_bundle
from evenhand.ledger.policy import read_policy
from simulators.bundles import bundle_of
from simulators.logs import NORTH, POLICY_TEXT, SOUTH, SWISS, UN
from unit.ledger.test_statements import KEY, sealed

POLICY = read_policy(POLICY_TEXT)


def test_a_bundle_comes_back_from_its_file_and_proves_its_statement():
    made = bundle_of(sealed())
    verdict = verify_bundle(read_bundle(made.content()), POLICY)

    assert read_bundle(made.content()) == made
    assert (verdict.index, verdict.checkpoint.checkpoint.size, verdict.author_key) == (
        5,
        9,
        KEY.public_key().public_bytes_raw().hex(),
    )
    assert verdict.statement.subject == "report-1"
    assert [name for name, _at in verdict.cosigners] == ["north", "south", "un"]
    assert verdict.lacking == ()


@pytest.mark.parametrize(
    ("cosigners", "lacking"),
    [((), ("north", "south", "un", "swiss")), ((NORTH, SWISS), ("south",)), ((SOUTH, UN, SWISS), ("north",))],
)
def test_a_bundle_that_not_enough_witnesses_cosigned_is_true_and_not_final(cosigners, lacking):
    assert verify_bundle(bundle_of(sealed(), cosigners=cosigners), POLICY).lacking == lacking


def test_every_byte_that_is_changed_makes_it_false_unreadable_or_not_final():
    content = bundle_of(sealed()).content()
    whole = verify_bundle(read_bundle(content), POLICY)
    unnoticed = []
    for at in range(len(content)):
        spoiled = bytearray(content)
        spoiled[at] ^= 1
        try:
            verdict = verify_bundle(read_bundle(bytes(spoiled)), POLICY)
        except Problem:
            continue
        if (
            not verdict.lacking
            and verdict.cosigners == whole.cosigners
            and verdict.checkpoint.signed == whole.checkpoint.signed
        ):
            unnoticed.append((at, content[at - 20 : at + 20], verdict == whole))

    assert [found for found in unnoticed if not found[2]] == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"7",
        b"[" * 100_000,
        bundle_of(sealed()).content().replace(b"bundle/1", b"bundle/2"),
        bundle_of(sealed()).content().replace(b'"entry":"', b'"entry":"?'),
        bundle_of(sealed()).content().replace(b'"value":"a drone', b'"value":NaN,"x":"a drone'),
    ],
    ids=range(8),
)
def test_another_form_is_no_bundle(content):
    with pytest.raises(Problem) as problem:
        read_bundle(content)
    assert problem.value.kind == NOT_A_BUNDLE


class TestEvidence:
    def test_is_tied_to_a_field_that_is_shown(self):
        digest = "ab" * 32
        made = bundle_of(sealed({"photo": {"files": [digest]}}), show=("photo",))
        made = replace(made, evidence=(Evidence(field="photo", digest=digest),))
        verdict = verify_bundle(read_bundle(made.content()), POLICY)

        assert verdict.evidence == made.evidence
        assert (verdict.names(digest), verdict.names("cd" * 32)) == ("photo", None)

    @pytest.mark.parametrize("evidence", [("finding", "ab" * 32), ("source", "ab" * 32), ("finding", "a drone")])
    def test_that_no_shown_field_names_makes_the_bundle_false(self, evidence):
        field, digest = evidence
        made = replace(bundle_of(sealed()), evidence=(Evidence(field=field, digest=digest),))
        with pytest.raises(Problem) as problem:
            verify_bundle(made, POLICY)
        assert problem.value.kind == EVIDENCE_LOOSE

    def test_cannot_be_lost_by_another_name_of_its_list(self):
        with pytest.raises(Problem) as problem:
            read_bundle(bundle_of(sealed()).content().replace(b'"entry"', b'"evidencf":[],"entry"'))
        assert problem.value.kind == NOT_A_BUNDLE
