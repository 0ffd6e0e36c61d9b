"""Bytes into text, for texts whose encoding nobody wrote down.

A byte order mark wins; then UTF-8 if it is valid; then the encoding whose letters look most like language.
Nothing raises.
"""

import re
import unicodedata

CANDIDATES = ("gb18030", "cp1256", "cp1251", "cp1252", "utf-16-le", "utf-16-be")
"""The encodings in which texts of the six languages still come, tried in this order when UTF-8 does not fit."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 20_000
_LEAST_PAIRS = 8
_MOSTLY = 0.3
_USUAL = re.compile(r"[\u4e00-\u9fff，。、；：\u0621-\u064a\u0410-\u044fA-Za-z0-9\s.,;:()'\"/-]")


def decoded(content: bytes) -> str:
    r"""The text of `content`; what fits no encoding becomes U+FFFD, so that the loss is seen.

    >>> decoded("安全理事会通过了决议。".encode("gb18030"))
    '安全理事会通过了决议。'
    >>> decoded(b"")
    ''
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    wide = _wide(content[:_SAMPLE])
    if wide is not None:
        return content.decode(wide, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(content):
        return content.decode("utf-8", errors="replace")
    sample = content[:_SAMPLE]
    best = max(CANDIDATES, key=lambda encoding: (_plausible(sample, encoding), -CANDIDATES.index(encoding)))
    return content.decode(best, errors="replace")


def _wide(sample: bytes) -> str | None:
    """UTF-16 without its mark, where every second byte is mostly nought."""
    pairs = len(sample) // 2
    if pairs < _LEAST_PAIRS:
        return None
    for encoding, nought, other in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if nought.count(0) > _MOSTLY * pairs and other.count(0) < pairs // 10:
            return encoding
    return None


def _mostly_utf8(content: bytes) -> bool:
    """UTF-8 with a few broken bytes stays UTF-8: a damaged file is not another language."""
    text = content[:_SAMPLE].decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    wide = sum(ord(sign) > 127 for sign in text) - broken
    return wide > 2 * broken


def _plausible(sample: bytes, encoding: str) -> float:
    """The share of usual signs, less words in which scripts or cases mix as no language does."""
    text = sample.decode(encoding, errors="replace")
    usual = len(_USUAL.findall(text)) / max(1, len(text))
    mixed = len(
        re.findall(r"[a-zа-я][A-ZА-Я]|[A-Za-z][\u0400-\u04ff\u0621-\u064a\u4e00-\u9fff]|[\u0400-\u04ff][A-Za-z]", text)
    ) / max(1, len(text))
    rare = sum(unicodedata.category(sign) in {"Co", "Cn", "So", "Cc"} and sign not in "\n\r\t\f" for sign in text)
    return usual - 2 * mixed - rare / max(1, len(text)) - 2 * text.count("\ufffd") / max(1, len(text))
