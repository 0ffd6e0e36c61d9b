import re

import pytest

from evenhand.evidence.findings import PHRASES, finding, from_json, known, proofs, say, to_json
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES


class TestPhrases:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_language_says_the_same_things(self, language):
        here, english = catalogue(PHRASES, language), catalogue(PHRASES, "en")

        assert set(here) == set(english)
        for key, sentence in here.items():
            assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", english[key])), key

    @pytest.mark.parametrize("side", ["proves", "leaves-open"])
    def test_what_is_proved_or_left_open_belongs_to_a_finding(self, side):
        keys = [key.removeprefix(f"{side}.") for key in catalogue(PHRASES, "en") if key.startswith(f"{side}.")]

        assert [key for key in keys if not known(key)] == []


class TestFindings:
    def test_are_said_with_their_details(self):
        assert "32.88700, 13.19100" in say(finding("place.stated", lat="32.88700", lon="13.19100"))

    def test_of_no_known_kind_are_a_problem(self):
        with pytest.raises(Problem, match="missing"):
            say(finding("nothing.known"))

    def test_come_back_from_json(self):
        found = (finding("exif.none"), finding("hash.differs", stated="00"))

        assert from_json(to_json(found)) == found

    def test_say_together_what_they_prove_and_what_they_leave_open(self):
        found = [finding("hash.agrees"), finding("exif.read"), finding("exif.read"), finding("preview.made")]
        proved, left_open = proofs(found)

        assert proved == ("The file is the one whose SHA-256 its sender stated, bit for bit.",)
        assert left_open == ("Whether camera, time and place are true: anybody can write these data.",)

    def test_a_signature_by_a_stranger_proves_less_than_one_by_somebody_trusted(self):
        details = {"signer": "S", "generator": "G", "failures": "?"}
        trusted, _open = proofs([finding("credentials.valid", **details)])
        stranger, left_open = proofs([finding("credentials.untrusted", **details)])

        assert trusted != stranger
        assert "Who the signer is." in left_open
