"""How many independent sources a group of statements rests on, and why a statement did not count.

Echoes of one origin count once, and so do several statements of one source. Whoever is a party speaks as a party.
What sources have in common beyond that is not seen. Source: docs/methods/corroboration.md, "Independence".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.incidents.phrases"


class VoiceKind(StrEnum):
    """What a source is to the agreement."""

    INTERNATIONAL = "international"
    PARTY = "party"
    MEDIA = "media"
    SENSOR = "sensor"
    CIVIL = "civil"
    """Residents, organisations, agencies, other States."""


class Uncounted(StrEnum):
    """Why a statement did not count by itself."""

    SAME_SOURCE = "same-source"
    SAME_SENSOR = "same-sensor"
    ECHO = "echo"
    SAME_ORIGIN = "same-origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A statement as far as its independence is concerned."""

    statement: str
    source: str
    kind: VoiceKind
    party: str | None = None
    """Of a source that is a party."""
    origin: str | None = None
    """Whose words it passes on: a statement, a source, or a name; None: its own."""
    hearsay: bool = False
    """It was told to its source, who saw nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A statement that did not count by itself."""

    statement: str
    why: Uncounted
    instead: str
    """The statement that counts for it."""
    origin: str | None
    source: str

    def words(self, *, language: str = "en", names: Mapping[str, str] | None = None) -> str:
        """The reason, in one sentence; `names`: how statements and sources are called, where not by their ids."""
        told = names or {}
        return phrase(
            PHRASES,
            f"independence.{self.why}",
            language=language,
            source=told.get(self.source, self.source),
            origin=told.get(self.origin or "", self.origin or ""),
            instead=told.get(self.instead, self.instead),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """The sources behind a group."""

    independent: int
    """How many sources speak for themselves, of whatever kind."""
    international: int
    by_party: Mapping[str, int]
    """Sources of each party; a party source whose party is not known stands under ""."""
    sensor: int
    media: int
    civil: int
    hearsay_only: bool
    """Nobody of them saw it."""
    counted: tuple[str, ...]
    """The statement that stands for each source, in order."""
    passed: tuple[Passed, ...]
    """Statements that did not count, in order, each with its reason."""

    @property
    def of_parties(self) -> int:
        """Sources that are a party."""
        return sum(self.by_party.values())

    @property
    def impartial(self) -> int:
        """Sources that are no party."""
        return self.independent - self.of_parties


def independence(voices: Iterable[Voice]) -> Independence:
    """Count the independent sources of a group; the order of its statements changes nothing.

    >>> report = Voice(statement="a", source="monitors", kind=VoiceKind.INTERNATIONAL)
    >>> echo = Voice(statement="b", source="radio", kind=VoiceKind.MEDIA, origin="a")
    >>> independence([report, echo]).independent
    1
    >>> independence([]).hearsay_only
    False
    """
    told = sorted(voices, key=lambda voice: voice.statement)
    classes = _classes(told)
    heads = {root: min(several, key=_rank) for root, several in classes.items()}
    counted = sorted(heads.values(), key=lambda voice: voice.statement)
    parties: dict[str, int] = {}
    for voice in counted:
        if voice.kind is VoiceKind.PARTY:
            parties[voice.party or ""] = parties.get(voice.party or "", 0) + 1
    kinds = [voice.kind for voice in counted]
    passed = [_passed(voice, heads[root]) for root, several in classes.items() for voice in several]
    return Independence(
        independent=len(counted),
        international=kinds.count(VoiceKind.INTERNATIONAL),
        by_party=dict(sorted(parties.items())),
        sensor=kinds.count(VoiceKind.SENSOR),
        media=kinds.count(VoiceKind.MEDIA),
        civil=kinds.count(VoiceKind.CIVIL),
        hearsay_only=bool(told) and all(_is_hearsay(voice) for voice in told),
        counted=tuple(voice.statement for voice in counted),
        passed=tuple(sorted(filter(None, passed), key=lambda one: one.statement)),
    )


def _classes(voices: list[Voice]) -> dict[str, list[Voice]]:
    """Statements that count once, by any name for them."""
    above: dict[str, str] = {}

    def root(key: str) -> str:
        while above.setdefault(key, key) != key:
            key = above[key]
        return key

    names = {voice.source: f"source {voice.source}" for voice in voices}
    names |= {voice.statement: f"source {voice.source}" for voice in voices}
    for voice in voices:
        own = f"source {voice.source}"
        whose = own if voice.origin is None else names.get(voice.origin, f"origin {voice.origin}")
        one, other = sorted((root(own), root(whose)))
        above[other] = one
    classes: dict[str, list[Voice]] = {}
    for voice in voices:
        classes.setdefault(root(f"source {voice.source}"), []).append(voice)
    return classes


def _is_hearsay(voice: Voice) -> bool:
    return voice.hearsay or voice.origin is not None


def _rank(voice: Voice) -> tuple[bool, bool, str]:
    """Whoever speaks for themselves stands for their echoes, whoever saw it for those who were told."""
    return voice.origin is not None, voice.hearsay, voice.statement


def _passed(voice: Voice, head: Voice) -> Passed | None:
    if voice is head:
        return None
    if voice.origin is not None and voice.origin in {head.statement, head.source}:
        why = Uncounted.ECHO
    elif voice.source == head.source:
        why = Uncounted.SAME_SENSOR if voice.kind is VoiceKind.SENSOR else Uncounted.SAME_SOURCE
    elif voice.origin is not None and voice.origin == head.origin:
        why = Uncounted.SAME_ORIGIN
    else:
        why = Uncounted.ECHO
    return Passed(statement=voice.statement, why=why, instead=head.statement, origin=voice.origin, source=voice.source)
