"""What the command line says, in the language of whoever runs it."""

import os
from collections.abc import Mapping
from typing import Any

from evenhand.agreements.faults import Fault
from evenhand.foundation.phrases import phrase
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


def say(key: str, **details: Any) -> str:
    """One phrase of the command line, in the language of the environment."""
    return phrase(PHRASES, key, language=LANGUAGE, **details)


def fault_line(fault: Fault) -> str:
    """A fault of an agreement as a compiler prints its own: file, line, column, what is wrong, what to do."""
    words = f"{fault.message_in(LANGUAGE)} {fault.remedy_in(LANGUAGE)}".rstrip()
    return f"{fault.file}:{fault.line}:{fault.column}: {words}"
