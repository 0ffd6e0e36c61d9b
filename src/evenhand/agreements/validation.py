"""What no single entry can know: whether names lead somewhere, trees end, kinds fit, and cases can be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.agreements.case_lines import (
    EVENT_FORM,
    EXPECTATION_FORM,
    FIX_FORM,
    UNKNOWN_CASE_PLACE,
    Expectation,
    event_at,
    fix_at,
    parse_expectation,
)
from evenhand.agreements.layout import COUNTED_PER, NEEDS, OTHER_PARTY, SPECIAL_FIELDS
from evenhand.agreements.model import RuleKind
from evenhand.agreements.nodes import Book, Where
from evenhand.agreements.outlines import check_shape
from evenhand.agreements.procedure_layout import check_procedure, standard
from evenhand.foundation.problems import Problem

Draft = Mapping[str, Any]

_FORMS = {"fix": FIX_FORM, "event": EVENT_FORM, "expectation": EXPECTATION_FORM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """The values of all files by key; what could not be read is left out."""

    agreement: Draft
    places: Draft
    rules: Mapping[str, Draft]

    def points(self) -> dict[str, tuple[float, float]]:
        """(lon, lat) of each place that has an id and both coordinates."""
        places = self.places.get("places", ())
        return {place["id"]: (place["lon"], place["lat"]) for place in places if {"id", "lon", "lat"} <= place.keys()}


def validate(drafts: Drafts, book: Book) -> None:
    """Note in `book` every fault that shows only when the files are seen together."""
    root = Where(book, "agreement.yaml")
    _check_names(book)
    for noun, key in (("categories", "parent"), ("bodies", "reports_to")):
        entries = drafts.agreement.get(noun, ())
        links = {entry["id"]: (entry[key],) for entry in entries if "id" in entry and key in entry}
        _check_no_circle(links, entries, root.into(noun), key)
    _check_areas(drafts, root.into("areas"))
    _check_bounds(drafts.agreement.get("categories", ()), root.into("categories"))
    if "procedure" in drafts.agreement:
        own = {clock["id"] for clock in drafts.agreement.get("clocks", ()) if "id" in clock}
        usual = {clock.id for clock in standard()[1]}
        check_procedure(drafts.agreement["procedure"], frozenset(own | usual), root.into("procedure"))
    for number, entry in enumerate(drafts.agreement.get("counting_rules", ())):
        _check_counting(entry, root.into("counting_rules").into(number))
    for file, rule in drafts.rules.items():
        if rule:
            _check_rule(rule, drafts, Where(book, file))


def _check_names(book: Book) -> None:
    book.defined[OTHER_PARTY] = {OTHER_PARTY: Where(book, "")}
    for nouns, name, where in book.named:
        known = [word for noun in nouns for word in book.defined.get(noun, {})]
        if name not in known:
            where.fault("unknown-name", value=name, noun=nouns[0], allowed=tuple(sorted(known)))


def _check_no_circle(links: Mapping[str, Iterable[str]], entries: tuple[Draft, ...], where: Where, key: str) -> None:
    """Fault each entry from which its links lead back to itself."""
    for number, entry in enumerate(entries):
        start = entry.get("id")
        seen: set[str] = set()
        ahead = list(links.get(str(start), ()))
        while ahead:
            step = ahead.pop()
            if step not in seen:
                seen.add(step)
                ahead.extend(links.get(step, ()))
        if start in seen:
            where.into(number).into(key).fault("circle", value=start)


def _check_areas(drafts: Drafts, where: Where) -> None:
    areas = drafts.agreement.get("areas", ())
    links = {area["id"]: tuple(_areas_named(area.get("shape", {}))) for area in areas if "id" in area}
    _check_no_circle(links, areas, where, "shape")
    points = drafts.points()
    for number, area in enumerate(areas):
        if "shape" in area:
            check_shape(area["shape"], points, where.into(number).into("shape"))


def _areas_named(shape: Draft) -> Iterable[str]:
    if "area" in shape:
        yield shape["area"]
    cut = shape.get("difference", {})
    parts = (*shape.get("union", ()), *cut.get("less", ()), *((cut["of"],) if "of" in cut else ()))
    for part in parts:
        yield from _areas_named(part)


def _check_bounds(categories: tuple[Draft, ...], where: Where) -> None:
    for number, category in enumerate(categories):
        for key, low, high in (("calibre", "min_mm", "max_mm"), ("range", "min_km", "max_km")):
            bounds = category.get(key, {})
            if low in bounds and high in bounds and bounds[low] > bounds[high]:
                where.into(number).into(key).fault("bounds-backwards", value=f"{bounds[low]:g} > {bounds[high]:g}")


def _check_counting(rule: Draft, where: Where) -> None:
    """An engagement ends with a gap, and is kept apart by what every observation has."""
    if rule.get("counts") != "engagement":
        return
    if "gap" not in rule and not _was_written(where, "gap"):
        where.into("counts").fault("engagement-needs-gap", value="engagement")
    for number, key in enumerate(rule.get("per", ())):
        if key not in COUNTED_PER:
            where.into("per").into(number).fault("not-allowed", value=key, allowed=COUNTED_PER)


def _check_rule(rule: Draft, drafts: Drafts, where: Where) -> None:
    stem = where.file.rpartition("/")[2].removesuffix(".yaml")
    if rule.get("rule", stem) != stem:
        where.into("rule").fault("rule-file-name", value=rule["rule"], file=stem)
    if "kind" in rule:
        _check_kind(rule, RuleKind(rule["kind"]), where)
    cases = rule.get("cases", ())
    if "cases" in rule:
        if not any(case.get("expect") for case in cases):
            where.into("cases").fault("no-breach-case")
        if not any(case.get("expect") == () for case in cases):
            where.into("cases").fault("no-quiet-case")
    for number, case in enumerate(cases):
        _check_case(case, drafts, where.into("cases").into(number))


def _check_kind(rule: Draft, kind: RuleKind, where: Where) -> None:
    needs = NEEDS[kind]
    for key in needs.must:
        if rule.get(key) == () or (key not in rule and not _was_written(where, key)):
            where.into(key).fault("kind-needs", value=kind, field=key)
    for field in SPECIAL_FIELDS:
        if field.key in rule and field.key not in (*needs.must, *needs.may):
            fits = ", ".join(other for other, wants in NEEDS.items() if field.key in (*wants.must, *wants.may))
            where.into(field.key).fault("kind-forbids", value=field.key, rule_kind=kind, fits=fits)


def _was_written(where: Where, key: str) -> bool:
    """Whether the key stands in the file, so that its own fault has been noted already."""
    return (where.file, key) in where.book.marks


def _check_case(case: Draft, drafts: Drafts, where: Where) -> None:
    points = drafts.points()
    for name, fixes in case.get("tracks", {}).items():
        for number, line in enumerate(fixes):
            _check_line("fix", points, line, where.into("tracks").into(name).into(number))
    kinds: set[str] = set()
    for number, line in enumerate(case.get("events", ())):
        event = _check_line("event", points, line, where.into("events").into(number))
        if event is not None:
            kinds.add(event.kind)
            if event.party is not None:
                _check_party(event.party, where.into("events").into(number))
    subjects = {*case.get("tracks", ()), *case.get("identities", ()), *kinds}
    for number, notice in enumerate(case.get("notices", ())):
        if "from" in notice and "until" in notice and notice["until"] <= notice["from"]:
            inner = where.into("notices").into(number)
            inner.fault("interval-backwards", value=f"{notice['from']} - {notice['until']}")
    for number, line in enumerate(case.get("expect", ())):
        inner = where.into("expect").into(number)
        expected = _check_line("expectation", points, line, inner)
        if expected is not None:
            _check_expectation(expected, subjects, inner)


def _check_line(form: str, points: Mapping[str, tuple[float, float]], line: str, where: Where) -> Any:
    try:
        if form == "expectation":
            return parse_expectation(line)
        return fix_at(points, line) if form == "fix" else event_at(points, line)
    except Problem as problem:
        if problem.kind is UNKNOWN_CASE_PLACE:
            where.fault("unknown-name", value=problem.details["place"], noun="place", allowed=tuple(sorted(points)))
        else:
            where.fault("case-line", value=line, part=problem.details["part"], form=_FORMS[form])
    return None


def _check_party(party: str, where: Where) -> None:
    known = {*where.book.defined.get("party", {}), *where.book.defined.get("body", {}), OTHER_PARTY}
    if party not in known:
        where.fault("unknown-name", value=party, noun="party", allowed=tuple(sorted(known)))


def _check_expectation(expected: Expectation, subjects: set[str], where: Where) -> None:
    areas = where.book.defined.get("area", {})
    if expected.area is not None and expected.area not in areas:
        where.fault("unknown-name", value=expected.area, noun="area", allowed=tuple(sorted(areas)))
    named = {*subjects, *where.book.defined.get("commitment", {})}
    for subject in (expected.subject, expected.other):
        if subject is not None and subject not in named:
            where.fault("unknown-name", value=subject, noun="object", allowed=tuple(sorted(named)))
