from pathlib import Path

import jsonschema
import pytest
import yaml

import evenhand.agreements
from evenhand.agreements.json_schema import agreement_schema, schema_text
from evenhand.agreements.reading import check_agreement
from evenhand.agreements.schema import agreement_schema as exported
from evenhand.sources.agreement_files import agreement_files, bundled, find_agreement
from unit.agreements.small import files

VALIDATOR = jsonschema.Draft202012Validator(agreement_schema())


class TextDates(yaml.SafeLoader):
    """YAML as editors read it: dates stay text."""


TextDates.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def errors(content: bytes) -> list[str]:
    value = yaml.load(content, Loader=TextDates)
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(value)]


def test_the_published_schema_is_the_one_that_the_table_makes():
    published = Path(evenhand.agreements.__file__).parent / "schema" / "agreement.schema.json"

    assert published.read_text("utf-8") == schema_text(), "write schema_text() into it again"
    assert exported is agreement_schema


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(agreement_schema())


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_agreement_is_valid_by_the_schema(name):
    found = {file: errors(content) for file, content in agreement_files(find_agreement(name)).items()}

    assert {file: wrong for file, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"rule": ("kind: exclusion", "kind: exclusive")}, id="unknown-word"),
        pytest.param({"rule": ("kind: exclusion", "kind: exclusion\nmax_count: 3")}, id="field-of-another-kind"),
        pytest.param({"rule": ("kind: exclusion", "kind: deadline")}, id="field-that-the-kind-needs"),
        pytest.param({"rule": ("areas: [coastal-zone]", "areas: []")}, id="no-area"),
        pytest.param({"rule": ("article: art. 4(2)", "articel: art. 4(2)")}, id="misspelt-key"),
        pytest.param({"places": ("accuracy: 500 m", "accuracy: 500")}, id="no-unit"),
        pytest.param({"places": ("lon: 15.25", "lon: 215.25")}, id="out-of-range"),
        pytest.param({"agreement": ('version: "2"', "version: 2")}, id="unquoted"),
        pytest.param({"agreement": ("radius: 10 km", "radius: 10 km, width: 3 km")}, id="key-of-another-shape"),
        pytest.param({"agreement": ("[15.5, 31.4]", "[15.5]")}, id="half-a-point"),
        pytest.param({"agreement": ("signed_at: 2026-02-20", "signed_at: 2026-02-20T10:00:00")}, id="no-zone"),
        pytest.param({"agreement": ("{id: north,", "{id: North,")}, id="capital-in-an-id"),
    ],
)
def test_reader_and_schema_refuse_the_same(change):
    changed = files(**change)

    assert any(errors(content) for content in changed.values())
    assert check_agreement(changed).agreement is None


def test_reader_and_schema_accept_the_small_agreement():
    assert [errors(content) for content in files().values()] == [[], [], []]
