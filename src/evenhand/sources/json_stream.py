"""JSON read piece by piece: documents in a row, items of one large array, lines that hold a document each."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.sources.streams import BROKEN_FILE, TextStream

DOCUMENT_TOO_LARGE = ProblemKind(
    code="sources.document-too-large",
    blame="caller",
    message="{name} holds a JSON document of more than {limit} MB. Write one record a line, or use Parquet.",
)

MAX_DOCUMENT = 256 << 20
"""Characters of one value; larger ones do not come from feeds and would not fit in memory as objects."""

_SPACE = " \t\r\n"
_NEAR_THE_END = 64


class JsonStream:
    """A cursor over the JSON text of a stream."""

    def __init__(self, stream: TextStream) -> None:
        self._stream = stream
        self._blocks = stream.blocks()
        self._decode = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._ended = False

    def documents(self) -> Iterator[Any]:
        """All values, one after another, with white space or nothing between them.

        Raises:
            BROKEN_FILE: something that is no JSON.
        """
        while self.peek():
            yield self.value()

    def items(self) -> Iterator[Any]:
        """The items of the array that begins here, its brackets and commas consumed.

        Raises:
            BROKEN_FILE: something that is no JSON.
        """
        self.expect("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield self.value()
            if self.peek() == ",":
                self._at += 1
                continue
            self.expect("]")
            return

    def members(self, name: str) -> Iterator[tuple[str, Any]]:
        """The members of the object that begins here, those of the array `name` one by one as (name, item).

        Other members come as (their name, value). Raises BROKEN_FILE.
        """
        self.expect("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            key = self.value()
            self.expect(":")
            if key == name and self.peek() == "[":
                yield from ((name, item) for item in self.items())
            else:
                yield str(key), self.value()
            if self.peek() == ",":
                self._at += 1
                continue
            self.expect("}")
            return

    def end(self) -> None:
        """Nothing but white space may follow. Raises BROKEN_FILE."""
        if self.peek():
            raise self._broken(f"there is more after its end: {self._near(self._at)}")

    def value(self) -> Any:
        """The value that begins here."""
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as problem:
                open_string = problem.msg.startswith("Unterminated string")
                hopeless = not open_string and problem.pos < len(self._text) - _NEAR_THE_END
                if hopeless or not self._more():
                    raise self._broken(f"{problem.msg} near {self._near(problem.pos)}") from None
                continue
            except (ValueError, RecursionError) as problem:
                raise self._broken(str(problem)[:100]) from None
            if end == len(self._text) and self._more():
                continue  # a number may go on in the next block
            self._at = end
            return found

    def peek(self) -> str:
        """The next character that is not white space; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def expect(self, character: str) -> None:
        """Consume `character`."""
        found = self.peek()
        if found != character:
            raise self._broken(f"{character!r} is missing near {self._near(self._at)}")
        self._at += 1

    def _more(self) -> bool:
        """Read on, at least as much again as is held, so that a long value is tried a few times only."""
        if self._ended:
            return False
        self._text, self._at = self._text[self._at :], 0
        if len(self._text) > MAX_DOCUMENT:
            raise DOCUMENT_TOO_LARGE(name=self._stream.name, limit=MAX_DOCUMENT >> 20)
        before = size = len(self._text)
        wanted = max(2 * before, 1)
        parts = [self._text]
        try:
            while size < wanted:
                block = next(self._blocks, None)
                if block is None:
                    self._ended = True
                    parts.append(self._decode.decode(b"", final=True))
                    break
                parts.append(self._decode.decode(block))
                size += len(parts[-1])
        except UnicodeDecodeError as problem:
            raise self._broken(f"it is not UTF-8 ({problem.reason})") from None
        self._text = "".join(parts)
        if self._ended and self._stream.broken is not None:
            raise self._broken(self._stream.broken)
        return len(self._text) > before

    def _near(self, position: int) -> str:
        around = self._text[max(0, position - 20) : position + 20]
        return repr(around.encode("utf-8", errors="backslashreplace").decode("utf-8"))

    def _broken(self, fault: str) -> Problem:
        return BROKEN_FILE(name=self._stream.name, fault=fault)


_DECODER = json.JSONDecoder()


def line_values(line: str) -> list[Any]:
    """All values of one line, which may stand side by side. Raises ValueError or RecursionError where it is no JSON.

    >>> line_values('{"a": 1}{"a": 2}')
    [{'a': 1}, {'a': 2}]
    """
    found: list[Any] = []
    at = 0
    text = line.strip(_SPACE + "\x1e")  # RFC 7464: a record separator may stand before each
    while at < len(text):
        value, at = _DECODER.raw_decode(text, at)
        found.append(value)
        while at < len(text) and text[at] in _SPACE + "\x1e":
            at += 1
    return found
