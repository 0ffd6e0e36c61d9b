"""Whether a rule's category covers an object's: the tree of categories, with "unknown" where it cannot be told."""

from typing import Literal

from evenhand.agreements.model import Agreement

Coverage = Literal["yes", "no", "unknown"]


def covers(agreement: Agreement, rule_category: str, object_category: str | None) -> Coverage:
    """Whether a rule about `rule_category` is about an object known as `object_category`.

    "yes": the object's category is the rule's or lies under it. "unknown": nothing is known of the object, or only a
    wider category (a rule about military aircraft, an object known as an aircraft). "no": everything else, also a
    category that the agreement does not have.
    """
    if object_category is None:
        return "unknown"
    if rule_category in lineage(agreement, object_category):
        return "yes"
    return "unknown" if object_category in lineage(agreement, rule_category) else "no"


def lineage(agreement: Agreement, category: str) -> tuple[str, ...]:
    """The category and its ancestors, nearest first; only itself if the agreement does not have it."""
    parents = {entry.id: entry.parent for entry in agreement.categories}
    line = [category]
    while (parent := parents.get(line[-1])) is not None and parent not in line:
        line.append(parent)
    return tuple(line)


def descendants(agreement: Agreement, category: str) -> tuple[str, ...]:
    """The category and everything under it, in the order of the agreement."""
    return tuple(entry.id for entry in agreement.categories if category in lineage(agreement, entry.id))
