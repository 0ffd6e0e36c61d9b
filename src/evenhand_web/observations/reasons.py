"""Why a row was set aside, in the reader's language.

Quarantine keeps the sentence as the reader of the file wrote it, in English, for it is part of the record. The page
finds the problem kind behind the code again, takes the details out of the sentence and says it in its own language.
"""

import re
from functools import cache

from django.utils.translation import gettext

from evenhand.foundation.problems import ProblemKind
from evenhand.sources import faults

KINDS = {kind.code: kind for kind in vars(faults).values() if isinstance(kind, ProblemKind)}


def say(code: str, reason: str) -> str:
    """The reason in the language in force; as it stands where its kind is not known or its sentence was another one."""
    kind = KINDS.get(code)
    match = _pattern(code).fullmatch(reason) if kind else None
    if kind is None or match is None:
        return reason
    return gettext(kind.message).format(**match.groupdict())


@cache
def _pattern(code: str) -> re.Pattern[str]:
    """The message of a kind as a pattern whose groups are its details; a repeated detail must repeat."""
    parts = re.split(r"(\{\w+\})", KINDS[code].message)
    seen: set[str] = set()
    pattern = ""
    for part in parts:
        if not (part.startswith("{") and part.endswith("}")):
            pattern += re.escape(part)
            continue
        name = part[1:-1]
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
        seen.add(name)
    return re.compile(pattern, re.DOTALL)
