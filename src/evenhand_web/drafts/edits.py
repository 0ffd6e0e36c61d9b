"""What a person changed on the page, from JSON: nothing of it is believed before it was read as an agreement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.editing import Edits, edited
from evenhand.agreements.faults import Fault
from evenhand.agreements.model import Agreement, Rule
from evenhand.agreements.reading import check_agreement
from evenhand.foundation.problems import Problem, ProblemKind

BAD_EDITS = ProblemKind(
    code="drafts.bad-edits",
    blame="caller",
    message="The changes cannot be read: {fault}. Load the page again and make them once more.",
)
TOO_MANY_EDITS = ProblemKind(
    code="drafts.too-many-edits",
    blame="caller",
    message="The changes have {given} values, more than {limit}. Try fewer areas at once.",
)

MOST_VALUES = 20_000
MOST_DEPTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The agreement as it would be, or why it would be none."""

    files: Mapping[str, bytes]
    agreement: Agreement | None
    faults: tuple[Fault, ...]


def edits_from(body: Any) -> Edits:
    """The edits of a request's body: {"shapes": {area: shape}, "rules": {rule: {field: value}}}.

    Raises:
        BAD_EDITS: of another form.
        TOO_MANY_EDITS: larger than anybody draws by hand.
    """
    if not isinstance(body, dict) or not {*body} <= {"shapes", "rules"}:
        raise BAD_EDITS(fault="they are not shapes and rules by name")
    shapes, rules = body.get("shapes", {}), body.get("rules", {})
    for part in (shapes, rules):
        if not isinstance(part, dict) or not all(isinstance(one, dict) for one in part.values()):
            raise BAD_EDITS(fault="a shape or a rule is not a mapping")
    given = sum(1 for _value in _values([shapes, rules], 0))
    if given > MOST_VALUES:
        raise TOO_MANY_EDITS(given=given, limit=MOST_VALUES)
    return Edits(shapes=shapes, rules=rules)


def apply(before: Agreement, files: Mapping[str, bytes], edits: Edits, *, version: str) -> Edited:
    """The files of an agreement with the edits made, read again; also an area that cannot be drawn is a fault.

    Raises:
        NO_SUCH_ENTRY, NOT_EDITABLE: see `edited`.
    """
    made = edited(files, edits, version=version)
    check = check_agreement(made)
    faults = [fault for fault in check.faults if fault.severity == "fault"]
    agreement = check.agreement
    if agreement is not None:
        faults += _undrawn(agreement, before=before)
    return Edited(files=made, agreement=None if faults else agreement, faults=tuple(faults))


def entry_of(fault: Fault, agreement: Agreement) -> tuple[str, str]:
    """Whether a fault is about an area or a rule, and which; ("", "") where it is about neither."""
    head, _dot, _rest = fault.path.partition(".")
    if fault.file == "agreement.yaml" and head.startswith("areas["):
        number = head.removeprefix("areas[").rstrip("]")
        areas = agreement.areas
        if number.isascii() and number.isdecimal() and int(number) < len(areas):
            return "area", areas[int(number)].id
    rule = next((one.id for one in agreement.rules if fault.file == f"rules/{one.id}.yaml"), "")
    return ("rule", rule) if rule else ("", "")


def touched(old: Agreement, new: Agreement) -> tuple[Agreement, Agreement]:
    """Both versions with only those rules that the edits may make say something else.

    A rule is one of them if its figures differ, or if an area of it, or of an exemption from it, is drawn otherwise.
    """
    redrawn = {area.id for area in new.areas if _outline(old, area.id) != _outline(new, area.id)}
    known = {rule.id: rule for rule in old.rules}
    wanted = {rule.id for rule in new.rules if rule != known.get(rule.id) or redrawn & _areas_of(new, rule)}
    return tuple(replace(one, rules=tuple(r for r in one.rules if r.id in wanted)) for one in (old, new))  # type: ignore[return-value]


def redrawn(old: Agreement, new: Agreement) -> tuple[str, ...]:
    """The areas that are drawn otherwise, also because an area that they refer to is."""
    return tuple(area.id for area in new.areas if _outline(old, area.id) != _outline(new, area.id))


def _areas_of(agreement: Agreement, rule: Rule) -> set[str]:
    lifted = [one for one in agreement.exemptions if one.id in rule.exemptions or rule.id in one.rules or not one.rules]
    return {*rule.areas, *(area for one in lifted for area in one.areas)}


def _outline(agreement: Agreement, area: str) -> bytes | None:
    try:
        return bytes(area_geometry(agreement, area).wkb)
    except Problem:
        return None


def _undrawn(agreement: Agreement, *, before: Agreement) -> Iterator[Fault]:
    """Areas that could be drawn before and cannot any more: nothing is left, or they reach where degrees break."""
    for number, area in enumerate(agreement.areas):
        if _outline(agreement, area.id) is None and _outline(before, area.id) is not None:
            path = f"areas[{number}].shape"
            yield Fault(file="agreement.yaml", line=1, column=1, path=path, value=area.id, code="no-surface")


def _values(value: Any, depth: int) -> Iterator[None]:
    if depth > MOST_DEPTH:
        raise BAD_EDITS(fault="they are nested too deep")
    yield None
    inner: Sequence[Any] = ()
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    for one in inner:
        yield from _values(one, depth + 1)
