"""A bundle comes through whole, or is refused by name."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.bundles import (
    BUNDLE_BROKEN,
    BUNDLE_FORMAT,
    BUNDLE_PART,
    BUNDLE_SIGNATURE,
    CarriedFile,
    CarriedReport,
    CarriedVersion,
    Cover,
    fingerprint,
    new_key,
    open_bundle,
    public_bytes,
    stand_in,
    write_bundle,
)

KEY = new_key(bytes(range(32)))
NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)
ORIGINAL, PHOTO = b'{"text": "Two shots"}', b"\xff\xd8 a photo" * 20
STORE = {hashlib.sha256(content).hexdigest(): content for content in (ORIGINAL, PHOTO)}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def a_version(**more) -> CarriedVersion:
    facts = {
        "instance": "uuid:1", "by": "mission", "sha256": sha256(ORIGINAL), "size_bytes": len(ORIGINAL),
        "media_type": "application/json", "door": "openrosa", "received_at": NOON,
        "record": {"kind": "complaint", "text": "Two shots"},
        "files": (CarriedFile(name="photo.jpg", sha256=sha256(PHOTO), size_bytes=len(PHOTO)),),
    }  # fmt: skip
    return CarriedVersion(**(facts | more))


def written(*versions: CarriedVersion, key=KEY, store=STORE) -> bytes:
    out = io.BytesIO()
    give = lambda digest: [store[digest]]  # noqa: E731
    reports = [CarriedReport(number="CFV-2020-0001", versions=versions or (a_version(),))]
    cover = Cover(office="South office", sequence=3, created_at=NOON)
    write_bundle(out, cover=cover, reports=reports, original=give, file=give, key=key)
    return out.getvalue()


def everything(content: bytes):
    """All that a bundle says, once it is checked."""
    bundle = open_bundle(io.BytesIO(content))
    bundle.check()
    parts = {name: b"".join(bundle.content(name)) for name in bundle.parts}
    return bundle.cover, bundle.key, tuple(bundle.each_report()), parts


def test_what_goes_in_comes_out():
    cover, key, reports, parts = everything(written())

    assert (cover.office, cover.sequence, cover.created_at) == ("South office", 3, NOON)
    assert key == public_bytes(KEY)
    assert reports[0].versions == (a_version(),)
    assert parts[f"files/{sha256(PHOTO)}"] == PHOTO


def test_the_same_reports_give_the_same_bytes():
    assert written() == written()


WHOLE = written()


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(place, change):
    changed = bytearray(WHOLE)
    changed[place] ^= change
    assert outcome(bytes(changed)) in (BUNDLE_BROKEN, BUNDLE_FORMAT, BUNDLE_PART, BUNDLE_SIGNATURE, everything(WHOLE))


def outcome(content: bytes):
    """The kind of problem that a bundle is, or all that it says."""
    try:
        return everything(content)
    except Problem as problem:
        return problem.kind


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_bundle_that_was_cut_is_refused(length):
    with pytest.raises(Problem):
        everything(WHOLE[:length])


def test_a_wrong_byte_of_a_file_is_named():
    place = WHOLE.index(b"a photo")
    changed = WHOLE[:place] + b"A" + WHOLE[place + 1 :]

    with pytest.raises(Problem) as caught:
        open_bundle(io.BytesIO(changed)).check()

    assert caught.value.kind is BUNDLE_PART
    assert sha256(PHOTO) in str(caught.value)


def resigned(change) -> bytes:
    """The bundle with its parts as `change` has them, its own signature kept."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(out, "w") as new:
        for name, content in change({entry: old.read(entry) for entry in old.namelist()}):
            new.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(lambda parts: [*parts.items(), ("../../evil", b"x")], BUNDLE_PART, id="a-path-out-of-the-folder"),
        pytest.param(lambda parts: [*parts.items(), ("files/" + "0" * 64, b"x")], BUNDLE_PART, id="one-more"),
        pytest.param(lambda parts: list(parts.items())[1:], BUNDLE_PART, id="one-less"),
        pytest.param(
            lambda parts: [(n, c.replace(b"South", b"North")) for n, c in parts.items()], BUNDLE_SIGNATURE, id="renamed"
        ),
        pytest.param(lambda parts: [("readme.txt", b"hello")], BUNDLE_BROKEN, id="another-archive"),
    ],
)
def test_parts_that_nobody_signed_are_refused(change, kind):
    with pytest.raises(Problem) as caught:
        everything(resigned(change))

    assert caught.value.kind is kind


def test_another_key_gives_another_fingerprint_and_both_are_said():
    other = new_key(bytes(32))
    found = open_bundle(io.BytesIO(written(key=other)))

    assert found.fingerprint == fingerprint(public_bytes(other)) != fingerprint(public_bytes(KEY))


def test_a_format_of_the_future_is_refused(monkeypatch):
    monkeypatch.setattr("evenhand.reports.bundles.FORMAT", "evenhand-bundle/2")
    future = written()
    monkeypatch.undo()

    with pytest.raises(Problem) as caught:
        open_bundle(io.BytesIO(future))

    assert caught.value.kind is BUNDLE_FORMAT


def test_a_protected_original_stays_at_home_and_its_digest_goes_along():
    content = written(a_version(withheld=True, protection="confidential", files=()))

    assert ORIGINAL not in content
    version = everything(content)[2][0].versions[0]
    assert version.sha256 == sha256(ORIGINAL)
    assert sha256(ORIGINAL).encode() in stand_in(version)
    assert stand_in(version) == stand_in(a_version(withheld=True, protection="confidential", files=()))


def test_a_store_that_gives_other_bytes_is_found_while_writing():
    with pytest.raises(Problem) as caught:
        written(store=dict.fromkeys(STORE, b"rotten"))

    assert caught.value.kind is BUNDLE_PART
