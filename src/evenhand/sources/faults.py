"""Faults of single rows: why a row was set aside, as a problem kind, a sentence and the raw text.

A fault never stops a file; it puts one row into the quarantine table (design, section 4).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.observations.schemas import QUARANTINE

NO_OBJECT = ProblemKind(
    code="sources.no-object",
    blame="caller",
    message="The row has no id of what was seen ({field}). Fill it in at the source, or map another column.",
)
NO_TIME = ProblemKind(
    code="sources.no-time",
    blame="caller",
    message="The row has no time ({field}). Give the time of reception, or a time in a mapping.",
)
BAD_TIME = ProblemKind(
    code="sources.bad-time",
    blame="caller",
    message="{field} is {value}, which is no time in the form expected. Correct it, or name its format in a mapping.",
)
ZONELESS_TIME = ProblemKind(
    code="sources.zoneless-time",
    blame="caller",
    message="{field} is {value}, which has no time zone. Write 2026-03-01T00:00:00Z, or name the zone in a mapping.",
)
UNCERTAIN_TIME = ProblemKind(
    code="sources.uncertain-time",
    blame="caller",
    message="{field} is {value}, which comes twice or never in {zone}: clocks changed. Have the source give it in UTC.",
)
TIME_OUT_OF_RANGE = ProblemKind(
    code="sources.time-out-of-range",
    blame="caller",
    message="{field} is {value}, but must lie between 1970-01-01 and {latest}. Check the source's clock and unit.",
)
ENDS_BEFORE_IT_BEGINS = ProblemKind(
    code="sources.ends-before-it-begins",
    blame="caller",
    message="The row begins at {begins} and ends at {ends}. Put the earlier instant first.",
)
NO_POSITION = ProblemKind(
    code="sources.no-position",
    blame="caller",
    message="The row has no place ({field}), so it is on no map. Nothing to do if the source never knew it.",
)
PLACE_OUT_OF_RANGE = ProblemKind(
    code="sources.place-out-of-range",
    blame="caller",
    message="Longitude {lon}, latitude {lat} is no place on Earth. Check the order and the unit of the columns.",
)
BAD_NUMBER = ProblemKind(
    code="sources.bad-number",
    blame="caller",
    message="{field} is {value}, which is not a number. Correct it, or name the word for 'missing' in a mapping.",
)
MISSING_VALUE = ProblemKind(
    code="sources.missing-value",
    blame="caller",
    message="The row lacks {field}, which every row needs. Fill it in at the source.",
)
UNKNOWN_ACTIVITY = ProblemKind(
    code="sources.unknown-activity",
    blame="caller",
    message="A notice announces “{value}”, which is none of {known}. Write one of these, or leave it out "
    "for a movement.",
)
BAD_ROW = ProblemKind(
    code="sources.bad-row",
    blame="caller",
    message="The row cannot be taken apart: {fault}. Correct it at the source and load the file again.",
)
BAD_BYTES = ProblemKind(
    code="sources.bad-bytes",
    blame="caller",
    message="The row holds bytes that are not {encoding}, first {value}. Save the file as UTF-8, or name its encoding.",
)
CUT_SHORT = ProblemKind(
    code="sources.cut-short",
    blame="caller",
    message="The file breaks off here ({fault}); the rows before were kept. Get it again and load the whole file.",
)
BAD_CHECKSUM = ProblemKind(
    code="sources.bad-checksum",
    blame="caller",
    message="The checksum is {value} but the text gives {expected}: it was altered. Ask the station for it again.",
)
NOT_AN_OBSERVATION = ProblemKind(
    code="sources.not-an-observation",
    blame="caller",
    message="{what} says nothing about where anything was. Nothing to do, unless you expected a position here.",
)
PART_MISSING = ProblemKind(
    code="sources.part-missing",
    blame="caller",
    message="Part {part} of {parts} of this message came, the rest did not. Ask the station for the log around it.",
)

RAW_LENGTH = 1000
VALUE_LENGTH = 80

# Control and direction characters would let a hostile row rewrite the page or terminal that shows it.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One row that was set aside."""

    row: int
    """Line or record number in the file, from 1."""
    code: str
    reason: str
    raw: str


def fault(row: int, problem: Problem, raw: str | bytes) -> Fault:
    """The fault of `row`, its raw text made safe to show."""
    return Fault(row=row, code=problem.code, reason=str(problem), raw=safe_text(raw))


def safe_text(raw: str | bytes, *, length: int = RAW_LENGTH) -> str:
    r"""Text that can be stored and shown: bad bytes and control characters escaped, overlong text cut with a note.

    >>> print(safe_text(b"caf\xe9\t1"))
    caf\xe9\x091
    >>> safe_text("abcdef", length=3)
    'abc... (3 more)'
    """
    # Only the head is decoded: a hostile line may be very long.
    text = raw[: 4 * length].decode("utf-8", errors="backslashreplace") if isinstance(raw, bytes) else raw
    total = len(raw)
    kept = text[:length]
    more = total - length if len(text) > length or total > 4 * length else 0
    shown = _UNSAFE.sub(_escaped, kept)
    return f"{shown}... ({more} more)" if more > 0 else shown


def shown(value: object) -> str:
    """A value as a reason quotes it: in quotes, escaped, short."""
    return f"'{safe_text(str(value), length=VALUE_LENGTH)}'"


def quarantine_table(faults: Sequence[Fault], *, digest: str) -> pa.Table:
    """The faults of the file with hash `digest` as QUARANTINE, in order of row; empty for none."""
    ordered = sorted(faults, key=lambda one: one.row)
    return pa.table(
        {
            "file": [digest] * len(ordered),
            "row": [one.row for one in ordered],
            "code": [one.code for one in ordered],
            "reason": [one.reason for one in ordered],
            "raw": [one.raw for one in ordered],
        },
        schema=QUARANTINE,
    )


def describe(code: str, *, language: str = "en") -> str:
    """What a code of the quarantine means and what to do about it, in the reader's language.

    Raises:
        NO_SUCH_PHRASE: no fault of a row has that code.

    >>> describe("sources.no-time", language="fr")
    'La ligne ne donne pas d’heure. Indiquez l’heure de réception, ou une heure dans un fichier de correspondance.'
    """
    return phrase("evenhand.sources.phrases", code, language=language)


def _escaped(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
