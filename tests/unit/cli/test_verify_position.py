import pytest

from evenhand.cases.signing import sign, statement_bytes
from evenhand.cases.verifying import signature_bytes
from unit.cases.test_verifying import KEY, SAID, SIGNATURE
from unit.cli.command import run


@pytest.fixture
def files(tmp_path):
    """The two files as the page hands them out."""
    statement, signature = tmp_path / "statement.json", tmp_path / "signature.json"
    statement.write_bytes(statement_bytes(SAID))
    signature.write_bytes(signature_bytes(SIGNATURE))
    return statement, signature


def test_says_that_it_is_genuine_and_what_was_signed(capsys, files):
    ran = run(capsys, "verify-position", *files)

    assert ran.status == 0
    for words in ("GENUINE", "CASE-2020-00001", "north-liaison for north", "dissents", SIGNATURE.key, "own key"):
        assert words in ran.out


def test_says_that_the_server_attests_it(capsys, files):
    files[1].write_bytes(signature_bytes(sign(SAID, KEY, held="server")))

    assert "the server attests it" in run(capsys, "verify-position", *files).out


def test_one_changed_letter_is_not_genuine(capsys, files):
    files[0].write_bytes(files[0].read_bytes().replace(b"agree.", b"agree!"))
    ran = run(capsys, "verify-position", *files)

    assert (ran.status, "NOT GENUINE" in ran.out) == (4, True)
    assert "cases.bad-signature" in ran.out


def test_compares_with_the_key_that_somebody_expects(capsys, files):
    grouped = " ".join(SIGNATURE.key[at : at + 4] for at in range(0, 64, 4)).upper()

    assert run(capsys, "verify-position", *files, "--key", grouped).status == 0
    ran = run(capsys, "verify-position", *files, "--key", SIGNATURE.key[:8])
    assert (ran.status, "NOT WHAT YOU EXPECT" in ran.out) == (4, True)


def test_says_that_a_key_was_not_compared(capsys, files):
    assert "Compare its id" in run(capsys, "verify-position", *files).out
    assert "Compare its id" not in run(capsys, "verify-position", *files, "--key", SIGNATURE.key).out


def test_says_that_the_file_was_written_in_another_notation(capsys, files):
    files[0].write_bytes(files[0].read_bytes().replace(b'{"case":', b'{ "case": '))

    assert "another notation" in run(capsys, "verify-position", *files).out


def test_a_file_that_is_something_else_is_named(capsys, files):
    ran = run(capsys, "verify-position", files[1], files[1])

    assert ran.status == 1
    assert "cases.not-a-statement" in ran.err


def test_texts_cannot_write_to_the_terminal(capsys, files):
    bad = statement_bytes(SAID).replace(b"CASE-2020", b"CASE\\u001b[31m")
    files[0].write_bytes(bad)

    assert "\x1b" not in run(capsys, "verify-position", *files).out
