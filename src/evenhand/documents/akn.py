"""A document read as Akoma Ntoso, with names after AKN4UN.

Sources: OASIS LegalDocML, Akoma Ntoso 1.0, part 2 (namespace .../akn/3.0); Akoma Ntoso for the United Nations (AKN4UN),
naming convention: /akn/un/doc/<date>/<symbol>/<language>@.
"""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_LANGUAGES = {"zh": "zho", "en": "eng", "fr": "fra", "ar": "ara", "es": "spa", "ru": "rus"}
_INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_akoma_ntoso(document: dict[str, Any]) -> str:
    """The document as one XML text; without a date it is dated 0001-01-01, as the schema asks for one."""
    notes = {note["number"]: note["text"] for note in document["footnotes"]}
    places = [(one["source"]["line_from"], "section", one) for one in document["sections"]]
    places += [(one["source"]["line_from"], "paragraph", one) for one in document["paragraphs"]]
    body = _body(sorted(places, key=lambda place: place[0]), notes)
    titles = "".join(
        f"<p><docTitle>{_text(value)}</docTitle></p>" for value in (document["title"], document["annex_title"]) if value
    )
    preface = f"<preface>{titles}</preface>" if titles else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<akomaNtoso xmlns="{NAMESPACE}"><doc name="doc">{_meta(document)}{preface}'
        f"<mainBody>{body}</mainBody></doc></akomaNtoso>\n"
    )


def _text(value: str) -> str:
    return escape(_INVALID.sub("", value).replace("\n", " "))


def _meta(document: dict[str, Any]) -> str:
    date = document["date"] or "0001-01-01"
    symbol = re.sub(r"[^a-z0-9]+", "_", (document["symbols_of_document"] or ["unnumbered"])[0].lower()).strip("_")
    language = _LANGUAGES[document["language"]]
    work = f"/akn/un/doc/{date}/{symbol}"
    levels = (
        ("FRBRWork", work, '<FRBRcountry value="un"/>'),
        ("FRBRExpression", f"{work}/{language}@", f'<FRBRlanguage language="{language}"/>'),
        ("FRBRManifestation", f"{work}/{language}@.akn", ""),
    )
    told = "".join(
        f"<{name}><FRBRthis value={quoteattr(uri + ('' if name == 'FRBRManifestation' else '/!main'))}/>"
        f'<FRBRuri value={quoteattr(uri)}/><FRBRdate date="{date}" name="document"/>'
        f'<FRBRauthor href="#un"/>{more}</{name}>'
        for name, uri, more in levels
    )
    return (
        f'<meta><identification source="#evenhand">{told}</identification><references source="#evenhand">'
        '<TLCOrganization eId="un" href="/akn/ontology/organization/un" showAs="United Nations"/>'
        '<TLCOrganization eId="evenhand" href="/akn/ontology/organization/evenhand" showAs="Evenhand"/>'
        "</references></meta>"
    )


def _body(places: list[tuple[int, str, dict[str, Any]]], notes: dict[str, str]) -> str:
    parts: list[str] = []
    opened: list[tuple[int, int]] = []
    held: list[int] = [0]
    for number, (_, kind, one) in enumerate(places, start=1):
        if kind == "paragraph":
            held[-1] += 1
            parts.append(_paragraph(one, notes))
            continue
        while opened and opened[-1][0] >= one["level"]:
            opened.pop()
            parts.append(("" if held.pop() else "<content><p/></content>") + "</section>")
        held[-1] += 1
        opened.append((one["level"], number))
        held.append(0)
        mark = f"<num>{_text(one['number'])}</num>" if one["number"] else ""
        parts.append(f'<section eId="sec_{number}">{mark}<heading>{_text(one["title"])}</heading>')
    while opened:
        opened.pop()
        parts.append(("" if held.pop() else "<content><p/></content>") + "</section>")
    if not places:
        return "<p/>"
    return "".join(parts)


def _paragraph(one: dict[str, Any], notes: dict[str, str]) -> str:
    name = re.sub(r"[^\w.-]", "_", one["id"])
    mark = one["number"] or one["marker"]
    num = f"<num>{_text(mark)}</num>" if mark else ""
    remarks = "".join(
        f'<authorialNote marker={quoteattr(mark)} placement="bottom"><p>{_text(notes[mark])}</p></authorialNote>'
        for mark in one["footnote_refs"]
        if mark in notes
    )
    if not one["subitems"]:
        return f'<paragraph eId="para_{name}">{num}<content><p>{_text(one["text"])}{remarks}</p></content></paragraph>'
    lead = one["text"].split("\n", 1)[0]
    items = "".join(
        f'<point eId="para_{name}__point_{place}"><num>{_text(item["marker"])}</num>'
        f"<content><p>{_text(item['text'])}</p></content></point>"
        for place, item in enumerate(one["subitems"], start=1)
    )
    return f'<paragraph eId="para_{name}">{num}<intro><p>{_text(lead)}{remarks}</p></intro>{items}</paragraph>'
