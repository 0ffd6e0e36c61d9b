"""A document read as a page in HTML that stands alone: headings, paragraphs with anchors, footnotes, remarks."""

from html import escape
from typing import Any


def as_html(document: dict[str, Any]) -> str:
    """The document as one page; paragraphs are anchors (`#para-5`), what is wrong in them stands beside them."""
    direction = "rtl" if document["language"] == "ar" else "ltr"
    title = escape(document["title"] or document["annex_title"] or "")
    wrong: dict[str, list[str]] = {}
    for one in document["anomalies"]:
        wrong.setdefault(one["para"], []).append(one["message"])
    places = [(one["source"]["line_from"], "section", one) for one in document["sections"]]
    places += [(one["source"]["line_from"], "paragraph", one) for one in document["paragraphs"]]
    lines = [
        "<!doctype html>",
        f'<html lang="{document["language"]}" dir="{direction}">',
        f'<head><meta charset="utf-8"><title>{title}</title></head><body>',
        f"<h1>{title}</h1>",
    ]
    if document["annex_title"] and document["title"]:
        lines.append(f"<p><strong>{escape(document['annex_title'])}</strong></p>")
    for _, kind, one in sorted(places, key=lambda place: place[0]):
        lines += _section(one) if kind == "section" else _paragraph(one, wrong.get(one["id"], []))
    if document["footnotes"]:
        notes = "".join(
            f'<li id="note-{escape(note["number"])}" value="{escape(note["number"])}">{escape(note["text"])}</li>'
            for note in document["footnotes"]
        )
        lines.append(f"<hr><ol>{notes}</ol>")
    return "\n".join([*lines, "</body></html>"]) + "\n"


def _section(one: dict[str, Any]) -> list[str]:
    level = min(6, one["level"] + 1)
    mark = f"{escape(one['number'])} " if one["number"] else ""
    return [f"<h{level}>{mark}{escape(one['title'])}</h{level}>"]


def _paragraph(one: dict[str, Any], wrong: list[str]) -> list[str]:
    mark = one["number"] or one["marker"]
    lead = one["text"].split("\n", 1)[0] if one["subitems"] else one["text"]
    refs = "".join(f'<sup><a href="#note-{escape(ref)}">{escape(ref)}</a></sup>' for ref in one["footnote_refs"])
    lines = [f'<p id="para-{escape(one["id"])}">{escape(mark) + " " if mark else ""}{escape(lead)}{refs}</p>']
    if one["subitems"]:
        items = "".join(f"<li>{escape(item['marker'])} {escape(item['text'])}</li>" for item in one["subitems"])
        lines.append(f"<ul>{items}</ul>")
    return lines + [f"<aside>{escape(message)}</aside>" for message in wrong]
