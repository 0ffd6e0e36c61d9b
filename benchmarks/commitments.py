"""How good proposed commitments are: precision and recall per field on the gold of two documents, and the speed.

    python benchmarks/commitments.py [--shared FOLDER] [--misses] [--repeat 50]

The gold is not in this repository: without the folder only the speed is measured. Each proposal answers for one gold
commitment at most: it must come from the same paragraph and hold the gold's words. A gold that shares the proposal of
another one counts as found in its paragraph only ("shared"). Groups of States that the gold names in several ways count
as one ("States"); so do other spellings of a name. Where the gold names a region for the whole document, naming any of
its parts counts.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.commitments.model import Willing
from evenhand.commitments.proposing import Proposal, propose
from evenhand.documents.output import read_document
from evenhand.sources.document_files import document_file

FIELDS = ("verb", "term", "deadline", "theme")
SETS = ("actors", "place", "willing")
STATES = {
    "states", "participating states", "states of the region", "states concerned", "each state", "member states",
    "neighbouring states", "parties", "governments", "governments concerned", "willing states", "delegations",
    "national departments",
}  # fmt: skip
PARTICIPANTS = {"participants", "contact group participants", "participants of the contact group"}
SAME = {
    "libya contact group": "contact group", "un": "united nations", "arab league": "league of arab states",
    "eu": "european union", "oic": "organization of islamic cooperation",
    "qaddafi and his regime's forces": "forces of the regime", "interim national council": "national council",
    "interim transitional national council": "national council", "front-line states": "front-line states",
    "developed states that laid mines": "developed states", "department experts": "experts",
    "prime minister of libya": "libyan prime minister",
}  # fmt: skip


@dataclass
class Score:
    """Counts over the golds and proposals of a document."""

    golds: int = 0
    proposed: int = 0
    matched: int = 0
    shared: int = 0
    right: Counter = field(default_factory=Counter)
    hits: Counter = field(default_factory=Counter)
    wanted: Counter = field(default_factory=Counter)
    given: Counter = field(default_factory=Counter)
    misses: list = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--misses", action="store_true", help="list what was missed, what was wrong and what was extra")
    parser.add_argument("--repeat", type=int, default=50)
    asked = parser.parse_args()
    path = asked.shared / "bench" / "commitments_gold_001_004.json"
    if not path.exists():
        print(f"{path}: not there; only the speed is measured")
        _speed("1. The Parties shall withdraw within 90 days.\n\n" * 2000, asked.repeat)
        return 0
    gold = json.loads(path.read_text("utf-8"))
    for seed in sorted({one["seed"] for one in gold}):
        [source] = sorted((asked.shared / "seeds").glob(f"{seed}_*.txt"))
        text = document_file(source)
        proposals = propose(read_document(text))
        score = scored([one for one in gold if one["seed"] == seed], proposals)
        _print(seed, score, show=asked.misses)
    _speed(text, asked.repeat)
    return 0


def scored(golds: list[dict], proposals: tuple[Proposal, ...]) -> Score:
    score = Score(golds=len(golds), proposed=len(proposals))
    used: set[str] = set()
    for gold in golds:
        holding = [
            one
            for one in proposals
            if one.commitment.source.para == gold["para"] and tight(gold["what_zh"]) in tight(one.quote)
        ]
        free = [one for one in holding if one.key not in used]
        if not holding:
            score.misses.append(f"missed   {gold['para']}: {gold['what']}")
            continue
        if not free:
            score.shared += 1
            score.misses.append(f"shared   {gold['para']}: {gold['what']}")
            continue
        best = min(free, key=lambda one: len(one.quote))
        used.add(best.key)
        score.matched += 1
        _fields(score, gold, best)
    score.misses += [
        f"extra    {one.commitment.source.para}: {one.quote[:70]}" for one in proposals if one.key not in used
    ]
    return score


def _fields(score: Score, gold: dict, found: Proposal) -> None:
    owed = found.commitment
    days = [one.due.on.isoformat() for one in owed.readings if one.due.on is not None]
    told = {"verb": owed.verb.value, "term": owed.term.value, "deadline": days[0] if days else None}
    told["theme"] = owed.theme
    wanted = {"verb": gold["act"], "term": gold["term"], "deadline": gold["deadline"], "theme": gold["theme"]}
    for name in FIELDS:
        score.right[name] += told[name] == wanted[name]
        if told[name] != wanted[name]:
            score.misses.append(f"{name:<8} {gold['para']}: {wanted[name]}, proposed {told[name]}: {found.quote[:40]}")
    named = {
        "actors": ({_name(one) for one in gold["actors"]}, {_name(one) for one in found.subjects}),
        "place": (_places(gold["place"]), {one.lower() for one in owed.places}),
        "willing": (
            {"willing"} if "willing States" in gold["actors"] else set(),
            {"willing"} if owed.willing is Willing.WILLING_ONLY else set(),
        ),
    }
    gold_places, own_places = named["place"]
    if "maghreb" in gold_places & own_places:  # the region of the whole document
        named["place"] = (gold_places & own_places, gold_places & own_places)
    for name, (gold_names, own) in named.items():
        score.hits[name] += len(gold_names & own)
        score.wanted[name] += len(gold_names)
        score.given[name] += len(own)
        if gold_names != own:
            score.misses.append(
                f"{name:<8} {gold['para']}: {sorted(gold_names)}, proposed {sorted(own)}: {found.quote[:40]}"
            )


def _name(name: str) -> str:
    flat = name.lower()
    if flat in STATES:
        return "states"
    if flat in PARTICIPANTS:
        return "participants"
    return SAME.get(flat, flat)


def _places(place: str | None) -> set[str]:
    return {one.strip().lower() for one in re.split(";|,| and ", place or "") if one.strip()}


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def _print(seed: str, score: Score, *, show: bool) -> None:
    recall, precision = score.matched / score.golds, score.matched / score.proposed
    print(f"seed {seed}: {score.golds} in the gold, {score.proposed} proposed, {score.matched} one to one")
    shared = (score.matched + score.shared) / score.golds
    print(f"  recall {recall:.3f} (with shared ones {shared:.3f}), precision {precision:.3f}")
    for name in FIELDS:
        print(f"  {name:<9} right {score.right[name] / score.matched:.3f}")
    for name in SETS:
        own, wanted = score.given[name], score.wanted[name]
        print(f"  {name:<9} recall {_share(score.hits[name], wanted)}, precision {_share(score.hits[name], own)}")
    if show:
        print("\n".join(f"    {one}" for one in score.misses))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _speed(text: str, repeat: int) -> None:
    document = read_document(text)
    begun = time.perf_counter()
    for _ in range(repeat):
        propose(document)
    each = (time.perf_counter() - begun) / repeat
    print(f"speed: {1000 * each:.1f} ms for {len(text):,} characters after reading")


if __name__ == "__main__":
    sys.exit(main())
