"""Bearings as people write them, in four languages: NNW, شمال غرب, au nord-ouest, 西北偏北, 305°, 5400 mil, N30W.

What comes out is a bearing from true north with the greatest error that follows from how it was said, or none where
only the reporter could say it; his words are kept.

Sources: sixteen winds of 22.5 degrees each; NATO STANAG 2103 and its 6400 mils to a turn, 6000 where Soviet or Chinese
instruments are used; GB/T 13989 and common use for 北偏西30° (from north 30 degrees to the west).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from evenhand.agreements.case_lines import DIRECTIONS
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.places import Offset

NOT_A_BEARING = ProblemKind(
    code="reports.not-a-bearing",
    blame="caller",
    message="{field} is {value!r}, which is no bearing. Write a wind (NNW), degrees (305), or mils (5400 mil).",
)
BEARING_TOO_LARGE = ProblemKind(
    code="reports.bearing-too-large",
    blame="caller",
    message="{field} is {value:g} {unit}, and a whole turn has {turn}. Write a bearing from 0 to {turn}.",
)
WHICH_MILS = ProblemKind(
    code="reports.which-mils",
    blame="caller",
    message="{field} is {value!r}; a turn has 6400 mils on some instruments and 6000 on others. Say which.",
)
DECLINATION_TOO_LARGE = ProblemKind(
    code="reports.declination-too-large",
    blame="caller",
    message="The declination is {value:g} degrees. Write one from -180 (west) to 180 (east).",
)
NOT_AN_OFFSET = ProblemKind(
    code="reports.not-an-offset",
    blame="caller",
    message="{field} is {value!r}, which is no distance and direction from a place. Write it as: 6 km NW of NAME.",
)

MilsPerTurn = Literal[6400, 6000]
Winds = Literal[16, 8]

_TURN = 360.0
_LONGEST = 120
_AMONG_LATIN = re.compile(r"north|nord|south|sud|east|est|west|ouest|[nsew]")
_AMONG_FRENCH = re.compile(r"north|nord|south|sud|east|est|west|ouest|[nsewo]")
_LETTER = {"north": "N", "nord": "N", "south": "S", "sud": "S", "east": "E", "est": "E", "west": "W", "ouest": "W"}
_ARABIC = {"شمال": "N", "جنوب": "S", "شرق": "E", "غرب": "W"}
_CHINESE = {"北": "N", "南": "S", "东": "E", "東": "E", "西": "W"}
_FILLERS = re.compile(
    r"\b(?:to|the|due|towards?|vers|le|la|au|a|à|l['’]|direction)(?=\s|\b)|باتجاه|اتجاه|نحو|جهة|正|方向|以|方|面|边"
)
_GAPS = re.compile(r"[\s\-‐-―_/.,،]+")
_MARKS = re.compile(r"[\u064b-\u0652\u0640\u200b-\u200f\u2066-\u2069]")
_NUMBER = r"\d{1,6}(?:[.,]\d{1,6})?"
_DEGREES = re.compile(rf"({_NUMBER})\s*(?:°|º|deg(?:rees?)?|degrés?|درج(?:ة|ات|ه)|度)?\s*")
_MILS = re.compile(rf"({_NUMBER})\s*(?:mils?|millièmes?|مليم|密位)\s*")
_QUADRANT = re.compile(
    rf"(?P<near>\D+?)(?:\s*偏\s*(?P<zh>\D))?\s*(?P<degrees>{_NUMBER})\s*"
    r"(?:°|º|deg(?:rees?)?|degrés?|درجة|度)?\s*(?P<far>\D*)"
)
_KM = r"km|kilomet(?:er|re)s?|kilomètres?|كم|كيلومتر(?:ات)?|公里|千米"
_LENGTH = rf"(?P<length>{_NUMBER})\s*(?P<unit>{_KM}|m|met(?:er|re)s?|mètres?|م|متر(?:ا|ات)?|米)"
_OFFSETS = (
    ("", re.compile(rf"(?:at\s+)?{_LENGTH}\s+(?P<way>\S[^\d]*?)\s+(?:of|from)\s+(?P<name>\S.*)")),
    ("fr", re.compile(rf"(?:à\s+)?{_LENGTH}\s+(?P<way>\S[^\d]*?)\s+(?:(?:de|du|des)\s+|d['’])(?P<name>\S.*)")),
    (
        "ar",
        re.compile(
            rf"(?:على\s+بعد\s+)?{_LENGTH}\s+(?:إلى\s+)?(?P<way>(?:(?:ال)?(?:شمال|جنوب|شرق|غرب)ي?[\s-]+)+)"
            r"(?:من\s+|عن\s+)?(?P<name>\S.*)"
        ),
    ),
    (
        "zh-hans",
        re.compile(rf"在?(?P<name>[^\d\s].*?)(?P<way>[正以东東西南北偏]+)(?:方向|方|面)?约?\s*{_LENGTH}\s*处?"),
    ),
)
"""How each language puts it; "" is the language of the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A direction from true north, clockwise."""

    bearing_deg: float
    """0 to below 360."""
    error_deg: float | None
    """Greatest error to either side that follows from the way it was said; None: the reporter has to say."""
    said: str

    def from_magnetic_north(self, declination_deg: float, *, error_deg: float = 0.0) -> "Bearing":
        """The bearing from true north, where this one was read off a magnetic compass.

        Args:
            declination_deg: of magnetic north from true north, east positive.
            error_deg: of the declination; added to the error where there is one.

        Raises:
            DECLINATION_TOO_LARGE: outside -180 to 180.

        >>> Bearing(bearing_deg=358.0, error_deg=None, said="358").from_magnetic_north(3.5).bearing_deg
        1.5
        """
        if not -180.0 <= declination_deg <= 180.0:
            raise DECLINATION_TOO_LARGE(value=declination_deg)
        error = None if self.error_deg is None else min(self.error_deg + error_deg, 180.0)
        return Bearing(bearing_deg=turned(self.bearing_deg + declination_deg), error_deg=error, said=self.said)


def parse_bearing(
    text: str,
    *,
    field: str = "bearing",
    language: str = "en",
    winds: Winds = 16,
    mils_per_turn: MilsPerTurn | None = None,
) -> Bearing:
    """A bearing from a wind, degrees, mils or a quadrant ("N30W").

    Args:
        text: as written; digits of any script.
        field: what it answers, for the Problem.
        language: of the form. Only in "fr" is O the west, for "no" is an answer in English.
        winds: how many the reporter could choose from: a wind of sixteen is 11.25 degrees wide to either side, one of
            eight 22.5.
        mils_per_turn: of the instrument; None: not known, so mils are refused.

    Raises:
        NOT_A_BEARING, BEARING_TOO_LARGE, WHICH_MILS.

    >>> parse_bearing("NNW")
    Bearing(bearing_deg=337.5, error_deg=11.25, said='NNW')
    >>> parse_bearing("شمال غرب").bearing_deg, parse_bearing("西北偏北").bearing_deg, parse_bearing("N30W").bearing_deg
    (315.0, 337.5, 330.0)
    """
    said = text.strip()
    plain = _plain(said)
    if not plain or len(said) > _LONGEST:
        raise NOT_A_BEARING(field=field, value=said[:_LONGEST])
    if match := _DEGREES.fullmatch(plain):
        return _measured(match[1], _TURN, "°", field=field, said=said)
    if match := _MILS.fullmatch(plain):
        if mils_per_turn is None:
            raise WHICH_MILS(field=field, value=said)
        return _measured(match[1], float(mils_per_turn), "mil", field=field, said=said)
    quadrant = _quadrant(plain, language)
    if quadrant is not None:
        return Bearing(bearing_deg=quadrant, error_deg=None, said=said)
    wind = _wind(plain, language)
    if wind is None:
        raise NOT_A_BEARING(field=field, value=said)
    return Bearing(bearing_deg=DIRECTIONS.index(wind) * 22.5, error_deg=180.0 / winds, said=said)


def parse_offset(text: str, *, field: str = "place", language: str = "en", winds: Winds = 16) -> tuple[Offset, str]:
    """A distance and direction from a named place, and that name: "6 km NW of Harbour".

    The distance is good to half of the last digit that was written: 6 km is 5.5 to 6.5 km, and 500 m is 450 to 550 m.

    Raises:
        NOT_AN_OFFSET.

    >>> offset, name = parse_offset("6 km NW of Harbour")
    >>> offset.distance_low_m, offset.distance_high_m, offset.bearing_deg, name
    (5500.0, 6500.0, 315.0, 'Harbour')
    >>> parse_offset("على بعد 6 كم شمال غرب المرسى")[1], parse_offset("港口西北6公里")[1]
    ('المرسى', '港口')
    """
    said = text.strip()
    match, wind = _offset_and_wind(said, language)
    if match is None or wind is None:
        raise NOT_AN_OFFSET(field=field, value=said[:_LONGEST])
    low_m, high_m = _half_a_digit(match["length"], 1000.0 if re.fullmatch(_KM, match["unit"]) else 1.0)
    offset = Offset(
        bearing_deg=DIRECTIONS.index(wind) * 22.5,
        bearing_error_deg=180.0 / winds,
        distance_low_m=low_m,
        distance_high_m=high_m,
        said=said,
    )
    return offset, match["name"].strip()


def _offset_and_wind(said: str, language: str) -> tuple[re.Match[str] | None, str | None]:
    if len(said) > _LONGEST:
        return None, None
    plain = _digits(_MARKS.sub("", unicodedata.normalize("NFKC", said)))
    for tongue, pattern in _OFFSETS:
        match = pattern.fullmatch(plain)
        wind = None if match is None else _wind(_plain(match["way"]), tongue or language)
        if wind is not None:
            return match, wind
    return None, None


def _half_a_digit(figure: str, unit_m: float) -> tuple[float, float]:
    """The lengths that round to a figure as it was written; zeros at the end of a whole number say nothing."""
    whole, _, decimals = figure.replace(",", ".").partition(".")
    zeros = 0 if decimals else len(whole) - len(whole.rstrip("0"))
    value = float(f"{whole}.{decimals or 0}")
    half = 0.5 * 10.0 ** (zeros - len(decimals)) if value else 0.5
    return round(max(value - half, 0.0) * unit_m, 3), round((value + half) * unit_m, 3)


def _measured(figure: str, turn: float, unit: str, *, field: str, said: str) -> Bearing:
    value = float(figure.replace(",", "."))
    if value > turn:
        raise BEARING_TOO_LARGE(field=field, value=value, unit=unit, turn=f"{turn:g}")
    return Bearing(bearing_deg=turned(value * _TURN / turn), error_deg=None, said=said)


def turned(degrees: float) -> float:
    """An angle as a bearing, 0 to below 360; a tiny negative one is 0, where % would round it to 360.

    >>> turned(-90.0), turned(-1e-20)
    (270.0, 0.0)
    """
    into = degrees % _TURN
    return 0.0 if into >= _TURN else into


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


def _plain(text: str) -> str:
    folded = _MARKS.sub("", _digits(unicodedata.normalize("NFKC", text))).casefold().replace("٫", ".")
    return folded.strip()


def _wind(plain: str, language: str) -> str | None:
    """One of the sixteen winds, or None."""
    words = _GAPS.sub(" ", _FILLERS.sub(" ", plain)).strip()
    letters = _latin(words, language) or _arabic(words) or _chinese(words)
    return letters if letters in DIRECTIONS else None


def _latin(words: str, language: str) -> str | None:
    joined = words.replace(" ", "")
    among = _AMONG_FRENCH if language.startswith("fr") else _AMONG_LATIN
    found = among.findall(joined)
    if not found or "".join(found) != joined:
        return None
    return "".join("W" if word == "o" else _LETTER.get(word, word.upper()) for word in found)


def _arabic(words: str) -> str | None:
    letters = []
    for word in words.split(" "):
        bare = word.removeprefix("لل").removeprefix("ال").removesuffix("ي")
        if bare not in _ARABIC:
            return None
        letters.append(_ARABIC[bare])
    return "".join(letters)


def _chinese(words: str) -> str | None:
    joined = words.replace(" ", "")
    base, leans, lean = joined.partition("偏")
    letters = [_CHINESE.get(letter, "") for letter in base]
    if not all(letters) or not 1 <= len(letters) <= 3 or bool(leans) != bool(lean):
        return None
    first, last = letters[:-2], sorted(letters[-2:], key="NSEW".index)  # 东北 is the north-east
    if leans:
        return _CHINESE.get(lean, "?") + "".join(last) if len(letters) == 2 else None
    return "".join(first + last)


def _quadrant(plain: str, language: str) -> float | None:
    """Degrees from north or south towards east or west, or None."""
    match = _QUADRANT.fullmatch(plain)
    if match is None:
        return None
    near, far = _wind(match["near"], language), _wind(match["zh"] or match["far"] or "", language)
    degrees = float(match["degrees"].replace(",", "."))
    if near not in ("N", "S") or far not in ("E", "W") or degrees > 90.0:
        return None
    towards = degrees if (near == "N") == (far == "E") else -degrees
    return turned(towards + (180.0 if near == "S" else 0.0))
