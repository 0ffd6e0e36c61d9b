"""The layout of a plan's files: one table of records and fields that the reader and the JSON Schema both follow.

Source: docs/methods/commitments.md, "Files".
"""

from evenhand.agreements.entries import many, refs
from evenhand.agreements.kinds import Day, Id, Instant, Number, OneOf, Ref, Translated, Truth, Words, Zone
from evenhand.agreements.procedure_layout import DAYS
from evenhand.agreements.records import Field, ListOf, Record
from evenhand.commitments.acts import Capacity
from evenhand.commitments.model import Access, Held, Level, Qualifier, Status, Strength, Term, Unit, Verb

# A day stands under `day`: many YAML readers take the bare key "on" for the truth value "on".
MOST = 1e12
LEVELS = ("national", "bilateral", "subregional", "regional")
CAN_BE_INFERRED = (
    "verb", "strength", "debtors", "beneficiaries", "object", "parts", "readings", "term", "recurrence", "places",
    "theme", "levels", "conditions", "willing", "indicators", "aspects",
)  # fmt: skip
UNITS_OF_RECURRENCE = tuple(unit for unit in Unit if unit is not Unit.HOURS)


CITED = (
    Field("document", Words(), "Symbol of the document; that of the plan if left out."),
    Field("para", Words(), "Its paragraph."),
    Field("article", Words(), "Article of an encoded agreement."),
    Field("agreement", Words(), "Id of that agreement."),
)
SOURCE = Record("source-of-plan", CITED)
AMOUNT = Record(
    "amount",
    (
        Field("value", Number(-MOST, MOST), "A single figure."),
        Field("low", Number(-MOST, MOST), "The least it can be."),
        Field("high", Number(-MOST, MOST), "The most it can be."),
        Field("unit", Words(), "In what it is counted."),
        Field("qualifier", OneOf(tuple(Qualifier)), "How sure it is; without it: exact, or a range, or unknown."),
        Field("source", Words(), "Who says so."),
        Field("day", Day(), "The day to which it applies."),
    ),
)
AFTER = Record(
    "after",
    (
        Field("event", Ref(("event",)), "What starts the clock.", required=True),
        Field("count", Number(-100_000, 100_000, whole=True), "How many; negative: before it.", required=True),
        Field("unit", OneOf(tuple(Unit)), "Of what.", required=True),
    ),
)
READING = Record(
    "reading",
    (
        Field("id", Id("reading", local=True), "Lower-case words with hyphens.", required=True),
        Field("day", Day(), "The last day; left out with `after` left out: not fixed yet."),
        Field("after", AFTER, "So long after an event."),
        Field("basis", Translated(), "Why it is due then."),
        Field("inferred", Truth(), "Whether the text leaves it to be worked out."),
        *CITED,
    ),
)
RECURRENCE = Record(
    "recurrence",
    (
        Field("every", Number(1, 10_000, whole=True), "How many.", required=True),
        Field("unit", OneOf(UNITS_OF_RECURRENCE), "Of what.", required=True),
        Field("starts_on", Day(), "The day from which it is counted."),
        Field("event", Ref(("event",)), "Or the event from which it is counted."),
        Field("until", Day(), "The last day on which one can fall due."),
        Field("first_at_start", Truth(), "Whether the first is due on that day itself."),
        *CITED,
    ),
)
INDICATOR = Record(
    "indicator",
    (
        Field("id", Id("indicator"), "Lower-case words with hyphens.", required=True),
        Field("name", Translated(), "What is measured.", required=True),
        Field("unit", Words(), "In what.", required=True),
        Field("target", AMOUNT, "What is to be reached."),
        Field("whole", AMOUNT, "Of how many, where it is a share."),
        Field("baseline", AMOUNT, "From where."),
        Field("falls", Truth(), "Whether less is better."),
        Field("items", many(Words()), "Single things that are counted off."),
        Field("open_list", Truth(), "Whether the text names them only as examples."),
        *CITED,
    ),
)
COMMITMENT = Record(
    "plan-commitment",
    (
        Field("id", Id("commitment"), "Lower-case words with hyphens.", required=True),
        Field("what", Translated(), "What is owed, in few words of our own.", required=True),
        *CITED,
        Field("also", many(SOURCE), "Other paragraphs that say the same."),
        Field("verb", OneOf(tuple(Verb)), "The operative verb.", required=True),
        Field("strength", OneOf(tuple(Strength)), "How strongly it binds; that of the verb if left out."),
        Field("owed_by", many(Words()), "Ids of actors, or words."),
        Field("to", many(Words()), "For whom."),
        Field("object", Translated(), "What is acted upon."),
        Field("parts", many(Translated()), "The single things asked."),
        Field("readings", many(READING), "Each way to read the deadline."),
        Field("term", OneOf(tuple(Term)), "By the heading under which it stands."),
        Field("recurs", RECURRENCE, "What is due again and again."),
        Field("places", many(Words()), "Where."),
        Field("theme", Words(), "About what."),
        Field("levels", many(OneOf(LEVELS)), "Between whom."),
        Field("conditions", many(Translated()), "What must hold for it to be owed."),
        Field("willing_only", Truth(), "Whether it is for those that are willing."),
        Field("indicators", many(INDICATOR), "What is measured."),
        Field("gate", Ref(("gate",)), "The gate of which it is a condition."),
        Field("aspects", many(Words()), "gender, covid-19 and the like."),
        Field("access", OneOf(tuple(Access)), "To whom it belongs; left out: no text says."),
        Field("inferred", many(OneOf(CAN_BE_INFERRED)), "What was worked out and not read."),
        Field("note", Translated(), "A remark for readers."),
    ),
)
CONDITION = Record(
    "condition",
    (
        Field("id", Id("condition"), "Lower-case words with hyphens.", required=True),
        Field("what", Translated(), "What must hold.", required=True),
        Field("commitment", Ref(("commitment",)), "A commitment that holds it when met."),
        Field("indicator", Ref(("indicator",)), "Or this indicator of it at its target."),
        *CITED,
    ),
)
GATE = Record(
    "gate",
    (
        Field("id", Id("gate"), "Lower-case words with hyphens.", required=True),
        Field("name", Translated(), "What people call it.", required=True),
        Field("opens", Words(), "The phase before which it stands."),
        Field("conditions", ListOf(CONDITION, least=1), "All of which must hold.", required=True),
        *CITED,
    ),
)
RISK = Record(
    "risk",
    (
        Field("id", Id("risk"), "Lower-case words with hyphens.", required=True),
        Field("what", Translated(), "What could go wrong.", required=True),
        Field("likelihood", OneOf(tuple(Level)), "How likely; left out: unknown."),
        Field("impact", OneOf(tuple(Level)), "How grave; left out: unknown."),
        Field("assessed_by", Words(), "Who rated it."),
        Field("owner", Words(), "Whose it is."),
        Field("mitigation", Translated(), "What is done about it."),
        Field("threatens", refs("commitment"), "Which commitments it hits."),
        *CITED,
    ),
)
ACTOR = Record(
    "actor",
    (
        Field("id", Id("actor"), "Lower-case words with hyphens.", required=True),
        Field("name", Translated(), "What people call it.", required=True),
        Field("state", Truth(), "Whether it is a State that has a column of its own."),
        Field("members", refs("actor"), "Who is in it, of a group."),
    ),
)
EVENT = Record(
    "event",
    (
        Field("id", Id("event"), "Lower-case words with hyphens.", required=True),
        Field("name", Translated(), "What happened or is to happen.", required=True),
        Field("day", Day(), "When; left out: nobody knows yet."),
        *CITED,
    ),
)
PLAN = Record(
    "plan",
    (
        Field("plan", Id("plan"), "Its id.", required=True),
        Field("title", Translated(), "Its name.", required=True),
        Field("summary", Translated(), "What it is."),
        Field("adopted_on", Day(), "When it was adopted."),
        Field("time_zone", Zone(), "In which days begin and end; UTC if left out."),
        Field("weekend", many(OneOf(DAYS)), "Days that are no working days."),
        Field("holidays", many(Day()), "Other such days."),
        Field("evaluated", RECURRENCE, "How often it is evaluated."),
        Field("evaluator", Words(), "By whom."),
        Field("agreements", many(Words()), "Encoded agreements whose commitments belong to it."),
        Field("actors", many(ACTOR), "Who owes and who is owed."),
        Field("events", many(EVENT), "What starts clocks."),
        Field("gates", many(GATE), "What must hold before a phase."),
        Field("risks", many(RISK), "What could go wrong."),
        Field("commitments", many(COMMITMENT), "Who owes what."),
        *CITED,
    ),
)
MORE = Record("more-commitments", (Field("commitments", many(COMMITMENT), "Who owes what.", required=True),))

EVIDENCE = Record(
    "evidence",
    (
        Field("kind", Words(), "document, report, incident, case, file, link, statement.", required=True),
        Field("ref", Words(), "Symbol, id or address.", required=True),
        Field("para", Words(), "Its paragraph."),
        Field("note", Words(), "A remark."),
    ),
)
_COMMITMENT, _HELD = Ref(("commitment",)), OneOf(tuple(Held))


def _said(name: str, *fields: Field) -> Record:
    """What is said, with who says it, when, as what and on what evidence."""
    return Record(
        name,
        (
            Field("id", Id("act"), "Made by who says it.", required=True),
            Field("at", Instant(), "When it was said.", required=True),
            Field("author", Words(), "The person.", required=True),
            Field("body", Words(), "For whom.", required=True),
            Field("capacity", OneOf(tuple(Capacity)), "As what.", required=True),
            Field("evidence", many(EVIDENCE), "What it rests on."),
            Field("reason", Words(), "Why."),
            *fields,
        ),
    )


STATUS_SAID = _said(
    "status-said",
    Field("commitment", _COMMITMENT, "Of what.", required=True),
    Field("state", Ref(("actor",)), "Of which State."),
    Field("status", OneOf(tuple(Status)), "Where it stands.", required=True),
    Field("version", Number(1, 10_000, whole=True), "Of which version."),
    Field("as_of", Day(), "The day to which it applies."),
    Field("occasion", Day(), "Of what recurs: when that occasion was due."),
    Field("next_step", Words(), "What comes next."),
    Field("superseded_by", Words(), "What took its place."),
    Field("authority", Words(), "The decision on which it rests."),
)
ITEM_SEEN = Record(
    "item-seen", (Field("item", Words(), "Which.", required=True), Field("held", _HELD, "Whether.", required=True))
)
MEASURED = _said(
    "measured",
    Field("commitment", _COMMITMENT, "Of what.", required=True),
    Field("indicator", Ref(("indicator",)), "What was measured.", required=True),
    Field("value", AMOUNT, "How much."),
    Field("whole", AMOUNT, "Of how many."),
    Field("items", many(ITEM_SEEN), "Which of the things that are counted off."),
    Field("state", Ref(("actor",)), "Of which State."),
)
PAUSED = _said(
    "paused",
    Field("commitment", _COMMITMENT, "Of what.", required=True),
    Field("begins_on", Day(), "The first day that does not count.", required=True),
    Field("ends_on", Day(), "The first day that counts again."),
    Field("authority", Words(), "The decision on which it rests.", required=True),
)
RESUMED = _said(
    "resumed",
    Field("commitment", _COMMITMENT, "Of what.", required=True),
    Field("day", Day(), "The first day that counts again.", required=True),
    Field("authority", Words(), "The decision on which it rests."),
)
OCCURRED = _said(
    "occurred",
    Field("event", Ref(("event",)), "What.", required=True),
    Field("day", Day(), "When; left out: nobody knows."),
)
CONDITION_SAID = _said(
    "condition-said",
    Field("gate", Ref(("gate",)), "Of which gate.", required=True),
    Field("condition", Ref(("condition",)), "Which.", required=True),
    Field("held", _HELD, "Whether it holds.", required=True),
)
WILLINGNESS_SAID = _said(
    "willingness-said",
    Field("commitment", _COMMITMENT, "To what.", required=True),
    Field("state", Ref(("actor",)), "Who.", required=True),
    Field("willing", Truth(), "Whether; left out: it takes back what it said."),
)
KINDS_SAID = (STATUS_SAID, MEASURED, PAUSED, RESUMED, OCCURRED, CONDITION_SAID, WILLINGNESS_SAID)
SAID = Record("said", tuple(Field(one.name, many(one), f"Each {one.name}.") for one in KINDS_SAID))
