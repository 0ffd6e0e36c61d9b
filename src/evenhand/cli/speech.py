"""What the command line says, in the language of whoever runs it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenhand.agreements.faults import Fault
from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES

PHRASES = "evenhand.cli.phrases"


def language_of(environment: Mapping[str, str]) -> str:
    """The first of EVENHAND_LANGUAGE, LC_ALL, LC_MESSAGES, LANG that names a language we speak, else English.

    >>> language_of({"LANG": "ar_LY.UTF-8"}), language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LANG": "C"})
    ('ar', 'zh-hans', 'en')
    """
    for name in ("EVENHAND_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        tag = environment.get(name, "").split(".")[0].replace("_", "-").lower()
        if tag in LANGUAGES:
            return tag
        base = tag.split("-")[0]
        if base == "zh":
            return "zh-hans"
        if base in LANGUAGES:
            return base
        if tag in {"c", "posix"}:
            return "en"
    return "en"


LANGUAGE = language_of(os.environ)

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e]")


def say(key: str, **details: Any) -> str:
    """One phrase of the command line, in the language of the environment."""
    told = {name: plain(value) if isinstance(value, str | Path | Problem) else value for name, value in details.items()}
    return phrase(PHRASES, key, language=LANGUAGE, **told)


def plain(value: object) -> str:
    r"""Text from outside, safe for a terminal: control characters and overrides of direction are shown as escapes.

    Isolates stay, for our own Arabic sentences need them. Source: Unicode UAX 9 and TR 36, ECMA-48.

    >>> print(plain("ship\x1b[31m\n"), plain("\u202eelpmaxe"))
    ship\x1b[31m\x0a \u202eelpmaxe
    """
    return _UNSAFE.sub(_escaped, str(value))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def fault_line(fault: Fault) -> str:
    """A fault of an agreement as a compiler prints its own: file, line, column, what is wrong, what to do."""
    words = f"{fault.message_in(LANGUAGE)} {fault.remedy_in(LANGUAGE)}".rstrip()
    return f"{fault.file}:{fault.line}:{fault.column}: {words}"
