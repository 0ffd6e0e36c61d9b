"""What is wrong with names, lists and words: names that cannot be meant, several names for one, doubles, slips."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from evenhand.documents.faults import Anomaly, anomaly
from evenhand.documents.findings import Passage
from evenhand.documents.names import places_table
from evenhand.documents.tables import pattern, table

_LEAST_MENTIONS = 20
_POST = re.compile(r"Representative|Envoy|Secretary-General|President|Coordinator|Minister|Chair|High Commissioner")
_BODIES = frozenset(("regional", "UN", "international", "armed", "mechanism"))
_MOST_COMPARED = 300_000
"""How long a text may be for its passages to be compared sign for sign."""
_FREE = frozenset("和或与及本该这那其此在对向于为从而并")
"""Small words that two sentences may choose freely."""
_ITEMS_ZH = re.compile(r"[\u4e00-\u9fff·\-/]{2,16}(?:、[\u4e00-\u9fff·\-/]{2,16}){2,}")
_ITEMS = re.compile(r"(?:[A-ZÀ-ÝА-Я][\w’'-]*(?: [\w’'-]+){0,4}[,،]\s){2,}")
_WORDS = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)*(?![\w-])")
_LEAST_TWINS = 2
_MOST_HYPHENED = 3
_TWICE = re.compile(r"(?<![\w-])(?P<w>[^\W\d_]{2,})\s+(?P=w)(?![\w’'-])", re.I)
_MAY_STAND_TWICE = frozenset(
    ("that", "had", "nous", "vous", "se", "si", "no", "sous", "очень", "de", "very", "years", "bis")
)
_LAST = re.compile(
    r"(?:[A-ZÀ-ÝА-Я][\w’'-]*(?: [A-ZÀ-ÝА-Я][\w’'-]*)* )?(?:and|et|y|e|и) "
    r"(?P<n>[A-ZÀ-ÝА-Я][\w’'-]*(?: [A-ZÀ-ÝА-Я][\w’'-]*)*)"
)
_BETWEEN = re.compile(
    r"(?:\s*[、，,،]\s*(?:(?:and|et|y|и|و|和)\s?)?|\s+(?:and|et|y|e|и)\s+|\s?و|和|及|以及)(?:[Tt]he |la |le |el )?"
)


def compounds(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """One place whose name a comma cuts in two."""
    del language
    for passage in passages:
        if passage.paragraph is None:
            continue
        for (first, second), english in table("places")["compounds"]:
            cut = re.search(
                re.escape(first) + r"\s*[、，,،]\s*" + re.escape(second),
                re.sub(r"\s+(?=[\u4e00-\u9fff])", "", passage.text),
            )
            if cut is not None:
                yield anomaly("name-divided", passage.para, one=first, other=second, name=english)


def names_of_one(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """Bodies and States that go by two names, of which the text introduces none as short for the other."""
    text = "\n".join(one.text for one in passages)
    plain = re.sub(r"\s+", "", text) if language == "zh" else text
    if language == "ru":
        return  # its cases would be told as names
    forms: dict[str, list[str]] = defaultdict(list)
    for passage in passages:
        for one in passage.actors:
            body = not one.inferred and one.kind in _BODIES and _is_body(one.english or "")
            if one.english is not None and body and one.text not in forms[one.english]:
                forms[one.english].append(one.text)
        for one in passage.places if language == "zh" else ():
            if one.kind == "country" and one.english is not None and one.text not in forms[one.english]:
                forms[one.english].append(one.text)
    several = []
    for names in forms.values():
        introduced = re.compile(
            "|".join(rf"{re.escape(a)}[^()（）]{{0,8}}[(（]{re.escape(b)}" for a in names for b in names if a != b)
            or "(?!)"
        )
        related = [b for b in names[1:] if not any(b in a or a in b or _customary(a, b) for a in names if a != b)]
        if related and not introduced.search(plain):
            several.append(" / ".join(names[:5]))
    if several:
        yield anomaly("names-of-one", "all", names="; ".join(several[:6]))


def _is_body(english: str) -> bool:
    """Whether a name is that of a body, and neither a common noun nor a post, whose holder may be a man or a woman."""
    return english[:1].isupper() and _POST.search(english) is None


def _customary(one: str, other: str) -> bool:
    """Whether one is a usual short form of the other: an acronym, or up to three signs of its Chinese name."""
    short, long = sorted((one, other), key=len)
    if re.fullmatch(r"[A-ZА-Я]{2,8}", short):
        return True
    rest = iter(long)
    return len(short) <= 3 and all(sign in rest for sign in short)


def impossible_names(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """A State named once, as the place where something lies, in a text about another one that the paragraph means."""
    mentions: Counter[str] = Counter()
    names: dict[str, set[str]] = defaultdict(set)
    body = [one for one in passages if one.paragraph is not None]
    for passage in body:
        plain = re.sub(r"\s+", "", passage.text) if language == "zh" else passage.text
        for one in passage.places:
            if one.kind == "country" and one.english is not None:
                mentions[one.english] += plain.count(one.text)
                names[one.english].add(one.text)
    if not mentions or mentions.most_common(1)[0][1] < _LEAST_MENTIONS:
        return
    main = mentions.most_common(1)[0][0]
    for passage in body:
        states = {one.english for one in passage.places if one.kind == "country"}
        for state in states:
            if state is None or state == main or mentions[state] != 1:
                continue
            alone = len(states - {main}) == 1
            if alone and any(_where(passage.text, name, language) for name in names[state]):
                yield anomaly(
                    "name-impossible",
                    passage.para,
                    name="/".join(sorted(names[state])),
                    meant="/".join(sorted(names[main])[:1]),
                )


def _where(text: str, name: str, language: str) -> bool:
    plain = re.sub(r"\s+", "", text) if language == "zh" else text
    if language == "zh":
        return re.search(re.escape(name) + pattern("zh", "inside").pattern, plain) is not None
    at = plain.find(name)
    return at >= 0 and pattern(language, "inside").search(plain[max(0, at - 12) : at]) is not None


def doubles(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """An item that stands twice in one list, and a paragraph that stands twice."""
    seen: dict[str, str] = {}
    for passage in passages:
        if passage.paragraph is None:
            continue
        plain = re.sub(r"\s+", "" if language == "zh" else " ", passage.paragraph.full_text)
        key = plain.lower()
        if len(key) > (15 if language == "zh" else 40) and key in seen:
            yield anomaly("duplicate", passage.para, item=plain[:40], where=seen[key])
        seen.setdefault(key, passage.para)
        told = set()
        for items in (*_lists(plain, language), *_listed_places(passage, plain), *_subitems(passage)):
            for item, count in Counter(items).items():
                if count > 1 and item not in told:
                    told.add(item)
                    yield anomaly("duplicate", passage.para, item=item[:60], where=passage.para)


def _lists(plain: str, language: str) -> Iterator[list[str]]:
    """Runs of words that commas divide, with the last one behind "and" where names begin with a capital."""
    if language == "zh":
        for one in _ITEMS_ZH.findall(plain):
            yield [item for item in re.split("、|和|以及|及", one) if len(item) > 1]
        return
    for hit in _ITEMS.finditer(plain):
        last = _LAST.match(plain, hit.end())
        items = [item.strip() for item in re.split(r"[,،]", hit[0]) if item.strip()]
        yield [*items, last["n"].strip()] if last is not None else items


def _listed_places(passage: Passage, plain: str) -> Iterator[list[str]]:
    """Places of the table with nothing but a comma or "and" between them."""
    if len(passage.places) < 3 and not (len(passage.places) == 2 and plain.count(passage.places[0].text) > 1):
        return
    run: list[str] = []
    end = -1
    for begin, stop, entry in places_table().find(plain):
        if not (0 <= begin - end <= 6 and _BETWEEN.fullmatch(plain[end:begin])):
            if len(run) > 2:
                yield run
            run = []
        run.append(entry.english)
        end = stop
    if len(run) > 2:
        yield run


def _subitems(passage: Passage) -> Iterator[list[str]]:
    if passage.paragraph is not None and len(passage.paragraph.subitems) > 1:
        texts = [re.sub(r"[\s.;,；。，؛،]+", " ", item.text).strip() for item in passage.paragraph.subitems]
        yield [text for text in texts if len(text) > 3]


def variants(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """Two passages that agree sign for sign around a word in which they differ: one may be a slip (Chinese only)."""
    if language != "zh" or sum(len(one.text) for one in passages) > _MOST_COMPARED:
        return
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    told = set()
    for passage in passages:
        if passage.paragraph is None:
            continue
        plain = "^^^^^" + re.sub(r"\s+", "", passage.paragraph.text)
        for width in (1, 2):
            for begin in range(5, len(plain) - width - 7):
                left, middle = plain[begin - 5 : begin], plain[begin : begin + width]
                right = plain[begin + width : begin + width + 7]
                if (
                    not re.fullmatch(r"[\u4e00-\u9fff]+", middle)
                    or middle in _FREE
                    or re.search(r"[\d()]", left + right)
                ):
                    continue
                before = seen.setdefault((left, right), (middle, passage.para))
                differs = (
                    before[0] != middle
                    and before[0] not in _FREE
                    and len(before[0]) == width
                    and all(a != b for a, b in zip(before[0], middle, strict=True))
                )
                if differs and passage.para not in told:
                    told.add(passage.para)
                    start = left[-3:].strip("^")
                    shown = (f"{start}{words}{right[:4]}" for words in (before[0], middle))
                    yield anomaly("wording", passage.para, one=next(shown), other=next(shown), para=before[1])


def twins(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """Two words for one notion in one text: by a table (Chinese), or by their spelling ("cease-fire", "ceasefire")."""
    body = [one for one in passages if one.para not in {"head"}]
    if language == "zh":
        text = re.sub(r"[^\S\n]+", "", "\n".join(one.text for one in body))
        found = []
        for one, other in table("zh")["twins"]:
            after = [Counter(re.findall(word + r"([\u4e00-\u9fff]{2})", text)) for word in (one, other)]
            shared = sorted(
                after[0].keys() & after[1].keys(), key=lambda words: (-after[0][words] - after[1][words], words)
            )
            if len(shared) >= _LEAST_TWINS:
                found.append(f"{one}{shared[0]} / {other}{shared[0]}, {one}{shared[1]} / {other}{shared[1]}")
    else:
        found = _spellings(body, language)
    if found:
        yield anomaly("terms-mixed", "all", terms="; ".join(found[:5]))


def _spellings(passages: Sequence[Passage], language: str) -> list[str]:
    """Words that a text spells in two ways, each at least twice."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in passages:
        for word in _WORDS.findall(passage.text):
            lower = word.lower()
            key = lower.replace("-", "")
            if language == "en":
                key = re.sub(r"is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)", "iz", key)
            forms[key][lower] += 1
    mixed = [
        [word for word, count in counts.most_common() if count >= _LEAST_TWINS] for key, counts in sorted(forms.items())
    ]
    several = [words for words in mixed if len(words) > 1]
    hyphened = [words for words in several if any("-" in word for word in words)]
    cut = len(hyphened) > _MOST_HYPHENED  # hyphens of broken lines
    return [" / ".join(words) for words in several if not cut or words not in hyphened]


def broken_words(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """Sentences that say a thing twice or in two tenses, and words of another kind of act, by the language's table."""
    for passage in passages:
        if passage.paragraph is None:
            continue
        plain = re.sub(r"\s+", "", passage.text) if language == "zh" else passage.text
        twice = _TWICE.search(plain) if language != "zh" else None
        if twice is not None and twice["w"].islower() and twice["w"] not in _MAY_STAND_TWICE:
            yield anomaly("words-broken", passage.para, words=re.sub(r"\s+", " ", twice[0]))
        for key in ("broken", "doubled"):
            found = pattern(language, key).search(plain)
            if found is not None:
                near = re.split(r"[，。；：]", plain[max(0, found.start() - 2) : found.start()])[-1]
                around = f"{near}{plain[found.start() : found.end() + 6]}" if language == "zh" else found[0]
                yield anomaly("words-broken", passage.para, words=around if key == "broken" else found[0])
        for wrong, right in table(language).get("term_variants", {}).items():
            if wrong in plain and sum(right in one.text for one in passages) > 1:
                yield anomaly("words-broken", passage.para, words=f"{wrong} ({right})")
