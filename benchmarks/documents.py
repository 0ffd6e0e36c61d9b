"""How well documents are read: the measures of the bench file on its gold documents, and the speed on 1,000 pages.

    python benchmarks/documents.py [--shared FOLDER] [--pages 1000] [--misses]

The gold is not in this repository: without the folder only the speed is measured. What people have to judge (which
anomalies are meant, how good the commitments are) is printed beside the figures.
"""

import argparse
import hashlib
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

from evenhand.documents.output import read_document
from evenhand.sources.document_files import document_file

HEAD = (
    "symbols_of_document",
    "job_number",
    "date",
    "language",
    "original_language",
    "distribution",
    "addressee",
    "title",
    "annex_title",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--misses", action="store_true", help="list what was missed and what was wrong")
    asked = parser.parse_args()
    gold = asked.shared / "bench" / "documents_gold_001_004.json"
    if gold.exists():
        _scores(asked.shared, json.loads(gold.read_text("utf-8"))["files"], show=asked.misses)
    else:
        print(f"{gold}: not there; only the speed is measured")
    _speed(asked.pages)
    return 0


def tight(text: object) -> str:
    return re.sub(r"[\s\u3000\u00a0]", "", str(text or ""))


def f1(found: Counter, wanted: Counter) -> tuple[float, Counter, Counter]:
    both = (found & wanted).total()
    total = found.total() + wanted.total()
    return (2 * both / total if total else 1.0), wanted - found, found - wanted


def _scores(shared: Path, files: list[dict], *, show: bool) -> None:
    commitments = json.loads((shared / "bench" / "commitments_gold_001_004.json").read_text("utf-8"))
    for gold in files:
        read = read_document(document_file(shared / "seeds" / gold["file"]))
        print(f"\n{gold['file']}")
        for name, value, missed, wrong in [*_structure(read, gold), *_names(read, gold)]:
            print(f"  {name:36} {value}")
            if show:
                for sign, items in (("-", missed), ("+", wrong)):
                    for item in items:
                        print(f"      {sign} {item}")
        _commitments(read, [one for one in commitments if one["seed"] == gold["seed"]], show=show)
        if show:
            print("  known anomalies")
            for text in gold["anomalies"]:
                print(f"      * {text}")
            print("  found")
        else:
            print(f"  {'anomalies known, told':36} {len(gold['anomalies'])}, {len(read['anomalies'])}")
        for one in read["anomalies"] if show else ():
            print(f"      {one['kind']} {one['para']}: {one['message']}")


def _structure(read: dict, gold: dict):
    wrong = [key for key in HEAD if tight(read[key]) != tight(gold.get(key))]
    yield "head fields, exact", f"{len(HEAD) - len(wrong)}/{len(HEAD)}", wrong, [read[key] for key in wrong]
    for name, key in (("sections", lambda one: (tight(one["number"]), tight(one["title"]))),):
        score, missed, extra = f1(Counter(map(key, read[name])), Counter(map(key, gold[name])))
        yield f"{name}, F1", f"{score:.3f}", missed, extra
    hashes = {hashlib.sha256(tight(one["text"]).encode()).hexdigest()[:16] for one in read["paragraphs"]}
    missed = [one["id"] for one in gold["paragraphs"] if one["sha256_16"] not in hashes]
    right = len(gold["paragraphs"]) - len(missed)
    yield "paragraphs, same text", f"{right}/{len(gold['paragraphs'])} ({len(read['paragraphs'])} read)", missed, []
    score, missed, extra = f1(_items(read), _items(gold))
    yield "sub-items, F1", f"{score:.3f}", missed, extra
    for name, key in (
        ("footnotes", lambda one: (one["number"], tight(one["text"]))),
        ("citations", str),
        ("citation_pinpoints", lambda one: (one["para"], one["doc"], one["pinpoint"])),
        ("internal_cross_references", lambda one: (one["para"], one["target"])),
        ("dates", str),
    ):
        score, missed, extra = f1(Counter(map(key, read[name])), Counter(map(key, gold[name])))
        yield f"{name}, F1", f"{score:.3f}", missed, extra


def _items(document: dict) -> Counter:
    return Counter(
        (place, tight(item["marker"]), tight(item.get("text") or item["first_12_chars"])[:12])
        for place, one in enumerate(document["paragraphs"])
        for item in one.get("subitems", ())
    )


def _names(read: dict, gold: dict):
    for name in ("places", "actors"):
        wanted = {tight(one["zh"]): tight(one["en"].split("(")[0]).lower() for one in gold[name]}
        found = {tight(one["text"]): tight(one["en"] or "").split("(")[0].lower() for one in read[name]}
        hit = [zh for zh, en in wanted.items() if zh in found or en in found.values()]
        good = [text for text, en in found.items() if text in wanted or (en and en in wanted.values())]
        rates = f"R {len(hit) / len(wanted):.2f}  P {len(good) / max(1, len(found)):.2f}"
        yield f"{name}", rates, [zh for zh in wanted if zh not in hit], [text for text in found if text not in good]
    wanted = Counter((one["para"], float(one["value"])) for one in gold["quantities"])
    found = Counter((one["para"], float(one["value"])) for one in read["quantities"])
    both = (wanted & found).total()
    rates = f"R {both / max(1, wanted.total()):.2f}  P {both / max(1, found.total()):.2f}"
    yield "quantities", rates, wanted - found, found - wanted


def _commitments(read: dict, gold: list[dict], *, show: bool) -> None:
    matched, missed = [], []
    for one in gold:
        near = [
            got for got in read["commitments"]
            if got["para"] == one["para"] and tight(one["what_zh"]).rstrip("；。") in tight(got["quote"])
        ]  # fmt: skip
        (matched.append((one, near[0])) if near else missed.append(one))
    paras = {one["para"] for one in gold}
    inside = sum(got["para"] in paras for got in read["commitments"])
    share = f"recall {len(matched) / len(gold):.2f}  proposals {len(read['commitments'])}"
    print(f"  {'commitments':36} {share}, {inside} in gold paragraphs")
    for key in ("act", "deadline", "term", "theme"):
        same = sum(one[key] == got[key] for one, got in matched)
        print(f"  {'  ' + key + ' right where matched':36} {same / max(1, len(matched)):.2f}")
    if show:
        for one in missed:
            print(f"      - {one['para']} {one['what_zh']}")
        for one, got in matched:
            if one["act"] != got["act"] or one["term"] != got["term"]:
                ours = f"{got['act']} {got['term']}"
                print(f"      ~ {one['para']} {one['act']} {one['term']}, ours {ours}: {one['what_zh'][:30]}")


PAGE = """{n}. The Joint Military Commission, recalling paragraph 5 of Security Council resolution 2510 (2020), agreed
on {d} March 2021 that all forces shall withdraw from the contact lines within 90 days (see para. {m} above), and
that some 120 monitors from the United Nations and the African Union should be deployed in three teams to the
crossing points.

"""


def _speed(pages: int) -> None:
    text = "\f".join(
        "".join(PAGE.format(n=page * 8 + line + 1, d=line + 1, m=page * 8 + line or 1) for line in range(8))
        for page in range(pages)
    )
    began, worked = time.perf_counter(), time.process_time()
    read = read_document(text)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    size = f"{len(text):,} signs, {len(read['paragraphs']):,} paragraphs"
    print(f"\n{pages} pages, {size}: {took:.1f} s, {worked:.1f} CPU s")


if __name__ == "__main__":
    sys.exit(main())
