"""Citations of other documents in their normal forms, where they point within them, and references within the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from evenhand.documents.tables import ascii_digits, pattern, table

_SYMBOL = re.compile(
    r"(?<![A-Za-z\d/._-])(?:(?:S|A|E|ST|CCPR|CAT|CEDAW|CRC|NPT|CD|DP|UNEP)(?:/(?:[A-Z][A-Za-z.]*\d*|\d+(?:\.\d+)?|L\.\d+|Add\.\d+|Rev\.\d+|Corr\.\d+|PV\.\d+|HRC)(?![a-z]))+"
    r"|PRST/\d{4}/\d{1,3}|S/PRST/\d{4}/\d{1,3})(?P<year>\s?\(\d{4}\))?"
)
_PRESS = re.compile(
    r"(?<![A-Za-z\d/._-])(?:SC|SG/SM|DSG/SM|GA|PBC|ECOSOC|AFR|L/T|WOM|IK|REF|PAL)/\d{3,5}(?:-[A-Z/]+\d+)?(?![\d/])"
)
_RESOLUTION = re.compile(r"(?<![\d/.,(A-Z-])(?P<n>\d{1,4})\s*[(（](?P<y>(?:19|20)\d{2})[)）]")
_ASSEMBLY = re.compile(
    r"(?<![\d/(A-Za-z])(?:(?P<es>ES-\d{1,2}|S-\d{1,2})|(?P<s>\d{2}))/(?P<n>\d{1,3})(?:\s(?P<l>[A-Z])(?![a-zA-Z]))?(?![\d/])"
)
_OLD = re.compile(r"(?<![\d/])(?P<n>\d{1,4})(?:\s(?P<l>[A-Z]))?\s*[(（](?P<s>S-[IVX]+|ES-[IVX]+|[IVXL]{1,7})[)）]")
_RIGHTS = re.compile(
    r"(?:Human Rights Council|人权理事会|Conseil des droits de l.homme|Consejo de Derechos Humanos"
    r"|Совета по правам человека|مجلس حقوق الإنسان)[^.;。；]{0,30}$"
)
_NEAR = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A document cited: its normal form, where it stands in the text, and what it points to within that document."""

    document: str
    begin: int
    end: int
    pinpoint: str | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossReference:
    """A reference to paragraphs of the same text."""

    first: int
    last: int
    begin: int
    end: int

    @property
    def target(self) -> str:
        """As it is written in the output.

        >>> CrossReference(first=19, last=28, begin=0, end=1).target
        'paras. 19-28'
        """
        return f"para. {self.first}" if self.first == self.last else f"paras. {self.first}-{self.last}"


def citations_in(text: str, language: str) -> tuple[Citation, ...]:
    """Every citation of a text, in order.

    >>> [one.document for one in citations_in("in its resolution 2510 (2020) and S/2020/832", "en")]
    ['S/RES/2510 (2020)', 'S/2020/832']
    """
    plain = ascii_digits(text)
    found = [Citation(document=_normal(hit[0]), begin=hit.start(), end=hit.end()) for hit in _SYMBOL.finditer(plain)]
    found += [Citation(document=hit[0], begin=hit.start(), end=hit.end()) for hit in _PRESS.finditer(plain)]
    words = [hit.start() for hit in pattern(language, "resolution_words").finditer(plain)]
    assembly = [hit.start() for hit in pattern(language, "assembly_words").finditer(plain)]
    for hit in _RESOLUTION.finditer(plain):
        if _free(hit, found) and _near(hit, words):
            form = f"S/RES/{hit['n']} ({hit['y']})"
            found.append(Citation(document=form, begin=hit.start(), end=hit.end()))
    for hit in _OLD.finditer(plain):
        if _free(hit, found) and _near(hit, words):
            form = f"A/RES/{hit['n']}{' ' + hit['l'] if hit['l'] else ''} ({hit['s']})"
            found.append(Citation(document=form, begin=hit.start(), end=hit.end()))
    for hit in _ASSEMBLY.finditer(plain):
        session = hit["es"] or hit["s"]
        if _free(hit, found) and _near(hit, words) and (hit["es"] or int(session) > 30 or _near(hit, assembly)):
            rights = _RIGHTS.search(plain[max(0, hit.start() - 60) : hit.start()])
            form = f"A/{'HRC/' if rights else ''}RES/{session}/{hit['n']}{hit['l'] or ''}"
            found.append(Citation(document=form, begin=hit.start(), end=hit.end()))
    found.sort(key=lambda one: one.begin)
    return tuple(_pointed(plain, one, language) for one in found)


def _normal(symbol: str) -> str:
    symbol = re.sub(r"\s*\((\d{4})\)", r" (\1)", symbol).rstrip(".")
    return f"S/{symbol}" if symbol.startswith("PRST/") else symbol


def _free(hit: re.Match[str], found: Sequence[Citation]) -> bool:
    return not any(one.begin < hit.end() and hit.start() < one.end for one in found)


def _near(hit: re.Match[str], words: Sequence[int]) -> bool:
    return any(hit.start() - _NEAR < place < hit.end() + 25 for place in words)


@cache
def _pinpoints(language: str, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.I) for one in table(language).get(key, []))


def _pointed(plain: str, one: Citation, language: str) -> Citation:
    """The citation with its pinpoint, behind it (Chinese) or before it ("paragraph 5 of resolution ...")."""
    for after in _pinpoints(language, "pinpoint_after"):
        hit = after.match(plain, one.end)
        if hit is not None:
            groups = hit.groupdict()
            number = groups.get("p") or groups.get("p2")
            where = _paragraphs(number) if number else f"p. {groups['page']}"
            return Citation(document=one.document, begin=one.begin, end=hit.end(), pinpoint=where)
    lead = plain[max(0, one.begin - 90) : one.begin]
    for before in _pinpoints(language, "pinpoint_before"):
        hit = next((found for found in before.finditer(lead)), None)
        if hit is not None:
            begin = one.begin - len(lead) + hit.start()
            return Citation(document=one.document, begin=begin, end=one.end, pinpoint=_paragraphs(hit["p"]))
    return one


def _paragraphs(numbers: str) -> str:
    """Numbers of paragraphs in one form: 5 as para. 5, 3和4 as paras. 3, 4, 12 (g) as para. 12(g)."""
    every = re.findall(r"\d+(?:\s*\([a-zأ-ي]\))*", numbers)
    tight = [re.sub(r"\s+", "", number) for number in every]
    if len(tight) == 1:
        return f"para. {tight[0]}"
    ranged = len(tight) == 2 and re.search(r"至|到|[-–]|\bto\b|\bà\b|\ba\b|إلى", numbers)
    return f"paras. {tight[0]}-{tight[1]}" if ranged else "paras. " + ", ".join(tight)


def bare_resolutions(text: str, language: str) -> list[tuple[int, int, int]]:
    """Resolutions named without their year: number, begin, end."""
    plain = ascii_digits(text)
    found = pattern(language, "bare_resolution").finditer(plain)
    return [(int(hit["n"]), hit.start(), hit.end()) for hit in found]


def cross_references_in(text: str, language: str, cited: Sequence[Citation]) -> tuple[CrossReference, ...]:
    """References to paragraphs of the same text: what belongs to no citation and can mean nothing else."""
    plain = ascii_digits(text)
    found = []
    for hit in pattern(language, "xref").finditer(plain):
        groups = hit.groupdict()
        if any(one.begin < hit.end() and hit.start() < one.end for one in cited):
            continue
        near = plain[max(0, hit.start() - 30) : hit.start()]
        behind = plain[hit.end() : hit.end() + 40]
        other = pattern(language, "resolution_words").search(near if language == "zh" else near + behind)
        own = groups.get("see") or groups.get("here") or re.match(r"(?:上文|下文|本报告|本文件)", hit[0])
        bare = language == "zh" and not other and not re.search(r"[》号条约]\s*$", near)
        if not own and not bare:
            continue
        first = int(groups["a"])
        last = int(groups["b"]) if groups.get("b") else first
        if first and last >= first:
            found.append(CrossReference(first=first, last=last, begin=hit.start(), end=hit.end()))
    return tuple(found)
