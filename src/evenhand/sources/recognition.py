"""What the first megabyte of a file tells about its format; the name never counts."""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from evenhand.sources.ais import LOOKS_LIKE_AIS
from evenhand.sources.feeds.records import is_heading
from evenhand.sources.json_stream import line_values
from evenhand.sources.osmand import looks_like_report
from evenhand.sources.streams import TextStream

_LOOKED_AT = 200
_MODE_S = re.compile(rb"^\s*(?:\d+(?:\.\d+)?\s*[,;]\s*)?\*?(?:[0-9A-Fa-f]{28}|[0-9A-Fa-f]{14});?\s*$")
_GPX_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?gpx[\s>]")
_FIRST_ELEMENT = re.compile(rb"<([A-Za-z_][\w.:-]*)[\s/>]")

SIGNATURES: Mapping[bytes, str] = {
    b"PK\x03\x04": "a ZIP archive (or a spreadsheet); unpack it, or save the sheet as CSV",
    b"SQLite format 3": "an SQLite database (perhaps a GeoPackage); export the layer as GeoJSON or CSV",
    b"fgb": "a FlatGeobuf; convert it to GeoJSON",
    b"PMTiles": "map tiles; load the data that they were made of",
    b"\xfd7zXZ": "packed with xz; unpack it",
    b"BZh": "packed with bzip2; unpack it",
    b"\x28\xb5\x2f\xfd": "packed with zstd; unpack it",
    b"7z\xbc\xaf": "a 7-Zip archive; unpack it",
    b"ARROW1": "an Arrow IPC file; save it as Parquet",
    b"%PDF": "a PDF; ask for the table that it was made of",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{\\rtf": "a text document; save the table as CSV",
    b"RDX": "an R data file; write it out as CSV or Parquet",
}
"""First bytes of what people hand over by mistake, and what to do instead."""


class Head:
    """Answers about the beginning of a file, each found once."""

    def __init__(self, stream: TextStream) -> None:
        self._text = stream.head
        self._raw = stream.raw_head
        self._is_whole = stream.is_whole

    @cached_property
    def signature(self) -> str | None:
        """What the first bytes say the file is, if it is something that no reader takes."""
        return next((what for magic, what in SIGNATURES.items() if self._raw.startswith(magic)), None)

    @cached_property
    def hint(self) -> str:
        """What a file of no known format seems to be."""
        if self.signature is not None:
            return self.signature
        element = _FIRST_ELEMENT.search(self._text[:4096]) if self.begins == "<" else None
        if element is not None:
            return f"XML or HTML whose first element is {element[1].decode('ascii')}; export it as GPX, GeoJSON or CSV"
        if b"\0" in self._text[:4096]:
            return "no text; export it as CSV, GeoJSON or Parquet"
        return "text without columns; if it is a table, save it as CSV with a header line"

    @cached_property
    def begins(self) -> str:
        """The first character that is not white space; "" if there is none."""
        text = self._text.lstrip(b" \t\r\n\x1e")
        return chr(text[0]) if text else ""

    @cached_property
    def lines(self) -> list[bytes]:
        """The first lines that hold something."""
        return [line for line in self._text.split(b"\n", 4 * _LOOKED_AT)[: 4 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]

    @cached_property
    def is_gpx(self) -> bool:
        """XML whose root is gpx."""
        return self.begins == "<" and _GPX_ROOT.search(self._text[:65536]) is not None

    @cached_property
    def is_journal(self) -> bool:
        """A segment of a live feed's journal."""
        return bool(self.lines) and is_heading(self.lines[0])

    @cached_property
    def is_ais(self) -> bool:
        """Lines with AIS sentences, or with the times that Gatehouse puts before them."""
        return any(LOOKS_LIKE_AIS.search(line) or line.startswith(b"$PGHP,") for line in self.lines)

    @cached_property
    def mode_s_frame(self) -> str | None:
        """The first frame, if the lines are raw Mode S."""
        if len(self.lines) < 1 or not all(_MODE_S.match(line) for line in self.lines[:20]):
            return None
        return self.lines[0].decode("ascii").strip()

    @cached_property
    def is_osmand(self) -> bool:
        """Lines with reports of the OsmAnd protocol."""
        return any(looks_like_report(line.decode("utf-8", errors="replace")) for line in self.lines)

    @cached_property
    def is_by_line(self) -> bool:
        """JSON that has a document (or several) on each line, as far as can be seen."""
        if self.begins != "{" or not self.lines:
            return False
        return self.first_value is not None or (b"\n" not in self._text.strip() and not self._is_whole)

    @cached_property
    def first_value(self) -> Any:
        """The first JSON value of the first line; None where the line does not hold a whole one."""
        try:
            return line_values(self.lines[0].decode("utf-8"))[0]
        except (ValueError, RecursionError, IndexError):
            return None

    @cached_property
    def has_several_lines(self) -> bool:
        """Whether more than one line holds something."""
        return len(self.lines) > 1

    @cached_property
    def whole_value(self) -> Any:
        """The JSON document that the head holds, if it holds a whole one."""
        if self.first_value is not None:
            return self.first_value
        try:
            return json.JSONDecoder().raw_decode(self._text.decode("utf-8", errors="replace").lstrip())[0]
        except (ValueError, RecursionError):
            return None

    def has_members(self, *names: str) -> bool:
        """Whether the JSON object that begins here seems to have these members."""
        if self.begins != "{":
            return False
        value = self.whole_value
        if isinstance(value, dict):
            return all(name in value for name in names)
        # The document is longer than the head: its names must do.
        return all(re.search(rb'"%b"\s*:' % name.encode(), self._text) is not None for name in names)
