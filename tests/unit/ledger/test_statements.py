"""Statements: what is hidden, what is shown, what is erased."""

import hashlib
from itertools import count

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.ledger.statements import (
    AUTHOR_BAD,
    FIELD_BAD,
    NO_SUCH_FIELD,
    NOT_A_STATEMENT,
    SIGNATURE,
    Shown,
    read_statement,
    require_shown,
    seal,
)
from simulators.logs import NOON

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FIELDS = {"author": "amina", "finding": "a drone crossed the line", "source": {"name": "K.", "village": "V"}}


def salts(seed="s"):
    numbers = count()
    return lambda: hashlib.sha256(f"{seed}{next(numbers)}".encode()).digest()


def sealed(fields=FIELDS, *, key=KEY, kind="reports.received", subject="report-1"):
    return seal(fields, organisation="mission", at=NOON, kind=kind, subject=subject, salts=salts(), key=key)


class TestAStatement:
    def test_comes_back_from_its_entry(self):
        made = sealed()

        assert read_statement(made.statement.entry()) == made.statement
        assert set(made.statement.fields) == {*FIELDS, SIGNATURE}

    def test_holds_no_field_in_the_open(self):
        entry = sealed().statement.entry()

        assert not any(word in entry for word in (b"amina", b"drone", b"village", KEY.public_key().public_bytes_raw()))

    def test_of_the_same_fields_looks_different_each_time(self):
        first, second = (
            seal(FIELDS, organisation="m", at=NOON, kind="k", subject="s", salts=salts(seed)) for seed in "ab"
        )
        assert not set(first.statement.fields.values()) & set(second.statement.fields.values())

    def test_shows_some_fields_and_not_others(self):
        made = sealed()
        shown = made.show(["finding", SIGNATURE])
        require_shown(read_statement(made.statement.entry()), shown)

        assert [one.field for one in shown] == ["finding", SIGNATURE]
        with pytest.raises(Problem) as problem:
            made.show(["nothing"])
        assert problem.value.kind == NO_SUCH_FIELD

    def test_keeps_its_entry_and_its_other_proofs_when_a_person_is_erased(self):
        made = sealed()
        after = made.without(["author", "source", SIGNATURE])

        assert after.statement.entry() == made.statement.entry()
        require_shown(after.statement, after.show(["finding"]))
        with pytest.raises(Problem):
            after.show(["author"])

    @given(st.dictionaries(st.text(min_size=1, max_size=5), st.one_of(st.text(max_size=5), st.integers(-9, 9))))
    def test_proves_any_field_and_no_other_value(self, fields):
        made = sealed(fields, key=None)
        require_shown(made.statement, made.shown)
        for one in made.shown:
            for changed in (
                Shown(field=one.field, salt=one.salt, value=[one.value]),
                Shown(field=one.field, salt=bytes(32), value=one.value),
                Shown(field=one.field, salt=one.salt[:31], value=one.value),
            ):
                with pytest.raises(Problem) as problem:
                    require_shown(made.statement, [changed])
                assert problem.value.kind == FIELD_BAD


class TestWhatIsNotTrue:
    def test_a_field_that_the_statement_has_not(self):
        with pytest.raises(Problem) as problem:
            require_shown(sealed().statement, [Shown(field="rank", salt=bytes(32), value="general")])
        assert problem.value.kind == NO_SUCH_FIELD

    @pytest.mark.parametrize("value", [None, {}, {"key": "zz"}, {"key": "00" * 32, "value": "00" * 64}])
    def test_a_signature_that_is_not_the_authors(self, value):
        made = sealed(key=None)
        forged = Shown(field=SIGNATURE, salt=bytes(32), value=value)
        statement = made.statement.__class__(
            organisation="mission", at=NOON, kind="k", subject="s", fields={SIGNATURE: forged.commitment()}
        )

        with pytest.raises(Problem) as problem:
            require_shown(statement, [forged])
        assert problem.value.kind == AUTHOR_BAD

    @pytest.mark.parametrize(
        "entry",
        [
            b"",
            b"\xff",
            b"[]",
            b"{}",
            b"[" * 100_000,
            sealed().statement.entry() + b" ",
            sealed().statement.entry().replace(b"statement/1", b"statement/2"),
            sealed().statement.entry().replace(b'"mission"', b"7"),
            sealed().statement.entry().replace(b"2026-03-01T12:00:00Z", b"2026-03-01T12:00:00"),
            sealed().statement.entry().replace(b"2026-03-01T12:00:00Z", b"2026-03-01T13:00:00+01:00"),
            sealed().statement.entry().replace(b'"fields":{"author":"', b'"fields":{"author":"x'),
        ],
        ids=range(11),
    )
    def test_an_entry_of_another_form(self, entry):
        with pytest.raises(Problem) as problem:
            read_statement(entry)
        assert problem.value.kind == NOT_A_STATEMENT
