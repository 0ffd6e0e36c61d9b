"""Finding places by name in any script, and saying where a point is in words.

Sources: Unicode Standard Annex 15 (normalisation forms); UN romanisation of Arabic, 2017 system, for the articles that
assimilate (ad-, ar-, as-, ash- ...).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evenhand.agreements.case_lines import DIRECTIONS
from evenhand.agreements.faults import letters_apart
from evenhand.agreements.model import Place
from evenhand.agreements.wording import say
from evenhand.foundation.geodesy import WGS84
from evenhand.foundation.problems import ProblemKind

NO_PLACES = ProblemKind(
    code="agreements.no-places",
    blame="missing",
    message="There is no place near {lat:.4f},{lon:.4f}, for the gazetteer of {where} is empty. Add places.yaml.",
)

Reason = Literal["exact", "same-letters", "begins", "word-begins", "contains", "similar"]
REASONS: tuple[Reason, ...] = ("exact", "same-letters", "begins", "word-begins", "contains", "similar")
"""Best first."""

_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ـ": None}
)
_LATIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"}
)
_SILENT = re.compile(r"[’‘'`ʿʾʻʼ\u02bf\u02be\u200b-\u200f\u2066-\u2069]")
_GAPS = re.compile(r"[\s\-‐-―_/.,()]+")
_LATIN_ARTICLE = re.compile(r"\b(?:al|el|ad|ar|as|ash|at|ath|an|az|adh)[\s\-‐]+(?=\w{2})")
_JOINED_ARTICLE = re.compile(r"^(?:al|el)(?=\w{4})")
_ARABIC_ARTICLE = re.compile(r"(?:(?<=^)|(?<=\s))ال(?=\w{2})")
_NEAR_M = 500.0
"""Nearer than this, a point is at the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A place that a query may mean, the name by which it was found, and why."""

    place: Place
    name: str
    reason: Reason
    slips: int = 0
    """Letters that differ, where the reason is "similar"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """Where a point is, seen from a place."""

    place: Place
    distance_m: float
    azimuth_deg: float
    """From the place to the point, 0 to 360 clockwise from north."""

    @property
    def direction(self) -> str:
        """The nearest of the sixteen winds, "N" to "NNW"."""
        return DIRECTIONS[round(self.azimuth_deg / 22.5) % 16]

    def words(self, *, language: str = "en") -> str:
        """The position in words: "12 km north-east of Harbour", or "at Harbour" within 500 m."""
        name = self.place.name.in_language(language)
        if self.distance_m < max(_NEAR_M, self.place.accuracy_m):
            return say("nearby.at", language=language, place=name)
        distance = say_distance(self.distance_m, language=language)
        direction = say(f"direction.{self.direction}", language=language)
        return say("nearby.away", language=language, distance=distance, direction=direction, place=name)


def say_distance(metres: float, *, language: str = "en") -> str:
    """A distance as people say it: "800 m", "3.4 km", "129 km".

    >>> say_distance(3420), say_distance(129_804)
    ('3.4 km', '130 km')
    """
    if metres < 1000.0:
        return say("distance.m", language=language, figure=f"{metres:.0f}")
    figure = f"{metres / 1000:.1f}" if metres < 10_000.0 else f"{metres / 1000:.0f}"
    return say("distance.km", language=language, figure=figure.replace(".", ",") if language == "fr" else figure)


def fold(name: str) -> str:
    """A name without what spellings differ in: case, accents, vowel signs, articles, hyphens and apostrophes.

    Chinese and other scripts stay as they are.

    >>> fold("Al-Watiyah"), fold("El Ouatiyah"), fold("Bin Jawād")
    ('watiyah', 'ouatiyah', 'bin jawad')
    >>> fold("الجُفرة") == fold("جفره")
    True
    """
    text = unicodedata.normalize("NFKD", name.translate(_ARABIC_LETTERS)).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = _SILENT.sub("", text.translate(_LATIN_LETTERS).translate(_ARABIC_LETTERS))
    text = _LATIN_ARTICLE.sub("", text)
    text = _GAPS.sub(" ", text).strip()
    return _ARABIC_ARTICLE.sub("", text) or text


def names(place: Place) -> tuple[str, ...]:
    """Every spelling of a place: its names in each language, its variants and its id."""
    return tuple(dict.fromkeys((*place.name, *place.variants, place.id)))


def search(places: Sequence[Place], query: str, *, limit: int = 10) -> tuple[Match, ...]:
    """The places that `query` may mean, likeliest first: by reason, then by slips, then by the length of the name.

    A blank query finds nothing.
    """
    wanted = fold(query)
    if not wanted:
        return ()
    found = [best for place in places if (best := _best(place, query.strip(), wanted)) is not None]
    found.sort(key=lambda match: (*_rank(match), match.place.id))
    return tuple(found[:limit])


def nearest(places: Sequence[Place], lon: float, lat: float, *, where: str = "the agreement") -> Nearby:
    """The nearest place to a point and how the point lies from it.

    Raises:
        NO_PLACES: `places` is empty.
    """
    if not places:
        raise NO_PLACES(lon=lon, lat=lat, where=where)
    lons, lats = [place.lon for place in places], [place.lat for place in places]
    azimuths, _, distances = WGS84.inv(lons, lats, [lon] * len(places), [lat] * len(places))
    best = min(range(len(places)), key=lambda index: (distances[index], places[index].id))
    return Nearby(place=places[best], distance_m=float(distances[best]), azimuth_deg=float(azimuths[best]) % 360.0)


def _rank(match: Match) -> tuple[int, int, int]:
    return REASONS.index(match.reason), match.slips, len(match.name)


def _best(place: Place, query: str, wanted: str) -> Match | None:
    matches = (_match(place, name, query, wanted) for name in names(place))
    return min((match for match in matches if match is not None), key=_rank, default=None)


def _match(place: Place, name: str, query: str, wanted: str) -> Match | None:
    folded = fold(name)
    joined, wanted_joined = (_JOINED_ARTICLE.sub("", text.replace(" ", "")) for text in (folded, wanted))
    reason: Reason | None = None
    slips = 0
    if name == query:
        reason = "exact"
    elif folded == wanted or joined == wanted_joined:
        reason = "same-letters"
    elif folded.startswith(wanted):
        reason = "begins"
    elif f" {wanted}" in folded:
        reason = "word-begins"
    elif wanted in folded:
        reason = "contains"
    elif len(wanted_joined) >= 4:
        slips = letters_apart(joined[:64], wanted_joined[:64])
        reason = "similar" if slips <= max(1, len(wanted_joined) // 4) else None
    return None if reason is None else Match(place=place, name=name, reason=reason, slips=slips)
