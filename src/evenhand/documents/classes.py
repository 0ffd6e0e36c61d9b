"""What sort of document a symbol and a title name: whose it is, what kind it is, and which version of which text.

Source: United Nations Editorial Manual Online, "Document symbols" (series, Add., Corr., Rev.).
"""

import re
from collections.abc import Iterable, Mapping

BODIES: Mapping[str, str] = {"S": "security-council", "A": "general-assembly", "E": "economic-and-social-council",
                             "ST": "secretariat"}  # fmt: skip
"""First part of a symbol -> the body in whose series it is; all others are "other"."""

KINDS = ("agreement", "resolution", "statement", "report", "plan", "letter", "minutes", "other")

_BY_SYMBOL = ((r"/RES/", "resolution"), (r"PRST/", "statement"), (r"/PV\.", "minutes"))
_BY_TITLE = (
    (r"\bletters? dated|\blettres? datée|رسال(?:ة|تان) مؤرخ|的信|письм\w+ .{0,20}от|\bcartas? .{0,20}fechad", "letter"),
    (r"\breports?\b|\brapports?\b|تقرير|报告|доклад|\binforme", "report"),
    (r"\bplans?\b|خطة|计划|план\b|行动计划", "plan"),
    (r"\bagreements?\b|\baccords?\b|اتفاق|协定|协议|соглашени|\bacuerdos?\b|\bprotocol|بروتوكول|议定书", "agreement"),
    (r"^(?:resolution|résolution|القرار|قرار|第\s*\d+\s*[(（]\d{4}[)）]\s*号决议|резолюци|resoluci)", "resolution"),
    (r"\bstatements?\b|\bdéclarations?\b|\bcommuni\w+\b|بيان|声明|заявлени|\bdeclaraci", "statement"),
)
_VERSION = re.compile(r"/((?:Corr|Rev)\.\d+)(?=/|$)", re.I)


def body_of(symbols: Iterable[str]) -> str:
    """The body in whose series the first symbol is.

    >>> body_of(["S/2020/832"]), body_of(["PRST/2020/1"]), body_of([])
    ('security-council', 'other', 'other')
    """
    first = next(iter(symbols), "")
    return BODIES.get(first.split("/", 1)[0], "other")


def kind_of(symbols: Iterable[str], titles: Iterable[str | None]) -> str:
    """One of `KINDS`, by the symbols, else by the first title that says so: the annex's before the letter's.

    >>> kind_of(["S/RES/2510 (2020)"], []), kind_of([], ["Report on the plan", "Letter dated"]), kind_of([], [None])
    ('resolution', 'report', 'other')
    >>> kind_of([], ["停火协定行动计划"])
    'plan'
    """
    joined = " ".join(symbols)
    for pattern, kind in _BY_SYMBOL:
        if re.search(pattern, joined):
            return kind
    for title in filter(None, titles):
        places = [(found.start(), kind) for pattern, kind in _BY_TITLE if (found := re.search(pattern, title, re.I))]
        if places:
            # In Chinese the noun comes last: "plan of action for the agreement" is 协定行动计划.
            return max(places)[1] if re.search(r"[\u4e00-\u9fff]", title) else min(places)[1]
    return "other"


def work_of(symbol: str) -> tuple[str, str]:
    """The symbol of the text itself, in one spelling, and which version of it this is ("" for the first one).

    >>> work_of("S/2020/832/Corr.1"), work_of("s / 2020/832"), work_of("")
    (('S/2020/832', 'Corr.1'), ('S/2020/832', ''), ('', ''))
    """
    plain = re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", symbol).strip())
    marks = [found[:1].upper() + found[1:].lower() for found in _VERSION.findall(plain)]
    whole = _VERSION.sub("", plain)
    return whole.upper(), "/".join(marks)
