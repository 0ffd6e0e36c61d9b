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

ORDER = (
    "demands", "decides", "urges", "requests", "encourages", "recommends", "authorizes", "must", "should",
    "agrees", "plans", "condemns",
)  # fmt: skip
SOFT = ("welcomes", "recalls")
THEMES = {
    "mines": "排雷|地雷|爆炸物|mine action|landmine|explosive ordnance|déminage|minas|разминирован|الألغام",
    "MANPADS": "便携式防空|肩射|MANPADS|shoulder-fired",
    "stockpile": "库存|储存|小武器|轻武器|弹药|small arms|stockpile|ammunition|armes légères|armas pequeñas|оружи",
    "DDR": "复员|解除武装|重返社会|融入|demobili|reintegrat|disarm|désarmement|desarme",
    "counter-terrorism": "反恐|恐怖|terroris",
    "law-enforcement": "执法|犯罪|走私|贩运|贩毒|警察|洗钱|law enforcement|crime|traffick|police",
    "border": "边境|边界|移民|边防|border|frontière|frontera|границ",
    "ceasefire": "停火|撤离|撤出|接触线|监测员|ceasefire|cease-fire|cessez-le-feu|alto el fuego|прекращени",
    "humanitarian": "人道|救济|伤员|被拘留者|囚犯|humanit|detainee|prisoner",
    "sanctions": "制裁|禁运|冻结|sanction|embargo",
    "economic": "石油|财政|收入|经济|oil |revenue|econom",
    "political": "政治|选举|对话|宪法|政府|political|election|dialogue|government",
    "council": "安全理事会|安理会|决议|Security Council|resolution|Conseil de sécurité|Consejo de Seguridad",
}

_THEME_WORDS = {name: tuple(words.lower().split("|")) for name, words in THEMES.items()}


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


def sentences(text: str, language: str) -> list[str]:
    """A text by its sentences; a full stop within a number or after an initial ends none.

    >>> sentences("A. Smith must go. All left.", "en")
    ['A. Smith must go.', 'All left.']
    """
    if language == "zh":
        return [one.strip() for one in re.findall(r"[^。！？]+[。！？]?[”》]?", text) if one.strip()]
    return [
        one.strip()
        for one in re.split(r"(?<=[.!?;؟؛])(?<!\b[A-Z]\.)(?<!\bpara\.)(?<!\bNo\.)\s+(?=[^\da-z]|\()", text)
        if one.strip()
    ]


def duties_of(passages: Sequence[Passage], language: str, about: str | None = None) -> list[Duty]:
    """Every proposal, in reading order.

    A day before `about`, the document's own, is the deadline only of what was planned.
    """
    found: list[Duty] = []
    carried: str | None = None
    under: tuple[str, ...] = ()
    for passage in passages:
        paragraph = passage.paragraph
        if paragraph is None:
            continue
        heading = " ".join(paragraph.section)
        listed = paragraph.kind == "bullet" or (paragraph.kind == "numbered" and carried is not None)
        if not listed or paragraph.section != under:
            carried, under = None, paragraph.section
        for piece in sentences(paragraph.text, language):
            act = _act(piece, language)
            if act is None and listed:
                act = carried or _act_of_heading(paragraph.section, language)
            if act is not None:
                found.append(_duty(passage, passage.para, piece, act, heading, language))
        leads = bool(paragraph.subitems) or paragraph.kind == "prose"
        lead = _act(paragraph.text, language) if leads else None
        if paragraph.kind == "prose" and pattern(language, "lists_follow").search(paragraph.text.rstrip()):
            carried = _leading(lead, paragraph.section, language)
        for item in paragraph.subitems:
            act = _act(item.text, language) or lead or "should"
            found.append(_duty(passage, f"{passage.para}{item.marker}", item.text, act, heading, language))
    return [_timely(one, about) for one in found]


@cache
def _verbs(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    verbs = table(language)["verbs"]
    return tuple((act, re.compile(verbs[act], re.I)) for act in ORDER)


def _act(piece: str, language: str) -> str | None:
    hits = []
    for act, verb in _verbs(language):
        found = verb.search(piece)
        if found is not None:
            hits.append((act, found.start()))
    if not hits:
        return None
    strong = sorted((hit for hit in hits if hit[0] != "plans"), key=lambda hit: hit[1]) or hits
    if len(strong) > 1 and strong[0][0] == "should" and strong[1][1] - strong[0][1] <= 1:
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


def _duty(passage: Passage, para: str, piece: str, act: str, heading: str, language: str) -> Duty:
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
            f"{heading} {piece}" if passage.paragraph and passage.paragraph.kind == "bullet" else piece, language
        ),
        place=place,
        theme=_theme(piece + heading),
        quote=piece,
        year_end=year_end,
    )


def _timely(one: Duty, about: str | None) -> Duty:
    """The duty without a day that was only the day of its saying; the end of a year that it names instead."""
    whole = one.deadline is not None and one.deadline[:4].isdigit() and one.deadline[4:5] == "-"
    if about is None or not whole or one.act in {"plans", "should"} or str(one.deadline) >= about:
        return one
    return replace(one, deadline=one.year_end)


def _theme(text: str) -> str:
    lower = text.lower()
    return next((name for name, words in _THEME_WORDS.items() if any(word in lower for word in words)), "political")


def _end_of(partial: str) -> str | None:
    year = partial[:4]
    return f"{year}-12-31" if year.isdigit() else None


def _term(text: str, language: str) -> str:
    long, near = pattern(language, "long_terms").search(text), pattern(language, "near_terms").search(text)
    if long is not None and (near is None or long.start() < near.start()):
        return "medium-long"
    return "near" if near is not None else "none"
