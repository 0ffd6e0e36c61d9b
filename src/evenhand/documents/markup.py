"""The text of a page in HTML: a line a block, an empty line between them; scripts, styles and navigation dropped."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
        "title",
    ]
)
_SILENT = frozenset(("script", "style", "template", "noscript", "nav", "head"))


class _Words(HTMLParser):
    """Collects words; a block's end ends a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.lines.append("• " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.lines[-1] += data


def markup_text(page: str) -> str:
    r"""The words of a page, block by block.

    >>> markup_text("<h1>Report</h1><p>1. The <b>Parties</b><script>x</script> agree.")
    'Report\n\n1. The Parties agree.\n'
    """
    words = _Words()
    words.feed(page)
    words.close()
    lines = [re.sub(r"\s+", " ", line).strip() for line in words.lines]
    return "\n\n".join(line for line in lines if line and line != "•") + "\n"
