"""What is answered in every form, by path; and the wrong answers that are tried first."""

from evenhand.reports.codes import ReportKind

PLACES = b"name,label\nharbour,Harbour\n"
PARTIES = b"name,label\nnorth,North\nunknown,Not known\n"

ANSWERS = {
    "/data/p_words/language": "fr",
    "/data/p_words/text": "Cinq explosions, « très près » — & <pas> loin",
    "/data/about": "CFV-2020-0042",
    "/data/reporter_type": "ngo",
    "/data/when/known": "about",
    "/data/when/at": "2020-12-06T11:30:00.000+02:00",
    "/data/when/margin_min": "10",
    "/data/place/kind": "sector",
    "/data/place/position_by": "receiver",
    "/data/place/receiver": "31.0 16.0 20.0 6.0",
    "/data/place/bearing_by": "mils",
    "/data/place/bearing_mil": "5600",
    "/data/place/bearing_error_deg": "2.5",
    "/data/place/range_low_m": "3000",
    "/data/place/range_high_m": "5000",
    "/data/place_text": "Behind the water tower",
    "/data/p_party/alleged_party": "north",
    "/data/p_party/alleged_unit": "White pick-up",
    "/data/violations": "KIN.MOR CIV.INFRA",
    "/data/provisions/instrument": "Agreement",
    "/data/provisions/article": "art. 2",
    "/data/items/p_what/observed": "explosion",
    "/data/items/p_what/count/qualifier": "about",
    "/data/items/p_what/count/low": "5",
    "/data/items/p_what/count/high": "7",
    "/data/items/p_what/means": "heard",
    "/data/items/p_what/post": "patrol",
    "/data/items/p_weapon/phase": "impact",
    "/data/items/p_weapon/weapon": "mortar",
    "/data/items/p_weapon/calibre_mm": "120",
    "/data/items/p_weapon/cause": "ceasefire-violation",
    "/data/items/place/kind": "named",
    "/data/items/place/named": "harbour",
    "/data/items/place/bearing_by": "compass",
    "/data/items/place/bearing_point": "SSE",
    "/data/items/place/range_low_m": "500",
    "/data/items/place/range_high_m": "900",
    "/data/anybody_hurt": "yes",
    "/data/casualties/civilians_killed/low": "1",
    "/data/casualties/civilians_killed/high": "1",
    "/data/casualties/unknown/low": "2",
    "/data/restriction/type": "gnss-interference",
    "/data/restriction/interference": "possible-jamming",
    "/data/restriction/actor": "Men without insignia",
    "/data/restriction/duration_min": "45",
    "/data/restriction/people": "4",
    "/data/restriction/vehicles": "2",
    "/data/restriction/reason": "orders",
    "/data/restriction/outcome": "rerouted",
    "/data/patrol/route": "31.0 16.0 0.0 5.0; 31.1 16.1 0.0 5.0",
    "/data/patrol/people": "4",
    "/data/patrol/posts_visited": "Post A\\nPost B",
    "/data/attached/kind": "photo",
    "/data/attached/photo": "1607250000000.jpg",
    "/data/attached/caption": "Crater",
    "/data/protection": "confidential",
    "/data/source/name": "A neighbour",
}
REPEATS = {"/data/items": 2, "/data/provisions": 1, "/data/attached": 1}

VIOLATED, EMPTY = "2", "1"
WRONG = {
    "/data/p_words/text": ("", EMPTY),
    "/data/about": ("report 42", VIOLATED),
    "/data/when/margin_min": ("0", VIOLATED),
    "/data/when/until": ("2020-12-05T11:30:00.000+02:00", VIOLATED),
    "/data/place/bearing_mil": ("6400", VIOLATED),
    "/data/place/bearing_error_deg": ("181", VIOLATED),
    "/data/place/range_high_m": ("3000", VIOLATED),
    "/data/items/p_what/count/low": ("-1", VIOLATED),
    "/data/items/p_what/count/high": ("4", VIOLATED),
    "/data/items/p_weapon/calibre_mm": ("0", VIOLATED),
    "/data/casualties/civilians_killed/high": ("0", VIOLATED),
    "/data/restriction/duration_min": ("-5", VIOLATED),
    "/data/provisions/instrument": ("", EMPTY),
}
"""Path to a wrong answer, and what the engine has to say of it."""

_WHEN = {
    "begins_at": "2020-12-06T09:20:00Z",
    "ends_at": "2020-12-06T09:40:00Z",
    "fidelity": "minute",
}
_PLACE = {
    "kind": "sector", "observer_lon": 16.0, "observer_lat": 31.0, "observer_accuracy_m": 6.0, "bearing_deg": 315.0,
    "bearing_error_deg": 2.5, "range_low_m": 3000.0, "range_high_m": 5000.0, "said": "5600 mil",
}  # fmt: skip
_ITEM = {
    "observed": "explosion", "count": {"low": 5, "high": 7, "qualifier": "about"}, "means": "heard", "post": "patrol",
    "phase": "impact", "weapon": "mortar", "calibre_mm": 120.0, "cause": "ceasefire-violation",
    "place": {
        "kind": "named", "place": "harbour", "offset": {
            "bearing_deg": 157.5, "bearing_error_deg": 11.25, "said": "SSE", "distance_low_m": 500.0,
            "distance_high_m": 900.0,
        },
    },
}  # fmt: skip
_ROUTE = {"kind": "route", "points": [[16.0, 31.0], [16.1, 31.1]]}
_WHAT = {"when": _WHEN, "place": _PLACE, "place_text": "Behind the water tower"}
_PARTY = {"alleged_party": "north", "alleged_unit": "White pick-up"}
_HURT = {
    "civilians_killed": {"low": 1, "high": 1, "qualifier": "exact"},
    "unknown": {"low": 2, "qualifier": "at-least"},
}
_CODES = {"violations": ["KIN.MOR", "CIV.INFRA"]}
_ITEMS = {"items": [_ITEM, _ITEM]}
_PROVISIONS = {"provisions": [{"instrument": "Agreement", "article": "art. 2"}]}
_ABOUT = {"about": "CFV-2020-0042"}

EXPECTED = {
    ReportKind.COMPLAINT: _WHAT
    | _PARTY
    | _CODES
    | _ITEMS
    | _PROVISIONS
    | {"casualties": _HURT, "reporter_type": "ngo"},
    ReportKind.INCIDENT_REPORT: _WHAT | _PARTY | _CODES | _ITEMS | {"casualties": _HURT, "reporter_type": "ngo"},
    ReportKind.OWN_OBSERVATION: _WHAT | _PARTY | _CODES | _ITEMS | {"casualties": _HURT},
    ReportKind.PATROL_REPORT: {"when": _WHEN, "place": _ROUTE}
    | _ITEMS
    | {"patrol": {"route": _ROUTE, "people": 4, "posts_visited": ["Post A", "Post B"]}},
    ReportKind.MOVEMENT_RESTRICTION: _WHAT
    | _PARTY
    | {
        "restriction": {
            "type": "gnss-interference",
            "interference": "possible-jamming",
            "actor": "Men without insignia",
            "duration_min": 45.0,
            "people": 4,
            "vehicles": 2,
            "reason": "orders",
            "outcome": "rerouted",
        }
    },
    ReportKind.COMPLIANCE_QUERY: _ABOUT | _PARTY | _PROVISIONS,
    ReportKind.CLARIFICATION: _ABOUT,
}
"""What the record of each kind has to say, but for words, files, and what the device claims."""
