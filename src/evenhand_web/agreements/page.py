"""An agreement as the rows of its page: everything said once, grouped, with what it refers to by name. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from evenhand.agreements.deadlines import ReadingStanding, standing
from evenhand.agreements.model import (
    Agreement,
    Area,
    Body,
    Cited,
    Commitment,
    Exemption,
    Phase,
    PolygonShape,
    Rule,
    Shape,
    UnionShape,
)
from evenhand.detection.cases import CaseResult, run_case
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.foundation.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry of the page, by the anchor under which it stands."""

    anchor: str
    name: Text
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """Everything that cites one article."""

    article: str
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """A body with those that report to it; the lines are those of the text, none merged."""

    body: Body
    members: tuple[Text, ...]
    below: tuple["Organ", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case of a rule, in words, with what the engine found in it (None: this kind of rule does not run yet)."""

    it: str
    given: tuple[str, ...]
    expected: tuple[str, ...]
    found: tuple[str, ...] | None
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A rule with everything that it refers to."""

    rule: Rule
    runs: bool
    binds: tuple[Text, ...]
    areas: tuple[Link, ...]
    categories: tuple[Text, ...]
    exemptions: tuple[Link, ...]
    phase: Phase | None
    commitment: Link | None
    cases: tuple[CaseRow, ...]

    @property
    def failed(self) -> int:
        """How many of its cases did not come out as the text expects."""
        return sum(case.passed is False for case in self.cases)

    @property
    def passed(self) -> int:
        """How many of its cases came out as the text expects."""
        return sum(case.passed is True for case in self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRow:
    """A commitment with how it stands under each reading of its deadline."""

    commitment: Commitment
    owed_by: tuple[Text, ...]
    standings: tuple[ReadingStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionRow:
    """An exemption with everything that it refers to."""

    exemption: Exemption
    rules: tuple[Link, ...]
    parties: tuple[Text, ...]
    categories: tuple[Text, ...]
    areas: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """An area with its size and corners."""

    area: Area
    phase: Phase | None
    size_km2: float | None
    corners: int | None
    """Corners that the shape names itself; None where it is made of circles, corridors or other areas."""
    validity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage:
    """Everything on the page of one version of an agreement."""

    agreement: Agreement
    articles: tuple[ArticleRow, ...]
    organs: tuple[Organ, ...]
    areas: tuple[AreaRow, ...]
    rules: tuple[RuleRow, ...]
    exemptions: tuple[ExemptionRow, ...]
    commitments: tuple[CommitmentRow, ...]
    from_memory: int
    """Entries that nobody has checked against the source."""

    @property
    def running(self) -> int:
        """How many rules run."""
        return sum(row.runs for row in self.rules)

    @property
    def cases(self) -> int:
        """How many cases were run."""
        return sum(case.passed is not None for row in self.rules for case in row.cases)

    @property
    def cases_failed(self) -> int:
        """How many of them did not come out as the text expects."""
        return sum(row.failed for row in self.rules)


def entries(agreement: Agreement) -> tuple[tuple[str, Cited], ...]:
    """Everything that cites an article, with the word its anchor begins with, in the order of the page."""
    groups: tuple[tuple[str, Sequence[Cited]], ...] = (
        ("party", agreement.parties),
        ("body", agreement.bodies),
        ("area", agreement.areas),
        ("rule", agreement.rules),
        ("exemption", agreement.exemptions),
        ("commitment", agreement.commitments),
        ("phase", agreement.phases),
        ("clock", agreement.clocks),
        ("counting", agreement.counting_rules),
        ("contradiction", agreement.contradictions),
        ("category", agreement.categories),
    )
    return tuple((kind, entry) for kind, group in groups for entry in group)


def articles(agreement: Agreement) -> tuple[ArticleRow, ...]:
    """Every article with what stands on it, in the order in which a reader of the text meets them."""
    grouped: dict[str, list[Link]] = {}
    for kind, entry in entries(agreement):
        for article in single_articles(entry.article):
            grouped.setdefault(article, []).append(Link(anchor=f"{kind}-{entry.id}", name=entry.name, kind=kind))
    return tuple(ArticleRow(article=one, entries=tuple(grouped[one])) for one in sorted(grouped, key=article_order))


def single_articles(cited: str) -> tuple[str, ...]:
    """The paragraphs that a citation names one by one; a citation of another form stands as it is.

    >>> single_articles("par. 3-5, 14")
    ('par. 3', 'par. 4', 'par. 5', 'par. 14')
    >>> single_articles("Annex I, art. II.1(a)")
    ('Annex I, art. II.1(a)',)
    """
    match = re.fullmatch(r"(par\.|art\.) (\d{1,4}(?:-\d{1,4})?(?:, \d{1,4}(?:-\d{1,4})?)*)", cited.strip())
    if match is None:
        return (cited,)
    found: dict[str, None] = {}
    for part in match[2].split(", "):
        first, _dash, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            found[f"{match[1]} {number}"] = None
    return tuple(found) or (cited,)


def article_order(article: str) -> list[tuple[int, int, str]]:
    """Sorts "par. 9" before "par. 10": figures as numbers, words as words.

    >>> sorted(["art. 10", "art. 9(2)", "art. 9(1)"], key=article_order)
    ['art. 9(1)', 'art. 9(2)', 'art. 10']
    """
    return [
        (1, int(part), "") if part.isdecimal() else (0, 0, part.casefold()) for part in re.findall(r"\d+|\D+", article)
    ]


def organs(agreement: Agreement) -> tuple[Organ, ...]:
    """The bodies by the line in which they report; one that reports to nobody known stands at the top."""
    named = _names(agreement)
    below: dict[str | None, list[Body]] = {}
    known = {body.id for body in agreement.bodies}
    for body in agreement.bodies:
        below.setdefault(body.reports_to if body.reports_to in known else None, []).append(body)

    def organ(body: Body, above: frozenset[str]) -> Organ:
        children = [child for child in below.get(body.id, ()) if child.id not in above]
        return Organ(
            body=body,
            members=tuple(named.get(member, Text({"en": member})) for member in body.members),
            below=tuple(organ(child, above | {child.id}) for child in children),
        )

    return tuple(organ(body, frozenset({body.id})) for body in below.get(None, ()))


def rule_rows(agreement: Agreement, results: Mapping[tuple[str, int], CaseResult]) -> tuple[RuleRow, ...]:
    """The rules, running kinds first to last as in the agreement, each with its cases and their results."""
    named = _names(agreement)
    links = _links(agreement)
    phases = {phase.id: phase for phase in agreement.phases}
    return tuple(
        RuleRow(
            rule=rule,
            runs=rule.kind in RUNNING_KINDS,
            binds=_texts(named, rule.binds),
            areas=_chosen(links, "area", rule.areas),
            categories=_texts(named, rule.categories),
            exemptions=_chosen(
                links,
                "exemption",
                [one.id for one in agreement.exemptions if one.id in rule.exemptions or rule.id in one.rules],
            ),
            phase=phases.get(rule.phase or ""),
            commitment=links.get(f"commitment-{rule.commitment}"),
            cases=tuple(case_row(rule, number, results.get((rule.id, number))) for number in range(len(rule.cases))),
        )
        for rule in agreement.rules
    )


def case_row(rule: Rule, number: int, result: CaseResult | None) -> CaseRow:
    """One case in lines that a lawyer reads: who is who, where they were, what happened, what was notified."""
    case = rule.cases[number]
    given = [
        f"{name}: {', '.join(f'{key} {value}' for key, value in facts.items())}"
        for name, facts in case.identities.items()
    ]
    given += [f"{name}: {line}" for name, lines in case.tracks.items() for line in lines]
    given += list(case.events)
    given += [", ".join(f"{key} {value}" for key, value in notice.items()) for notice in case.notices]
    given += [f"{what}: {moment.isoformat().replace('+00:00', 'Z')}" for what, moment in case.done.items()]
    if case.as_of is not None:
        given.append(f"as of {case.as_of.isoformat().replace('+00:00', 'Z')}")
    return CaseRow(
        it=case.it,
        given=tuple(given),
        expected=case.expect,
        found=result.found if result else None,
        passed=result.passed if result else None,
    )


def case_results(agreement: Agreement) -> dict[tuple[str, int], CaseResult]:
    """What the engine finds in each case of each rule that runs, by rule and number of the case."""
    return {
        (rule.id, number): run_case(agreement, rule, case)
        for rule in agreement.rules
        if rule.kind in RUNNING_KINDS
        for number, case in enumerate(rule.cases)
    }


def commitment_rows(agreement: Agreement, *, as_of: datetime) -> tuple[CommitmentRow, ...]:
    """Commitments, those with the nearest deadline first, those without one last."""
    named = _names(agreement)
    rows = [
        CommitmentRow(
            commitment=one,
            owed_by=_texts(named, one.owed_by),
            standings=standing(one, as_of=as_of, time_zone=agreement.time_zone),
        )
        for one in agreement.commitments
    ]
    return tuple(sorted(rows, key=_by_deadline))


def exemption_rows(agreement: Agreement) -> tuple[ExemptionRow, ...]:
    """The exemptions with everything that they refer to."""
    named = _names(agreement)
    links = _links(agreement)
    return tuple(
        ExemptionRow(
            exemption=one,
            rules=_chosen(links, "rule", one.rules),
            parties=_texts(named, one.parties),
            categories=_texts(named, one.categories),
            areas=_chosen(links, "area", one.areas),
        )
        for one in agreement.exemptions
    )


def corners(shape: Shape) -> int | None:
    """How many corners a polygon names; None for a shape that is made of circles, corridors or other areas."""
    match shape:
        case PolygonShape(outer, holes):
            return sum(len(ring.vertices) for ring in (outer, *holes))
        case UnionShape(parts):
            counted = [corners(part) for part in parts]
            return None if any(one is None for one in counted) else sum(one or 0 for one in counted)
        case _:
            return None


def unverified(agreement: Agreement) -> int:
    """How many entries rest on memory and have to be checked against the source before they are relied on."""
    counted = Counter(entry.confidence for _kind, entry in entries(agreement))
    return counted["memory"] + sum(place.confidence == "memory" for place in agreement.places)


def _by_deadline(row: CommitmentRow) -> tuple[bool, bool, float]:
    due = min((one.reading.due_at.timestamp() for one in row.standings), default=inf)
    return due == inf, row.commitment.status == "met", due


def _names(agreement: Agreement) -> dict[str, Text]:
    groups: tuple[Sequence[Cited], ...] = (agreement.categories, agreement.bodies, agreement.parties)
    return {entry.id: entry.name for group in groups for entry in group}


def _links(agreement: Agreement) -> dict[str, Link]:
    return {
        f"{kind}-{entry.id}": Link(anchor=f"{kind}-{entry.id}", name=entry.name, kind=kind)
        for kind, entry in entries(agreement)
    }


def _texts(named: Mapping[str, Text], ids: Iterable[str]) -> tuple[Text, ...]:
    return tuple(named.get(one, Text({"en": one})) for one in ids)


def _chosen(links: Mapping[str, Link], kind: str, ids: Iterable[str]) -> tuple[Link, ...]:
    return tuple(links[f"{kind}-{one}"] for one in ids if f"{kind}-{one}" in links)
