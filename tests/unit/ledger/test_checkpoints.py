"""Checkpoints: form, signatures, and one that a public log published."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.checkpoints import (
    NOT_A_CHECKPOINT,
    NOT_FROM_LOG,
    Checkpoint,
    checkpoint_in,
    open_checkpoint,
    read_number,
    signed_note,
    with_signatures,
)
from evenhand.ledger.notes import read_key, sign
from simulators.logs import CLOCK_KEY, LOG_KEY, NORTH, ORIGIN

# Source: a checkpoint that a public log of Certificate Transparency published in 2026, cosigned by public witnesses.
REAL = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
"""  # noqa: E501 - as published
REAL_LOG = read_key("arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f")
REMORA = read_key("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")
FOUND = Checkpoint(origin=ORIGIN, size=7, root=bytes(32))


def test_a_checkpoint_of_a_public_log_with_the_cosignature_of_a_public_witness_verifies():
    found = open_checkpoint(REAL.encode(), logs=[REAL_LOG], witnesses=[REMORA])

    assert found.checkpoint.size == 1432088532
    assert found.cosigned() == {REMORA: 0x6A122120}
    assert found.note.content() == REAL.encode()


def test_a_checkpoint_is_signed_by_its_log_and_not_by_its_witnesses_alone():
    note = signed_note(FOUND, [LOG_KEY, CLOCK_KEY], at_s=5)
    assert open_checkpoint(note.content(), logs=[LOG_KEY.verifier]).checkpoint == FOUND

    only = signed_note(FOUND, [NORTH], at_s=5)
    with pytest.raises(Problem) as problem:
        open_checkpoint(only.content(), logs=[LOG_KEY.verifier], witnesses=[NORTH.verifier])
    assert problem.value.kind == NOT_FROM_LOG


def test_another_log_cannot_sign_in_its_name():
    foreign = signed_note(Checkpoint(origin="other", size=7, root=bytes(32)), [LOG_KEY], at_s=5)

    with pytest.raises(Problem) as problem:
        open_checkpoint(foreign.content(), logs=[LOG_KEY.verifier])
    assert problem.value.kind == NOT_FROM_LOG


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n1\n",
        "origin\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "origin\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "origin\n1\nAAAA\n",
        "origin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        "origin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "origin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
    ],
)
def test_another_form_is_no_checkpoint(text):
    with pytest.raises(Problem) as problem:
        checkpoint_in(text)
    assert problem.value.kind == NOT_A_CHECKPOINT


def test_extensions_are_kept():
    extended = Checkpoint(origin="o", size=0, root=bytes(32), extensions=("more", "words"))

    assert checkpoint_in(extended.text()) == extended


def test_the_later_cosignature_of_a_witness_takes_the_place_of_its_earlier_one():
    note = with_signatures(signed_note(FOUND, [LOG_KEY, NORTH], at_s=1), [sign(FOUND.text(), NORTH, at_s=2)])

    assert open_checkpoint(note.content(), logs=[LOG_KEY.verifier], witnesses=[NORTH.verifier]).cosigned() == {
        NORTH.verifier: 2
    }


def test_numbers_have_one_form():
    assert [read_number(text) for text in ("0", "10", "01", "+1", "", "1" * 20, "١")] == [0, 10, *[None] * 5]
