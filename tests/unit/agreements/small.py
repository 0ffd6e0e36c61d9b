"""A small valid agreement as files, and ways to change one thing in it."""

from evenhand.agreements.faults import Fault
from evenhand.agreements.model import Agreement
from evenhand.agreements.reading import check_agreement, read_agreement

AGREEMENT = """\
agreement: coastal-example
version: "2"
title: {en: Coastal ceasefire, ar: وقف إطلاق النار الساحلي, fr: Cessez-le-feu côtier, zh-hans: 沿海停火}
summary: {en: A short one., ar: قصير., fr: Un court., zh-hans: 简短。}
signed_at: 2026-02-20
in_force: {from: 2026-03-01T00:00:00Z, until: null}
supersedes: "1"
time_zone: Africa/Tripoli
sources:
  - {id: text, title: {en: The text, ar: النص, fr: Le texte, zh-hans: 案文}, symbol: S/2026/1, dated: 2026-02-27}
parties:
  - {id: north, name: {en: North, ar: الشمال, fr: Nord, zh-hans: 北方}, article: art. 1}
  - {id: south, name: {en: South, ar: الجنوب, fr: Sud, zh-hans: 南方}, article: art. 1}
bodies:
  - id: commission
    kind: commission
    name: {en: Commission, ar: اللجنة, fr: Commission, zh-hans: 委员会}
    article: art. 8
categories:
  - {id: aircraft, name: {en: Aircraft, ar: طائرة, fr: Aéronef, zh-hans: 航空器}, article: art. 2}
  - id: military-aircraft
    parent: aircraft
    name: {en: Military aircraft, ar: طائرة عسكرية, fr: Aéronef militaire, zh-hans: 军用航空器}
    article: art. 2
  - id: gun
    calibre: {min_mm: 100, max_mm: null}
    name: {en: Gun, ar: مدفع, fr: Canon, zh-hans: 火炮}
    article: art. 2
phases:
  - id: phase-1
    name: {en: One, ar: واحد, fr: Un, zh-hans: 一}
    article: art. 9
    in_force: {from: 2026-04-01, until: null}
  - {id: phase-2, name: {en: Two, ar: اثنان, fr: Deux, zh-hans: 二}, article: art. 9, in_force: null}
areas:
  - id: coastal-zone
    name: {en: Coastal zone, ar: المنطقة الساحلية, fr: Zone côtière, zh-hans: 沿海区}
    article: art. 3
    shape: {polygon: [harbour, [15.5, 31.4], [15.4, 31.7]]}
  - id: port
    name: {en: Port, ar: الميناء, fr: Port, zh-hans: 港口}
    article: art. 3
    phase: phase-1
    shape: {circle: harbour, radius: 10 km}
commitments:
  - id: withdraw
    kind: withdrawal
    name: {en: Withdraw, ar: الانسحاب, fr: Retrait, zh-hans: 撤离}
    text: {en: Withdraw, ar: الانسحاب, fr: Retrait, zh-hans: 撤离}
    article: art. 4
    owed_by: [north]
    deadline:
      readings:
        - {id: ninety-days, due: 2026-05-30, basis: {en: a, ar: a, fr: a, zh-hans: a}, article: art. 4}
        - id: by-noon
          due: 2026-06-01T12:00:00Z
          basis: {en: b, ar: b, fr: b, zh-hans: b}
          article: art. 4
          derived: false
"""
PLACES = """\
places:
  - id: harbour
    name: {en: Al-Marsa, ar: المرسى, fr: El-Marsa, zh-hans: 港口}
    variants: [Old Harbour]
    lon: 15.25
    lat: 31.43
    accuracy: 500 m
    kind: port
    source: made up
"""
RULE = """\
rule: no-flights
kind: exclusion
name: {en: No flights, ar: لا طيران, fr: Pas de vols, zh-hans: 禁飞}
article: art. 4(2)
text: {en: No flights, ar: لا طيران, fr: Pas de vols, zh-hans: 禁飞}
binds: [north, south]
areas: [coastal-zone]
categories: [military-aircraft]
cases:
  - it: reports a transport
    identities: {transport: {category: military-aircraft, party: north}}
    tracks:
      transport:
        - 2026-03-02T04:00Z 40 km N of harbour
        - 2026-03-02T04:10Z 10 km E of harbour
    expect: [transport in coastal-zone]
  - it: does not report a flight far away
    identities: {transport: {category: military-aircraft, party: north}}
    tracks: {transport: ["2026-03-02T04:00Z 300 km N of harbour"]}
    expect: []
"""


def files(**changes: tuple[str, str]) -> dict[str, bytes]:
    """The files, with one replacement each in `agreement`, `places` or `rule`; the old text must be there."""
    texts = {"agreement": AGREEMENT, "places": PLACES, "rule": RULE}
    for name, (old, new) in changes.items():
        assert old in texts[name], f"{old!r} is not in {name}"
        texts[name] = texts[name].replace(old, new, 1)
    names = {"agreement": "agreement.yaml", "places": "places.yaml", "rule": "rules/no-flights.yaml"}
    return {names[name]: text.encode() for name, text in texts.items()}


def agreement(**changes: tuple[str, str]) -> Agreement:
    """The small agreement with changes."""
    return read_agreement(files(**changes), origin="small")


def faults(**changes: tuple[str, str]) -> list[Fault]:
    """The grave faults of the small agreement with changes."""
    return [fault for fault in check_agreement(files(**changes)).faults if fault.severity == "fault"]


def codes(**changes: tuple[str, str]) -> list[str]:
    """Their codes."""
    return [fault.code for fault in faults(**changes)]
