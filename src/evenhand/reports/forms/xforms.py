"""From the text of a form to the XForm that phones load: the same text gives the same bytes.

Sources: ODK XForms specification (https://getodk.github.io/xforms-spec/); XLSForm.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyxform.xls2xform import convert

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import ReportKind, said
from evenhand.reports.forms.definitions import SPOKEN, Row, lists_of, questions

LANGUAGE_NAMES = {"en": "English (en)", "ar": "العربية (ar)", "fr": "Français (fr)", "zh-hans": "中文 (zh)"}
"""What the languages are called in a form; phones choose by the tag in brackets."""
_INSTANCE_NAME = "concat('#', ${serial}, ' ', format-date-time(${start}, '%Y-%m-%d %H:%M'))"
"""A phone shows it in its lists, to whoever holds the phone: nothing of what the report says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as phones get it."""

    kind: ReportKind
    version: str
    """From the content: another text, another version. The same in every language."""
    title: str
    language: str
    xform: bytes

    @property
    def form_id(self) -> str:
        """Its id on phones: the kind of report."""
        return self.kind.value

    @property
    def md5(self) -> str:
        """By which phones know whether they have it; OpenRosa demands MD5."""
        return hashlib.md5(self.xform, usedforsecurity=False).hexdigest()


@cache
def form(kind: ReportKind, *, language: str = "en") -> Form:
    """The form for a kind of report, opening in `language`; it can be switched to the others.

    Raises:
        UNKNOWN_LIST, LANGUAGE_MISSING: the text of the form is not whole.
    """
    opens_in = language if language in LANGUAGES else "en"
    rows = questions(kind)
    version = version_of(kind)
    workbook = {
        "survey": [_row(row) for row in rows],
        "choices": _choices(rows),
        "settings": [
            {
                "form_id": kind.value,
                "form_title": said(kind, language=opens_in),
                "version": version,
                "default_language": LANGUAGE_NAMES[opens_in],
                "instance_name": _INSTANCE_NAME,
                "name": "data",
            }
        ],
    }
    made = convert(workbook, form_name="data", warnings=[])
    return Form(
        kind=kind,
        version=version,
        title=said(kind, language=opens_in),
        language=opens_in,
        xform=_without_first_repetitions(made.xform).encode(),
    )


@cache
def version_of(kind: ReportKind) -> str:
    """The version of a form as it stands: 12 hex digits of the SHA-256 of its rows and lists."""
    rows = questions(kind)
    return hashlib.sha256(canonical_bytes([list(map(dict, rows)), lists_of(rows), _INSTANCE_NAME])).hexdigest()[:12]


def _without_first_repetitions(xform: str) -> str:
    """The form with no repetition to begin with: phones then ask "Add a photo?" and do not demand one.

    pyxform writes each repeat as a template and a first repetition after it; the template alone means none yet.
    """
    return re.sub(r'(<(\w+) jr:template="">.*?</\2>)<\2>.*?</\2>', r"\1", xform, flags=re.DOTALL)


def _row(row: Row) -> dict[str, str]:
    """A row as a sheet has it: one column a language."""
    columns: dict[str, str] = {}
    for name, value in row.items():
        if name in SPOKEN:
            columns |= {f"{name}::{LANGUAGE_NAMES[language]}": value[language] for language in LANGUAGES}
        else:
            columns[name] = _cell(value)
    return columns


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _choices(rows: tuple[Row, ...]) -> list[dict[str, str]]:
    return [
        {"list_name": name, "name": value}
        | {f"label::{LANGUAGE_NAMES[language]}": labels[language] for language in LANGUAGES}
        for name, values in lists_of(rows).items()
        for value, labels in values.items()
    ]
