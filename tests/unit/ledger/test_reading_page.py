"""The page of an archive: its words in every language, its data in pieces."""

import json
import re
from importlib.resources import files

import pytest

from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES
from evenhand.ledger.reading_page import PHRASES, data_files, piece_path, pieces, static_files
from evenhand.ledger.tiles import TileTree
from simulators.archives import handover

PAGE = files("evenhand.ledger.reader").joinpath("page.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_everything_in_every_language_with_the_same_details(language):
    english, other = catalogue(PHRASES, "en"), catalogue(PHRASES, language)

    assert other.keys() == english.keys()
    assert {key: set(re.findall(r"{\w+}", text)) for key, text in other.items()} == {
        key: set(re.findall(r"{\w+}", text)) for key, text in english.items()
    }


def test_every_word_that_the_script_asks_for_is_there():
    known = {key.removeprefix("reader.") for key in catalogue(PHRASES, "en")}
    asked = set(re.findall(r'say\("([a-z0-9-]+)"', PAGE)) | set(re.findall(r'add\("\w+", "([a-z0-9-]+)"', PAGE))

    assert asked <= known
    assert len(asked) > 30


def test_it_asks_nothing_of_a_network():
    for path, content in static_files().items():
        assert not re.search(rb"https?://|fetch\(|XMLHttpRequest|innerHTML|eval\(", content), path


def test_the_data_come_in_pieces_that_hold_what_belongs_to_them():
    made = handover(3, others=1500)
    tree = TileTree(made.log, 1503)
    found = list(pieces(tree, made.openings(), made.exhibits()))

    assert [(number, len(entries), len(shown), len(held)) for number, entries, shown, held in found] == [
        (0, 1024, 8, 1),
        (1, 479, 0, 0),
    ]
    path, content = list(data_files(tree, made.openings(), made.exhibits()))[1]
    told = json.loads(content.removeprefix(b"evenhandPiece(").removesuffix(b");"))
    assert (path, told["number"], told["entries"][0]) == (piece_path(1), 1, "entry 1021")
