"""Words by which documents of six languages are found: what is kept of a text, what is asked, and where it stands.

A search finds a form of a word by any other one as far as endings and articles go, and Chinese by pairs of signs, for
it has no blanks between words. Text and question go through the same steps, so nothing here has to be right as grammar.

Sources: Larkey, Ballesteros, Connell, "Light Stemming for Arabic Information Retrieval" (2007), for the prefixes of
light10; Unicode Standard Annex 15.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ـ": None, "ё": "е",
     "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)  # fmt: skip
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_WIDE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_RUN = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u9fff\uf900-\ufaff](?:[^\W_\u3400-\u9fff\uf900-\ufaff]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640])*"
)
_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|иях|ией|иям|ием|ая|яя|ое|ее|ые|ие|ый|ий|ой|ей|ам|ям|ах|ях|ом|ем|ую|юю|ов"
    r"|ев|ии|ия|ию|[аяоеыиуюьй])$"
)
_SHORTEST = 4
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as it is kept, and where it stands in the text."""

    token: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand side by side; the last one may go on unless it is `whole`."""

    tokens: tuple[str, ...]
    whole: bool = False


def words_of(text: str) -> list[Word]:
    """The words of a text in order; Chinese as pairs of signs, each run's last sign alone as well.

    >>> [one.token for one in words_of("The Parties' agreements, 停火协议")]
    ['the', 'partie', 'agreement', '停火', '火协', '协议', '议']
    >>> words_of("")
    []
    """
    found = []
    for run in _RUN.finditer(text):
        if _WIDE.match(run[0]):
            signs = unicodedata.normalize("NFKC", run[0])
            signs = signs if len(signs) == len(run[0]) else run[0]
            found += [
                Word(token=signs[at : at + 2], begin=run.start() + at, end=min(run.start() + at + 2, run.end()))
                for at in range(len(signs))
            ]
        elif token := folded(run[0]):
            found.append(Word(token=token, begin=run.start(), end=run.end()))
    return found


def kept(text: str) -> str:
    """What is kept of a text for an index: its words with a blank between them."""
    return " ".join(one.token for one in words_of(text))


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """A word without case, accents, vowel signs, articles and its commonest endings.

    >>> folded("الاتِّفاقية") == folded("والاتفاقيه"), folded("соглашения") == folded("соглашением")
    (True, True)
    >>> folded("Résolutions")
    'resolution'
    """
    plain = unicodedata.normalize("NFKC", word.translate(_DIGITS)).casefold().translate(_LETTERS)
    if "\u0400" <= plain[:1] <= "\u04ff":  # before accents go: one of its letters is written with one
        plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LN")
        cut = _RUSSIAN.sub("", plain)
        return cut if len(cut) >= _SHORTEST - 1 else plain
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if unicodedata.category(sign)[0] in "LN")
    if not plain:
        return ""
    if "\u0600" <= plain[0] <= "\u06ff":
        return _without_article(plain)
    if len(plain) >= _SHORTEST and plain.endswith("s") and not plain.endswith(("ss", "us", "is")):
        return plain[:-1]
    return plain


def asked(query: str) -> tuple[Phrase, ...]:
    """What somebody asks for: every phrase has to be found. Words in quotation marks stand side by side, and end there.

    >>> asked('S/2020/832 "joint commission"')
    (Phrase(tokens=('s', '2020', '832'), whole=False), Phrase(tokens=('joint', 'commission'), whole=True))
    >>> asked("停火")
    (Phrase(tokens=('停火',), whole=True),)
    >>> asked(" ... ")
    ()
    """
    found = []
    for quoted, plain in re.findall(r"[\"“«](.+?)[\"”»]|(\S+)", query[:400]):
        tokens = _tokens(quoted or plain)
        if tokens:
            found.append(Phrase(tokens=tokens, whole=_is_whole(tokens[-1], quoted=bool(quoted))))
    return tuple(found[:_MOST_WORDS])


def marked(text: str, phrases: Sequence[Phrase]) -> tuple[tuple[int, int], ...]:
    """Where what is asked stands in a text: begin and end of each place, in order, none within another.

    >>> text = "The Parties to the Agreement"
    >>> [text[begin:end] for begin, end in marked(text, asked("agreements party"))]
    ['Agreement']
    """
    words = words_of(text)
    spans = [span for phrase in phrases for span in _spans(words, phrase)]
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def excerpt(text: str, spans: Sequence[tuple[int, int]], *, around: int = 140) -> tuple[int, int]:
    """Begin and end of a piece of the text around the first place found; from the start where none was.

    >>> excerpt("short", ())
    (0, 5)
    """
    first, last = spans[0] if spans else (0, 0)
    begin = max(0, first - around)
    end = min(len(text), max(last, begin) + 2 * around)
    if begin:
        gap = text.find(" ", begin, first)
        begin = gap + 1 if gap >= 0 else begin
    gap = text.rfind(" ", last, end)
    return begin, gap if end < len(text) and gap > last else end


def _tokens(text: str) -> tuple[str, ...]:
    """Of Chinese without the single last sign, which a text may go on after."""
    words = words_of(text)
    return tuple(
        one.token
        for at, one in enumerate(words)
        if not (_WIDE.match(one.token) and len(one.token) == 1 and at and words[at - 1].end == one.end)
    )


def _is_whole(token: str, *, quoted: bool) -> bool:
    """Whether a word cannot go on: two signs of Chinese, two letters, and what ends a quotation."""
    if _WIDE.match(token):
        return len(token) > 1
    return quoted or len(token) <= 2


def _spans(words: Sequence[Word], phrase: Phrase) -> Iterable[tuple[int, int]]:
    length, last = len(phrase.tokens), phrase.tokens[-1]
    for at in range(len(words) - length + 1):
        if any(words[at + step].token != phrase.tokens[step] for step in range(length - 1)):
            continue
        end = words[at + length - 1]
        if end.token == last or (not phrase.whole and end.token.startswith(last)):
            cut = end.begin + len(last) if _WIDE.match(last) else end.end
            yield words[at].begin, cut


def _without_article(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word[1:] if word.startswith("و") and len(word) > _SHORTEST else word
