"""What a duty is about: words by theme, in its sentence first, then in its headings, then in the document as a whole.

A first sorting for a person to look over. The words stand in `library/themes.yaml`, the more special themes first.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from evenhand.documents.tables import table

BASIS = ("council", "political")
"""Themes that nearly every text names in passing; they count for less."""
_MOST_SEEN = 400
_LEAST_SHARE = 0.25
_SCRIPTS = {"zh": r"[\u2e80-\u9fff]", "ar": r"[\u0621-\u064a]", "ru": r"[\u0400-\u04ff]"}


@cache
def _words(language: str) -> re.Pattern[str]:
    """The words of a language's script, as one pattern whose groups are the themes."""
    script = re.compile(_SCRIPTS.get(language, r"^[^\u0400-\u9fff]*$"))
    groups = []
    for name, words in table("themes").items():
        own = [word for word in _alternatives(words) if script.search(word)]
        if own:
            groups.append(f"(?P<{name.replace('-', '_')}>{'|'.join(own).lower()})")
    edge = "" if language in {"zh", "ar"} else r"(?<![^\W_])"
    return re.compile(edge + "(?:" + "|".join(groups) + ")")


def _alternatives(words: str) -> list[str]:
    """A pattern by its outermost bars."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(words):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            found.append(words[start:place])
            start = place + 1
    return [*found, words[start:]]


def named_in(text: str, language: str) -> Counter[str]:
    """How many different words of each theme a text has.

    >>> named_in("clear landmines along the border", "en").most_common()
    [('mines', 1), ('border', 1)]
    """
    hits = dict.fromkeys((hit.lastgroup or "", hit[0]) for hit in _words(language).finditer(text.lower()))
    return Counter(theme.replace("_", "-") for theme, _ in hits)


def main_theme(texts: Sequence[str], language: str) -> str:
    """The theme of a document as a whole: that of a quarter of its paragraphs or more, else political."""
    step = max(1, len(texts) // _MOST_SEEN)
    seen = texts[::step]
    counts = Counter(theme for text in seen for theme in named_in(text, language) if theme != "council")
    best = max(table("themes"), key=lambda theme: counts[theme])
    return best if seen and counts[best] >= _LEAST_SHARE * len(seen) else "political"


@lru_cache(maxsize=2000)
def _of_heading(title: str, language: str) -> tuple[str, ...]:
    return tuple(named_in(title, language))


def theme_of(piece: str, headings: Sequence[str], main: str, language: str) -> str:
    """The theme of one sentence under its headings, in a document about `main`.

    >>> theme_of("They shall clear all landmines.", ("Border security",), "political", "en")
    'mines'
    """
    scores: dict[str, float] = {}
    for theme, words in named_in(piece, language).items():
        scores[theme] = (1 if theme in BASIS else 2 if theme == main else 3) * min(2, words)
    for place, title in enumerate(reversed(headings)):
        for theme in _of_heading(title, language):
            scores[theme] = scores.get(theme, 0) + (0.5 if theme in BASIS else 1 if place else 2)
    order = list(table("themes"))
    return max(scores, key=lambda theme: (scores[theme], -order.index(theme)), default=main)
