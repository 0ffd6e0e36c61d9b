"""Small valid inputs of every format, and ways to spoil them; fuzzers start from these."""

import gzip
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.sources.feeds.records import Heading, Message, line_of

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)

_SNAPSHOT = json.dumps(
    {
        "now": 1607256000.5,
        "aircraft": [
            {
                "hex": "4b43ac",
                "flight": "REGA1  ",
                "lat": 31.2,
                "lon": 16.5,
                "seen_pos": 1.5,
                "alt_baro": 900,
                "nac_p": 9,
            },
            {"hex": "~2a4b5c", "lat": 31.0, "lon": 16.0, "alt_baro": "ground"},
            {"hex": "018019"},
        ],
    }
)
_TRACE = json.dumps(
    {
        "icao": "ac671b",
        "timestamp": 1607256000.0,
        "trace": [[0, 16.7, -88.0, 32000, 478.6, 327.8, 1, 0, {"nic": 8}], [9, 1, 2, None]],
    }
)
_STATES = json.dumps(
    {
        "time": 1607256000,
        "states": [["4b43ac", "R", "CH", 1607256000, 1607256000, 16.5, 31.2, 9.0, False, 1.0, 9.0, 0, None, 1.0]],
    }
)
_RECORD = {
    "icao24": "4b43ac",
    "timestamp": 1607256000000,
    "latitude": 31.2,
    "longitude": 16.5,
    "altitude": 1,
    "groundspeed": 2,
}
_FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [16.5, 31.2]},
    "properties": {"mmsi": 7, "time": "2020-12-06T12:00:00Z"},
}
_GPX = (
    '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>a</name><trkseg>'
    + '<trkpt lat="31.2" lon="16.5"><ele>1</ele><time>2020-12-06T12:00:00Z</time></trkpt>' * 3
    + "</trkseg></trk></gpx>"
)
_DANISH_HEAD = (
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,"
    "Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,Destination,ETA,Data source type"
)
_DANISH_ROW = "06/12/2020 12:0{n}:00,Class A,219000001,55.5,10.5,Moored,0.0,7.5,90,12,Unknown,,HAVET,,,,,,,,,AIS"
_FIRMS_HEAD = (
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,confidence,version,bright_ti5,frp,daynight"
)
_AIS = (
    "\\s:a,c:1607256000*07\\!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C",
    "1607256000 !AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C",
    "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C",
    "!AIVDM,2,2,1,A,88888888880,2*25",
    "$PGHP,1,2008,5,9,0,0,0,10,338,2,,1,09*17",
    "!AIVDM,1,1,,B,15NBj>PP1gG>1PVKTDTUJOv00<0M,0*09",
)


def _parquet() -> bytes:
    sink = io.BytesIO()
    table = pa.table({"mmsi": [1, 2], "time": pa.array([NOON, NOON]), "lat": [31.2, 31.3], "lon": [16.5, 16.6]})
    pq.write_table(table, sink, write_page_checksum=True)
    return sink.getvalue()


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _journal() -> bytes:
    heading = line_of(Heading(feed="mqtt://broker/tracks", opened_at=NOON, number=1))
    bodies = (b"id=1&timestamp=160725600%d&lat=60.%d&lon=30.0" % (n, n) for n in range(5))
    return heading + b"".join(line_of(Message(at=NOON, topic="tracks/1", body=body)) for body in bodies)


BY_LINE: dict[str, bytes] = {
    "readsb-history": _lines(*[_SNAPSHOT] * 3),
    "records": _lines(*[json.dumps(_RECORD)] * 4),
    "ais": _lines(*_AIS * 2),
    "danish": _lines(_DANISH_HEAD, *(_DANISH_ROW.format(n=n) for n in range(5))),
    "firms": _lines(_FIRMS_HEAD, *(f"28.{n},-0.5,330,0.4,0.3,2026-08-05,{n}49,N,n,2.0,298,3,N" for n in range(5))),
    "osmand": _lines(*(f"/?id=1&timestamp=160725600{n}&lat=60.{n}&lon=30.0&hdop=1" for n in range(5))),
    "journal": _journal(),
    "table": _lines(
        "vehicle_id,timestamp,latitude,longitude", *(f"v{n},2020-12-06T12:00:0{n}Z,31.2,16.5" for n in range(5))
    ),
    "quoted": _lines("mmsi;t;x;y;name", *(f'{n};2020-12-06T12:00:00Z;16.5;31.2;"a ""b"" {n}"' for n in range(5))),
    "identities": _lines("object,category,party,count", *(f"mmsi:{n},vessel,north,1" for n in range(4))),
    "notices": _lines(
        "notice,given_at,begins_at,ends_at",
        *(f"n{n},2020-12-01T00:00:00Z,2020-12-02,2020-12-03T00:00:00Z" for n in range(3)),
    ),
    "opensky": _lines(
        "time,icao24,lat,lon,velocity,heading,lastposupdate",
        *(f"160725600{n},4b43ac,31.2,16.5,1,2,160725600{n}.5" for n in range(4)),
    ),
}
"""Formats of which every good line is kept, whatever the others are. Each line but the header gives one row or none."""

WHOLE: dict[str, bytes] = {
    "readsb": json.dumps(json.loads(_SNAPSHOT), indent=1).encode(),
    "trace": _TRACE.encode(),
    "states": _STATES.encode(),
    "array": json.dumps([_RECORD] * 3).encode(),
    "columns": json.dumps({key: {"0": value} for key, value in _RECORD.items()}).encode(),
    "geojson": json.dumps({"type": "FeatureCollection", "features": [_FEATURE] * 3}).encode(),
    "gpx": _GPX.encode(),
    "parquet": _parquet(),
}
"""Formats that have an end, and are refused where it is missing."""

SAMPLES: dict[str, bytes] = {**BY_LINE, **WHOLE, "packed": gzip.compress(BY_LINE["table"])}
