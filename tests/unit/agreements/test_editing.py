"""Edits of the files: one value changes, the text around it stays."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from evenhand.agreements.diff import describe_changes
from evenhand.agreements.editing import RULE_FIELDS, Edits, editable, edited, written
from evenhand.agreements.reading import check_agreement, read_agreement
from evenhand.foundation.problems import Problem
from evenhand.sources.agreement_files import agreement_files, bundled, find_agreement
from unit.agreements import small

CIRCLE = {"circle": "harbour", "radius": "12.5 km"}
RULE = "rules/no-flights.yaml"


def lines_changed(before, after):
    return [
        (old, new)
        for old, new in zip(before.decode().splitlines(), after.decode().splitlines(), strict=False)
        if old != new
    ]


class TestEdited:
    def test_says_only_what_was_changed(self):
        files = small.files()

        made = edited(files, Edits(shapes={"port": CIRCLE}, rules={"no-flights": {"max_gap": "10 min"}}), version="3")

        told = describe_changes(read_agreement(files, origin="a"), read_agreement(made, origin="b"))
        assert {(change.noun, change.id, change.field or change.code) for change in told} == {
            ("agreement", "coastal-example", "supersedes"),
            ("areas", "port", "outline"),
            ("rules", "no-flights", "max_gap"),
        }

    def test_every_other_line_stays_as_it_was(self):
        files = small.files()

        made = edited(files, Edits(shapes={"port": CIRCLE}), version="3")

        changed = lines_changed(files["agreement.yaml"], made["agreement.yaml"])
        assert [new.strip() for _old, new in changed] == [
            'version: "3"',
            'supersedes: "2"',
            "shape: {circle: harbour, radius: 12.5 km}",
        ]
        assert {name for name in files if files[name] != made[name]} == {"agreement.yaml"}

    def test_a_field_comes_goes_and_keeps_its_place(self):
        files = small.files()
        added = edited(files, Edits(rules={"no-flights": {"min_dwell": "5 min"}}), version="3")

        taken = edited(added, Edits(rules={"no-flights": {"min_dwell": None}}), version="4")

        assert b"\nmin_dwell: 5 min\n" in added[RULE]
        assert taken[RULE] == files[RULE]

    @pytest.mark.parametrize(
        ("edits", "code"),
        [
            (Edits(shapes={"nowhere": CIRCLE}), "agreements.no-such-entry"),
            (Edits(rules={"nothing": {"max_gap": "1 h"}}), "agreements.no-such-entry"),
            (Edits(rules={"no-flights": {"binds": "north"}}), "agreements.not-editable"),
        ],
    )
    def test_refuses_what_is_not_there_or_no_figure(self, edits, code):
        with pytest.raises(Problem) as refused:
            edited(small.files(), edits, version="3")

        assert refused.value.code == code

    def test_an_edit_that_makes_no_agreement_is_told_where(self):
        bow = {"polygon": [[15.0, 31.0], [16.0, 32.0], [16.0, 31.0], [15.0, 32.0]]}

        made = check_agreement(edited(small.files(), Edits(shapes={"coastal-zone": bow}), version="3"))

        assert made.agreement is None
        assert [fault.path for fault in made.faults if fault.severity == "fault"] == ["areas[0].shape.polygon"]


@pytest.mark.parametrize("name", bundled())
def test_writing_every_shape_of_an_agreement_again_changes_nothing_that_it_says(name):
    files = agreement_files(find_agreement(name))
    known = editable(files)

    made = edited(files, Edits(shapes=known.shapes, rules=known.rules), version="next")

    told = describe_changes(read_agreement(files, origin=name), read_agreement(made, origin=name))
    assert {change.field for change in told} <= {"supersedes"}


def test_editable_tells_shapes_figures_and_places():
    known = editable(small.files())

    assert known.shapes["port"] == {"circle": "harbour", "radius": "10 km"}
    assert set(known.rules["no-flights"]) <= set(RULE_FIELDS)
    assert known.places["harbour"] == (pytest.approx(known.places["harbour"][0]), known.places["harbour"][1])


TEXTS = st.text(alphabet=[*map(chr, range(32, 127)), *"طرابلس停火é"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-180, 180) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=12,
)


def as_text(value):
    """A value as YAML without types reads it: every scalar is a text."""
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case list():
            return [as_text(item) for item in value]
        case dict():
            return {key: as_text(item) for key, item in value.items()}
        case float():
            return f"{round(value, 7):.7f}".rstrip("0").rstrip(".")
        case _:
            return str(value)


@example("0:")
@given(VALUES)
def test_what_is_written_is_read_back(value):
    assert yaml.load(written(value), yaml.BaseLoader) == as_text(value)
