"""Commitments proposed from paragraphs: who must do what by when, for a person to accept or amend.

One proposal a sentence with a verb of the table, the strongest first; an item of a list without such a verb takes the
strength of the sentence that leads into it. All is a proposal; nothing here is decided.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from evenhand.documents.findings import Passage
from evenhand.documents.tables import pattern, table
from evenhand.documents.terms import Recurrence, basis_of, conditions_of, recurrence_of, strength_of
from evenhand.documents.themes import main_theme, theme_of

ORDER = (
    "demands", "decides", "urges", "requests", "encourages", "recommends", "authorizes", "must", "should",
    "agrees", "plans", "condemns", "may",
)  # fmt: skip
_BREAKS = re.compile(
    r"(?<=[.!?;؟])(?<!\b[A-ZА-Я]\.)(?<!\bpara\.)(?<!\bparas\.)(?<!\bNo\.)(?<!\bpar\.)(?<!\bpárr\.)(?<!\bMr\.)(?<!\bM\.)(?<!\bп\.)"
    r"\s+(?=[^\da-zа-яёà-ÿ]|\()"
)
"""Where a sentence ends: not within a number, after an initial or before a small letter."""
_PREAMBLE_ENDS = (",", "，", "،")
"""What a paragraph without a number ends in when it is part of a preamble."""
_WEAK = frozenset(("plans", "may"))
_SPOKEN = frozenset(("urges", "demands", "condemns"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A proposed commitment, with the sentence it rests on."""

    para: str
    actors: tuple[str, ...]
    act: str
    what: str
    deadline: str | None
    term: str
    place: str | None
    theme: str
    quote: str
    year_end: str | None = None
    basis: str | None = None
    recurrence: Recurrence | None = None
    conditions: tuple[str, ...] = ()

    @property
    def strength(self) -> str:
        """How strongly it binds: binding, advised, permitted, promised or none."""
        return strength_of(self.act)


def sentences(text: str, language: str) -> list[str]:
    """A text by its sentences; a full stop within a number or after an initial ends none.

    >>> sentences("A. Smith must go. All left.", "en")
    ['A. Smith must go.', 'All left.']
    """
    if language == "zh":
        return [one.strip() for one in re.findall(r"[^。！？]+[。！？]?[”》]?", text) if one.strip()]
    return [one.strip() for one in _BREAKS.split(text) if one.strip()]


def duties_of(passages: Sequence[Passage], language: str, about: str | None = None) -> list[Duty]:
    """Every proposal, in reading order.

    A day before `about`, the document's own, is the deadline only of what was planned.
    """
    found: list[Duty] = []
    carried: str | None = None
    under: tuple[str, ...] = ()
    main = main_theme([one.text for one in passages if one.paragraph is not None], language)
    for passage in passages:
        paragraph = passage.paragraph
        if paragraph is None or (paragraph.number is None and paragraph.text.rstrip()[-1:] in _PREAMBLE_ENDS):
            continue
        listed = paragraph.kind == "bullet" or (paragraph.kind == "numbered" and carried is not None)
        if not listed or paragraph.section != under:
            carried, under = None, paragraph.section
        for piece in sentences(paragraph.text, language):
            act = _act(piece, language)
            if act == "may" and not listed:
                continue
            if act is None and listed:
                act = carried or _act_of_heading(paragraph.section, language)
            if act is not None:
                found.append(_duty(passage, passage.para, piece, act, main, language))
        leads = bool(paragraph.subitems) or paragraph.kind == "prose"
        lead = _act(paragraph.text, language) if leads else None
        if paragraph.kind == "prose" and pattern(language, "lists_follow").search(paragraph.text.rstrip()):
            carried = _leading(lead, paragraph.section, language)
        for item in paragraph.subitems:
            act = _act(item.text, language) or lead or "should"
            found.append(_duty(passage, f"{passage.para}{item.marker}", item.text, act, main, language))
    return [_timely(one, about) for one in found]


@cache
def _verbs(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    verbs = table(language)["verbs"]
    return tuple((act, re.compile(verbs[act])) for act in ORDER)  # all small letters


def _act(piece: str, language: str) -> str | None:
    hits = []
    small = piece.lower()
    for act, verb in _verbs(language):
        found = verb.search(small)
        if found is not None:
            hits.append((act, found.start()))
    if not hits:
        return None
    strong = sorted((hit for hit in hits if hit[0] not in _WEAK), key=lambda hit: hit[1]) or hits
    if len(strong) > 1 and strong[0][0] == "should" and strong[1][1] - strong[0][1] <= 1 and strong[1][0] in _SPOKEN:
        return strong[1][0]  # 应敦促: what should be done is to urge
    return strong[0][0]


def _leading(lead: str | None, section: Sequence[str], language: str) -> str:
    """What the items of a list are: what the sentence before them asks for, or what their heading is about."""
    named = _act_of_heading(section, language)
    return named if named == "identifies" else lead if lead in {"must", "should", "decides", "agrees"} else "should"


def _act_of_heading(section: Sequence[str], language: str) -> str:
    """Threats and difficulties are identified; solutions are proposed; measures should be taken."""
    del language
    leaf = section[-1] if section else ""
    if re.search(
        "办法|建议|solutions?|proposals?|recommendations?|recommandations|recomendaciones|рекомендации|توصيات",
        leaf,
        re.I,
    ):
        return "proposes"
    whole = " ".join(section)
    if re.search("措施|合作|measures?|cooperation|mesures|medidas|меры|تدابير", leaf, re.I):
        return "should"
    threats = (
        "威胁|风险|困难|原因|挑战|threat|risk|challenge|difficult|cause|menace|amenaza|desaf|угроз|вызов|تهديد|تحدي"
    )
    return "identifies" if re.search(threats, whole, re.I) else "should"


def _duty(passage: Passage, para: str, piece: str, act: str, main: str, language: str) -> Duty:
    headings = passage.paragraph.section if passage.paragraph is not None else ()
    squeezed = re.sub(r"\s+", "", piece) if language == "zh" else piece
    actors = tuple(dict.fromkeys(one.english or one.text for one in passage.actors if one.text in squeezed))
    dates = [one.value for one in passage.dates.whole if passage.text[one.begin : one.end] in piece]
    partial = [one.value for one in passage.dates.partial if passage.text[one.begin : one.end] in piece]
    year_end = next((_end_of(one) for one in partial if one.endswith("-end")), None)
    deadline = dates[-1] if dates else year_end
    duration = pattern(language, "duration").search(piece)
    place = next(
        (one.english or one.text for one in passage.places if one.text in squeezed and one.kind != "country"), None
    )
    place = place or next((one.english or one.text for one in passage.places if one.text in squeezed), None)
    return Duty(
        para=para,
        actors=actors[:4],
        act=act,
        what=piece[:200],
        deadline=deadline or (duration[0] if duration is not None else None),
        term=_term(
            f"{' '.join(headings)} {piece}" if passage.paragraph and passage.paragraph.kind == "bullet" else piece,
            language,
        ),
        place=place,
        theme=theme_of(piece, headings, main, language),
        quote=piece,
        year_end=year_end,
        basis=basis_of(piece, language),
        recurrence=recurrence_of(piece, passage.quantities, passage.text, language),
        conditions=conditions_of(piece, language),
    )


def _timely(one: Duty, about: str | None) -> Duty:
    """The duty without a day that was only the day of its saying; the end of a year that it names instead."""
    whole = one.deadline is not None and one.deadline[:4].isdigit() and one.deadline[4:5] == "-"
    if about is None or not whole or one.act in {"plans", "should"} or str(one.deadline) >= about:
        return one
    return replace(one, deadline=one.year_end)


def _end_of(partial: str) -> str | None:
    year = partial[:4]
    return f"{year}-12-31" if year.isdigit() else None


def _term(text: str, language: str) -> str:
    long, near = pattern(language, "long_terms").search(text), pattern(language, "near_terms").search(text)
    if long is not None and (near is None or long.start() < near.start()):
        return "medium-long"
    return "near" if near is not None else "none"
