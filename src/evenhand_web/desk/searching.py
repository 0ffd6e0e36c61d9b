"""Words as the index of the desk keeps them, so that both databases find them by the three letters of a trigram.

Scripts without spaces carry in one sign what others carry in a word. Each such sign is kept three times over, in what
is searched and in what is looked for: then a single one is found by the index as well. Source: docs/methods/desk.md.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from evenhand.agreements.gazetteer import fold

SHORTEST = 3
LONGEST = 8000
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def spread(text: str) -> str:
    """A folded text with every sign of a script without spaces three times.

    >>> spread("abc 炮")
    'abc 炮炮炮'
    """
    return _SIGN.sub(lambda found: found[0] * SHORTEST, text)


def searched(texts: Iterable[str], *, folded: str = "") -> str:
    """What is kept of some texts for search, `folded` being what is folded already."""
    return spread("\n".join(filter(None, (*map(_fold, texts), folded))))[:LONGEST]


_fold = lru_cache(maxsize=10_000)(fold)
"""Names of organisations come again and again."""


def words(query: str) -> tuple[str, ...] | None:
    """The words to look for, each of which has to be there; None where none is long enough to be looked for.

    >>> words("Two shots"), words("at"), words("炮")
    (('two', 'shots'), None, ('炮炮炮',))
    """
    found = tuple(word for word in spread(fold(query)).split() if len(word) >= SHORTEST)
    return found or None
