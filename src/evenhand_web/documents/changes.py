"""What is other in one reading than in the one before, in numbers and names that JSON can hold."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from evenhand_web.documents.passages import Passage, Result, passages_of


def changes_between(
    before: Result, after: Result, heads: tuple[Mapping[str, str], Mapping[str, str]]
) -> dict[str, Any]:
    """What changed; {} where nothing did.

    Args:
        before: the reading that was shown.
        after: the new one.
        heads: what each of them proposes for the head.
    """
    old, new = heads
    head = {field: [old.get(field, ""), value] for field, value in new.items() if old.get(field, "") != value}
    found = {
        "head": head,
        "paragraphs": _paragraphs(before, after),
        "duties": _counted(before, after, "commitments", ("para", "act", "quote")),
        "anomalies": _counted(before, after, "anomalies", ("kind", "para", "message")),
        "footnotes": _counted(before, after, "footnotes", ("number", "text")),
    }
    return {name: value for name, value in found.items() if value}


def _paragraphs(before: Result, after: Result) -> dict[str, Any]:
    old, new = _by_key(before), _by_key(after)
    found = {
        "added": [key for key in new if key not in old],
        "gone": [key for key in old if key not in new],
        "changed": [key for key in new if key in old and new[key].text != old[key].text],
    }
    return {name: keys for name, keys in found.items() if keys}


def _by_key(result: Result) -> dict[str, Passage]:
    return {one.key: one for one in passages_of(result) if one.kind != "footnote"}


def _counted(before: Result, after: Result, what: str, names: tuple[str, ...]) -> dict[str, int]:
    old, new = (
        Counter(tuple(str(one[name]) for name in names) for one in side.document[what]) for side in (before, after)
    )
    found = {"added": (new - old).total(), "gone": (old - new).total()}
    return {name: count for name, count in found.items() if count}
