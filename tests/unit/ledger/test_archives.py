"""The form of an archive: its list, its lines, and what is refused."""

import pytest

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem
from evenhand.ledger.archives import (
    EXHIBITS,
    LINE_BAD,
    MANIFEST,
    NOT_AN_ARCHIVE,
    OPENINGS,
    SUMS,
    Validity,
    is_safe,
    lines_of,
    manifest_of,
    names_digest,
    policies_content,
    read_exhibits,
    read_manifest,
    read_openings,
    read_policies,
    read_sums,
)
from simulators.archives import DIGEST, Kept, handover
from simulators.logs import MINUTE, NOON

MADE = handover(3)


def test_a_manifest_and_policies_come_back_from_their_files():
    manifest = manifest_of(MADE)
    policies = (Validity(policy="quorum none\n", since=NOON, until=NOON + MINUTE), Validity(policy="x", since=NOON))

    assert read_manifest(manifest.content()) == manifest
    assert read_policies(policies_content(policies)) == policies


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", manifest_of(MADE).content() + b"\n"], ids=range(4))
def test_another_form_is_no_manifest(content):
    with pytest.raises(Problem) as problem:
        read_manifest(content)
    assert (problem.value.kind, problem.value.details["path"]) == (NOT_AN_ARCHIVE, MANIFEST)


@pytest.mark.parametrize("content", [b"{", b'[{"policy":"x"}]', b'[{"policy":"x","since":"soon","until":null}]'])
def test_another_form_is_no_list_of_policies(content):
    with pytest.raises(Problem) as problem:
        read_policies(content)
    assert problem.value.kind == NOT_AN_ARCHIVE


def test_openings_and_exhibits_come_back_line_by_line():
    openings, exhibits = list(MADE.openings()), list(MADE.exhibits())
    files = Kept({OPENINGS: b"".join(one.line() for one in openings), EXHIBITS: exhibits[0].line()})

    assert [one for _line, one in read_openings(files)] == openings
    assert list(read_exhibits(files)) == [(1, exhibits[0])]
    assert list(read_openings(Kept())) == []


@pytest.mark.parametrize(
    ("path", "reader", "content"),
    [
        (SUMS, read_sums, b"0" * 64 + b" log/checkpoint\n"),
        (SUMS, read_sums, b"0" * 64 + b"  ../checkpoint\n"),
        (SUMS, read_sums, b"0" * 64 + b"  b\n" + b"0" * 64 + b"  a\n"),
        (SUMS, read_sums, b"0" * 64 + b"  b"),
        (OPENINGS, read_openings, b"{}\n"),
        (OPENINGS, read_openings, b" " + next(MADE.openings()).line()),
        (OPENINGS, read_openings, next(MADE.openings()).line() * 2),
        (EXHIBITS, read_exhibits, b"[1]\n"),
        (EXHIBITS, read_exhibits, next(MADE.exhibits()).line() * 2),
    ],
)
def test_a_line_of_another_form_or_out_of_order_is_named(path, reader, content):
    with pytest.raises(Problem) as problem:
        list(reader(Kept({path: content})))
    assert (problem.value.kind, problem.value.details["path"]) == (LINE_BAD, path)


@pytest.mark.parametrize(
    ("name", "value"),
    [("index", 1.5), ("index", True), ("index", -1), ("index", "1"), ("index", None), ("field", 7), ("field", None)],
)
def test_an_index_is_a_number_and_a_field_a_name_whatever_json_allows(name, value):
    opening = {"index": 1, "field": "a", "salt": "00", "value": 1, name: value}
    exhibit = {"index": 1, "field": "a", "sha256": DIGEST, "held": False, name: value}
    for path, reader, told in ((OPENINGS, read_openings, opening), (EXHIBITS, read_exhibits, exhibit)):
        with pytest.raises(Problem) as problem:
            list(reader(Kept({path: canonical_bytes(told) + b"\n"})))
        assert problem.value.kind == LINE_BAD


@pytest.mark.parametrize(("name", "value"), [("held", 1), ("held", None), ("held", "yes"), ("sha256", 5)])
def test_an_exhibit_is_held_or_not_and_has_a_digest(name, value):
    told = {"index": 1, "field": "a", "sha256": DIGEST, "held": False, name: value}
    with pytest.raises(Problem) as problem:
        list(read_exhibits(Kept({EXHIBITS: canonical_bytes(told) + b"\n"})))
    assert problem.value.kind == LINE_BAD


def test_an_empty_list_is_no_archive():
    with pytest.raises(Problem) as problem:
        list(read_sums(Kept({SUMS: b""})))
    assert problem.value.kind == NOT_AN_ARCHIVE


def test_lines_are_numbered_and_need_their_end():
    assert list(lines_of(Kept({"x": b"a\n\nb\n"}), "x")) == [(1, b"a"), (2, b""), (3, b"b")]


def test_a_path_stays_in_its_folder():
    assert is_safe("evidence/abc")
    assert not any(map(is_safe, ("", "/etc", "a/../b", ".hidden", "a/.b", "a\nb", "a//b", "a/")))


def test_a_value_names_a_file_anywhere_in_it():
    assert names_digest({"files": [DIGEST]}, DIGEST)
    assert names_digest(DIGEST, DIGEST)
    assert not names_digest(None, DIGEST)
