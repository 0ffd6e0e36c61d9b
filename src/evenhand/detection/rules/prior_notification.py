"""Prior notification: presences that no notice covers.

Source: docs/methods/prior-notification.md.
"""

from collections.abc import Iterable
from datetime import timedelta

from evenhand.agreements.model import Rule
from evenhand.detection.binding import micros, notice_fits
from evenhand.detection.kernels.notices import Movement, Notice, match_notices
from evenhand.detection.rows import row_of_part
from evenhand.detection.sightings import Row
from evenhand.detection.stages import Finding, RuleWork


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Match twice: once with the notices that are surely about the object, once with those that may be.

    What only the second covers stays a possible breach.
    """
    parts = finding.parts(rule)
    notices = [
        Notice(
            given_us=micros(one["given_at"]),
            begins_us=micros(one["begins_at"]),
            ends_us=micros(one["ends_at"]),
            max_count=one["max_count"],
        )
        for one in finding.notice_rows
    ]
    outcomes = []
    for accepted in ({"yes"}, {"yes", "unknown"}):
        asked = [
            Movement(
                object=part.subject.name,
                began_us=part.began_us,
                ended_us=part.ended_us,
                notices=frozenset(
                    number
                    for number, one in enumerate(finding.notice_rows)
                    if notice_fits(finding.agreement, one, part.subject, part.area) in accepted
                ),
            )
            for part in parts
        ]
        lead_us = (rule.notice or timedelta(0)) // timedelta(microseconds=1)
        tolerance_us = rule.notice_tolerance // timedelta(microseconds=1)
        outcomes.append(match_notices(asked, notices, lead_us=lead_us, tolerance_us=tolerance_us))
    for part, strict, lenient in zip(parts, *outcomes, strict=True):
        if strict.reason is None:
            continue
        doubts = ("notice-unclear",) if lenient.reason is None else ()
        shown = strict if strict.notice is not None else lenient
        named = [] if shown.notice is None else [finding.notice_rows[shown.notice]["notice"]]
        row = row_of_part(finding.agreement, rule, part, doubts=doubts)
        yield {**row, "reason": strict.reason, "related": [part.subject.name, *named]}


WORK = RuleWork(find=find, presence=True)
