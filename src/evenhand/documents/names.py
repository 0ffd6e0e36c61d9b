"""Places and actors in a text, by tables in six languages and by general forms.

Names of scripts without blanks between words are found as they stand, the longest first; others at the limits of words.
Whatever a form finds that no table holds is marked as inferred.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from evenhand.documents.tables import table

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WIDE = re.compile(r"[\u0600-\u06ff\u4e00-\u9fff]")
_PERSON = re.compile(r"([\u4e00-\u9fff]{1,12})((?:[·•‧][\u4e00-\u9fff]{1,12}(?:-[\u4e00-\u9fff]{1,12})*)+)")
_CHINESE_NAME = re.compile(
    r"(?:特使|代表|大使|团长|部长|主任|总统|总理|司令|将军|协调员|专员|总干事|秘书长)"
    r"(?P<n>[王李张刘陈杨赵黄周吴徐孙朱郭罗宋谢唐韩冯邓曹彭曾萧蔡潘袁董苏叶吕魏蒋杜沈姜范傅钟卢汪戴崔廖姚邹郝邱秦侯邵孟钱汤尹黎乔贺龚庞樊裴古朴]"
    r"[\u4e00-\u9fff]{1,2})"
    r"(?=和|与|向|在|主持|介绍|表示|出席|发言|访问|会见|中将|少将|上将|先生|女士|就|也|，|。|、)"
)
"""A name in Chinese characters behind a function, with one of the commonest family names."""
_INTRODUCED = re.compile(r"([\u4e00-\u9fff]{4,24})[(（]([\u4e00-\u9fff]{2,8})[)）]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ENDING = re.compile(r"(?:ий|ый|ая|ое|ые|ие|а|я|ь|ы|й)$")
_CASES = re.compile(
    r"(?:а|я|у|ю|ы|и|е|ь|ом|ем|ой|ей|ою|ами|ах|ам|ов|ев|ия|ии|ию|ией|иям|ий|ый|ая|ое|ые|ие|ого|его|ому|ему|ым|им|ую|юю|ых|их|ыми|ими|ями|ях|ям|й)?(?![^\W_])"
)
_WORD_END = re.compile(r"(?![^\W_])")
_ARABIC_NAME = re.compile(
    r"(?<![\u0621-\u064a])و?(?:السيدة?|السفيرة?|المشير|اللواء|الفريق أول|العميد|العقيد|الدكتورة?|الشيخ)\s"
    r"(?P<n>(?!ال|في |من |على )[\u0621-\u064a]{2,}(?:\s(?:بن|ال[\u0621-\u064a]+|[\u0621-\u064a]{3,})){1,2}?)"
    r"(?=[،.؛:)(]|\s|$)"
)
_NO_BODIES = re.compile(
    r"\b(?:Agreement|Declaration|Records|Strategy|Convention|Treaty|Protocol|Programme|Report|Resolution|Charter"
    r"|Conference|Accord|Déclaration|Rapport|Charte|Résolution|Acuerdo|Declaración|Informe|Carta|Resolución"
    r"|Distr|Director General)\b"
)
_AND_THE = re.compile(r"\s(?:and (?:the|its)|et (?:le|la|les)|y (?:el|la|los|las))\s")
_NO_NAMES = re.compile(
    r"\b(?:United|Nations|States|Security|General|Permanent|Special|Deputy|Affairs|Unies|Unidas|Republic|État|Estado|Постоянн|Организаци)"
)
_GAPS = (" ", "\n", "\u00a0")
_SMALL = r"(?:(?:of|for|on|the|and|in|to|de|des|du|la|le|les|pour|sur|del|para|по)[ \n]){0,3}"
_CAPITALS = re.compile(rf"(?:[A-ZÀ-ÝА-Я][\w’'-]+)(?:[ \n]{_SMALL}[A-ZÀ-ÝА-Я][\w’'-]+){{1,8}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place or actor as the text calls it, its English name where known, and what kind it is."""

    text: str
    english: str | None
    kind: str
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    english: str
    kind: str
    pattern: re.Pattern[str] | None
    name: str
    stems: tuple[tuple[str, bool], ...] = ()


class Gazetteer:
    """Names by their first two signs, so that a long text is looked through once."""

    def __init__(self) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        self._firsts = re.compile(r"(?!)")

    def add(self, name: str, english: str, kind: str, pattern: str | None = None) -> None:
        """Enter one name; `pattern` says more exactly where it may stand."""
        bare = re.split(r"\(\?|\\s|\\|\[", name)[0] if pattern is None and re.search(r"\(\?|\\", name) else name
        rule = pattern if pattern is not None else (name if bare != name else None)
        start = bare.lstrip() if not rule or not rule.startswith("(?<") else re.sub(r"^\(\?<.*?\)", "", rule)
        key = start[:2] if _WIDE.match(start) else start[:3]
        compiled = re.compile(rule) if rule else None
        stems = _stems(name) if rule is None and _CYRILLIC.match(name) else ()
        self._entries.setdefault(key, []).append(
            _Entry(english=english, kind=kind, pattern=compiled, name=name, stems=stems)
        )
        if rule is None and name.startswith("ال"):
            self._entries.setdefault("لل", []).append(
                _Entry(english=english, kind=kind, pattern=None, name="لل" + name[2:])
            )

    def close(self) -> "Gazetteer":
        """Sort the names, the longest first; nothing is added afterwards."""
        for entries in self._entries.values():
            entries.sort(key=lambda entry: -len(entry.name))
        wide = "".join(sorted({re.escape(key[0]) for key in self._entries if _WIDE.match(key)}))
        narrow = "".join(sorted({re.escape(key[0]) for key in self._entries if not _WIDE.match(key)}))
        self._firsts = re.compile(f"[{wide}]|(?<![A-Za-z\u00c0-\u04ff\\d])[{narrow}]")
        return self

    def find(self, text: str) -> Iterator[tuple[int, int, _Entry]]:
        """Every name in a text, none within another."""
        done = 0
        for hit in self._firsts.finditer(text):
            begin = hit.start()
            if begin < done:
                continue
            get, key = self._entries.get, text[begin : begin + 3]
            for entry in (*get(key, ()), *get(key[:2], ()), *get(key[:1], ())):
                end = _fits(entry, text, begin)
                if end is not None:
                    yield begin, end, entry
                    done = end
                    break


def _fits(entry: _Entry, text: str, begin: int) -> int | None:
    if entry.pattern is not None:
        hit = entry.pattern.match(text, begin)
        return hit.end() if hit is not None else None
    if entry.stems:
        return _fits_stems(entry.stems, text, begin)
    end = begin + len(entry.name)
    if not text.startswith(entry.name, begin):
        return None
    if _CHINESE.match(entry.name):
        return end
    arabic = "\u0600" <= entry.name[0] <= "\u06ff"
    before, after = text[begin - 1 : begin], text[end : end + 1]
    if (
        before.isalnum()
        and not _CHINESE.match(before)
        and not (arabic and re.search(r"(?:^|[^\u0621-\u064a])[وبلكف]{1,2}$", text[max(0, begin - 3) : begin]))
    ):
        return None
    return None if after.isalnum() and not _CHINESE.match(after) else end


def _stems(name: str) -> tuple[tuple[str, bool], ...]:
    """The words of a Russian name without the endings that cases change, and whether a case changes them.

    >>> _stems("Норвегия"), _stems("Африканский союз"), _stems("Мали")
    ((('Норвеги', True),), (('Африканск', True), ('союз', True)), (('Мали', False),))
    """
    found = []
    for word in name.split():
        stem = _ENDING.sub("", word)
        changes = word[-1] not in "оеиуэюОЕИУЭЮ" and not word.isupper() and len(stem) > 1 and word[-1].isalpha()
        found.append((stem, True) if changes else (word, False))
    return tuple(found)


def _fits_stems(stems: tuple[tuple[str, bool], ...], text: str, begin: int) -> int | None:
    """The end of a Russian name in whatever case; None where the text does not hold it."""
    at = begin
    for place, (stem, changes) in enumerate(stems):
        if place:
            if text[at : at + 1] not in _GAPS:
                return None
            at += 1
        if not text.startswith(stem, at):
            return None
        hit = (_CASES if changes else _WORD_END).match(text, at + len(stem))
        if hit is None:
            return None
        at = hit.end()
    return at


@cache
def places_table() -> Gazetteer:
    """States and territories, then cities, regions and sites."""
    found = Gazetteer()
    guards: Mapping[str, str] = table("places")["guards"]
    for names in table("territories").values():
        for name in dict.fromkeys(names):
            if len(name) > 2 or not name.isascii():
                found.add(name, names[0], "country", guards.get(name))
    for row in table("places")["rows"]:
        kind, english, *others = (part.strip() for part in row.split(" | "))
        for name in dict.fromkeys([english, *others]):
            found.add(name, english, kind, guards.get(name))
    return found.close()


@cache
def actors_table() -> Gazetteer:
    """Bodies, governments and groups."""
    found = Gazetteer()
    for row in table("actors")["rows"]:
        kind, english, *others = (part.strip() for part in row.split(" | "))
        for name in dict.fromkeys([english, *others]):
            found.add(name, english, kind)
    return found.close()


def states() -> Mapping[str, str]:
    """Every name of a State with its English name."""
    return {name: names[0] for names in table("territories").values() for name in names}


def places_in(text: str, language: str) -> list[Named]:
    """The places that a text names, in order, each form once."""
    plain = re.sub(r"\s+", "", text) if language == "zh" else text
    hits = list(places_table().find(plain))
    regions = any(entry.kind == "region" for _, _, entry in hits)
    bodies = [(begin, end) for begin, end, _ in actors_table().find(plain)] if regions else []
    found = [
        Named(text=plain[begin:end], english=entry.english, kind=entry.kind)
        for begin, end, entry in hits
        if entry.kind != "region" or not any(one <= begin and end <= other for one, other in bodies)
    ]
    found += list(_sites(plain, language))
    return list({one.text: one for one in found}.values())


def _sites(text: str, language: str) -> Iterator[Named]:
    if language == "zh":
        ends, cuts = table("places")["site_ends"], table("actors")["cuts"]
        for hit in re.finditer(rf"([\u4e00-\u9fff]{{2,8}}?)({ends})", text):
            name = re.split(cuts + "|在|到|各|战略|现有|国内|国际|地区|边界|关闭|好几个", hit[1])[-1]
            if 2 <= len(name) <= 4 and not re.search(table("places")["site_not"], name):
                yield Named(text=name + hit[2], english=None, kind="site", inferred=True)
        return
    words = "|".join(table("places")["site_words"])
    for hit in re.finditer(rf"((?:[A-Z][\w’'-]+[ ]){{1,3}})({words})\b", text):
        yield Named(text=hit[0], english=hit[0] if language == "en" else None, kind="site", inferred=True)


def actors_in(text: str, language: str) -> list[Named]:
    """Who is named in a text: bodies, persons, governments; each form once."""
    plain = re.sub(r"\s+", "", text) if language == "zh" else text
    found = [
        Named(text=plain[begin:end], english=entry.english, kind=entry.kind)
        for begin, end, entry in actors_table().find(plain)
    ]
    found += list(_of_states(plain, language))
    found += list(_persons(plain, language))
    found += list(_bodies(plain, language, {one.text for one in found}))
    return list({one.text: one for one in reversed(found)}.values())[::-1]


@cache
def _state_forms(language: str) -> list[re.Pattern[str]]:
    names = sorted({name for name in states() if len(name) > 1}, key=len, reverse=True)
    every = "|".join(re.escape(name) for name in names)
    return [re.compile(form.replace("STATE", every)) for form in table("actors")["generic"].get(language, [])]


def _of_states(text: str, language: str) -> Iterator[Named]:
    keys = {"zh": "代表|政府|当局", "en": "Represent|delegation|Govern", "fr": "Représ|Gouv", "es": "Repres|Gobi"}
    if not re.search(keys.get(language, "."), text):
        return
    known = states()
    for form in _state_forms(language):
        for hit in form.finditer(text):
            yield Named(text=hit[0], english=f"{known[hit['c']]} ({hit[0]})", kind="state")


def _persons(text: str, language: str) -> Iterator[Named]:
    rules = table("actors")
    if language == "zh":
        stops = re.compile("|".join(rules["name_stops"]))
        titles = sorted(rules["titles_before_names"], key=len, reverse=True)
        for hit in _PERSON.finditer(text):
            first = hit[1][-9:]
            cut = max((first.rfind(title) + len(title) for title in titles if title in first), default=0)
            first = first[cut:] if cut < len(first) else first[-3:]
            parts = re.split(r"[·•‧]", hit[2])[1:]
            stop = stops.search(parts[-1], 1)
            parts[-1] = parts[-1][: stop.start()] if stop is not None else parts[-1]
            yield Named(text="·".join([first, *parts]), english=None, kind="person", inferred=True)
        for hit in _CHINESE_NAME.finditer(text):
            yield Named(text=hit["n"], english=None, kind="person", inferred=True)
        return
    if language == "ar":
        yield from (
            Named(text=hit["n"], english=None, kind="person", inferred=True) for hit in _ARABIC_NAME.finditer(text)
        )
        return
    before = "|".join(rules["courtesy"])
    for hit in re.finditer(rf"(?:{before})\s+((?:[A-ZÀ-ÝА-Я][\w’'-]+\s?){{1,4}})", text):
        yield Named(text=hit[1].strip(), english=hit[1].strip(), kind="person", inferred=True)
    for hit in _titled(language).finditer(text):
        words = hit["n"].split()
        if not set(words) & set(rules["heads"]) and not _NO_NAMES.search(hit["n"]) and hit["n"] not in states():
            yield Named(text=hit["n"], english=hit["n"] if language == "en" else None, kind="person", inferred=True)


@cache
def _titled(language: str) -> re.Pattern[str]:
    """A function, then two to four words with capitals: "Ambassador Ola Nordmann"."""
    titles = "|".join(table("actors")["functions"].get(language, ())) or "(?!)"
    return re.compile(
        rf"(?<![^\W_])(?:{titles}),?\s"
        r"(?P<n>[A-ZÀ-ÝА-Я][\w’'-]+(?:\s(?:de |la |bin |al-|el-|van |von )?[A-ZÀ-ÝА-Я][\w’'-]+){1,3})"
    )


def _bodies(text: str, language: str, known: set[str]) -> Iterator[Named]:
    rules = table("actors")
    if language == "zh":
        ends, cuts = rules["organisation_ends"], re.compile(rules["cuts"])
        for hit in re.finditer(rf"[\u4e00-\u9fff]{{2,16}}?(?:{ends})(?![\u4e00-\u9fff]{{0,2}}(?:{ends}))", text):
            name = cuts.split(hit[0])[-1]
            if (
                len(name) > 4
                and not re.match(rules["not_begin"], name)
                and not any(name in one or one in name for one in known)
            ):
                yield Named(text=name, english=None, kind="other", inferred=True)
        for hit in _INTRODUCED.finditer(text):
            if re.search(rf"(?:{ends}|部|局|厅|署|团|组)$", hit[1]):
                name = cuts.split(hit[1])[-1]
                if len(name) > 3 and not any(name in one for one in known):
                    yield Named(text=name, english=None, kind="other", inferred=True)
        return
    heads = set(rules["heads"])
    for whole in (part for hit in _CAPITALS.finditer(text) for part in _AND_THE.split(hit[0])):
        name = re.sub(rules["trimmed"], "", whole).strip()
        words = set(re.findall(r"[\w’'-]+", name))
        if not any(name in one for one in known) and " " in name and heads & words and not _NO_BODIES.search(name):
            yield Named(text=name, english=name if language == "en" else None, kind="other", inferred=True)
