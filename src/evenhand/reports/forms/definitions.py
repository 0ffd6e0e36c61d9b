"""The text of the forms: one a kind of report, put together from parts, in four languages.

Rows have the columns of XLSForm, and three things beyond: a group holds its `questions`; `include` puts a part there
(with `as`, as a group of that name), its `relevant` is asked of every row of the part, and `lists` puts other lists of
choices in the place of the part's own. A list that is not in `lists.yaml` is the code list of that name
(`evenhand.reports.codes`), so that no choice is written twice.

Source: XLSForm (https://xlsform.org/en/ref-table/).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import CODE_LISTS, ReportKind, list_name, said

UNKNOWN_LIST = ProblemKind(
    code="reports.form-list-unknown",
    blame="operator",
    message="A form asks for a choice of the list {name!r}, which is not there. Add it to lists.yaml.",
)
LANGUAGE_MISSING = ProblemKind(
    code="reports.form-language-missing",
    blame="operator",
    message="{column} of {name!r} is not there in {languages}. Every question is asked in every language; add it.",
)

Row = Mapping[str, Any]
SPOKEN = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
"""The columns that people read: each a text in every language."""
_CODES = {list_name(codes): codes for codes in CODE_LISTS}


def questions(kind: ReportKind) -> tuple[Row, ...]:
    """The rows of a form, parts put in, groups opened and closed as XLSForm has them.

    Raises:
        LANGUAGE_MISSING: a text is not there in every language.

    >>> questions(ReportKind.CLARIFICATION)[0]["type"]
    'start'
    """
    return tuple(_flat(_read(f"kinds/{kind.value}.yaml"), ""))


def lists_of(rows: tuple[Row, ...]) -> dict[str, dict[str, dict[str, str]]]:
    """The lists that rows choose from: list, value, language, label; in the order of first use.

    Raises:
        UNKNOWN_LIST: neither a list of forms nor a code list.
    """
    used = [row["type"].split()[1] for row in rows if row["type"].startswith(("select_one ", "select_multiple "))]
    return {name: choices(name) for name in dict.fromkeys(used)}


def choices(name: str) -> dict[str, dict[str, str]]:
    """The values of a list with their labels by language.

    Raises:
        UNKNOWN_LIST.

    >>> choices("report-kind")["complaint"]["fr"]
    'Plainte'
    """
    own = _read("lists.yaml")
    if name in own:
        return {str(value): dict(labels) for value, labels in own[name].items()}
    if name not in _CODES:
        raise UNKNOWN_LIST(name=name)
    return {code.value: {language: said(code, language=language) for language in LANGUAGES} for code in _CODES[name]}


def _flat(rows: list[dict[str, Any]], relevant: str) -> Iterator[Row]:
    for row in rows:
        if "include" in row:
            yield from _included(row, relevant)
            continue
        columns = {name: value for name, value in row.items() if name != "questions"}
        _check_languages(columns)
        if relevant:
            columns["relevant"] = _both(relevant, columns.get("relevant", ""))
        yield columns
        if "questions" in row:
            yield from _flat(row["questions"], "")
            yield {"type": row["type"].replace("begin_", "end_")}


def _included(row: dict[str, Any], relevant: str) -> Iterator[Row]:
    part = _with_lists(_read(f"parts/{row['include']}.yaml"), row.get("lists", {}))
    asked = _both(relevant, row.get("relevant", ""))
    if "as" not in row:
        yield from _flat(part, asked)
        return
    group = {"type": "begin_group", "name": row["as"], "label": row["label"], "appearance": "field-list"}
    yield from _flat([group | {"questions": part}], asked)


def _with_lists(rows: list[dict[str, Any]], lists: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a part, choosing from `lists[name]` where they choose from the list `name`."""
    if not lists:
        return rows
    found = []
    for row in rows:
        kind, _space, name = row.get("type", "").partition(" ")
        changed = row | {"type": f"{kind} {lists[name]}"} if name in lists else dict(row)
        if "questions" in row:
            changed["questions"] = _with_lists(row["questions"], lists)
        found.append(changed)
    return found


def _both(one: str, other: str) -> str:
    return f"({one}) and ({other})" if one and other else one or other


def _check_languages(columns: Mapping[str, Any]) -> None:
    for column in SPOKEN:
        missing = [
            language for language in LANGUAGES if not columns.get(column, dict.fromkeys(LANGUAGES, "?")).get(language)
        ]
        if missing:
            raise LANGUAGE_MISSING(column=column, name=columns.get("name", ""), languages=", ".join(missing))


@cache
def _read(path: str) -> Any:
    text = files("evenhand.reports.forms").joinpath(path).read_text(encoding="utf-8")
    return yaml.safe_load(text)
