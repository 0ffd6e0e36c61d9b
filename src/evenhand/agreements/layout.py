"""The layout of an agreement's files: one table of records and fields that the reader and the JSON Schema both follow.

Source: docs/reference/agreement-format.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.agreements.entries import CITATION as _CITATION
from evenhand.agreements.entries import cited as _cited
from evenhand.agreements.entries import many as _many
from evenhand.agreements.entries import refs as _refs
from evenhand.agreements.kinds import (
    LATITUDE,
    LONGITUDE,
    Due,
    Id,
    Instant,
    Measure,
    Number,
    OneOf,
    Point,
    Ref,
    Span,
    Translated,
    Truth,
    Way,
    Words,
    Zone,
)
from evenhand.agreements.model import RuleKind
from evenhand.agreements.procedure_layout import CLOCK_FIELDS, PROCEDURE, WORKING_WEEK
from evenhand.agreements.records import Choice, Field, ListOf, MapOf, Record
from evenhand.foundation.activities import ACTIVITIES
from evenhand.foundation.counted import CAUSES, OBSERVED, REPORTED

BODY_KINDS = (
    "commission", "sub-committee", "team", "operations-room", "mission", "secretariat", "committee", "force", "other",
)  # fmt: skip
COMMITMENT_KINDS = (
    "withdrawal", "repatriation", "confidence-building", "police", "clearance", "embargo", "reporting", "political",
    "economic", "humanitarian", "other",
)  # fmt: skip
COMMITMENT_STATUSES = ("agreed", "under-way", "delayed", "met", "partly-met", "missed")
AREA_STATUSES = ("agreed", "derived", "illustrative")
COUNTS = ("each", "engagement", "place-and-day", "incident", "report")
COUNTED_KINDS = (*OBSERVED, *REPORTED, *RuleKind)
"""What is seen, reports in which nothing is counted, and alerts by their kind of rule."""
COUNTED_PER = ("place", "area", "party", "type", "object")
"""What keeps engagements apart."""
OTHER_PARTY = "other"
"""In cases: a party that is known and is none of the agreement's."""

MOST = 1e9


PARTY = Record(
    "party", (*_cited("party"), Field("forces", _many(Translated()), "Names under which its forces appear."))
)
BODY = Record(
    "body",
    (
        *_cited("body"),
        Field("kind", OneOf(BODY_KINDS), "What sort of organ it is.", required=True),
        Field("members", _many(Words()), "Party ids, body ids or words."),
        Field("reports_to", Ref(("body",)), "The body it reports to."),
        Field("tasks", _many(Translated()), "What it is there for."),
    ),
)
SOURCE = Record(
    "source",
    (
        Field("id", Id("source"), "Lower-case words with hyphens.", required=True),
        Field("title", Translated(), "Title of the document.", required=True),
        Field("symbol", Words(), "Its symbol, such as S/2026/1."),
        Field("dated", Instant(), "Its date."),
    ),
)
CALIBRE = Record(
    "calibre",
    (
        Field("min_mm", Number(0, 10_000), "Smallest calibre covered, in millimetres."),
        Field("max_mm", Number(0, 10_000), "Largest calibre covered, in millimetres."),
    ),
)
REACH = Record(
    "range",
    (
        Field("min_km", Number(0, 40_000), "Shortest range covered, in kilometres."),
        Field("max_km", Number(0, 40_000), "Longest range covered, in kilometres."),
    ),
)
CATEGORY = Record(
    "category",
    (
        *_cited("category"),
        Field("parent", Ref(("category",)), "The wider category; a rule about it covers this one."),
        Field("calibre", CALIBRE, "Bounds of calibre."),
        Field("range", REACH, "Bounds of range."),
    ),
)
PHASE = Record(
    "phase",
    (
        *_cited("phase"),
        Field("gates", _many(Translated()), "What must hold before it begins."),
        Field("in_force", Span(), "When it runs; null or left out: not begun."),
    ),
)


def _shapes() -> Mapping[str, Record]:
    return SHAPES


SHAPE = Choice("shape", _shapes)
_VERTICES = ListOf(Point(), least=3)
_SHAPE_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "polygon": (
        Field("polygon", _VERTICES, "Three or more points in order; the first is not repeated.", required=True),
        Field("holes", _many(_VERTICES), "Rings that are left out."),
        Field("edges", OneOf(("geodesic", "parallel")), "parallel: edges of equal latitude follow the parallel."),
    ),
    "circle": (
        Field("circle", Point(), "The centre.", required=True),
        Field("radius", Measure("distance", positive=True), "Distance from the centre, such as 10 km.", required=True),
    ),
    "corridor": (
        Field("corridor", ListOf(Point(), least=2), "The points of a line.", required=True),
        Field("width", Measure("distance", positive=True), "Everything nearer to the line than this."),
        Field("from", Measure("distance"), "Where a band begins, as a distance from the line."),
        Field("to", Measure("distance", positive=True), "Where a band ends, as a distance from the line."),
        Field("side", OneOf(("both", "left", "right")), "Left and right as seen walking along the line."),
    ),
    "area": (Field("area", Ref(("area",)), "The shape of another area.", required=True),),
    "union": (Field("union", ListOf(SHAPE, least=1), "Every point of any of these.", required=True),),
    "difference": (
        Field(
            "difference",
            Record(
                "difference-of",
                (
                    Field("of", SHAPE, "What is cut from.", required=True),
                    Field("less", ListOf(SHAPE, least=1), "What is cut away.", required=True),
                ),
            ),
            "A shape less others.",
            required=True,
        ),
    ),
}
POLYGON = Record("polygon-shape", _SHAPE_FIELDS["polygon"])
SHAPES: Mapping[str, Record] = {
    "polygon": POLYGON,
    "multipolygon": Record(
        "multipolygon-shape", (Field("multipolygon", ListOf(POLYGON, least=1), "Several polygons.", required=True),)
    ),
    **{key: Record(f"{key}-shape", fields) for key, fields in _SHAPE_FIELDS.items() if key != "polygon"},
}

AREA = Record(
    "area",
    (
        *_cited("area"),
        Field("shape", SHAPE, "Where it is, on the ellipsoid.", required=True),
        Field("status", OneOf(AREA_STATUSES), "agreed: the text draws it; derived: built from it; illustrative: ours."),
        Field("valid", Span(), "When it counts; until is exclusive."),
        Field("phase", Ref(("phase",)), "The phase from which it counts."),
    ),
)
EXEMPTION = Record(
    "exemption",
    (
        *_cited("exemption"),
        Field("rules", _refs("rule"), "The rules it lifts; none: every rule."),
        Field("parties", _refs("party"), "Only these parties."),
        Field("categories", _refs("category"), "Only these categories."),
        Field("areas", _refs("area"), "Only in these areas."),
        Field("objects", _many(Words()), "Only these objects."),
        Field("in_force", Span(), "When it holds."),
        Field("needs_notice", Truth(), "Whether it holds only with a notice that matches."),
    ),
)
READING = Record(
    "reading",
    (
        Field("id", Id("reading", local=True), "Lower-case words with hyphens.", required=True),
        Field("due", Due(), "Last day allowed (a date) or last instant allowed.", required=True),
        Field("basis", Translated(), "How the date follows from the text.", required=True),
        *_CITATION[:2],
        Field("derived", Truth(), "Whether the date was computed (true) or stands in the text."),
    ),
)
DEADLINE = Record(
    "deadline", (Field("readings", ListOf(READING, least=1), "Every way to read the deadline.", required=True),)
)
COMMITMENT = Record(
    "commitment",
    (
        *_cited("commitment"),
        Field("kind", OneOf(COMMITMENT_KINDS), "What sort of act is owed.", required=True),
        Field("text", Translated(), "What the text asks, in our own words.", required=True),
        Field("owed_by", _many(Words()), "Party ids, body ids or words.", required=True),
        Field("status", OneOf(COMMITMENT_STATUSES), "Where it stands."),
        Field("status_basis", Translated(), "Who says so."),
        Field("deadline", DEADLINE, "When it is due."),
    ),
)
CLOCK = Record(
    "clock",
    (
        *_cited("clock"),
        Field("starts", Words(), "The event that starts it.", required=True),
        Field("stops", Words(), "The event that stops it.", required=True),
        Field("limit", Measure("duration", positive=True), "How long it may run, such as 24 h.", required=True),
        Field("working_days", Truth(), "Whether only working days count."),
        *CLOCK_FIELDS,
    ),
)
COUNTING_RULE = Record(
    "counting-rule",
    (
        *_cited("counting-rule"),
        Field("text", Translated(), "The rule in words.", required=True),
        Field("unit", Words(), "What is counted.", required=True),
        Field("gap", Measure("duration"), "Observations nearer in time than this are one."),
        Field("per", _many(Words()), "Counted separately for each of these."),
        Field("counts", OneOf(COUNTS), "How observations are counted; left out: the rule is in words only."),
        Field("kinds", _many(OneOf(COUNTED_KINDS)), "Which observations count; none: every kind."),
        Field("leave_out", _many(OneOf(CAUSES)), "Stated causes that do not count; they are listed all the same."),
        Field("figure", OneOf(("low", "best", "high")), "Which figure of the range is quoted; best if left out."),
    ),
)
CONTRADICTION = Record(
    "contradiction",
    (
        *_cited("contradiction"),
        Field("readings", ListOf(Translated(), least=2), "What the source says in each place.", required=True),
        Field("chosen", Translated(), "What the encoding does about it, and why.", required=True),
    ),
)
PLACE = Record(
    "place",
    (
        Field("id", Id("place"), "Lower-case words with hyphens.", required=True),
        Field("name", Translated(), "Its name in each language.", required=True),
        Field("variants", _many(Words()), "Other spellings, in any script."),
        Field("lon", LONGITUDE, "Longitude in WGS84 degrees.", required=True),
        Field("lat", LATITUDE, "Latitude in WGS84 degrees.", required=True),
        Field("accuracy", Measure("distance", positive=True), "Radius that surely holds it.", required=True),
        Field("kind", Words(), "town, airport, port, junction ...", required=True),
        Field("source", Words(), "Who says it is there.", required=True),
        _CITATION[1],
    ),
)
AGREEMENT = Record(
    "agreement",
    (
        Field("agreement", Id("agreement"), "The agreement's id.", required=True),
        Field("version", Words(), "The version of this encoding, in quotes.", required=True),
        Field("title", Translated(), "Title of the agreement.", required=True),
        Field("summary", Translated(), "A paragraph for readers.", required=True),
        Field("signed_at", Instant(), "When it was signed.", required=True),
        Field("in_force", Span(), "When it holds; until is exclusive.", required=True),
        Field("supersedes", Words(), "The version that this one replaces, in quotes."),
        Field("time_zone", Zone(), "The zone in which its days are counted.", required=True),
        Field("sources", ListOf(SOURCE, least=1), "The documents that the encoding rests on.", required=True),
        Field("parties", ListOf(PARTY, least=1), "Whom the rules bind.", required=True),
        Field("bodies", _many(BODY), "Commissions, teams and other organs."),
        Field("categories", _many(CATEGORY), "The tree of kinds of objects."),
        Field("phases", _many(PHASE), "Stages of implementation."),
        Field("areas", _many(AREA), "Places on the ellipsoid, with validity."),
        Field("exemptions", _many(EXEMPTION), "What rules do not forbid."),
        Field("commitments", _many(COMMITMENT), "Who must do what by when."),
        Field("clocks", _many(CLOCK), "Time limits of the procedure."),
        Field("working_week", WORKING_WEEK, "Which days do not count where only working days do."),
        Field("procedure", PROCEDURE, "The joint procedure; left out: the standard one."),
        Field("counting_rules", _many(COUNTING_RULE), "How observations become a number of violations."),
        Field("contradictions", _many(CONTRADICTION), "Where the source says two things."),
    ),
)
PLACES = Record("places", (Field("places", _many(PLACE), "The gazetteer of the agreement.", required=True),))

IDENTITY = Record(
    "identity",
    (
        Field("category", Ref(("category",)), "The most exact category known."),
        Field("party", Ref(("party", "body", OTHER_PARTY)), "Whose it is: a party, a body, or other."),
        Field("count", Number(1, MOST, whole=True), "How many travel under this identity."),
        Field("label", Words(), "Call sign or name."),
    ),
)
NOTICE = Record(
    "notice",
    (
        Field("given", Instant(), "When the notice was given.", required=True),
        Field("party", Ref(("party", "body", OTHER_PARTY)), "Who gave it."),
        Field("object", Words(), "The object it is about; left out: any of the category."),
        Field("category", Ref(("category",)), "The category it is about."),
        Field("area", Ref(("area",)), "The area it is about; left out: any of the rule's."),
        Field("from", Instant(), "When the movement begins.", required=True),
        Field("until", Instant(), "When it ends.", required=True),
        Field("max_count", Number(0, MOST, whole=True), "Most objects that it covers."),
        Field("label", Words(), "The call sign or name that it is about; left out: any."),
        Field("route", Way(), "The way that is announced: LAT,LON; LAT,LON or a WKT LINESTRING; left out: any."),
        Field("activity", OneOf(ACTIVITIES), "What is announced instead of a movement, or a scheduled flight."),
    ),
)
CASE = Record(
    "case",
    (
        Field("it", Words(), "What the rule does here, as the rest of a sentence that begins with it.", required=True),
        Field("identities", MapOf(IDENTITY), "What is known of each object."),
        Field(
            "tracks",
            MapOf(_many(Words())),
            "Fixes of each object: INSTANT PLACE, or INSTANT DISTANCE DIRECTION of PLACE.",
        ),
        Field("events", _many(Words()), "INSTANT KIND at PLACE [by PARTY]"),
        Field("notices", _many(NOTICE), "Notices that were given."),
        Field("as_of", Instant(), "The moment at which the case is looked at."),
        Field("done", MapOf(Instant()), "Deadlines: what was done, and when, by commitment or party."),
        Field("expect", _many(Words()), "The breaches that follow; [] for none.", required=True),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindNeeds:
    """Which fields a kind of rule must have and which of the special ones it may have besides."""

    must: tuple[str, ...]
    may: tuple[str, ...] = ()


SPECIAL_FIELDS = (
    Field("max_count", Number(0, MOST, whole=True), "Most that may be there at once."),
    Field("count_of", OneOf(("objects", "personnel")), "What is counted."),
    Field("distance", Measure("distance", positive=True), "How far."),
    Field("notice", Measure("duration"), "How long before."),
    Field("notice_tolerance", Measure("duration"), "How far a movement may lie outside the notified time."),
    Field("route_tolerance", Measure("distance", positive=True), "How far it may lie from the notified route."),
    Field("max_silence", Measure("duration", positive=True), "How long nothing may be heard."),
    Field("max_speed", Measure("speed", positive=True), "What moves faster is under way."),
    Field("event_kinds", ListOf(Words(), least=1), "Which events count."),
    Field("commitment", Ref(("commitment",)), "Which commitment."),
)
NEEDS: Mapping[RuleKind, KindNeeds] = {
    RuleKind.EXCLUSION: KindNeeds(must=("areas",)),
    RuleKind.SEPARATION_DISTANCE: KindNeeds(must=("distance",)),
    RuleKind.LIMITATION_OF_FORCES: KindNeeds(must=("areas", "max_count"), may=("count_of",)),
    RuleKind.WITHDRAWAL_LINE: KindNeeds(must=("areas",), may=("distance",)),
    RuleKind.PRIOR_NOTIFICATION: KindNeeds(must=("areas", "notice"), may=("notice_tolerance", "route_tolerance")),
    RuleKind.CESSATION: KindNeeds(must=("event_kinds",)),
    RuleKind.FREEDOM_OF_MOVEMENT: KindNeeds(must=("areas",), may=("event_kinds", "distance", "max_silence")),
    RuleKind.SILENCE: KindNeeds(must=("areas", "max_silence")),
    RuleKind.RENDEZVOUS: KindNeeds(must=("distance", "min_dwell"), may=("max_speed",)),
    RuleKind.STOP: KindNeeds(must=("areas", "min_dwell"), may=("distance", "max_speed")),
    RuleKind.DEADLINE: KindNeeds(must=("commitment",)),
}
"""By kind of rule; `areas` that are a must are at least one."""

RULE = Record(
    "rule",
    (
        Field("rule", Id("rule"), "The rule's id, which is also the name of its file.", required=True),
        Field("kind", OneOf(tuple(RuleKind)), "The kind of rule, by its field's standard name.", required=True),
        Field("name", Translated(), "A short sentence, in each language.", required=True),
        *_CITATION,
        Field("text", Translated(), "What the text says, in our own words.", required=True),
        Field("binds", _refs("party"), "Party ids; [] binds everybody.", required=True),
        Field("areas", _refs("area"), "Where it holds."),
        Field("categories", _refs("category"), "What it is about; none: every object."),
        Field("in_force", Span(), "When it holds; left out: as long as the agreement."),
        Field("phase", Ref(("phase",)), "The phase in which it holds."),
        Field("exemptions", _refs("exemption"), "Exemptions that lift it."),
        Field("violation_code", Words(), "The field's code for its breach."),
        Field("max_gap", Measure("duration", positive=True), "Between fixes further apart nothing is assumed."),
        Field("min_dwell", Measure("duration"), "A shorter stay is no breach."),
        *SPECIAL_FIELDS,
        Field("cases", _many(CASE), "At least one case with a breach and one without.", required=True),
    ),
)
