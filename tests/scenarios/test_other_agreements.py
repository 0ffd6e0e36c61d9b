"""Four agreements from four places and decades, carried by the same format, areas, deadlines and detection."""

import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import Point, shape

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.case_lines import parse_expectation
from evenhand.agreements.deadlines import standing
from evenhand.agreements.diff import describe_changes
from evenhand.agreements.model import CorridorShape, RuleKind
from evenhand.agreements.versions import in_force_at
from evenhand.detection.cases import run_case
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.foundation.texts import LANGUAGES
from evenhand.sources.agreement_files import load_agreement, load_versions

NAMES = ("dayton-1995", "minsk-2014-15", "sinai-1979", "undof-1974")
VERSIONS = [version for name in NAMES for version in load_versions(name)]
RULES = [
    pytest.param(version, rule, id=f"{version.id}@{version.version}-{rule.id}")
    for version in VERSIONS
    for rule in version.rules
]
WGS84 = Geod(ellps="WGS84")


def agreement_id(agreement):
    return f"{agreement.id}@{agreement.version}"


def texts_of(agreement):
    yield from (agreement.title, agreement.summary)
    for source in agreement.sources:
        yield source.title
    for entries in (
        agreement.parties, agreement.bodies, agreement.places, agreement.areas, agreement.phases, agreement.categories,
        agreement.rules, agreement.exemptions, agreement.commitments, agreement.clocks, agreement.counting_rules,
        agreement.contradictions,
    ):  # fmt: skip
        yield from (entry.name for entry in entries)
        yield from (entry.note for entry in entries if getattr(entry, "note", None) and entry.note.by_language)
    for rule in (*agreement.rules, *agreement.commitments, *agreement.counting_rules):
        yield rule.text
    for contradiction in agreement.contradictions:
        yield from (*contradiction.readings, contradiction.chosen)
    for commitment in agreement.commitments:
        yield from (reading.basis for reading in commitment.readings)


@pytest.mark.parametrize("agreement", VERSIONS, ids=agreement_id)
def test_every_text_stands_in_every_language(agreement):
    missing = [
        (str(text), language)
        for text in texts_of(agreement)
        for language in LANGUAGES
        if not text.by_language.get(language)
    ]

    assert missing == []


@pytest.mark.parametrize("agreement", VERSIONS, ids=agreement_id)
def test_every_area_can_be_drawn(agreement):
    for area in agreement.areas:
        drawn = area_geometry(agreement, area.id)

        assert drawn.is_valid, area.id
        assert not drawn.is_empty, area.id


@pytest.mark.parametrize(("agreement", "rule"), RULES)
def test_a_rule_says_where_it_stands_and_shows_a_breach_and_none(agreement, rule):
    assert rule.article
    assert any(case.expect for case in rule.cases)
    assert any(not case.expect for case in rule.cases)
    for case in rule.cases:
        for line in case.expect:
            area = parse_expectation(line).area
            assert area is None or area in rule.areas


EARLIER = [version for name in NAMES for version in load_versions(name)[:-1]]


@pytest.mark.parametrize(
    ("agreement", "rule"),
    [
        pytest.param(version, rule, id=rule.id)
        for version in EARLIER
        for rule in version.rules
        if rule.kind in RUNNING_KINDS
    ],
)
def test_the_cases_of_earlier_versions_hold_as_well(agreement, rule):
    """Those of current versions run in the tests of detection."""
    for case in rule.cases:
        result = run_case(agreement, rule, case)

        assert result.found == result.expected, case.it


def test_the_four_together_carry_every_kind_of_rule_that_such_texts_have():
    kinds = {rule.kind for version in VERSIONS for rule in version.rules}

    assert set(RuleKind) - kinds == {
        RuleKind.PRIOR_NOTIFICATION, RuleKind.SILENCE, RuleKind.RENDEZVOUS, RuleKind.STOP,
    }  # fmt: skip


class TestWithdrawalByCalibre:
    PACKAGE = load_agreement("minsk-2014-15")

    @pytest.mark.parametrize(
        ("rule", "distance_km"),
        [("lighter-weapons", 15), ("artillery-100", 25), ("rocket-launchers", 35), ("long-range-systems", 70)],
    )
    def test_both_sides_withdraw_as_far(self, rule, distance_km):
        found = [one.distance_m for one in self.PACKAGE.rules if one.id.startswith(rule)]

        assert found == [distance_km * 1000] * 2

    def test_a_weapon_on_the_edge_of_its_band_is_as_far_from_the_line_as_the_text_says(self):
        area = next(area for area in self.PACKAGE.areas if area.id == "ukrainian-0-25")
        assert isinstance(area.shape, CorridorShape)
        drawn = area_geometry(self.PACKAGE, area.id)
        (lon1, lat1), (lon2, lat2) = area.shape.line[1], area.shape.line[2]
        lon, lat, _ = WGS84.fwd(lon1, lat1, *_half_way(lon1, lat1, lon2, lat2))
        course = WGS84.inv(lon, lat, lon2, lat2)[0]

        assert drawn.contains(Point(WGS84.fwd(lon, lat, course - 90, 24_999)[:2]))
        assert not drawn.contains(Point(WGS84.fwd(lon, lat, course - 90, 25_001)[:2]))
        assert not drawn.contains(Point(WGS84.fwd(lon, lat, course + 90, 10)[:2]))

    def test_a_howitzer_can_be_within_one_line_and_beyond_the_other(self):
        """Par. 2 of the Package measures the two sides from two lines, which part around Debaltseve."""
        piece = Point(38.55, 48.13)
        actual = next(area for area in self.PACKAGE.areas if area.id == "ukrainian-0-25").shape.line
        nearest_m = min(WGS84.inv(lon, lat, piece.x, piece.y)[2] for lon, lat in actual)

        assert area_geometry(self.PACKAGE, "formations-0-25").contains(piece)
        assert nearest_m > 25_000

    def test_the_memorandum_holds_until_the_package_begins(self):
        versions = load_versions("minsk-2014-15")

        assert in_force_at(versions, datetime(2015, 2, 14, 21, 59, tzinfo=UTC)).version == "2014-09"
        assert in_force_at(versions, datetime(2015, 2, 14, 22, 0, tzinfo=UTC)).version == "2015-02"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_the_package_changed_can_be_told(self, language):
        older, newer = load_versions("minsk-2014-15")

        assert len(describe_changes(older, newer, language=language)) > 20

    def test_both_readings_of_the_fourteen_days_are_shown(self):
        commitment = next(one for one in self.PACKAGE.commitments if one.id == "finish-withdrawal")
        between = datetime(2015, 3, 2, 12, tzinfo=UTC)

        states = [one.state for one in standing(commitment, as_of=between, time_zone=self.PACKAGE.time_zone)]

        assert len(set(states)) == 2


def _half_way(lon1, lat1, lon2, lat2):
    course, _, length = WGS84.inv(lon1, lat1, lon2, lat2)
    return course, length / 2


def test_the_zones_of_sinai_lie_side_by_side():
    sinai = load_agreement("sinai-1979")
    zones = [area_geometry(sinai, f"zone-{letter}") for letter in "abcd"]

    for nearer, further in pairwise(zones):
        assert nearer.distance(further) < 1e-6
        assert nearer.intersection(further).area < 1e-6


def test_sarajevo_has_the_narrower_zone():
    dayton = load_agreement("dayton-1995")
    zone = area_geometry(dayton, "zone-of-separation")
    inside_perimeter = zone.intersection(area_geometry(dayton, "sarajevo-perimeter"))

    assert inside_perimeter.difference(area_geometry(dayton, "line-sarajevo")).area < 1e-9
    assert zone.contains(Point(18.03, 44.645))  # some 1.6 km from the line south of Doboj


def test_the_bands_of_the_golan_do_not_overlap():
    undof = load_agreement("undof-1974")
    for side in ("west", "east"):
        bands = [area_geometry(undof, f"{side}-{band}") for band in ("0-10", "10-20", "20-25")]

        for nearer, further in pairwise(bands):
            assert nearer.intersection(further).area < 1e-6


@pytest.mark.shared
def test_the_area_of_separation_follows_the_outline_of_natural_earth(shared_data):
    outline = shared_data("geo/natural_earth/ne_10m_admin_0_disputed_areas.json", "BRK_A3", "B49")
    encoded = area_geometry(load_agreement("undof-1974"), "area-of-separation")

    assert encoded.intersection(outline).area / encoded.union(outline).area > 0.9


@pytest.fixture
def shared_data():
    def one(path, field, value):
        file = Path(__file__).parents[3] / "shared" / "data" / path
        if not file.is_file():
            pytest.skip(f"the shared data are not here: {path}")
        features = json.loads(file.read_text("utf-8"))["features"]
        return shape(next(x["geometry"] for x in features if x["properties"].get(field) == value))

    return one
