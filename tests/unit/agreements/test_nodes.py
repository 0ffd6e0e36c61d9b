import pytest

from evenhand.agreements.nodes import MAX_FAULTS, Book, Where, read_nodes


def read(text: str | bytes):
    book = Book()
    node = read_nodes(text if isinstance(text, bytes) else text.encode(), Where(book, "f.yaml"))
    return node, book.faults


class TestReadNodes:
    def test_a_node_knows_its_line_and_column(self):
        node, faults = read("a: 1\nb: [x, 2026-03-01]\n")

        day = node.get("b").items[1]
        assert (day.line, day.column, day.tag, day.text) == (2, 8, "timestamp", "2026-03-01")
        assert faults == []

    def test_figures_keep_the_letters_that_were_written(self):
        node, _ = read('a: 1.10\nb: "1.10"\nc: no')

        assert [(value.text, value.tag) for _, value in node.entries] == [
            ("1.10", "float"),
            ("1.10", "str"),
            ("no", "bool"),
        ]

    @pytest.mark.parametrize(
        ("text", "code", "line", "column"),
        [
            pytest.param("", "empty-file", 1, 1, id="nothing"),
            pytest.param("# only a remark\n", "empty-file", 1, 1, id="only-a-remark"),
            pytest.param("a: 1\nb:\n\t- x\n", "tab", 3, 1, id="tab"),
            pytest.param("a: 1\nb: [x\n", "not-yaml", 3, 1, id="open-bracket"),
            pytest.param("a: &x 1\n", "alias", 1, 4, id="anchor"),
            pytest.param("a: 1\n---\nb: 2\n", "second-document", 2, 1, id="two-documents"),
            pytest.param("a: !!str 1\n", "tag", 1, 4, id="tag"),
            pytest.param("a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1, id="duplicate-key"),
            pytest.param("? [a]\n: 1\n", "key-not-a-word", 1, 3, id="key-that-is-a-list"),
            pytest.param(b"a: 1\nb: \xe9\n", "not-utf-8", 2, 1, id="latin-1"),
            pytest.param("a: \x00", "not-yaml", 1, 1, id="control-character"),
            pytest.param("[" * 40, "too-much-yaml", 1, 34, id="too-deep"),
        ],
    )
    def test_says_what_is_wrong_and_where(self, text, code, line, column):
        _, [fault] = read(text)

        assert (fault.code, fault.line, fault.column) == (code, line, column)

    def test_refuses_a_file_that_is_too_large(self):
        _, [fault] = read(b"a" * (4 * 1024 * 1024 + 1))

        assert fault.code == "file-too-large"

    def test_accepts_a_byte_order_mark(self):
        node, faults = read(b"\xef\xbb\xbfa: 1")

        assert (node.get("a").text, faults) == ("1", [])

    def test_of_two_entries_with_one_key_the_first_counts(self):
        node, _ = read("a: 1\na: 2\n")

        assert node.get("a").text == "1"


def test_stops_noting_faults_when_nobody_would_read_on():
    book = Book()
    for _ in range(MAX_FAULTS + 50):
        Where(book, "f.yaml").fault("tab")

    assert len(book.faults) == MAX_FAULTS
    assert book.faults[-1].code == "too-many-faults"


def test_a_place_without_a_mark_has_that_of_the_entry_around_it():
    book = Book()
    book.marks["f.yaml", "areas[0]"] = (7, 3)

    assert Where(book, "f.yaml", "areas[0].shape.polygon[2]").mark() == (7, 3)
