"""What people read, in four languages."""

import pytest

from evenhand.foundation.texts import LANGUAGES
from evenhand.ledger.bundles import verify_bundle
from evenhand.ledger.policy import read_policy
from evenhand.ledger.witness import Finding, Kind
from evenhand.ledger.wording import finding_in_words, verdict_in_words
from simulators.bundles import bundle_of
from simulators.logs import NORTH, POLICY_TEXT
from unit.ledger.test_statements import KEY, sealed

DETAILS = {
    Kind.REWRITTEN: {"size": 7, "before": 5},
    Kind.SPLIT_VIEW: {"size": 7, "one": "aa", "other": "bb"},
    Kind.TRUNCATED: {"size": 7, "before": 9},
    Kind.OUTDATED: {"size": 7, "before": 9},
    Kind.DAMAGED: {"fault": "F"},
    Kind.FORGED: {"fault": "F"},
    Kind.STALLED: {"signed_s": 0, "silent_s": 7200},
    Kind.LOG_CLOCK: {"now_s": 0, "before_s": 10**15},
    Kind.OWN_CLOCK: {"now_s": 0, "before_s": 5},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_finding_is_told_with_its_details(kind, language):
    told = finding_in_words(Finding(kind=kind, details=DETAILS[kind]), language=language)

    shown = {"now_s": "1970-01-01", "signed_s": "1970-01-01", "silent_s": "2.0", "before_s": ""}
    assert all(str(shown.get(name, value)) in told for name, value in DETAILS[kind].items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_says_what_is_proved_what_is_hidden_and_what_is_not_proved(language):
    policy = read_policy(POLICY_TEXT)
    final = verdict_in_words(verify_bundle(bundle_of(sealed()), policy), language=language)
    bare = verdict_in_words(verify_bundle(bundle_of(sealed(), show=(), cosigners=(NORTH,)), policy), language=language)

    assert any("a drone crossed the line" in line for line in final)
    assert any("author, source" in line for line in final)
    assert any(KEY.public_key().public_bytes_raw().hex() in line for line in final)
    assert not any("amina" in line for line in final)
    assert any("south" in line and "swiss" in line for line in bare)
    assert (len(final), len(bare)) == (10, 7)


def test_a_shown_value_of_several_parts_is_told_as_json():
    verdict = verify_bundle(bundle_of(sealed(), show=("source",)), read_policy(POLICY_TEXT))

    assert any('source = {"name": "K.", "village": "V"}' in line for line in verdict_in_words(verdict, language="en"))
