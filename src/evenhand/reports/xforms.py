"""An XForm as the form page in the browser reads it: the same definition that phones get, as plain JSON.

Nothing is decided here: expressions stay the XPath that the form's author wrote, and the browser works them out with
the same rules as a phone.

Source: ODK XForms specification (primary and secondary instances, bindings, body elements, languages, ODK and OpenRosa
extensions).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from evenhand.foundation.problems import ProblemKind

UNREADABLE_FORM = ProblemKind(
    code="reports.unreadable-form",
    blame="operator",
    message="The form cannot be read as an XForm: {fault}. Convert it from its XLSForm again.",
)

FORMAT = 1
"""Version of the JSON; a change of meaning gives a new one."""

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"

_TEXT_REFERENCE = re.compile(r"^jr:itext\('(.*)'\)$")
_CODE_OF_LANGUAGE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$")
_BIND = {
    "type": "type",
    "required": "required",
    "relevant": "relevant",
    "constraint": "constraint",
    "calculate": "calculate",
    "readonly": "readonly",
    f"{{{JAVAROSA}}}preload": "preload",
    f"{{{JAVAROSA}}}preloadParams": "preload_params",
}
_MESSAGES = {f"{{{JAVAROSA}}}constraintMsg": "constraint_message", f"{{{JAVAROSA}}}requiredMsg": "required_message"}
_CONTROLS = ("input", "select", "select1", "upload", "trigger", "range", "rank", "secret")

Texts = dict[str, list[Any]]
"""By language code ("" where the form has none): words, and {"value": XPath} where a value stands among them."""
Rows = Sequence[Mapping[str, str]]


def definition(xform: bytes, *, lists: Mapping[str, Rows] | None = None) -> dict[str, Any]:
    """What the browser needs to show a form and to write its submission.

    Args:
        xform: as pyxform makes it.
        lists: the rows of each choice list that is a file of its own (`jr://file-csv/places.csv`), by file name.

    Raises:
        UNREADABLE_FORM: it is no XForm.
    """
    try:
        page = fromstring(xform, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as fault:
        raise UNREADABLE_FORM(fault=str(fault)) from None
    model, body = page.find(f".//{{{XFORMS}}}model"), page.find(f"{{{XHTML}}}body")
    if model is None or body is None:
        raise UNREADABLE_FORM(fault="it has no model or no body")
    return _Form(page, model, body, lists or {}).written()


class _Form:
    """One reading of one form: its texts are looked up from everywhere in it."""

    def __init__(self, page: Element, model: Element, body: Element, lists: Mapping[str, Rows]) -> None:
        self.page, self.model, self.body, self.lists = page, model, body, lists
        self.texts: dict[str, Texts] = {}
        self.languages: list[str] = []
        for translation in model.findall(f"{{{XFORMS}}}itext/{{{XFORMS}}}translation"):
            self._read_language(translation)

    def written(self) -> dict[str, Any]:
        root = self._root()
        return {
            "format": FORMAT,
            "form": root.get("id", ""),
            "version": root.get("version", ""),
            "title": "".join(self.page.findtext(f"{{{XHTML}}}head/{{{XHTML}}}title") or "").strip(),
            "languages": self.languages,
            "root": self._node(root),
            "attributes": {"id": root.get("id", ""), "version": root.get("version", "")},
            "lists": self._lists(),
            "binds": {bind.get("nodeset", ""): self._bind(bind) for bind in self.model.findall(f"{{{XFORMS}}}bind")},
            "sets": self._sets(),
            "last_saved": any(
                one.get("src") == "jr://instance/last-saved" for one in self.model.findall(f"{{{XFORMS}}}instance")
            ),
            "style": self.body.get("class", ""),
            "body": self._children(self.body),
        }

    def _root(self) -> Element:
        first = self.model.find(f"{{{XFORMS}}}instance")
        if first is None or len(first) == 0:
            raise UNREADABLE_FORM(fault="it has no primary instance")
        return first[0]

    def _read_language(self, translation: Element) -> None:
        name = translation.get("lang", "")
        coded = _CODE_OF_LANGUAGE.search(name)
        code = (coded.group(1) if coded else name).lower()
        self.languages.append(code)
        for text in translation.findall(f"{{{XFORMS}}}text"):
            plain = [value for value in text.findall(f"{{{XFORMS}}}value") if value.get("form") in (None, "long")]
            if plain:
                self.texts.setdefault(text.get("id", ""), {})[code] = _parts(plain[0])

    def _said(self, reference: str) -> Texts:
        """The texts to which `jr:itext('...')` refers; anything else is the text itself."""
        found = _TEXT_REFERENCE.match(reference)
        return self.texts.get(found.group(1), {}) if found else {"": [reference]}

    def _text(self, parent: Element, name: str) -> Texts | None:
        element = parent.find(f"{{{XFORMS}}}{name}")
        if element is None:
            return None
        reference = element.get("ref")
        if reference:
            return self._said(reference) or None
        parts = _parts(element)
        return {"": parts} if parts else None

    def _node(self, element: Element) -> dict[str, Any]:
        namespace, name = _split(element.tag)
        node: dict[str, Any] = {"name": name}
        if namespace not in ("", XFORMS):
            node["ns"] = namespace
        if element.get(f"{{{JAVAROSA}}}template") is not None:
            node["template"] = True
        if len(element):
            node["children"] = [self._node(child) for child in element]
        elif element.text and element.text.strip():
            node["value"] = element.text
        return node

    def _lists(self) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for instance in self.model.findall(f"{{{XFORMS}}}instance")[1:]:
            name, source = instance.get("id", ""), instance.get("src", "")
            if source.startswith("jr://file"):
                rows = self.lists.get(source.rsplit("/", 1)[-1], ())
                found[name] = [self._row(row) for row in rows]
            else:
                found[name] = [self._item(item) for item in instance.iter(f"{{{XFORMS}}}item")]
        return found

    def _row(self, row: Mapping[str, str]) -> dict[str, Any]:
        """A row of a list that is a file: columns `label::English (en)` are its label by language."""
        texts: Texts = {}
        plain = {}
        for column, value in row.items():
            if column.startswith("label::"):
                coded = _CODE_OF_LANGUAGE.search(column)
                texts[(coded.group(1) if coded else column[7:]).lower()] = [value]
            else:
                plain[column] = value
        return plain | {"label": texts or {"": [row.get("label", row.get("name", ""))]}}

    def _item(self, item: Element) -> dict[str, Any]:
        values: dict[str, Any] = {_split(child.tag)[1]: (child.text or "") for child in item}
        if "itextId" in values:
            values["label"] = self.texts.get(values.pop("itextId"), {})
        elif "label" in values:
            values["label"] = {"": [values["label"]]}
        return values

    def _sets(self) -> list[dict[str, str]]:
        """What is set at which event; inside a control, when that control (`on`) changes."""
        owner = {child: parent for parent in self.page.iter() for child in parent}
        return [
            {
                "event": one.get("event", ""),
                "ref": one.get("ref", ""),
                "value": one.get("value", "").strip() or one.text or "",
                "on": owner[one].get("ref", ""),
            }
            for one in self.page.iter(f"{{{XFORMS}}}setvalue")
        ]

    def _bind(self, bind: Element) -> dict[str, Any]:
        found: dict[str, Any] = {name: bind.get(key) for key, name in _BIND.items() if bind.get(key)}
        for key, name in _MESSAGES.items():
            if bind.get(key):
                found[name] = self._said(bind.get(key, ""))
        return found

    def _children(self, parent: Element) -> list[dict[str, Any]]:
        found = []
        for element in parent:
            kind = _split(element.tag)[1]
            if kind == "group":
                found.append(self._group(element))
            elif kind == "repeat":
                found.append(self._repeat(element))
            elif kind in _CONTROLS:
                found.append(self._control(element, kind))
        return found

    def _group(self, element: Element) -> dict[str, Any]:
        group = self._common(element, "group")
        return group | {"children": self._children(element)}

    def _repeat(self, element: Element) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": "repeat", "ref": element.get("nodeset", "")}
        if element.get(f"{{{JAVAROSA}}}count"):
            found["count"] = element.get(f"{{{JAVAROSA}}}count")
        if element.get("appearance"):
            found["appearance"] = element.get("appearance")
        return found | {"children": self._children(element)}

    def _control(self, element: Element, kind: str) -> dict[str, Any]:
        control = self._common(element, kind)
        for name in ("mediatype", "start", "end", "step"):
            if element.get(name):
                control[name] = element.get(name)
        items = [
            {
                "name": item.findtext(f"{{{XFORMS}}}value") or "",
                "label": self._text(item, "label") or {},
            }
            for item in element.findall(f"{{{XFORMS}}}item")
        ]
        if items:
            control["items"] = items
        itemset = element.find(f"{{{XFORMS}}}itemset")
        if itemset is not None:
            value = itemset.find(f"{{{XFORMS}}}value")
            control["itemset"] = {
                "nodeset": itemset.get("nodeset", ""),
                "value": "name" if value is None else value.get("ref", "name"),
            }
        return control

    def _common(self, element: Element, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": kind}
        if element.get("ref"):
            found["ref"] = element.get("ref")
        if element.get("appearance"):
            found["appearance"] = element.get("appearance")
        for name in ("label", "hint"):
            text = self._text(element, name)
            if text:
                found[name] = text
        return found


def _split(tag: str) -> tuple[str, str]:
    namespace, _brace, name = tag.rpartition("}")
    return namespace.lstrip("{"), name


def _parts(element: Element) -> list[Any]:
    """Words and the values that stand among them, in order."""
    parts: list[Any] = [element.text or ""]
    for child in element:
        if _split(child.tag)[1] == "output":
            parts.append({"value": child.get("value") or child.get("ref") or ""})
        parts.append(child.tail or "")
    return [part for part in parts if part != ""]
