"""What differs between two versions of a report: field by field, without loss, and in words.

Works on plain JSON values. Entries of a list that all carry one of the KEYS, each a different one, are matched by it,
and their order says nothing; other lists are matched by what stays the same in them, in order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evenhand.foundation.problems import ProblemKind
from evenhand.reports.wording import say

DOES_NOT_FIT = ProblemKind(
    code="reports.diff-does-not-fit",
    blame="caller",
    message="The change at {path} does not fit this version. Apply it to the version from which it was made.",
)

KEYS = ("id", "sha256", "name")
"""Fields by which entries of a list are told apart, the first that serves."""
_LONGEST_SHOWN = 200
_MOST_COMPARED = 40_000
"""Two lists of 200 entries that differ from end to end take some 10 ms."""

Op = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A step of a path: the entry of a list whose field `key` has this value."""

    key: str
    value: str | int


Step = str | int | Entry
"""A name of an object, a number in a list from 0, or an entry by its key."""
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference.

    A number in the path counts in the older version, but where an entry was added it counts in the newer.
    """

    op: Op
    path: Path
    before: Any = None
    """The JSON value in the older version; None also where it was added."""
    after: Any = None

    @property
    def where(self) -> str:
        """The path as text: `items[2].count.low`, `attached[name=video.mp4]`; numbers from 1, as people count."""
        text = ""
        for step in self.path:
            if isinstance(step, Entry):
                text += f"[{step.key}={step.value}]"
            elif isinstance(step, int):
                text += f"[{step + 1}]"
            else:
                text += f".{step}" if text else step
        return text

    def words(self, *, language: str = "en", name: Callable[[str], str] | None = None) -> str:
        """The change in one sentence, `name` giving what a path is called in that language."""
        details: dict[str, str] = {"field": name(self.where) if name else self.where}
        if self.op != "added":
            details["before"] = _shown(self.before, language)
        if self.op != "removed":
            details["after"] = _shown(self.after, language)
        return say(f"change.{self.op}", language=language, **details)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON; `change_from` gives it back."""
        path = [{"key": step.key, "value": step.value} if isinstance(step, Entry) else step for step in self.path]
        return {"op": self.op, "path": path, "before": self.before, "after": self.after}


def change_from(data: Mapping[str, Any]) -> Change:
    """The change that `Change.to_json` wrote."""
    path = tuple(Entry(step["key"], step["value"]) if isinstance(step, Mapping) else step for step in data["path"])
    return Change(op=data["op"], path=path, before=data["before"], after=data["after"])


def difference(older: Any, newer: Any) -> tuple[Change, ...]:
    """Every difference between two JSON values, in the order of the older one's fields; none if they say the same.

    Applied to the older one they give the newer one, up to the order of entries that are matched by key.

    >>> [change] = difference({"kind": "shot", "count": 2}, {"kind": "shot", "count": 3})
    >>> change.where, change.before, change.after
    ('count', 2, 3)
    >>> difference({"a": [{"id": 1}, {"id": 2}]}, {"a": [{"id": 2}, {"id": 1}]})
    ()
    """
    found: list[Change] = []
    _compare(older, newer, (), found)
    return tuple(found)


def apply(changes: Sequence[Change], older: Any) -> Any:
    """The newer version, from the older one (which is left as it is) and the changes between the two.

    Raises:
        DOES_NOT_FIT: the changes were not made from this version.

    >>> apply(difference({"a": [1, 2]}, {"a": [2, 3]}), {"a": [1, 2]})
    {'a': [2, 3]}
    """
    return _applied(list(changes), older, 0)


def _compare(older: Any, newer: Any, path: Path, found: list[Change]) -> None:
    if isinstance(older, Mapping) and isinstance(newer, Mapping):
        _compare_objects(older, newer, path, found)
    elif isinstance(older, list) and isinstance(newer, list):
        key = _key_of(older, newer)
        if key is None:
            _compare_in_order(older, newer, path, found)
        else:
            _compare_keyed(key, older, newer, path, found)
    elif _frozen(older) != _frozen(newer):
        found.append(Change(op="changed", path=path, before=older, after=newer))


def _compare_objects(older: Mapping[str, Any], newer: Mapping[str, Any], path: Path, found: list[Change]) -> None:
    for name, value in older.items():
        if name not in newer:
            found.append(Change(op="removed", path=(*path, name), before=value))
        else:
            _compare(value, newer[name], (*path, name), found)
    for name, value in newer.items():
        if name not in older:
            found.append(Change(op="added", path=(*path, name), after=value))


def _key_of(older: list[Any], newer: list[Any]) -> str | None:
    """The first of KEYS that every entry of both lists has, a different one in each list."""
    if not older and not newer:
        return None
    return next((key for key in KEYS if _tells_apart(key, older) and _tells_apart(key, newer)), None)


def _tells_apart(key: str, entries: list[Any]) -> bool:
    values = [_scalar(entry.get(key)) if isinstance(entry, Mapping) else None for entry in entries]
    return None not in values and len(set(values)) == len(values)


def _scalar(value: Any) -> tuple[str, str | int] | None:
    """A text or whole number that can be a key, told apart from one that only looks like it."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return type(value).__name__, value
    return None


def _compare_keyed(key: str, older: list[Any], newer: list[Any], path: Path, found: list[Change]) -> None:
    before = {_scalar(entry[key]): entry for entry in older}
    after = {_scalar(entry[key]): entry for entry in newer}
    for identity, entry in before.items():
        step = (*path, Entry(key, entry[key]))
        if identity in after:
            _compare(entry, after[identity], step, found)
        else:
            found.append(Change(op="removed", path=step, before=entry))
    for identity, entry in after.items():
        if identity not in before:
            found.append(Change(op="added", path=(*path, Entry(key, entry[key])), after=entry))


def _compare_in_order(older: list[Any], newer: list[Any], path: Path, found: list[Change]) -> None:
    numbers: dict[Any, int] = {}
    ours, theirs = ([numbers.setdefault(_frozen(item), len(numbers)) for item in items] for items in (older, newer))
    matches = [*_same(ours, theirs), (len(older), len(newer))]
    begins = new_begins = 0
    for ends, new_ends in matches:
        both = min(ends - begins, new_ends - new_begins)
        for offset in range(both):
            _compare(older[begins + offset], newer[new_begins + offset], (*path, begins + offset), found)
        gone, come = range(begins + both, ends), range(new_begins + both, new_ends)
        found.extend(Change(op="removed", path=(*path, index), before=older[index]) for index in gone)
        found.extend(Change(op="added", path=(*path, index), after=newer[index]) for index in come)
        begins, new_begins = ends + 1, new_ends + 1


def _same(older: list[int], newer: list[int]) -> list[tuple[int, int]]:
    """Pairs of places of entries that stay, in order: what is alike at both ends, and the most between them.

    Where too much lies between them to look for the most, only the ends are alike: the work stays bounded whatever
    lists somebody sends.
    """
    most = min(len(older), len(newer))
    head = next((n for n in range(most) if older[n] != newer[n]), most)
    tail = next((n for n in range(most - head) if older[-1 - n] != newer[-1 - n]), most - head)
    inner = _longest(older[head : len(older) - tail], newer[head : len(newer) - tail])
    ends = [(len(older) - n, len(newer) - n) for n in range(tail, 0, -1)]
    return [*((n, n) for n in range(head)), *((one + head, other + head) for one, other in inner), *ends]


def _longest(older: list[int], newer: list[int]) -> list[tuple[int, int]]:
    """Of the longest sequence that both lists contain, the places in each (dynamic programming); none if too long."""
    if len(older) * len(newer) > _MOST_COMPARED:
        return []
    lengths = [[0] * (len(newer) + 1) for _ in range(len(older) + 1)]
    for one in reversed(range(len(older))):
        for other in reversed(range(len(newer))):
            longer = max(lengths[one + 1][other], lengths[one][other + 1])
            lengths[one][other] = lengths[one + 1][other + 1] + 1 if older[one] == newer[other] else longer
    pairs, one, other = [], 0, 0
    while one < len(older) and other < len(newer):
        if older[one] == newer[other]:
            pairs.append((one, other))
            one, other = one + 1, other + 1
        elif lengths[one + 1][other] >= lengths[one][other + 1]:
            one += 1
        else:
            other += 1
    return pairs


def _frozen(value: Any) -> Any:
    """The value as something hashable in which true is not 1, and 1.0 is 1, as in JSON."""
    if isinstance(value, Mapping):
        return "object", frozenset((name, _frozen(item)) for name, item in value.items())
    if isinstance(value, list | tuple):
        return "list", tuple(_frozen(item) for item in value)
    return isinstance(value, bool), value


def _applied(changes: list[Change], older: Any, depth: int) -> Any:
    """`older` with changes all of whose paths go through it; `depth` steps of each lead to it."""
    if not changes:
        return older
    whole = next((change for change in changes if len(change.path) == depth), None)
    if whole is not None:
        if len(changes) > 1 or _frozen(whole.before) != _frozen(older):
            raise DOES_NOT_FIT(path=whole.where or "the top")
        return whole.after
    if isinstance(older, Mapping):
        return _applied_to_object(changes, older, depth)
    if isinstance(older, list):
        keyed = isinstance(changes[0].path[depth], Entry)
        return (_applied_by_key if keyed else _applied_in_order)(changes, older, depth)
    raise DOES_NOT_FIT(path=changes[0].where)


def _by_step(changes: list[Change], depth: int) -> dict[Step, list[Change]]:
    grouped: dict[Step, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.path[depth], []).append(change)
    return grouped


def _ends_here(group: list[Change], depth: int, op: Op) -> Change | None:
    return next((change for change in group if change.op == op and len(change.path) == depth + 1), None)


def _applied_to_object(changes: list[Change], older: Mapping[str, Any], depth: int) -> dict[str, Any]:
    made = dict(older)
    for step, group in _by_step(changes, depth).items():
        name = str(step)
        added, removed = _ends_here(group, depth, "added"), _ends_here(group, depth, "removed")
        if (added is not None) == (name in made):
            raise DOES_NOT_FIT(path=group[0].where)
        if added is not None:
            made[name] = added.after
        elif removed is not None:
            _check_before(removed, made.pop(name))
        else:
            made[name] = _applied(group, made[name], depth + 1)
    return made


def _applied_by_key(changes: list[Change], older: list[Any], depth: int) -> list[Any]:
    made: list[Any] = list(older)
    for step, group in _by_step(changes, depth).items():
        if not isinstance(step, Entry):
            raise DOES_NOT_FIT(path=group[0].where)
        wanted = _scalar(step.value)
        at = next(
            (n for n, item in enumerate(made) if isinstance(item, Mapping) and _scalar(item.get(step.key)) == wanted),
            None,
        )
        added, removed = _ends_here(group, depth, "added"), _ends_here(group, depth, "removed")
        if (added is not None) == (at is not None):
            raise DOES_NOT_FIT(path=group[0].where)
        if added is not None:
            made.append(added.after)
        elif removed is not None and at is not None:
            _check_before(removed, made.pop(at))
        elif at is not None:
            made[at] = _applied(group, made[at], depth + 1)
    return made


def _applied_in_order(changes: list[Change], older: list[Any], depth: int) -> list[Any]:
    inserted: list[Change] = []
    others: list[Change] = []
    for change in changes:
        here = change.op == "added" and len(change.path) == depth + 1
        (inserted if here else others).append(change)
    grouped = _by_step(others, depth)
    made = []
    for index, item in enumerate(older):
        group = grouped.pop(index, [])
        removed = _ends_here(group, depth, "removed")
        if removed is None:
            made.append(_applied(group, item, depth + 1))
        else:
            _check_before(removed, item)
    if grouped:
        raise DOES_NOT_FIT(path=next(iter(grouped.values()))[0].where)
    for change in sorted(inserted, key=lambda change: _number(change, depth)):
        made.insert(_number(change, depth), change.after)
    return made


def _number(change: Change, depth: int) -> int:
    step = change.path[depth]
    if not isinstance(step, int):
        raise DOES_NOT_FIT(path=change.where)
    return step


def _check_before(change: Change, value: Any) -> None:
    if _frozen(change.before) != _frozen(value):
        raise DOES_NOT_FIT(path=change.where)


def _shown(value: Any, language: str) -> str:
    """A JSON value as a reader sees it; long ones are cut."""
    if value is None:
        return say("value.nothing", language=language)
    if isinstance(value, bool):
        return say("value.yes" if value else "value.no", language=language)
    if isinstance(value, list):
        return say("list.comma", language=language).join(_shown(item, language) for item in value[:_LONGEST_SHOWN])
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_shown(item, language)}" for name, item in value.items())[:_LONGEST_SHOWN]
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
