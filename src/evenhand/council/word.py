"""A text with headings as a Word file: bytes that are the same each time for the same text.

Source: ECMA-376 (Office Open XML), part 1: a package of a content types part, relations, a main part and styles.
"""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TOP = (
    f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_INNER = (
    f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/styles" '
    'Target="styles.xml"/></Relationships>'
)
_SIZES = {"Title": 36, "Heading1": 28, "Heading2": 24}
"""Half points."""


def word_file(title: str, notice: str, sections: Iterable[tuple[str, Iterable[str]]], *, language: str = "en") -> bytes:
    """A DOCX file: the title, the notice in italics, then each section with its paragraphs.

    Text in Arabic is set from right to left. Characters that XML does not know are left out.
    """
    right_to_left = language.startswith("ar")
    body = [_paragraph(title, "Title", rtl=right_to_left), _paragraph(notice, "Notice", rtl=right_to_left)]
    for heading, paragraphs in sections:
        body.append(_paragraph(heading, "Heading1", rtl=right_to_left))
        body += [_paragraph(one, "Normal", rtl=right_to_left) for one in paragraphs]
    side = "<w:bidi/>" if right_to_left else ""
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    margins = "".join(f' w:{name}="1440"' for name in ("top", "right", "bottom", "left"))
    margins += ' w:header="708" w:footer="708" w:gutter="0"'
    page = f"<w:sectPr>{size}<w:pgMar{margins}/>{side}</w:sectPr>"
    document = f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}{page}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _TOP,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _INNER,
        "word/styles.xml": _styles(language),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content.encode(), compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _paragraph(text: str, style: str, *, rtl: bool) -> str:
    side, run = ("<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>") if rtl else ("", "")
    told = escape("".join(one for one in text if _known(one)))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{told}</w:t></w:r></w:p>'
    )


def _known(sign: str) -> bool:
    """Whether XML 1.0 has the character (production 2)."""
    code = ord(sign)
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _styles(language: str) -> str:
    tag = quoteattr({"zh-hans": "zh-CN"}.get(language, language))
    run = f'<w:rPr><w:sz w:val="22"/><w:lang w:val={tag} w:bidi={tag} w:eastAsia={tag}/></w:rPr>'
    spaced = '<w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault>'
    notice = '<w:name w:val="Notice"/><w:basedOn w:val="Normal"/><w:rPr><w:i/><w:iCs/></w:rPr>'
    styles = [
        f"<w:docDefaults><w:rPrDefault>{run}</w:rPrDefault>{spaced}</w:docDefaults>",
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
        f'<w:style w:type="paragraph" w:styleId="Notice">{notice}</w:style>',
    ]
    for name, size in _SIZES.items():
        label = name.replace("Heading", "heading ")
        styles.append(
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/><w:basedOn w:val="Normal"/>'
            f'<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/></w:pPr>'
            f'<w:rPr><w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        )
    return f'{_HEAD}<w:styles xmlns:w="{_W}">{"".join(styles)}</w:styles>'
