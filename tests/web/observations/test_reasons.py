import pytest
from django.utils import translation

from evenhand.sources import faults
from evenhand_web.observations import reasons


@pytest.mark.parametrize("code", sorted(reasons.KINDS))
def test_details_come_back_out_of_every_kind_of_sentence(code):
    kind = reasons.KINDS[code]
    names = set(reasons._pattern(code).groupindex)
    sentence = kind.message.format(**{name: f"<{name}>" for name in names})

    with translation.override("en"):
        assert reasons.say(code, sentence) == sentence


def test_an_unknown_code_or_another_sentence_stands_as_it_is():
    assert reasons.say("elsewhere.fault", "As it stands.") == "As it stands."
    assert reasons.say(faults.NO_TIME.code, "As it stands.") == "As it stands."


@pytest.mark.parametrize("language", ["ar", "fr", "zh-hans"])
def test_a_reason_is_told_in_the_language_of_the_page(language):
    problem = faults.BAD_NUMBER(field="lat", value="'x'")

    with translation.override(language):
        told = reasons.say(problem.code, str(problem))

    assert told != str(problem)
    assert "'x'" in told
