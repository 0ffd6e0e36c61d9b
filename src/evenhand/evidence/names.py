"""The name that a file came with: a label for people, never a path, never a command to a terminal or a page.

Source: Unicode UAX 9 (bidirectional controls), Microsoft "Naming Files, Paths, and Namespaces" (reserved names).
"""

import re
import unicodedata
from dataclasses import dataclass

LENGTH = 120
"""Characters of a name that are kept; the end stays, for the ending tells people most."""

_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\/%;`$&\']')
_MIGHT_RUN = re.compile(r"\.(html?|xhtml|svgz?|js|mjs|exe|com|bat|cmd|ps1|sh|scr|jar|msi|vbs|hta|lnk|php\d?)$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name that can be shown and saved anywhere."""

    safe: str
    """Never empty, no separators, no controls, at most LENGTH characters."""
    warnings: tuple[str, ...] = ()
    """Keys of phrases: "name.path", "name.direction", "name.changed", "name.runs"."""


def safe_name(given: str | None, *, otherwise: str = "file") -> Name:
    """A name without what could leave a folder, turn round a line, or name a device.

    >>> safe_name("../../etc/passwd")
    Name(safe='passwd', warnings=('name.path',))
    >>> safe_name(None)
    Name(safe='file', warnings=())
    """
    text = unicodedata.normalize("NFC", given or "")
    warnings = []
    last = re.split(r"[/\\]", text.replace("\0", "/"))[-1]
    if last != text:
        warnings.append("name.path")
    if any(unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}
           for sign in last):  # fmt: skip
        warnings.append("name.direction")
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    clean = _FORBIDDEN.sub("_", clean).strip(" .")
    if _DEVICE.fullmatch(clean):
        clean = f"_{clean}"
    clean = clean[-LENGTH:].strip(" .") or otherwise
    if _MIGHT_RUN.search(clean):
        warnings.append("name.runs")
    if given and clean != last and "name.path" not in warnings and "name.direction" not in warnings:
        warnings.append("name.changed")
    return Name(safe=clean, warnings=tuple(warnings))
