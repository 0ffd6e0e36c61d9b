"""What was found about a file, as codes with details; the words for them are in `phrases/`.

Every finding also says what it proves and what it does not: a reader must not take a readable date for a true one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from evenhand.foundation.phrases import catalogue, phrase
from evenhand.foundation.texts import LANGUAGES

PHRASES = "evenhand.evidence.phrases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, and how it turned out."""

    topic: str
    """E.g. "credentials"; with `state` the key of its sentence."""
    state: str
    details: Mapping[str, str] = field(default_factory=dict)
    """What the sentence names."""

    @property
    def key(self) -> str:
        """The key of the sentence: "credentials.untrusted"."""
        return f"{self.topic}.{self.state}"


def finding(key: str, **details: str) -> Finding:
    """A finding from its key.

    >>> finding("exif.none")
    Finding(topic='exif', state='none', details={})
    """
    topic, state = key.split(".", 1)
    return Finding(topic=topic, state=state, details=details)


def say(found: Finding, *, language: str = "en") -> str:
    """The sentence of a finding.

    Raises:
        NO_SUCH_PHRASE: the finding is of no kind that this version knows.
    """
    return phrase(PHRASES, found.key, language=language, **found.details)


def known(key: str) -> bool:
    """Whether there is a sentence for this key."""
    return key in catalogue(PHRASES, "en")


def proofs(found: Iterable[Finding], *, language: str = "en") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the findings together prove, and what they do not, in sentences; each once, in order."""
    tag = language.lower() if language.lower() in LANGUAGES else "en"
    phrases = catalogue(PHRASES, tag)
    proved: dict[str, None] = {}
    open_: dict[str, None] = {}
    for one in found:
        for side, kept in (("proves", proved), ("leaves-open", open_)):
            key = f"{side}.{one.key}"
            if key in phrases:
                kept[phrases[key].format(**one.details)] = None
    return tuple(proved), tuple(open_)


def to_json(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON values."""
    return [asdict(one) | {"details": dict(one.details)} for one in found]


def from_json(values: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Findings from JSON values, as text throughout."""
    return tuple(
        Finding(
            topic=str(value["topic"]),
            state=str(value["state"]),
            details={str(name): str(detail) for name, detail in dict(value.get("details", {})).items()},
        )
        for value in values
    )
