"""Explanations of what is no mere presence: deadlines, withdrawal lines, turns, quiet roads, stops and silences."""

from datetime import timedelta

import pyarrow as pa
import pytest

from evenhand.agreements.model import Area, Commitment, CorridorShape, DeadlineReading, RuleKind
from evenhand.detection import phrases
from evenhand.detection.explain import explain
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES, Text
from evenhand.observations.schemas import POSITIONS
from unit.detection.worlds import agreement, at, found, identities, named, positions, rule

CATALOGUE = phrases.__name__
READINGS = tuple(
    DeadlineReading(id=f"r{days}", due_at=at(days * 1440), basis=Text({"en": f"{days} days"}), article="art. 2")
    for days in (10, 12)
)
ROAD = named(Area, "road", shape=CorridorShape(line=((16.0, 31.0), (16.5, 31.0)), to_m=20_000.0))
BOTH = {"areas": ("road",), "categories": ("military-aircraft",)}
RULES = (
    rule(RuleKind.DEADLINE, id="in-time", areas=(), categories=(), commitment="leave"),
    rule(RuleKind.WITHDRAWAL_LINE, id="behind", distance_m=25_000.0, **BOTH),
    rule(RuleKind.FREEDOM_OF_MOVEMENT, id="free", distance_m=3_000.0, max_silence=timedelta(hours=5), **BOTH),
    rule(RuleKind.STOP, id="no-stop", distance_m=200.0, min_dwell=timedelta(minutes=20), **BOTH),
    rule(RuleKind.SILENCE, id="be-heard", max_silence=timedelta(hours=2), **BOTH),
)
OWED = named(Commitment, "leave", kind="withdrawal", text=Text({}), owed_by=(), readings=READINGS)
WORLD = agreement(*RULES, areas=(ROAD,), commitments=(OWED,))
KNOWN = identities(**dict.fromkeys(("jet", "lander", "parked", "kite"), ("military-aircraft", "north")))


def there_and_back():
    out = [(10 * k, (16.1 + 0.02 * k, 31.0)) for k in range(8)]
    return [*out, *((10 * (8 + k), (16.24 - 0.02 * k, 31.0)) for k in range(1, 8))]


def told(language="en", *, day=20.0, done=None):
    """Headline and sentences by rule, reason and certainty."""
    tracks = {
        "jet": [*there_and_back(), (400, (16.4, 31.1))],
        "lander": [(k, (16.2 + 0.01 * k, 31.0)) for k in range(6)],
        "parked": [(5 * k, (16.3, 31.0)) for k in range(8)],
        "kite": [(0, (15.5, 31.05)), (300, (17.0, 31.05)), (1000, (17.0, 31.0)), (1001, (17.1, 31.0))],
    }
    table = positions(tracks)
    flags = [None if name != "lander" else k > 2 for name, fixes in tracks.items() for k in range(len(fixes))]
    number = POSITIONS.get_field_index("on_ground")
    table = table.set_column(number, POSITIONS.field(number), pa.array(flags, pa.bool_()))
    alerts = found(WORLD, tracks=table, known=KNOWN, as_of=at(day * 1440), done=done)
    return {
        (one["rule"], one["reason"], one["object"]): explain(WORLD, one, language=language) for one in alerts
    }, alerts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [11, 20])
def test_every_kind_is_told_in_every_language_with_each_of_its_doubts(language, day):
    stories, alerts = told(language, day=day)

    assert {one["reason"] for one in alerts} >= {"missed", "turned-back", "no-passage", "stopped", "landed", "silent"}
    for one in alerts:
        story = stories[one["rule"], one["reason"], one["object"]]
        assert "{" not in " ".join((story.headline, *story.sentences))
        assert {catalogue(CATALOGUE, language)[f"doubt.{doubt}"] for doubt in one["doubts"]} <= set(story.sentences)


@pytest.mark.parametrize(
    ("key", "headline", "sentence"),
    [
        pytest.param(
            ("in-time", "missed", None),
            "“Leave” was not done in time: No entry",
            "Not reported as done by: North, South.",
            id="deadline",
        ),
        pytest.param(
            ("behind", None, "parked"),
            "parked was in “Road”: No entry",
            "It came within 26 m of the line from which 25 km are due.",
            id="withdrawal",
        ),
        pytest.param(
            ("no-stop", "stopped", "parked"),
            "parked stopped in “Road”: No entry",
            "No fix of that time lies farther than 0 m from there.",
            id="stop",
        ),
        pytest.param(
            ("free", "no-passage", None),
            "Nobody was seen to pass in “Road”: No entry",
            "Somebody may have passed without being heard.",
            id="quiet",
        ),
        pytest.param(
            ("be-heard", "silent", "kite"),
            "kite may have fallen silent in “Road”: No entry",
            "That is 143 km away: a mean speed of 15.5 kn, if it went straight.",
            id="silence",
        ),
    ],
)
def test_golden_sentences(key, headline, sentence):
    story = told()[0][key]

    assert story.headline == headline
    assert sentence in story.sentences


def test_a_deadline_gives_every_reading_and_says_whether_it_was_done():
    late = told(done={"leave": at(14 * 1440)})[0]["in-time", "late", None]

    assert late.headline == "“Leave” was done too late: No entry"
    assert sum("By this reading it was due before" in one for one in late.sentences) == 2
    assert any("4 d after the earliest" in one for one in late.sentences)


MEET = rule(RuleKind.RENDEZVOUS, id="meet", areas=(), binds=("north",), distance_m=500.0, min_dwell=timedelta(hours=1))
APART = rule(RuleKind.SEPARATION_DISTANCE, id="apart", areas=(), distance_m=2_000.0)


def story_of_two(one, other, language="en", **more):
    """The explanation of the only alert about a jet and another."""
    known = identities(jet=("military-aircraft", "north"), kite=("military-aircraft", "south"))
    world = agreement(MEET, APART)
    (alert,) = found(world, tracks=positions({"jet": one, "kite": other}, **more), known=known)
    return explain(world, alert, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_who_come_too_close_are_told_in_every_language(language):
    story = story_of_two([(0, (16.0, 31.0)), (30, (16.2, 31.0))], [(0, (16.2, 31.0)), (30, (16.0, 31.0))], language)

    assert "jet" in story.headline
    assert "kite" in story.headline
    assert len(story.sentences) >= 10


def test_golden_sentences_about_two():
    story = story_of_two([(0, (16.0, 31.0)), (30, (16.2, 31.0))], [(0, (16.2, 31.0)), (30, (16.0, 31.0))])

    assert story.headline == "jet and kite may have been too close to each other: No entry"
    assert any(one.startswith("jet and kite were closer than 2") for one in story.sentences)
    assert any(one.endswith("at the least they were 0 m apart.") for one in story.sentences)
    assert "Neither was heard meanwhile; only their paths between fixes come so near." in story.sentences
    assert "One of the two was not heard for more than five minutes meanwhile." in story.sentences


def test_two_who_are_near_only_by_their_errors_are_told_so():
    story = story_of_two([(0, (16.0, 31.0))], [(0, (16.022, 31.0))], accuracy_m=80.0)

    assert any(
        one.startswith("By their reported positions jet and kite came no closer than") for one in story.sentences
    )
    assert "Their positions are not exact enough to say that they were so close." in story.sentences
