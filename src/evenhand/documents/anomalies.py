"""What is wrong in a text, by rules that know no document: each finding has its kind, its paragraph and its words.

The rules that count and compare numbers stand in `arithmetic.py`, those about names, lists and words in `wordings.py`.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from evenhand.documents.arithmetic import counted, counted_statements, deadlines, number_twice, totals, units
from evenhand.documents.calendars import future_pasts, impossible_dates, past_futures, reversed_intervals
from evenhand.documents.citations import bare_resolutions
from evenhand.documents.duties import Duty, duties_of
from evenhand.documents.enumerations import crowded, miscounted, misplaced, unlike_lists
from evenhand.documents.faults import Anomaly, anomaly
from evenhand.documents.findings import Passage, open_dates, references_of
from evenhand.documents.model import Section, Structure
from evenhand.documents.names import places_in
from evenhand.documents.wordings import (
    broken_words,
    compounds,
    doubles,
    impossible_names,
    names_of_one,
    twins,
    variants,
)

_CHINESE = {sign: place for place, sign in enumerate("一二三四五六七八九十", start=1)}
_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}
_ARABIC = {word: place for place, word in enumerate(
    ("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا"), start=1)}  # fmt: skip


def anomalies_of(
    structure: Structure, passages: Sequence[Passage], duties: Sequence[Duty] | None = None
) -> list[Anomaly]:
    """Everything that is wrong in a document, in the order of the rules; each once.

    `duties` are those of `duties_of`, where they are known already.
    """
    language = structure.head.language
    duties = duties_of(passages, language, structure.head.date) if duties is None else duties
    found: list[Anomaly] = [
        anomaly("reference-missing" if one.why == "missing" else "reference-elsewhere", one.para, target=one.target)
        for one in references_of(passages, language)
        if not one.ok
    ]
    found += list(_missing_sections(structure.sections))
    found += list(_missing_paragraphs(structure))
    for rule in (
        totals,
        counted,
        counted_statements,
        number_twice,
        unlike_lists,
        misplaced,
        reversed_intervals,
        deadlines,
        units,
        compounds,
        names_of_one,
        impossible_names,
        doubles,
        variants,
        broken_words,
        twins,
    ):
        found += list(rule(passages, language))
    found += [anomaly("date-open", one.para) for one in open_dates(passages, language)]
    found += [*past_futures(structure, passages), *future_pasts(structure, passages), *impossible_dates(passages)]
    found += [*miscounted(passages), *crowded(passages, duties)]
    found += list(_numbers_of_two_kinds(structure))
    found += list(_unlike_siblings(structure))
    found += list(_nameless_signatures(structure))
    found += list(_marks_that_change(structure))
    found += list(_short_citations(passages, language))
    return list({(one.kind, one.para, one.message()): one for one in found}.values())


def _rank(mark: str) -> int | None:
    if mark in _CHINESE:
        return _CHINESE[mark]
    if mark.startswith("十") and mark[1:] in _CHINESE:
        return 10 + _CHINESE[mark[1:]]
    return _ROMAN.get(mark) or _ARABIC.get(mark.rstrip("ً"))


def _missing_sections(sections: Sequence[Section]) -> Iterator[Anomaly]:
    """四 followed by 六, III by V."""
    before: tuple[int, str] | None = None
    for section in sections:
        rank = _rank(section.number) if section.number is not None and section.level == 1 else None
        if rank is None or section.number is None:
            continue
        if before is not None and before[0] + 1 < rank <= before[0] + 3:
            yield anomaly("section-missing", "heading", before=before[1], after=section.number)
        before = (rank, section.number)


def _missing_paragraphs(structure: Structure) -> Iterator[Anomaly]:
    numbers = [int(one.number) for one in structure.paragraphs if one.number is not None and one.number.isdigit()]
    for before, after in pairwise(numbers):
        if before + 1 < after <= before + 3 and after not in numbers[: numbers.index(before)]:
            yield anomaly("paragraph-missing", str(before), before=before, after=after)


def _numbers_of_two_kinds(structure: Structure) -> Iterator[Anomaly]:
    """The same kind of number, or the same bullet, on headings and on paragraphs."""
    headings = {one.number for one in structure.sections if one.number is not None}
    numbers = {one.number for one in structure.paragraphs if one.number is not None}
    bullets = {one.marker for one in structure.paragraphs if one.kind == "bullet"}
    shared = sorted(one for one in headings & numbers if re.fullmatch(r"\d+", one))
    if shared:
        yield anomaly("numbers-reused", "heading", marks=", ".join(shared))
    marks = sorted(one for one in headings & bullets if one)
    if marks:
        yield anomaly("bullets-reused", "heading", marks=", ".join(marks))


def _unlike_siblings(structure: Structure) -> Iterator[Anomaly]:
    """Sections without the subdivision that the others beside them have, such as near- and medium-term measures."""
    below: dict[tuple[str, ...], set[str]] = {}
    direct: set[tuple[str, ...]] = set()
    for one in structure.paragraphs:
        if one.kind in {"bullet", "numbered"} and len(one.section) > 1:
            direct.add(one.section)
            below.setdefault(one.section[:-1], set()).add(re.sub(r"[:：\s]", "", one.section[-1]))
    for parent in {path[:-1] for path in below if len(path) > 1}:
        divided = [path for path in below if path[:-1] == parent and len(below[path]) > 1]
        shared = set.intersection(*(below[path] for path in divided)) if len(divided) > 1 else set()
        plain = [path[-1] for path in sorted(direct) if path[:-1] == parent and path not in below]
        if len(shared) > 1 and plain:
            yield anomaly("unlike-siblings", "heading", titles="; ".join(plain), marks=" / ".join(sorted(shared)))


def _nameless_signatures(structure: Structure) -> Iterator[Anomaly]:
    """Several signatures whose functions say of no State or body whose they are."""
    signed = structure.head.signatories
    bare = [name for name, role in signed if role and not places_in(role, structure.head.language)]
    if len(signed) > 1 and len(bare) == len(signed):
        yield anomaly("signatures", "letter", names=", ".join(bare))


def _marks_that_change(structure: Structure) -> Iterator[Anomaly]:
    """Numbers of paragraphs that end in one sign up to a paragraph, and in another after it."""
    marks = [(one.id, one.sign) for one in structure.paragraphs if one.number is not None and one.sign]
    signs = [sign for _, sign in marks]
    if len(set(signs)) == 2 and sum(a != b for a, b in pairwise(signs)) == 1:
        name, after = next((marks[place + 1][0], b) for place, (a, b) in enumerate(pairwise(signs)) if a != b)
        yield anomaly("mark-changes", name, one=signs[0], other=after)


def _short_citations(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """A resolution without the year it has elsewhere in the text, a statement without the organ before its symbol."""
    whole = {one.document for passage in passages for one in passage.citations}
    for passage in passages:
        if passage.paragraph is None:
            continue
        for number, begin, end in bare_resolutions(passage.text, language):
            named = next((one for one in sorted(whole) if one.startswith(f"S/RES/{number} ")), None)
            if named is not None:
                yield anomaly("citation-short", passage.para, words=passage.text[begin:end], meant=named)
        for one in passage.citations:
            printed = passage.text[one.begin : one.end]
            if printed.startswith("PRST/"):
                yield anomaly("citation-short", passage.para, words=printed, meant=one.document)
