import pytest

from evenhand.commitments.details import (
    NOT_STATED,
    condition_in,
    indicators_in,
    number_of,
    readings_in,
    recurrence_in,
    term_of,
)
from evenhand.commitments.model import Qualifier, Term, Unit, Verb
from simulators.commitments import on


@pytest.mark.parametrize(
    ("language", "text", "due"),
    [
        ("en", "withdraw within 90 days of the signature", ("signature", 90, Unit.DAYS)),
        ("en", "report within three months", (NOT_STATED, 3, Unit.MONTHS)),
        ("en", "answer within ten working days", (NOT_STATED, 10, Unit.WORKING_DAYS)),
        ("en", "leave within 72 hours of the entry into force", ("entry-into-force", 72, Unit.HOURS)),
        ("fr", "se retirer dans un délai de 90 jours à compter de la signature", ("signature", 90, Unit.DAYS)),
        ("es", "retirarse en un plazo de tres meses", (NOT_STATED, 3, Unit.MONTHS)),
        ("ru", "вывести в течение 30 дней после подписания", ("signature", 30, Unit.DAYS)),
        ("zh", "应自签署之日起三个月内撤出", ("signature", 3, Unit.MONTHS)),
        ("ar", "الانسحاب في غضون 90 يوما من التوقيع", ("signature", 90, Unit.DAYS)),
    ],
)
def test_a_time_limit_is_counted_from_what_the_sentence_says(language, text, due):
    [found] = readings_in(text, {}, language)

    assert (found.due.event, found.due.count, found.due.unit) == due


def test_a_day_and_a_time_stand_side_by_side():
    text = "withdraw by 1 April 2031, within 90 days of the signature"
    day, time = readings_in(text, {"deadline": "2031-04-01"}, "en")

    assert (day.due.on, time.due.count) == (on("2031-04-01"), 90)


@pytest.mark.parametrize("told", ["within a year", "2031-13-45", None, ""])
def test_what_is_no_day_is_none(told):
    assert readings_in("act", {"deadline": told}, "en") == ()


def test_the_day_of_an_announcement_is_no_deadline():
    assert readings_in("announced on 28 January 2012 that it would", {"deadline": "2012-01-28"}, "en") == ()


def test_a_number_that_nobody_can_read_is_none():
    assert number_of("umpteen") is None
    assert number_of("12345678") is None


@pytest.mark.parametrize(
    ("language", "text", "every", "unit"),
    [
        ("en", "report every 120 days", 120, Unit.DAYS),
        ("en", "a quarterly report", 3, Unit.MONTHS),
        ("fr", "un rapport mensuel", 1, Unit.MONTHS),
        ("zh", "每年举行会议", 1, Unit.YEARS),
        ("es", "informe cada seis meses", 6, Unit.MONTHS),
        ("ru", "ежегодно докладывать", 1, Unit.YEARS),
        ("ar", "تقرير كل 120 يوما", 120, Unit.DAYS),
    ],
)
def test_how_often(language, text, every, unit):
    found = recurrence_in(text, language)

    assert (found.every, found.unit, found.starts_on) == (every, unit, None)


def test_what_is_done_once_does_not_recur():
    assert recurrence_in("report in due course", "en") is None


@pytest.mark.parametrize(
    ("text", "told", "verb", "term"),
    [
        ("withdraw immediately", "none", Verb.MUST, Term.NEAR),
        ("withdraw", "medium-long", Verb.MUST, Term.MEDIUM_LONG),
        ("withdraw", "near", Verb.MUST, Term.NEAR),
        ("withdraw", "none", Verb.MUST, Term.NONE),
        ("an immediate threat", "near", Verb.IDENTIFIES, Term.NONE),
    ],
)
def test_the_term_is_what_the_text_says_and_never_guessed(text, told, verb, term):
    assert term_of(text, told, verb, language="en") is term


def test_conditions_are_told_in_the_words_of_the_text():
    assert condition_in("act, provided that the Commission agrees. Then rest.", "en") == (
        "provided that the Commission agrees",
    )


def test_quantities_of_the_paragraph_and_towns_that_are_named_can_be_measured():
    quantities = [
        {"snippet": "40 per cent", "value": 40, "unit": "percent", "para": "3", "approx": True},
        {"snippet": "9 days", "value": 9, "unit": "days", "para": "3", "approx": False},
        {"snippet": "7 per cent", "value": 7, "unit": "percent", "para": "3", "approx": False},
    ]
    places = [{"text": name, "en": name, "kind": "town"} for name in ("Brega", "Jadu", "Nalut")]
    text = "clear 40 per cent of towns including Brega, Jadu and Nalut within 9 days"
    share, towns = indicators_in(text, quantities, places, "en")

    assert (share.unit, share.target.low, share.target.qualifier) == ("per cent", 40, Qualifier.ABOUT)
    assert (towns.items, towns.open_list) == (("Brega", "Jadu", "Nalut"), True)
