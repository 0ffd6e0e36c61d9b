"""Which incident a group is, when groups grow, join and fall apart: people have quoted its number.

Each incident has one heir, the group with most of its statements. A group that is the heir of several bears the number
of the oldest; the others are joined to that one. A group that is nobody's heir is new.
Source: docs/methods/corroboration.md, "Identity".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heirs:
    """What became of incidents."""

    kept: Mapping[str, str]
    """By group the incident that it is."""
    joined: Mapping[str, str]
    """By incident the one to which it was joined."""
    fresh: tuple[str, ...]
    """Groups that are no incident yet, in order."""
    ended: tuple[str, ...]
    """Incidents of which no statement is left."""


def heirs(before: Mapping[str, Collection[str]], groups: Mapping[str, Collection[str]]) -> Heirs:
    """Say which incident each group is.

    Args:
        before: by incident its statements, the oldest incident first.
        groups: by group its statements; no statement is in two.

    >>> heirs({"1": ["a", "b", "c"]}, {"a": ["a"], "b": ["b", "c", "d"]}).kept
    {'b': '1'}
    >>> heirs({"1": ["a"], "2": ["b", "c"]}, {"a": ["a", "b", "c"]}).joined
    {'2': '1'}
    """
    group_of = {statement: group for group, several in groups.items() for statement in several}
    kept: dict[str, str] = {}
    joined: dict[str, str] = {}
    ended: list[str] = []
    for incident, statements in before.items():
        shares: dict[str, list[str]] = {}
        for statement in sorted(statements):
            if statement in group_of:
                shares.setdefault(group_of[statement], []).append(statement)
        if not shares:
            ended.append(incident)
            continue
        heir = min(shares, key=lambda group: (-len(shares[group]), shares[group][0]))
        if heir in kept:
            joined[incident] = kept[heir]
        else:
            kept[heir] = incident
    fresh = sorted(group for group in groups if group not in kept)
    return Heirs(kept=kept, joined=joined, fresh=tuple(fresh), ended=tuple(ended))
