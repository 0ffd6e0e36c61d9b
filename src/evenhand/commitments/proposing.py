"""Commitments proposed from a document that was read: who must do what by when, for a person to accept or amend.

The documents library finds the sentences with an operative verb; here they are put together (one item of a list is one
commitment with its parts), taken apart (joint acts of one sentence), and given who owes it, strength, deadline, term,
place, theme, conditions, recurrence and indicators. What is worked out and not read is named in `inferred`.
Source: docs/methods/commitments.md, "Proposals".
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evenhand.commitments.details import condition_in, indicators_in, readings_in, recurrence_in, term_of
from evenhand.commitments.model import Commitment, Source, Strength, Verb, Willing
from evenhand.commitments.strengths import strength_of
from evenhand.commitments.vocabulary import pattern, subjects, theme_named, theme_of
from evenhand.documents.tables import table
from evenhand.foundation.texts import Text

ASKING = frozenset({Verb.DEMANDS, Verb.REQUESTS, Verb.URGES, Verb.ENCOURAGES})
"""With these the one who speaks is not the one who owes."""
DECIDING = frozenset({Verb.DECIDES, Verb.AGREES, Verb.RECOMMENDS, Verb.AUTHORIZES})
"""With these who acts may come after the verb."""
LONGEST_WHAT = 200
SHORT = 3
"""A verb after so few signs begins its sentence; who acts comes after it: "Decides that all States shall"."""
LEAST_PARTS = 3
"""So many things between semicolons are a list and not one act with an afterthought."""
CLEARLY = 1.5
USUALLY = 0.1
"""So large a share of sentences begins with a group of States where a document is about what States do."""
REGION, OTHERWISE = "region", "political"
NO_SUBJECTS = frozenset({"person", "armed", "mechanism"})
"""Kinds of actors that documents name and that seldom owe what is asked of States and bodies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed commitment, with the words that it rests on and who is grammatically said to act or to ask."""

    key: str
    """The same for the same words of the same paragraph of a document, however often it is read."""
    commitment: Commitment
    quote: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A piece of a paragraph with an operative verb; `more` are further ones of the same item of a list."""

    para: str
    text: str
    duty: Mapping[str, Any]
    more: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the whole document says, for what a sentence leaves out."""

    language: str
    symbol: str
    paragraphs: Mapping[str, Mapping[str, Any]]
    quantities: Mapping[str, Sequence[Mapping[str, Any]]]
    """By paragraph."""
    actors: tuple[tuple[str, str], ...]
    """Who is named, with the English name."""
    places: tuple[tuple[str, Mapping[str, Any]], ...]
    """Places by their text without white space."""
    place: tuple[str, ...]
    theme: str
    senders: tuple[str, ...]
    """Countries that its title names: whose letter it is."""
    group: str
    """The group of States with which most sentences begin; "" where few do."""


def propose(document: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """All proposals, in reading order.

    Args:
        document: what `evenhand.documents.output.read_document` gives.

    >>> from evenhand.documents.output import read_document
    >>> [one] = propose(read_document("1. The Parties shall withdraw within 90 days of the signature."))
    >>> one.commitment.verb.value, one.commitment.debtors, one.commitment.readings[0].due.event
    ('must', ('parties',), 'signature')
    """
    context = _context(document)
    found: list[Proposal] = []
    before: dict[str, tuple[str, ...]] = {}
    for sentence in _sentences(document, context):
        if pattern(context.language, "no_duty").search(sentence.text):
            continue
        proposal = _proposal(sentence, context, before.get(sentence.para, ()))
        before[sentence.para] = proposal.subjects or before.get(sentence.para, ())
        found.append(proposal)
    return tuple(found)


def key_of(symbol: str, para: str, quote: str) -> str:
    """What a proposal is known by; white space and punctuation do not count."""
    words = re.sub(r"[\W_]+", "", quote).lower()
    return hashlib.sha256(f"{symbol}\n{para}\n{words}".encode()).hexdigest()[:16]


def _context(document: Mapping[str, Any]) -> Context:
    language = str(document.get("language") or "en")
    paragraphs = {one["id"]: one for one in document.get("paragraphs", ())}
    whole = "".join(re.sub(r"\s+", " ", one["text"]) for one in paragraphs.values())
    symbols = document.get("symbols_of_document") or ()
    title = " ".join(str(document.get(key) or "") for key in ("annex_title", "title"))
    duties = [_flat(str(one["quote"]), language) for one in document.get("commitments", ())]
    named = [next((name for name, words in subjects(language) if words.match(text)), "") for text in duties]
    counted = Counter(name for name in named if "State" in name)
    enough = counted.total() >= USUALLY * max(1, len(duties))
    return Context(
        language=language,
        symbol=symbols[0] if symbols else "",
        paragraphs=paragraphs,
        quantities=_by_paragraph(document.get("quantities", ())),
        actors=tuple(
            (_flat(str(one["text"]), language), re.sub(r" \(.*\)$", "", one.get("en") or one["text"]))
            for one in document.get("actors", ())
            if one["kind"] not in NO_SUBJECTS
        ),
        places=tuple((re.sub(r"\s+", "", one["text"]), one) for one in document.get("places", ()) if one.get("en")),
        place=_place_of(document, whole),
        theme=theme_named(title, "") or _usual_theme(document),
        senders=tuple(
            one["en"]
            for one in document.get("places", ())
            if one.get("en") and one["kind"] == "country" and one["text"] in str(document.get("title") or "")
        ),
        group=min(counted, key=lambda name: (-counted[name], name)) if counted and enough else "",
    )


def _by_paragraph(quantities: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in quantities:
        found.setdefault(str(one["para"]), []).append(one)
    return found


def _usual_theme(document: Mapping[str, Any]) -> str:
    """What clearly more sentences with a duty are about than anything else, where their words say so."""
    told = Counter(theme_named(str(one["quote"]), "") for one in document.get("commitments", ()))
    told.pop("", None)
    ranked = sorted(told, key=lambda theme: (-told[theme], theme))
    most, next_most = ([told[theme] for theme in ranked] + [0, 0])[:2]
    return ranked[0] if most >= LEAST_PARTS and most >= CLEARLY * next_most else OTHERWISE


def _place_of(document: Mapping[str, Any], whole: str) -> tuple[str, ...]:
    """Where all of a document is about: the country that it names most of the time, else its regions."""
    flat = re.sub(r"\s+", "", whole)
    named = [one for one in document.get("places", ()) if one.get("en")]
    counted = Counter(
        {one["en"]: flat.count(re.sub(r"\s+", "", one["text"])) for one in named if one["kind"] == "country"}
    )
    most = counted.most_common(1)
    if most and most[0][1] * 2 > sum(counted.values()):
        return (most[0][0],)
    return tuple(dict.fromkeys(one["en"] for one in named if one["kind"] == REGION))


def _sentences(document: Mapping[str, Any], context: Context) -> Iterator[Sentence]:
    """The pieces with an operative verb: those of one item of a list together, lists and joint acts apart."""
    waiting: Sentence | None = None
    for duty in document.get("commitments", ()):
        para = str(duty["para"])
        kind = context.paragraphs.get(para, {}).get("kind")
        text = _flat(str(duty["quote"]), context.language)
        if kind == "bullet" and waiting is not None and waiting.para == para:
            waiting = replace(waiting, more=(*waiting.more, text))
            continue
        if waiting is not None:
            yield waiting
        waiting = None
        sentence = Sentence(para=para, text=text, duty=duty)
        if kind == "bullet":
            waiting = sentence
        else:
            yield from _taken_apart(sentence, context.language)
    if waiting is not None:
        yield waiting


def _taken_apart(sentence: Sentence, language: str) -> Iterator[Sentence]:
    """The items of a list within a sentence, else its joint acts, else the sentence."""
    opens = pattern(language, "list_opens").search(sentence.text)
    if opens is not None:
        lead, listed = sentence.text[: opens.end()], sentence.text[opens.end() :]
        items = [item.strip() for item in pattern(language, "item_ends").split(listed) if item.strip()]
        if len(items) >= LEAST_PARTS:
            for item in items:
                yield replace(sentence, text=f"{lead}{'' if language == 'zh' else ' '}{item}")
            return
    for clause in pattern(language, "clauses").split(sentence.text):
        if clause.strip():
            yield replace(sentence, text=clause.strip())


def _proposal(sentence: Sentence, context: Context, before: tuple[str, ...]) -> Proposal:
    language, whole = context.language, " ".join((sentence.text, *sentence.more))
    paragraph = context.paragraphs.get(sentence.para.split("(")[0], {})
    leaf = (paragraph.get("section") or ("",))[-1]
    verb = _verb(sentence, language)
    who, who_inferred = _who(sentence, verb, context, before)
    owing = (_addressee(sentence.text, context) or ()) if verb in ASKING else who
    places, place_inferred = _places(whole, context)
    readings, recurrence = readings_in(sentence.text, sentence.duty, language), recurrence_in(whole, language)
    quantities = context.quantities.get(sentence.para, ())
    indicators = indicators_in(whole, quantities, _places_named(whole, context), language)
    worked_out = {
        "debtors": who_inferred, "places": place_inferred, "theme": True, "readings": readings,
        "recurrence": recurrence, "indicators": indicators,
    }  # fmt: skip
    source = paragraph.get("source") or {}
    key = key_of(context.symbol, sentence.para, whole)
    commitment = Commitment(
        id=f"p-{key}",
        what=_text(sentence.text[:LONGEST_WHAT], language),
        source=Source(
            document=context.symbol,
            para=sentence.para,
            line_from=source.get("line_from"),
            line_to=source.get("line_to"),
            page=paragraph.get("page"),
        ),
        verb=verb,
        strength=_strength(verb, sentence.text, language),
        debtors=() if verb is Verb.IDENTIFIES else owing,
        parts=tuple(_text(part, language) for part in (sentence.text, *sentence.more)) if sentence.more else (),
        readings=readings,
        term=term_of(str(sentence.duty["quote"]), str(sentence.duty.get("term") or ""), verb, language=language),
        recurrence=recurrence,
        places=places,
        theme=theme_of(whole, theme_named(leaf, context.theme)),
        conditions=tuple(_text(one, language) for one in condition_in(whole, language)),
        willing=Willing.WILLING_ONLY if pattern(language, "willing").search(whole) else Willing.ALL,
        indicators=indicators,
        inferred=tuple(name for name, on in worked_out.items() if on),
    )
    return Proposal(key=key, commitment=commitment, quote=whole, subjects=who)


def _verb(sentence: Sentence, language: str) -> Verb:
    """The verb that the documents library found, unless the sentence asks through "should" or only allows."""
    told = Verb(sentence.duty["act"]) if sentence.duty["act"] in set(Verb) else Verb.SHOULD
    if pattern(language, "demands").search(sentence.text) and told is Verb.MUST:
        return Verb.DEMANDS
    if pattern(language, "must").search(sentence.text) and told in {
        Verb.AUTHORIZES, Verb.PLANS, Verb.AGREES, Verb.DEMANDS, Verb.SHOULD,
    }:  # fmt: skip
        return Verb.MUST
    if told is Verb.REQUESTS and pattern(language, "asks_through").search(sentence.text):
        return Verb.SHOULD
    return Verb.MAY if told is Verb.SHOULD and pattern(language, "may").search(sentence.text) else told


def _strength(verb: Verb, text: str, language: str) -> Strength:
    studied = bool(pattern(language, "study").search(text))
    considered = bool(pattern(language, "consider").search(text))
    return strength_of(verb, considered=considered, studied=studied)


def _who(sentence: Sentence, verb: Verb, context: Context, before: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """Who acts or asks, and whether that was worked out.

    By whom it is to be done; else who stands in the clause of the verb, nearest before it; else in the clauses before;
    else who wrote the letter; else who acted in the sentence before; else who acts in most of the document.
    """
    agent = pattern(context.language, "agents").search(sentence.text)
    if agent is not None:
        named = tuple(name for _, _, name in _named(agent["who"], context))
        if named:
            return named, False
    head = sentence.text[: _verb_at(sentence, verb, context.language)]
    own_clause = _acting(re.split("[，,;；]", head)[-1], context)[-1:]
    if not own_clause and sentence.para.startswith("letter") and verb is Verb.REQUESTS and context.senders:
        return context.senders, True
    found = own_clause or _acting(head, context)[:1]
    if not found and verb in DECIDING and len(head.strip()) <= SHORT:
        found = _acting(sentence.text, context)[:1]
    if found:
        return found[0], False
    if pattern(context.language, "asks_through").search(sentence.text):
        asked = _addressee(sentence.text, context)
        if asked:
            return asked, False
    return before or ((context.group,) if context.group else ()), True


def _verb_at(sentence: Sentence, verb: Verb, language: str) -> int:
    """Where the operative verb begins; the end of the sentence where the words do not tell."""
    verbs = table(language)["verbs"]
    told = (str(sentence.duty["act"]), verb.value)
    hits = [found.start() for act in told if act in verbs and (found := re.search(verbs[act], sentence.text, re.I))]
    if verb is Verb.MUST and (own := pattern(language, "must").search(sentence.text)):
        hits = [own.end()]
    return min(hits, default=len(sentence.text))


def _named(text: str, context: Context) -> list[tuple[int, int, str]]:
    """Groups and actors that a text names, by where they stand; of those that overlap the longest."""
    found = [
        (match.start(), match.end(), name)
        for name, words in subjects(context.language)
        for match in words.finditer(text)
    ]
    for own, name in context.actors:
        at = text.find(own)
        if at >= 0:
            found.append((at, at + len(own), name))
    kept: list[tuple[int, int, str]] = []
    for begin, end, name in sorted(found, key=lambda one: one[0] - one[1]):
        if all(end <= other[0] or begin >= other[1] for other in kept):
            kept.append((begin, end, name))
    return sorted(kept)


def _acting(text: str, context: Context) -> list[tuple[str, ...]]:
    """Whom a text names and not only as with whom, to whom or of whom; those that it joins stand together."""
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    for begin, end, name in _named(text, context):
        if runs and pattern(context.language, "joins").fullmatch(text[runs[-1][1] : begin]):
            runs[-1] = (runs[-1][0], end, (*runs[-1][2], name))
        else:
            runs.append((begin, end, (name,)))
    aside = pattern(context.language, "not_after")
    return [tuple(dict.fromkeys(names)) for begin, _, names in runs if not aside.search(text[:begin])]


def _addressee(text: str, context: Context) -> tuple[str, ...]:
    match = pattern(context.language, "addressees").search(text)
    if match is None:
        return ()
    named = tuple(name for _, _, name in _named(match["who"], context))
    # Without spaces nobody can tell where a name that is not known ends; nobody is better than a wrong one.
    return named or (() if context.language == "zh" else (match["who"].strip(),))


def _places(whole: str, context: Context) -> tuple[tuple[str, ...], bool]:
    """Places that the words name, smaller than countries first; else that of the document, and whether it is that."""
    named = _places_named(whole, context)
    small = tuple(one["en"] for one in named if one["kind"] not in ("country", REGION))
    if small:
        return small, False
    own = tuple(one["en"] for one in named if one["kind"] == "country")
    return (own, False) if own else (context.place, True)


def _places_named(whole: str, context: Context) -> tuple[Mapping[str, Any], ...]:
    flat = re.sub(r"\s+", "", whole)
    return tuple(one for text, one in context.places if text in flat)


def _flat(text: str, language: str) -> str:
    """A text on one line; between Chinese signs white space means nothing."""
    return re.sub(r"\s+", "" if language == "zh" else " ", text.strip())


def _text(words: str, language: str) -> Text:
    return Text({"zh-hans" if language == "zh" else language: words})
