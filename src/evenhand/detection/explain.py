"""Why an alert fired, in words with the article: for the alert page, the command line and reports.

Everything said is in the alert and the agreement; nothing is computed anew, so an old alert can be explained for ever.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenhand.agreements.gazetteer import nearest, say_distance
from evenhand.agreements.model import Agreement, Cited, RuleKind
from evenhand.foundation.activities import NUISANCES
from evenhand.foundation.instants import parse_instant
from evenhand.foundation.phrases import phrase
from evenhand.foundation.units import KNOTS_PER_METRE_PER_SECOND

PHRASES = "evenhand.detection.phrases"

DOUBTS = (
    "at-rest",
    "between-fixes",
    "category-unknown",
    "crowded",
    "deadline-disputed",
    "identity-disputed",
    "integrity",
    "interference",
    "long-gap",
    "low-altitude",
    "low-confidence",
    "maybe-exempt",
    "maybe-unheard",
    "no-coverage",
    "no-fix-inside",
    "notice-unclear",
    "nuisance",
    "one-fix-only",
    "party-unknown",
    "position-error",
    "turn-unexplained",
)
"""Every reason for which an alert is only possible; each has a sentence in every language."""

OF_TWO = ("integrity", "long-gap", "no-fix-inside", "party-unknown", "position-error")
"""Doubts that are worded otherwise where they are about two objects."""

KNOWN_NUISANCES = tuple(
    f"nuisance.{cause}"
    for cause in (
        "announced-demining", "announced-detonation", "announced-live-fire", "gas-flare", "offshore",
        "recurring-hot-spot", "scheduled-flight", "static-land-source", "volcano",
    )
)  # fmt: skip
"""Harmless causes that have a sentence of their own; another one is named as its source names it."""

OTHER_PARTY = "other"
"""How identities name somebody who belongs to no party of the agreement."""

_RIGHT_TO_LEFT = ("ar",)
_LEFT_TO_RIGHT_ISOLATE, _FIRST_STRONG_ISOLATE, _POP = "\u2066", "\u2068", "\u2069"
_ISOLATES = (_LEFT_TO_RIGHT_ISOLATE, _FIRST_STRONG_ISOLATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A line for a list, and sentences for a page."""

    headline: str
    sentences: tuple[str, ...]


def named(alert: Mapping[str, Any]) -> str:
    """The object as people call it, with its id behind; the id alone where no source gives a name.

    >>> named({"label": "TRN401", "object": "icao24:0180a1"}), named({"label": None, "object": "mmsi:1"})
    ('TRN401 (icao24:0180a1)', 'mmsi:1')
    """
    label, known = alert.get("label"), str(alert["object"])
    return f"{label} ({known})" if label and label != known else known


def explain(agreement: Agreement, alert: Mapping[str, Any], *, language: str = "en") -> Explanation:
    """Say what an alert is about, where, when, how sure it is and why not surer.

    Args:
        agreement: the version that the alert names; what another version lacks is named by its id.
        alert: one row of ALERTS; instants may be datetimes or ISO 8601 text.
        language: en, ar, fr, zh-hans; another: English.
    """
    speaker = _Speaker(agreement, alert, language)
    tell = _STORIES.get(alert["reason"])
    sentences = [*speaker.rule()]
    if tell is not None:
        sentences += tell(speaker)
    elif alert["object"] is not None:
        sentences += [*speaker.who(), *speaker.notice(), *speaker.stay(), *speaker.line()]
    elif alert["limit"] is not None:
        sentences += speaker.count()
    else:
        sentences += speaker.event()
    sentences += [*speaker.nuisance(), *speaker.sureness(), *speaker.basis()]
    return Explanation(headline=speaker.headline(), sentences=tuple(sentences))


class _Speaker:
    """One alert in one language."""

    def __init__(self, agreement: Agreement, alert: Mapping[str, Any], language: str) -> None:
        self._agreement = agreement
        self._alert = alert
        self._language = language
        self._names: dict[str, dict[str, str]] = {
            kind: _names(entries, language)
            for kind, entries in (
                ("area", agreement.areas),
                ("category", agreement.categories),
                ("commitment", agreement.commitments),
                ("party", agreement.parties),
                ("rule", agreement.rules),
            )
        }
        self._began, self._ended = (_moment(alert[name]) for name in ("began_at", "ended_at"))

    def say(self, key: str, **details: str) -> str:
        """One sentence; in right-to-left text each detail keeps its own direction (Unicode UAX 9, 2.4)."""
        if self._language.lower().split("-")[0] in _RIGHT_TO_LEFT:
            details = {
                name: value if value.startswith(_ISOLATES) else f"{_FIRST_STRONG_ISOLATE}{value}{_POP}"
                for name, value in details.items()
            }
        return phrase(PHRASES, key, language=self._language, **details)

    def figure(self, value: Any) -> str:
        """Figures and dates run from left to right in every script."""
        if self._language.lower().split("-")[0] in _RIGHT_TO_LEFT:
            return f"{_LEFT_TO_RIGHT_ISOLATE}{value}{_POP}"
        return str(value)

    def name(self, kind: str) -> str:
        """The name of the alert's area, category, party or rule, else its id."""
        key = self._alert[kind]
        if kind == "party" and key == OTHER_PARTY and key not in self._names[kind]:
            return self.say("party.other")
        return self._names[kind].get(key, str(key))

    def headline(self) -> str:
        """Subject, place, rule, and whether it is certain."""
        alert, sure = self._alert, self._alert["certainty"]
        details = {"rule": self.name("rule")}
        if alert["area"] is not None:
            details["area"] = self.name("area")
        if alert["commitment"] is not None:
            return self.say(f"headline.{alert['reason']}.{sure}", commitment=self.name("commitment"), **details)
        if alert["reason"] in ("crowded", "no-passage"):
            return self.say(f"headline.{alert['reason']}", **details)
        if alert["other"] is not None:
            two = {"object": named(alert), "other": alert["other"]}
            return self.say(f"headline.{alert['reason']}.{sure}", **two, **details)
        if alert["object"] is not None:
            kind = alert["reason"] or "presence"
            return self.say(f"headline.{kind}.{sure}", object=named(alert), **details)
        if alert["limit"] is not None:
            return self.say(f"headline.count.{sure}", count=self._count(), limit=self.figure(alert["limit"]), **details)
        where = "event-anywhere" if alert["area"] is None else "event"
        return self.say(f"headline.{where}.{sure}", event=alert["event"], **details)

    def rule(self) -> Iterable[str]:
        """What the rule says and where it stands."""
        rule = next((rule for rule in self._agreement.rules if rule.id == self._alert["rule"]), None)
        title = self._agreement.title.in_language(self._language)
        details = {"rule": self.name("rule"), "article": self._alert["article"], "agreement": title}
        yield self.say("rule.named", **details)
        if rule is not None and str(rule.text):
            yield self.say("rule.text", text=rule.text.in_language(self._language).rstrip())

    def who(self) -> Iterable[str]:
        """What the object is known as."""
        known = [kind for kind in ("category", "party") if self._alert[kind] is not None]
        details = {kind: self.name(kind) for kind in known}
        yield self.say(f"who.{'-'.join(known) or 'nothing'}", object=self._alert["object"], **details)

    def notice(self) -> Iterable[str]:
        """Which notice was missing, late or exceeded."""
        if self._alert["reason"] is not None:
            named = [one for one in self._alert["related"] if one != self._alert["object"]]
            yield self.say(f"notice.{self._alert['reason']}", notice=named[0] if named else "?")

    def stay(self) -> Iterable[str]:
        """How it came, how long it was there, how deep, how it left."""
        alert, area = self._alert, self.name("area")
        if alert["presence"] == "perhaps":
            yield from self.perhaps()
            return
        entry = self._where("entry")
        yield self.say(f"entry.{alert['entry']}", area=area, at=self._at(self._began), where=entry)
        exit_ = self._where("exit")
        yield self.say(f"exit.{alert['exit']}", area=area, at=self._at(self._ended), where=exit_)
        if alert["dwell_s"] > 0:
            yield self.say("dwell", duration=self._duration(alert["dwell_s"]))
        if alert["n_fixes"] == 0:
            yield self.say("fixes.none", area=area)
        elif alert["max_depth_m"] is None:
            yield self.say("fixes.some", number=self.figure(alert["n_fixes"]))
        else:
            depth = say_distance(alert["max_depth_m"], language=self._language)
            yield self.say("fixes.deep", number=self.figure(alert["n_fixes"]), depth=depth)

    def perhaps(self) -> Iterable[str]:
        """From when until when it was so near that its errors reach across the boundary, and how near it came."""
        alert, span = self._alert, {"began": self._at(self._began), "ended": self._at(self._ended)}
        yield self.say("perhaps.stay", area=self.name("area"), where=self._where("entry"), **span)
        number = self.figure(alert["n_fixes"])
        if RuleKind(alert["rule_kind"]) is RuleKind.WITHDRAWAL_LINE or alert["distance_m"] is None:
            yield self.say("perhaps.fixes", number=number)
        else:
            nearest_m = say_distance(alert["distance_m"], language=self._language)
            yield self.say("perhaps.nearest", number=number, distance=nearest_m)
        if alert["dwell_s"] > 0:
            yield self.say("dwell.perhaps", duration=self._duration(alert["dwell_s"]))

    def line(self) -> Iterable[str]:
        """How near it came to the line that it has to keep away from, and how near it may come."""
        if RuleKind(self._alert["rule_kind"]) is not RuleKind.WITHDRAWAL_LINE or self._alert["distance_m"] is None:
            return
        distance = say_distance(self._alert["distance_m"], language=self._language)
        rule = next((rule for rule in self._agreement.rules if rule.id == self._alert["rule"]), None)
        if rule is None or rule.distance_m is None:
            yield self.say("line.distance", distance=distance)
        else:
            yield self.say("line.due", distance=distance, due=say_distance(rule.distance_m, language=self._language))

    def deadline(self) -> Iterable[str]:
        """By when it was due, under each reading, and when it was done."""
        alert = self._alert
        owed = [one for one in self._agreement.commitments if one.id == alert["commitment"]]
        for reading in (reading for one in owed for reading in one.readings):
            basis = reading.basis.in_language(self._language)
            yield self.say("deadline.due", basis=basis, article=reading.article, due=self._at(reading.due_at))
        late = self._duration(alert["dwell_s"]) if alert["dwell_s"] > 0 else self.say("duration.s", number="0")
        yield self.say(f"deadline.{alert['reason']}", at=self._at(self._ended), duration=late)
        if alert["reason"] == "missed" and alert["related"]:
            parties = [self._names["party"].get(party, party) for party in alert["related"]]
            yield self.say("deadline.owing", parties=self._list(parties))

    def turn(self) -> Iterable[str]:
        """Where it turned, and where it was last seen on its way back; whose fault that was is not known."""
        out = say_distance(self._alert["distance_m"], language=self._language)
        area = self.name("area")
        yield self.say("turn.out", distance=out, area=area, at=self._at(self._began), where=self._where("entry"))
        yield self.say("turn.back", at=self._at(self._ended), where=self._where("exit"))

    def quiet(self) -> Iterable[str]:
        """From when until when nobody passed."""
        span = {"began": self._at(self._began), "ended": self._at(self._ended)}
        duration = self._duration(self._alert["dwell_s"])
        yield self.say("quiet.span", area=self.name("area"), duration=duration, **span)

    def stop(self) -> Iterable[str]:
        """Where it stayed, stood or landed, and how far it wandered."""
        alert = self._alert
        yield from self.who()
        span = {"began": self._at(self._began), "ended": self._at(self._ended), "where": self._where("entry")}
        yield self.say(f"stop.{alert['reason']}", **span)
        if alert["dwell_s"] > 0:
            yield self.say("dwell", duration=self._duration(alert["dwell_s"]))
        if alert["reason"] == "stopped" and alert["distance_m"] is not None:
            yield self.say("stop.spread", distance=say_distance(alert["distance_m"], language=self._language))

    def silence(self) -> Iterable[str]:
        """Where and when it was last heard, and where again."""
        alert = self._alert
        yield from self.who()
        where = "silence.inside" if alert["presence"] == "observed" else "silence.passing"
        yield self.say(where, area=self.name("area"), at=self._at(self._began), where=self._where("entry"))
        yield self.say("silence.lasted", duration=self._duration(alert["dwell_s"]))
        if alert["exit_lon"] is None:
            yield self.say("silence.open", at=self._at(self._ended))
            return
        yield self.say("silence.again", at=self._at(self._ended), where=self._where("exit"))
        if alert["distance_m"] is not None and alert["dwell_s"] > 0:
            mean_kn = alert["distance_m"] / alert["dwell_s"] * KNOTS_PER_METRE_PER_SECOND
            distance = say_distance(alert["distance_m"], language=self._language)
            yield self.say("silence.moved", distance=distance, speed=self.figure(f"{mean_kn:.1f}"))

    def crowd(self) -> Iterable[str]:
        """That they are too many, when that was, and what to do about it."""
        yield self.say("crowd.span", began=self._at(self._began), ended=self._at(self._ended))
        yield self.say("crowd.narrow")

    def pair(self) -> Iterable[str]:
        """How near two came, how that began and ended, and what it rests on."""
        alert = self._alert
        yield from self.who()
        two = {"object": named(alert), "other": alert["other"]}
        least_m = alert["distance_m"]
        rule = next((rule for rule in self._agreement.rules if rule.id == alert["rule"]), None)
        least = say_distance(least_m, language=self._language)
        if rule is None or rule.distance_m is None:
            yield self.say("pair.least", least=least, **two)
        else:
            limit = say_distance(rule.distance_m, language=self._language)
            nearer = "pair.within" if least_m <= rule.distance_m else "pair.perhaps-within"
            yield self.say(nearer, limit=limit, least=least, **two)
        yield self.say(f"pair.{alert['entry']}", at=self._at(self._began), where=self._where("entry"), **two)
        yield self.say(f"pair.{alert['exit']}", at=self._at(self._ended), where=self._where("exit"), **two)
        if alert["dwell_s"] > 0:
            yield self.say("pair.lasted", duration=self._duration(alert["dwell_s"]))
        fixes = "pair.fixes" if alert["n_fixes"] else "pair.no-fixes"
        yield self.say(fixes, number=self.figure(alert["n_fixes"]))

    def count(self) -> Iterable[str]:
        """How many were there at once and how many may be."""
        alert = self._alert
        details = {"count": self._count(), "limit": self.figure(alert["limit"]), "area": self.name("area")}
        span = {"began": self._at(self._began), "ended": self._at(self._ended)}
        yield self.say("count.excess", **details, **span)
        if alert["dwell_s"] > 0:
            yield self.say("dwell", duration=self._duration(alert["dwell_s"]))
        if alert["count_low"] != alert["count_high"]:
            low, high = self.figure(alert["count_low"]), self.figure(alert["count_high"])
            yield self.say("count.range", low=low, high=high)
        yield self.say("count.members", members=self._list(alert["related"]))

    def event(self) -> Iterable[str]:
        """What happened, when, where, and whom the source names."""
        alert = self._alert
        when = {"at": self._at(self._began), "where": self._where("entry")}
        yield self.say("event.happened", event=alert["event"], **when)
        if alert["dwell_s"] > 0:
            yield self.say("event.lasted", duration=self._duration(alert["dwell_s"]))
        if alert["area"] is not None and alert["max_depth_m"] is not None:
            depth = say_distance(alert["max_depth_m"], language=self._language)
            yield self.say("event.inside", area=self.name("area"), depth=depth)
        if alert["party"] is not None:
            yield self.say("event.party", party=self.name("party"))

    def nuisance(self) -> Iterable[str]:
        """Why it may be harmless, and which notice announces it."""
        alert = self._alert
        if alert["nuisance"] is None:
            return
        known = f"nuisance.{alert['nuisance']}"
        known = known if known in KNOWN_NUISANCES else "nuisance.other"
        yield self.say(known, nuisance=alert["nuisance"])
        notices = [one for one in alert["related"] if one not in (alert["object"], alert["event"])]
        if alert["nuisance"] in NUISANCES.values() and notices:
            yield self.say("nuisance.notice", notice=notices[-1])

    def sureness(self) -> Iterable[str]:
        """Certain, or possible with every doubt in words; and what is known against its positions, doubt or not."""
        alert = self._alert
        plain = "event" if alert["event"] is not None else "count" if alert["limit"] is not None else "presence"
        about = _SURE.get(alert["reason"], plain)
        if self._alert["certainty"] == "certain":
            yield self.say(f"certain.{about}")
        else:
            yield self.say("possible")
            for doubt in alert["doubts"]:
                of_two = alert["other"] is not None and doubt in OF_TWO
                yield self.say(f"pair-doubt.{doubt}" if of_two else f"doubt.{doubt}")
        for code in alert.get("integrity") or ():
            yield self.say(f"integrity.{code}")

    def basis(self) -> Iterable[str]:
        """Version of the agreement and number of files; and that people decide."""
        alert = self._alert
        files = self.figure(len(alert["files"]))
        yield self.say("basis", version=self.figure(alert["agreement_version"]), files=files)
        yield self.say("candidate")

    def _count(self) -> str:
        low, high = self._alert["count_low"], self._alert["count_high"]
        return self.figure(low if low == high else f"{low}-{high}")

    def _list(self, items: Sequence[str]) -> str:
        separator = {"zh-hans": "、", "ar": "، "}.get(self._language.lower(), ", ")
        shown = separator.join(self.figure(item) for item in items[:12])
        return shown if len(items) <= 12 else f"{shown} (+{len(items) - 12})"

    def _where(self, end: str) -> str:
        """A point in words: its figures, and the nearest place of the gazetteer."""
        lon, lat = self._alert[f"{end}_lon"], self._alert[f"{end}_lat"]
        if lon is None or lat is None:
            return self.say("where.unknown")
        point = self.figure(f"{lat:.4f}, {lon:.4f}")
        if not self._agreement.places:
            return point
        near = nearest(self._agreement.places, lon, lat).words(language=self._language)
        return self.say("where.near", point=point, near=near)

    def _at(self, moment: datetime) -> str:
        """An instant in UTC and in the zone of the agreement."""
        universal = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        try:
            local = moment.astimezone(ZoneInfo(self._agreement.time_zone))
        except (ZoneInfoNotFoundError, ValueError):
            return self.figure(universal)
        if local.utcoffset() == moment.astimezone(UTC).utcoffset():
            return self.figure(universal)
        return self.figure(f"{universal} ({local:%Y-%m-%d %H:%M:%S} {self._agreement.time_zone})")

    def _duration(self, seconds: float) -> str:
        """The two largest units that are not zero; tenths below a minute."""
        if seconds < 60.0:
            short = f"{seconds:.1f}".rstrip("0").rstrip(".")
            text = short.replace(".", ",") if self._language.lower() == "fr" else short
            return self.say("duration.s", number=self.figure(text))
        left, parts = round(seconds), []
        for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
            number, left = divmod(left, size)
            if number:
                parts.append(self.say(f"duration.{unit}", number=self.figure(number)))
        return self.say("duration.two", one=parts[0], other=parts[1]) if len(parts) > 1 else parts[0]


_TWO = ("too-close", "met")
_STOPS = ("stopped", "landed", "grounded")
_STORIES: Mapping[str | None, Callable[[_Speaker], Iterable[str]]] = {
    "missed": _Speaker.deadline,
    "late": _Speaker.deadline,
    "turned-back": _Speaker.turn,
    "crowded": _Speaker.crowd,
    "no-passage": _Speaker.quiet,
    "silent": _Speaker.silence,
    **dict.fromkeys(_STOPS, _Speaker.stop),
    **dict.fromkeys(_TWO, _Speaker.pair),
}
"""By reason, how alerts are told that are no mere presence, count or event."""
_SURE = {
    "missed": "deadline",
    "late": "deadline",
    "silent": "silence",
    **dict.fromkeys(_STOPS, "stop"),
    **dict.fromkeys(_TWO, "pair"),
}
"""By reason, what it takes for such an alert to be certain."""


def _names(entries: Iterable[Cited], language: str) -> dict[str, str]:
    """Names by id; an entry without a name is named by its id."""
    return {entry.id: entry.name.in_language(language) or entry.id for entry in entries}


def _moment(value: datetime | str) -> datetime:
    return parse_instant(value, field="instant")
