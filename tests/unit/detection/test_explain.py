"""Explanations: a phrase for every code in every language, and golden sentences."""

from dataclasses import replace
from datetime import timedelta

import pytest
import yaml

from evenhand.agreements.model import RuleKind
from evenhand.detection import kernels, phrases
from evenhand.detection.explain import DOUBTS, OTHER_PARTY, explain
from evenhand.detection.kernels.integrity import CODES
from evenhand.detection.kernels.intervals import ENTRIES, EXITS
from evenhand.detection.kernels.notices import REASONS
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES
from unit.detection.worlds import PASS, agreement, event, found, identities, notice, positions, rule

CATALOGUE = phrases.__name__
NOTIFIED = rule(RuleKind.PRIOR_NOTIFICATION, id="notified", notice=timedelta(hours=48))
LIMITED = rule(RuleKind.LIMITATION_OF_FORCES, id="limited", max_count=1)
CEASED = rule(RuleKind.CESSATION, id="ceased", categories=(), event_kinds=("shelling",))
ANYWHERE = replace(CEASED, id="anywhere", areas=())
CAME = "2026-03-02 00:06:39 UTC (2026-03-02 02:06:39 Africa/Tripoli)"
LEFT = "2026-03-02 00:13:20 UTC (2026-03-02 02:13:20 Africa/Tripoli)"
RULES = agreement(rule(), NOTIFIED, LIMITED, CEASED, ANYWHERE)


def alerts():
    """Alerts of every kind, certain and possible."""
    known = identities(jet=("military-aircraft", "north", 2), kite=(None, None), kit=("military-aircraft", None))
    return found(
        RULES,
        tracks={"jet": PASS, "kite": PASS, "kit": [(0, (15.9, 31.05)), (9, (16.2, 31.05))]},
        known=known,
        notices=[notice(given=-5, object="jet")],
        events=[event(), event("e-2", party=None, nuisance="gas-flare"), event("e-3", nuisance="wildfire")],
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_phrase(language):
    keys = set(catalogue(CATALOGUE, language))

    assert {f"doubt.{one}" for one in DOUBTS} <= keys
    assert {f"integrity.{one}" for one in CODES} <= keys
    assert {f"entry.{one}" for one in ENTRIES} | {f"exit.{one}" for one in EXITS} <= keys
    assert {f"notice.{one}" for one in REASONS} <= keys
    assert {f"headline.{one}.{sure}" for one in (*REASONS, "presence", "count", "event", "event-anywhere")
            for sure in ("certain", "possible")} <= keys  # fmt: skip
    assert keys == set(catalogue(CATALOGUE, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_has_the_same_details_in_every_language(language):
    def details(sentence):
        return {part.split("}")[0] for part in sentence.split("{")[1:]}

    for key, sentence in catalogue(CATALOGUE, "en").items():
        assert details(catalogue(CATALOGUE, language)[key]) == details(sentence), key
    assert yaml.safe_dump(dict(catalogue(CATALOGUE, language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alert_is_explained_with_its_article_and_every_doubt(language):
    for alert in alerts():
        told = explain(RULES, alert, language=language)

        assert "art. 4(2)" in " ".join(told.sentences)
        assert told.headline
        doubts = [catalogue(CATALOGUE, language)[f"doubt.{one}"] for one in alert["doubts"]]
        assert set(doubts) <= set(told.sentences)
        assert "{" not in " ".join(told.sentences)


def test_golden_sentences_in_english():
    (alert,) = found(agreement(), tracks={"jet": PASS})

    told = explain(agreement(), alert)

    assert told.headline == "jet was in “Zone”: No entry"
    assert [*told.sentences] == [
        "The rule is “No entry”, art. 4(2) of the Example agreement.",
        "It says: Nobody enters.",
        "jet is known as: Military-Aircraft, North.",
        f"It crossed the boundary of “Zone” inwards at {CAME}, 31.0500, 16.0000 (5.5 km north of Harbour).",
        f"It crossed the boundary outwards at {LEFT}, 31.0500, 16.0000 (5.5 km north of Harbour).",
        "Time there: 6 min 40 s.",
        "Fixes inside: 1; the deepest lies 4.8 km from the boundary.",
        catalogue(CATALOGUE, "en")["certain.presence"],
        "Version of the agreement: 1. Files that it rests on: 1.",
        "This is a candidate made by a machine. People decide what it was.",
    ]


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "jet may have been in “Zone”: No entry"),
        ("ar", "ربما وُجد \u2068jet\u2069 داخل «\u2068Zone\u2069»: \u2068No entry\u2069"),
        ("fr", "jet s’est peut-être trouvé dans la zone « Zone » : No entry"),
        ("zh-hans", "jet可能曾在“Zone”内：No entry"),
    ],
)
def test_golden_headlines_of_a_possible_breach(language, headline):
    (alert,) = found(agreement(), tracks={"jet": PASS}, known=identities(jet=("military-aircraft", None)))

    assert explain(agreement(), alert, language=language).headline == headline


def test_figures_and_dates_are_isolated_in_arabic():
    (alert,) = found(agreement(), tracks={"jet": PASS})

    text = " ".join(explain(agreement(), alert, language="ar").sentences)

    assert f"\u2066{CAME}\u2069" in text
    assert text.count("\u2066") + text.count("\u2068") == text.count("\u2069")


def test_the_notice_that_comes_nearest_is_named():
    (alert,) = found(agreement(NOTIFIED), tracks={"jet": PASS}, notices=[notice("n-7", given=-5)])

    told = explain(agreement(NOTIFIED), alert)

    assert "Notice n-7 covers this movement but was given later than the rule requires." in told.sentences


def test_counts_are_given_as_a_range_where_they_are_not_sure():
    known = identities(jet=("military-aircraft", "north", 2), kite=("military-aircraft", None))
    (alert,) = found(agreement(LIMITED), tracks={"jet": PASS, "kite": PASS}, known=known)

    told = explain(agreement(LIMITED), alert)

    assert told.headline == "2-3 in “Zone” where 1 are allowed: No entry"
    assert "Taking part: jet, kite." in told.sentences


def test_many_who_take_part_are_counted_rather_than_listed():
    names = [f"jet-{k:02}" for k in range(15)]
    known = identities(**dict.fromkeys(names, ("military-aircraft", "north")))
    (alert,) = found(agreement(LIMITED), tracks=dict.fromkeys(names, PASS), known=known)

    assert any("jet-11 (+3)" in one for one in explain(agreement(LIMITED), alert).sentences)


def test_an_alert_of_another_version_is_explained_by_ids_and_text_instants():
    (alert,) = found(agreement(), tracks={"jet": PASS})
    stored = {**alert, "area": "gone", "party": OTHER_PARTY, "began_at": alert["began_at"].isoformat()}

    told = explain(agreement(places=(), time_zone="No/Where"), stored)

    assert told.headline == "jet was in “gone”: No entry"
    assert any("none of the parties to the agreement" in one for one in told.sentences)
    assert any("31.0500, 16.0000." in one for one in told.sentences)


@pytest.mark.parametrize(("dwell_s", "words"), [(0.0, None), (1.5, "1.5 s"), (3600.0, "1 h"), (90_061.0, "1 d 1 h")])
def test_durations(dwell_s, words):
    (alert,) = found(agreement(), tracks={"jet": PASS})

    told = explain(agreement(), {**alert, "dwell_s": dwell_s})

    assert (f"Time there: {words}." in told.sentences) == (words is not None)
    assert kernels.__doc__


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_known_against_positions_is_said_in_words(language):
    strayed = [(minute, (15.9, 31.05) if minute != 10 else (16.05, 31.05)) for minute in range(20)]
    (alert,) = found(agreement(), tracks=positions({"jet": strayed}, category="vessel"))

    sentences = explain(agreement(), alert, language=language).sentences

    assert catalogue(CATALOGUE, language)["integrity.impossible-speed"] in sentences
