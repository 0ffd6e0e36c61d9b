"""AIS messages as a coastal station would log them: position reports (type 1) and voyage data (type 5).

Source: ITU-R M.1371-5, annex 8, tables 48 and 52 (fields), 8.2.2 (six-bit armour is IEC 61162-1, annex C).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.simulation.movers import Motion

_SIX_BITS = 1 << np.arange(5, -1, -1)
_SIXBIT_TEXT = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?"
_UNDER_WAY, _MOORED = 0, 5
_MOORED_BELOW_KN = 0.3
_PART_CHARS = 60

Field = tuple[NDArray[np.int64] | int, int]
"""A value (or one a message) and its width in bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ship:
    """What a ship says of itself in its voyage data."""

    mmsi: int
    imo: int
    call_sign: str
    name: str
    ship_type: int
    """70 to 79 cargo, 80 to 89 tanker, 30 fishing, 35 military."""
    length_m: int
    beam_m: int
    draught_dm: int
    destination: str


def position_reports(mmsi: int, motion: Motion) -> list[str]:
    """One `!AIVDM` sentence a fix (type 1, class A), channels A and B in turn."""
    count = len(motion.at_s)
    under_way = motion.speed_kn >= _MOORED_BELOW_KN
    course = np.where(under_way, np.round(motion.course_deg * 10.0) % 3600, 3600)
    heading = np.where(under_way, np.round(motion.course_deg) % 360, 511)
    chars = _armour(
        count,
        [
            (1, 6), (0, 2), (mmsi, 30),
            (np.where(under_way, _UNDER_WAY, _MOORED), 4),
            (-128, 8),  # rate of turn: no information
            (np.minimum(np.round(motion.speed_kn * 10.0), 1022).astype(np.int64), 10),
            (1, 1),  # better than 10 m
            (np.round(motion.lon * 600_000.0).astype(np.int64), 28),
            (np.round(motion.lat * 600_000.0).astype(np.int64), 27),
            (course.astype(np.int64), 12),
            (heading.astype(np.int64), 9),
            ((motion.at_s.astype(np.int64)) % 60, 6),
            (0, 2), (0, 3), (0, 1),
            (0, 19),  # communication state
        ],
    )  # fmt: skip
    payloads = [bytes(row).decode() for row in chars]
    return [sentence(f"AIVDM,1,1,,{'AB'[number % 2]},{payload},0") for number, payload in enumerate(payloads)]


def voyage_data(ship: Ship, *, sequence: int) -> list[str]:
    """The two sentences of a type 5 message; `sequence` (0 to 9) ties them together."""
    half_m, side_m = ship.length_m // 2, ship.beam_m // 2
    chars = _armour(
        1,
        [
            (5, 6), (0, 2), (ship.mmsi, 30), (0, 2), (ship.imo, 30),
            *_text(ship.call_sign, 7), *_text(ship.name, 20),
            (ship.ship_type, 8),
            (half_m, 9), (ship.length_m - half_m, 9), (side_m, 6), (ship.beam_m - side_m, 6),
            (1, 4), (0, 4), (0, 5), (24, 5), (60, 6),  # GPS; no estimated arrival
            (ship.draught_dm, 8), *_text(ship.destination, 20), (0, 1), (0, 1),
        ],
    )  # fmt: skip
    payload = bytes(chars[0]).decode()
    first, second = payload[:_PART_CHARS], payload[_PART_CHARS:]
    return [sentence(f"AIVDM,2,1,{sequence},A,{first},0"), sentence(f"AIVDM,2,2,{sequence},A,{second},2")]


def sentence(body: str) -> str:
    """A sentence with its exclamation mark and checksum.

    >>> sentence("AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0")
    '!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C'
    """
    return f"!{body}*{_checksum(body):02X}"


def tag_block(*, station: str, at_s: float) -> str:
    r"""The tag block that says which station heard a sentence and when. Source: NMEA 0183 v4, section 7.

    >>> tag_block(station="pier", at_s=1606780800)
    '\\s:pier,c:1606780800*34\\'
    """
    body = f"s:{station},c:{int(at_s)}"
    return f"\\{body}*{_checksum(body):02X}\\"


def _checksum(body: str) -> int:
    value = 0
    for byte in body.encode("ascii"):
        value ^= byte
    return value


def _text(words: str, length: int) -> list[Field]:
    padded = words.upper()[:length].ljust(length, "@")
    return [(max(_SIXBIT_TEXT.find(letter), 0), 6) for letter in padded]


def _armour(count: int, fields: Sequence[Field]) -> NDArray[np.uint8]:
    """Fields to armoured characters, one row a message; the last character is filled up with zero bits."""
    columns: list[NDArray[Any]] = []
    for value, width in fields:
        numbers = np.broadcast_to(np.asarray(value, dtype=np.int64), (count,))
        columns.append((numbers[:, None] >> np.arange(width - 1, -1, -1)) & 1)
    bits = np.concatenate(columns, axis=1)
    bits = np.pad(bits, ((0, 0), (0, -bits.shape[1] % 6)))
    sextets = (bits.reshape(count, bits.shape[1] // 6, 6) * _SIX_BITS).sum(axis=2)
    return np.asarray(np.where(sextets < 40, sextets + 48, sextets + 56), dtype=np.uint8)
