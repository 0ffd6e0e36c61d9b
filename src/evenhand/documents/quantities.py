"""Numbers with their unit, qualifier and what they count, in six languages.

A number is a quantity when a unit of the language's table follows it, or a common noun; figures within dates and
citations, behind words such as "paragraph", ordinals and times of the day are none. Words: `library/numbers.yaml`.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from evenhand.documents.numerals import scales_pattern, value_of, words_pattern
from evenhand.documents.quantity import Quantity
from evenhand.documents.tables import ascii_digits, table
from evenhand.documents.worded import shares, worded

_TIMES = frozenset(("months", "weeks", "hours", "years"))
_CLOSED = frozenset(("percent", "dollars", "euros", "pounds", "dinars", "roubles", "francs", "yuan"))
_LEAD = 40
_BOUND = re.compile(r"[，。；、：,.;:()（）“”\"«»\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number without its unit: where it stands with its qualifier, where its figures stand."""

    begin: int
    at: int
    end: int
    value: float
    spelled: bool
    qualifier: str
    scaled: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    """The compiled words of one language."""

    number: re.Pattern[str]
    unit: re.Pattern[str]
    names: tuple[str, ...]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    labels: re.Pattern[str]
    vague: re.Pattern[str]
    between: re.Pattern[str]
    of: re.Pattern[str]
    partitive: re.Pattern[str]
    which: re.Pattern[str]
    pair: re.Pattern[str]
    stops: frozenset[str]
    ordinals: re.Pattern[str]
    plurals: re.Pattern[str]
    hyphened: re.Pattern[str]
    symbols: re.Pattern[str]


@cache
def _rules(language: str) -> _Rules:
    words, units = table("numbers")[language], dict(table(language)["units"])
    units |= {name: f"{units[name]}|{form}" if name in units else form for name, form in words["money"].items()}
    named = "|".join(f"(?P<{name.replace(' ', '_')}>{form})" for name, form in units.items())
    chinese = language == "zh"
    gap = r"\s*" if chinese else r"[\s\u00a0\u202f]*-?\s?(?:d[’']|de )?"
    gap += r"(?:[а-я]+(?:ых|их|ой|ей|ые|ие|ая|ого)\s)?" if language == "ru" else ""
    end = "" if chinese else r"(?![^\W_])"
    edge = r"(?<![A-Za-z\d/+.,·-])" if chinese else r"(?<![\w/+.,:°’'-])"
    figures = r"\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
    gapped = r"\s*" if chinese else r"[\s\u00a0-]+"
    qualified = "|".join(f"(?P<{name}>{form})" for name, form in words["qualifiers"].items())
    start = {"zh": "", "ar": r"(?<![^\W_])[وف]?"}.get(language, r"(?<![^\W_])")
    after = "|".join(f"(?P<{name}>{form})" for name, form in words["behind"].items())
    label = rf"(?:{words['labels']})\s*$" if chinese else (
        rf"(?<![^\W\d_])(?:{words['labels']})[\s\u00a0]*(?:\(?\d+\)?(?:\s*\(\w\))*\s*(?:,|،|;|-|–|[^\W\d_]{{1,5}})\s*)*\(?$"
    )  # fmt: skip
    return _Rules(
        number=re.compile(
            rf"{edge}(?:(?P<figures>{figures})(?:{gapped}(?P<scale>{scales_pattern(language)}))?"
            rf"|(?P<spelled>{words_pattern(language)}))", re.I,
        ),
        unit=re.compile(f"{gap}(?:{named}){end}", re.I),
        names=tuple(units),
        before=re.compile(rf"{start}(?:{qualified})\s*{words['filler']}\s*$", re.I),
        behind=re.compile(rf"\s*(?:{after})" if chinese else f"(?:{after})", re.I),
        labels=re.compile(label, re.I),
        vague=re.compile(rf"(?:{words['vague']})\s*$", re.I),
        between=re.compile(rf"\s*(?:{words['between']})\s*(?:{'|'.join(words['qualifiers'].values())})?\s*", re.I),
        of=re.compile(rf"\s+(?:{words['of']})\s+|\s*{words['of']}\s*" if not chinese else r"(?!)", re.I),
        partitive=re.compile(rf"\s+(?:{words['partitive']})(?![^\W_])", re.I),
        which=re.compile(rf"(?<![^\W_])(?:{words['which']})\s*$", re.I),
        pair=re.compile(rf"(?<![^\W_])(?:{words['pair']})\s*$" if not chinese else rf"(?:{words['pair']})\s*$", re.I),
        stops=frozenset(words.get("stops", ())),
        ordinals=re.compile(words.get("ordinals", r"(?!)"), re.I),
        plurals=re.compile(words.get("plurals", ""), re.I),
        hyphened=re.compile(r"-" + words.get("hyphened", r"(?!)"), re.I),
        symbols=re.compile("(?:" + "|".join(re.escape(one) for one in table("numbers")["symbols"]) + r")\s?$"),
    )  # fmt: skip


def quantities_in(text: str, language: str, taken: Sequence[tuple[int, int]] = ()) -> list[Quantity]:
    """The quantities of a text; what lies within `taken` (dates, citations) is none.

    >>> [(one.value, one.unit) for one in quantities_in("约360万人需要援助", "zh")]
    [(3600000.0, 'persons')]
    >>> [(one.value, one.unit, one.qualifier) for one in quantities_in("up to 500 kilometres from two towns", "en")]
    [(500.0, 'kilometres', 'up_to'), (2.0, 'sites', 'exact')]
    """
    plain = ascii_digits(text)
    rules = _rules(language)
    parts = shares(plain, language)
    ordered = sorted((*taken, *((one.begin, one.end) for one in parts)))
    numbers = [one for hit in rules.number.finditer(plain) if (one := _number(plain, hit, rules, language, ordered))]
    found: list[Quantity] = []
    later: Quantity | None = None
    follows: _Number | None = None
    for one in reversed(numbers):
        made = _with_unit(text, plain, one, rules, language) or _inherited(text, plain, one, later, follows, rules)
        later, follows = made, one
        if made is not None:
            found.append(made)
    found = _ranges(plain, found[::-1], rules)
    found = _parts_of(text, plain, numbers, found, rules)
    found += [*parts, *worded(plain, language)]
    return sorted(found, key=lambda one: one.begin)


def _number(
    plain: str, hit: re.Match[str], rules: _Rules, language: str, taken: list[tuple[int, int]]
) -> _Number | None:
    """A number that may count something: no date, no label, no ordinal, nothing vague."""
    at = hit.start()
    if _within(at, hit.end(), taken):
        return None
    lead = plain[max(0, at - _LEAD) : at]
    if rules.labels.search(lead) or rules.vague.search(lead):
        return None
    value = value_of(hit["figures"] or hit["spelled"], language)
    if value is None or (hit["spelled"] and rules.ordinals.match(plain, hit.end())):
        return None
    if hit["scale"]:
        value *= value_of("1", language) or 1
        for scale in hit["scale"].split() if language != "zh" else [hit["scale"]]:
            value *= _scale(scale, language)
    qualifier, begin = "exact", at
    ahead = rules.before.search(lead)
    if ahead is not None:
        qualifier = next(name for name, found in ahead.groupdict().items() if found is not None)
        begin = at - len(lead) + ahead.start()
    return _Number(
        begin=begin,
        at=at,
        end=hit.end(),
        value=value,
        spelled=hit["spelled"] is not None,
        qualifier=qualifier,
        scaled=hit["scale"] is not None,
    )


def _scale(word: str, language: str) -> float:
    if language == "zh":
        return value_of(f"一{word}" if word in "百千万亿" else word, language) or 1
    return float(table("numbers")[language]["scales"][word.lower()])


def _within(begin: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether a stretch meets one that is taken; these are sorted and few."""
    place = bisect_right(taken, (end, 0))
    return any(one < end and begin < other for one, other in taken[max(0, place - 3) : place])


def _with_unit(text: str, plain: str, one: _Number, rules: _Rules, language: str) -> Quantity | None:
    """The number with the unit that stands behind it, or the sign of a currency before it."""
    end, qualifier, value = one.end, one.qualifier, one.value
    again = _AGAIN.match(plain, end) if one.spelled else None
    end = again.end() if again is not None else end
    more = rules.behind.match(plain, end)
    if more is not None and qualifier == "exact":
        qualifier, end = _named(more), more.end()
    if more is not None and language == "zh":
        scale = re.compile(r"\s*([万亿])").match(plain, end)
        if scale is not None:
            value, end = value * _scale(scale[1], language), scale.end()
    money = rules.symbols.search(plain, max(0, one.at - 4), one.at)
    if money is not None and plain[max(0, one.at - 4) : one.at].endswith(money[0]):
        begin = min(one.begin, money.start())
        unit = table("numbers")["symbols"][money[0].strip()]
        return _made(text, (begin, end), value, unit, qualifier, money[0].strip(), language)
    hit = rules.unit.match(plain, end)
    if hit is None:
        return _counted(text, plain, one, end, qualifier, rules, language)
    unit = next(name for name in rules.names if hit[name.replace(" ", "_")] is not None)
    counter = hit[unit.replace(" ", "_")]
    if _no_unit(plain, one, unit, hit.end(), language):
        return None
    if language == "zh" and "多" in counter and qualifier == "exact":
        qualifier = "more_than"
    after = rules.behind.match(plain, hit.end())
    stop = hit.end()
    if after is not None and qualifier == "exact" and not (language == "zh" and after[0].strip() in "多余"):
        qualifier, stop = _named(after), after.end()
    return _made(text, (one.begin, stop), value, unit, qualifier, counter.strip(), language)


def _named(hit: re.Match[str]) -> str:
    return next(name for name, found in hit.groupdict().items() if found is not None)


def _no_unit(plain: str, one: _Number, unit: str, end: int, language: str) -> bool:
    """Years of the calendar, times of the day, and "one" where it is an article."""
    if unit == "years" and not one.spelled and 1900 <= one.value <= 2100:
        return True
    if unit == "hours" and not one.spelled and re.fullmatch(r"\d{4}|\d{1,2}[.]\d\d", plain[one.at : one.end]):
        return True
    if one.spelled and one.value == 1:
        return not (unit in _CLOSED or (unit in _TIMES | {"days"} and _term(plain, one, unit, end, language)))
    return False


def _term(plain: str, one: _Number, unit: str, end: int, language: str) -> bool:
    """Whether "one year" is a term and no way of speaking."""
    if language == "zh":
        ahead = re.search(r"(?:延长了?|为期|任期|期限|历时|每隔)\s*$", plain[max(0, one.at - 6) : one.at])
        return (
            one.qualifier != "exact"
            or ahead is not None
            or re.match(r"\s*(?:之?[内后前]|以[内上下])", plain[end:]) is not None
        )
    return unit in _TIMES and (
        language in {"ru", "ar", "en"} or one.begin < one.at or bool(_TERM.search(plain[max(0, one.at - 24) : one.at]))
    )


_TERM = re.compile(
    r"(?:période|délai|durée|mandat|pour|dans|d’|d'|plazo|período|prórroga|por|en|de|duración)\s*(?:de |d.)?$", re.I
)


def _counted(
    text: str, plain: str, one: _Number, end: int, qualifier: str, rules: _Rules, language: str
) -> Quantity | None:
    """The number with the common noun behind it; a year of the calendar counts nothing."""
    if language == "zh" or (one.spelled and one.value == 1):
        return None
    if not one.spelled and re.fullmatch(r"(?:19|20)\d\d", plain[one.at : one.end]):
        return None
    hit = _NOUNS.match(plain, end)
    if hit is None:
        return None
    linked = re.match(r"(?:of|de|d[’'])\s?", hit[1]) if one.scaled else None
    words = hit[1][linked.end() if linked is not None else 0 :].split()
    kept: list[str] = []
    for word in words:
        joined = language == "ar" and kept and word.startswith("و")
        if word.lower() in rules.stops or word[0].isupper() or joined:
            break
        kept.append(word)
    if not kept or (len(kept[0]) < 3 and language != "ar"):
        return None
    if not any(rules.plurals.search(word) for word in kept):
        if rules.hyphened.match(plain, end) is None:
            return None
        kept = kept[:1]
    stop = end + len(hit[0]) - len(" ".join(words)) + len(" ".join(kept))
    span = (one.begin, min(stop, len(plain)))
    return _made(text, span, one.value, "items", qualifier, " ".join(kept), language)


_NOUNS = re.compile(r"[\s\u00a0-]{1,2}([^\W\d_][^\W\d_’'-]*(?: [^\W\d_][^\W\d_’'-]*){0,2})")


def _inherited(
    text: str, plain: str, one: _Number, later: Quantity | None, follows: _Number | None, rules: _Rules
) -> Quantity | None:
    """The unit of the number behind it: "10 to 15 days", "17 of the 75 members"."""
    if later is None or follows is None or follows.begin < one.end:
        return None
    link = plain[one.end : follows.at]
    if not (rules.between.fullmatch(link) or rules.of.fullmatch(link)):
        return None
    return Quantity(
        snippet=text[one.begin : later.end].strip(), value=one.value, unit=later.unit, what=later.what,
        approx=one.qualifier != "exact", begin=one.begin, end=one.end, counter=later.counter, qualifier=one.qualifier,
    )  # fmt: skip


def _parts_of(
    text: str, plain: str, numbers: Sequence[_Number], found: list[Quantity], rules: _Rules
) -> list[Quantity]:
    """Numbers of things named before: "6 countries, 4 of which"."""
    known = {one.begin for one in found}
    for one in numbers:
        hit = rules.partitive.match(plain, one.end)
        led = rules.which.search(plain, max(0, one.begin - 20), one.begin)
        if (hit is None and led is None) or one.begin in known or (one.spelled and one.value == 1):
            continue
        before = max((other for other in found if other.end <= one.begin), key=lambda other: other.end, default=None)
        if before is None or one.begin - before.end > _LEAD:
            continue
        end = one.end if hit is None else hit.end()
        found.append(
            replace(before, snippet=text[one.begin : end].strip(), value=one.value, begin=one.begin, end=one.end,
                    qualifier=one.qualifier, approx=one.qualifier != "exact")
        )  # fmt: skip
    return sorted(found, key=lambda one: one.begin)


def _ranges(plain: str, found: list[Quantity], rules: _Rules) -> list[Quantity]:
    """Two neighbours of one unit with "to" or a dash between them are the ends of a range."""
    ends = set()
    for place, (one, other) in enumerate(pairwise(found)):
        link = plain[one.end : other.begin].strip().lower()
        before = rules.pair.search(plain, max(0, one.begin - 12), one.begin) is not None
        linked = link in _LINKS or (before and (link in _ANDS or (not link and other.qualifier == "up_to")))
        if one.unit == other.unit and one.end <= other.begin and linked and one.value < other.value:
            ends |= {place, place + 1}
    return [
        replace(one, qualifier="range" if one.qualifier in {"exact", "up_to"} else one.qualifier, approx=True)
        if place in ends
        else one
        for place, one in enumerate(found)
    ]


_AGAIN = re.compile(r"\s?[(（]\d{1,6}[)）]")
"""The figures behind a number in words: "thirty (30) days"."""
_ANDS = frozenset(("and", "et", "y", "и", "و", "和", "до"))
_LINKS = frozenset(("to", "-", "–", "—", "至", "到", "~", "～", "à", "a", "до", "إلى"))


def _made(
    text: str, span: tuple[int, int], value: float, unit: str, qualifier: str, counter: str, language: str
) -> Quantity:
    begin, end = span
    if language == "zh":
        what = _BOUND.split(ascii_digits(text[end : end + 24]).lstrip())[0][:16]
    else:
        what = counter if unit not in _TIMES | _CLOSED | {"days"} else text[end : end + 30].strip()
    return Quantity(
        snippet=text[begin:end].strip(), value=value, unit=unit, what=what, approx=qualifier != "exact",
        begin=begin, end=end, counter=counter, qualifier=qualifier,
    )  # fmt: skip
