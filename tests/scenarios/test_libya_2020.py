"""libya-2020 as a whole: does the encoding say what S/2020/1309 says, and hold both sides to the same?"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely

from evenhand.agreements.areas import area_geometry, areas_in_force
from evenhand.agreements.categories import covers
from evenhand.agreements.deadlines import standing
from evenhand.agreements.gazetteer import search
from evenhand.agreements.model import Agreement, Rule, RuleCase
from evenhand.agreements.reading import check_agreement
from evenhand.detection.cases import run_case
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.foundation.geodesy import WGS84, densify, distance_m
from evenhand.foundation.texts import LANGUAGES, Text
from evenhand.sources.agreement_files import agreement_files, find_agreement, load_agreement

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT.parent / "shared" / "seeds" / "000_4cdcd40742a5a52f.txt"
DAY_OF_THE_REPORT = datetime(2020, 12, 29, 12, tzinfo=UTC)

LIBYA = load_agreement("libya-2020")
RULES = {rule.id: rule for rule in LIBYA.rules}
BODIES = {body.id: body for body in LIBYA.bodies}
COMMITMENTS = {commitment.id: commitment for commitment in LIBYA.commitments}
PLACES = {place.id: place for place in LIBYA.places}
CITED = (
    *LIBYA.parties, *LIBYA.bodies, *LIBYA.areas, *LIBYA.phases, *LIBYA.categories, *LIBYA.rules, *LIBYA.exemptions,
    *LIBYA.commitments, *LIBYA.clocks, *LIBYA.counting_rules, *LIBYA.contradictions,
)  # fmt: skip

SWAPPED = {"gna": "lna", "lna": "gna"}


def point(place: str) -> tuple[float, float]:
    return PLACES[place].lon, PLACES[place].lat


def paragraphs(article: str) -> set[int]:
    """The numbers in "par. 3-10, 14 and 20"."""
    spans = re.findall(r"(\d+)(?:-(\d+))?", article)
    return {number for first, last in spans for number in range(int(first), int(last or first) + 1)}


def line_of_command(body: str) -> list[str]:
    line = [body]
    while (above := BODIES[line[-1]].reports_to) is not None:
        line.append(above)
    return line


def running_cases() -> list[object]:
    return [
        pytest.param(rule, case, id=f"{rule.id}-{number}")
        for rule in LIBYA.rules
        if rule.kind in RUNNING_KINDS
        for number, case in enumerate(rule.cases)
    ]


class TestTheFiles:
    def test_are_read_without_a_fault_or_a_warning(self):
        check = check_agreement(agreement_files(find_agreement("libya-2020")))

        assert [str(fault) for fault in check.faults] == []

    def test_say_everything_in_every_language(self):
        texts = [
            text
            for entry in (*CITED, *LIBYA.places)
            for text in (entry.name, getattr(entry, "text", None), getattr(entry, "note", None))
            if isinstance(text, Text) and text.by_language
        ]

        assert len(texts) > 300
        assert all(set(text.by_language) == set(LANGUAGES) for text in texts)

    @pytest.mark.parametrize("language", ["ar", "zh-hans"])
    def test_leave_no_text_untranslated(self, language):
        script = re.compile("[\u0600-\u06ff]" if language == "ar" else "[\u4e00-\u9fff]")
        for entry in (*CITED, *LIBYA.places):
            assert script.search(entry.name.in_language(language)), entry.id

    def test_cite_every_paragraph_of_the_report_and_none_that_it_lacks(self):
        cited = set().union(*(paragraphs(entry.article) for entry in CITED))

        assert cited == set(range(1, 47))

    def test_give_each_rule_a_code_that_the_list_has(self):
        listed = set(re.findall(r"^\| `([A-Z_.]+)` \|", (ROOT / "docs/reference/codes.md").read_text(), re.MULTILINE))

        assert {rule.violation_code for rule in LIBYA.rules} <= listed

    def test_mark_what_no_data_set_holds_as_remembered(self):
        remembered = {place.id for place in LIBYA.places if place.confidence == "memory"}

        assert remembered == {"sirte-headquarters", "wishkah", "watiyah", "awbari-barracks", "tripoli-hub", "irawan"}
        assert all(PLACES[place].accuracy_m >= 1_000 for place in remembered)


class TestTheDesignatedArea:
    AREA = area_geometry(LIBYA, "designated-area")
    TRIANGLE = area_geometry(LIBYA, "designated-triangle")

    @pytest.mark.parametrize(
        "place",
        [
            "abu-qurayn",
            "bin-jawad",
            "sirte",
            "sirte-headquarters",
            "wishkah",
            "buwayrat-al-hasun",
            "harawah",
            "qardabiyah",
        ],
    )
    def test_holds_what_the_text_puts_inside(self, place):
        assert self.AREA.contains(shapely.Point(point(place)))

    @pytest.mark.parametrize("place", ["jufra", "misrata", "waddan", "hun", "as-sidr", "brega", "abu-nujaym"])
    def test_leaves_out_what_lies_beyond(self, place):
        assert not self.AREA.intersects(shapely.Point(point(place)))

    def test_has_sawknah_as_its_corner(self):
        assert self.AREA.boundary.distance(shapely.Point(point("sawknah"))) < 1e-9

    def test_holds_the_whole_coastal_road_and_the_strict_triangle(self):
        assert self.AREA.buffer(1e-9).covers(area_geometry(LIBYA, "coastal-road"))
        assert self.AREA.buffer(1e-9).covers(self.TRIANGLE)

    def test_would_lose_sirte_if_it_were_read_as_a_strict_triangle(self):
        assert not self.TRIANGLE.intersects(shapely.Point(point("sirte")))

    def test_is_at_the_distances_that_the_contradiction_states(self):
        northern_side = densify([point("abu-qurayn"), point("bin-jawad")], tolerance_m=0.01)
        eastern_side = densify([point("sawknah"), point("bin-jawad")], tolerance_m=0.01)

        assert round(distance_to_path_m(point("sirte"), northern_side), -2) == 6_000
        assert round(distance_to_path_m(point("jufra"), eastern_side), -2) == 3_400

    @pytest.mark.parametrize(
        ("place", "by_road_km", "straight_km"),
        [("bin-jawad", 155, 149.1), ("abu-qurayn", 132, 129.8), ("sawknah", 277, 249.6), ("tripoli", 500, 370.6)],
    )
    def test_has_spokes_shorter_than_the_roads_of_paragraphs_30_and_37(self, place, by_road_km, straight_km):
        straight = distance_m(*point("sirte"), *point(place)) / 1000

        assert round(straight, 1) == straight_km
        assert straight < by_road_km

    @pytest.mark.parametrize(("corners", "km2"), [("quadrilateral", 34_709), ("triangle", 33_872)])
    def test_has_the_surface_that_the_contradiction_states(self, corners, km2):
        names = {
            "quadrilateral": ["abu-qurayn", "sirte", "bin-jawad", "sawknah"],
            "triangle": ["abu-qurayn", "bin-jawad", "sawknah"],
        }
        ring = densify([point(name) for name in [*names[corners], names[corners][0]]])
        surface_m2, _ = WGS84.geometry_area_perimeter(shapely.Polygon(ring))

        assert round(abs(surface_m2) / 1e6) == km2

    def test_counts_from_the_day_on_which_ghadamis_agreed_it(self):
        before = {area.id for area in areas_in_force(LIBYA, datetime(2020, 11, 3, 12, tzinfo=UTC))}
        after = {area.id for area in areas_in_force(LIBYA, datetime(2020, 11, 4, 12, tzinfo=UTC))}

        assert "designated-area" not in before
        assert "designated-area" in after


def distance_to_path_m(place: tuple[float, float], path: list[tuple[float, float]]) -> float:
    """Least distance to a fine path, by trying points 30 m apart: good to a metre at some kilometres."""
    line = shapely.segmentize(shapely.LineString(path), 0.0003)
    return min(distance_m(*place, lon, lat) for lon, lat in line.coords)


class TestTheAreas:
    def test_each_are_whole_and_without_holes(self):
        for area in LIBYA.areas:
            geometry = area_geometry(LIBYA, area.id)
            assert geometry.is_valid, area.id
            assert not any(part.interiors for part in geometry.geoms), area.id

    @pytest.mark.parametrize(
        ("area", "place"),
        [
            ("watiyah-airbase", "watiyah"), ("misrata-airport", "misrata-airfield"), ("benina-airport", "benina"),
            ("jufra-airbase", "jufra"), ("qardabiyah-airbase", "qardabiyah"), ("awbari-camp", "awbari-barracks"),
            ("wishkah-front", "abu-qurayn"), ("wishkah-front", "wishkah"), ("sirte-jufra-line", "sirte"),
            ("contact-line", "wishkah"), ("contact-line", "jufra"), ("central-libya", "ras-lanuf"),
        ],
    )  # fmt: skip
    def test_hold_the_places_that_they_are_named_after(self, area, place):
        inside = area_geometry(LIBYA, area)

        assert inside.contains(shapely.Point(point(place)))
        assert inside.boundary.distance(shapely.Point(point(place))) > 0.05  # degrees: not on a seam of the drawing

    def test_of_libya_hold_all_places_but_those_abroad(self):
        libya = area_geometry(LIBYA, "libya")

        abroad = {place.id for place in LIBYA.places if not libya.contains(shapely.Point(place.lon, place.lat))}
        assert abroad == {"hurghada", "geneva", "tunis"}

    def test_are_called_agreed_only_where_the_text_draws_them(self):
        assert {area.status for area in LIBYA.areas} == {"derived", "illustrative"}  # it draws none: it has no map


class TestTheDeadline:
    def test_is_read_in_two_ways_that_are_both_kept(self):
        readings = {reading.id: reading for reading in COMMITMENTS["withdraw-forces"].readings}

        assert {reading.article for reading in readings.values()} == {"par. 5", "par. 20"}
        assert all(reading.derived for reading in readings.values())
        assert readings["ninety-days"].due_at == datetime(2021, 1, 21, 22, tzinfo=UTC)
        assert readings["three-months"].due_at == datetime(2021, 1, 23, 22, tzinfo=UTC)

    def test_follows_from_the_day_of_the_signature(self):
        assert (date(2021, 1, 21) - LIBYA.signed_at.date()).days == 90
        assert (LIBYA.signed_at.month + 3 - 12, LIBYA.signed_at.day) == (1, 23)

    @pytest.mark.parametrize(
        ("as_of", "days"),
        [
            pytest.param(DAY_OF_THE_REPORT, [(23, 0), (25, 0)], id="on-the-day-of-the-report"),
            pytest.param(datetime(2021, 1, 22, 12, tzinfo=UTC), [(0, 1), (1, 0)], id="between-the-two"),
            pytest.param(datetime(2021, 1, 24, 12, tzinfo=UTC), [(0, 3), (0, 1)], id="after-both"),
        ],
    )
    def test_counts_down_under_each_reading(self, as_of, days):
        now = standing(COMMITMENTS["withdraw-forces"], as_of=as_of, time_zone=LIBYA.time_zone)

        assert [(one.days_left, one.days_overdue) for one in now] == days

    def test_begins_the_rule_that_rests_on_each_reading(self):
        ninety_days, three_months = (reading.due_at for reading in COMMITMENTS["withdraw-forces"].readings)

        assert RULES["forces-leave-designated-area"].in_force.begins_at == ninety_days
        assert RULES["forces-leave-contact-line"].in_force.begins_at == three_months
        assert RULES["mercenaries-leave-libya"].in_force.begins_at == three_months


class TestBothSidesAlike:
    def test_rules_bind_both_parties_or_everybody(self):
        assert all(set(rule.binds) in ({"gna", "lna"}, set()) for rule in LIBYA.rules)

    def test_exemptions_favour_no_party(self):
        assert all(exemption.parties == () for exemption in LIBYA.exemptions)

    @pytest.mark.parametrize(("rule", "case"), running_cases())
    def test_a_case_with_the_parties_swapped_has_the_same_outcome(self, rule: Rule, case: RuleCase):
        assert run_case(LIBYA, rule, swapped(case)).passed


def swapped(case: RuleCase) -> RuleCase:
    """The same case with each party in the other's place."""
    identities = {
        name: {key: SWAPPED.get(value, value) if key == "party" else value for key, value in known.items()}
        for name, known in case.identities.items()
    }
    notices = tuple(
        {key: SWAPPED.get(value, value) if key == "party" else value for key, value in notice.items()}
        for notice in case.notices
    )
    events = tuple(re.sub(r"by (gna|lna)$", lambda by: f"by {SWAPPED[by[1]]}", line) for line in case.events)
    return replace(case, identities=identities, notices=notices, events=events)


class TestTheWatch:
    def test_has_a_rule_of_every_kind_that_the_text_supports(self):
        assert {str(rule.kind) for rule in LIBYA.rules} == {
            "exclusion", "limitation-of-forces", "withdrawal-line", "prior-notification", "cessation",
            "freedom-of-movement", "deadline",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("rule_category", "seen_as", "answer"),
        [
            ("chartered-military-cargo-aircraft", "cargo-aircraft", "unknown"),
            ("military-cargo-aircraft", "military-aircraft", "unknown"),
            ("military-cargo-aircraft", "aircraft", "unknown"),
            ("military-cargo-aircraft", "commercial-flight", "no"),
            ("mercenary-unit", "foreign-armed-presence", "unknown"),
            ("mercenary-unit", "army-unit", "no"),
            ("armed-unit", "joint-police", "no"),
            ("military-vehicle", "vehicle", "unknown"),
            ("military-vehicle", "monitor-vehicle", "no"),
        ],
    )
    def test_accuses_nobody_of_what_is_only_possible(self, rule_category, seen_as, answer):
        assert covers(LIBYA, rule_category, seen_as) == answer

    def test_does_not_judge_presence_before_the_withdrawal_is_due(self):
        before = [
            rule.id
            for rule in LIBYA.rules
            if rule.kind == "exclusion" and "armed-unit" in rule.categories and rule.in_force.holds(DAY_OF_THE_REPORT)
        ]

        assert before == []

    def test_names_the_exemptions_of_each_rule_on_both_sides(self):
        from_rules = {(rule.id, exemption) for rule in LIBYA.rules for exemption in rule.exemptions}
        from_exemptions = {(rule, exemption.id) for exemption in LIBYA.exemptions for rule in exemption.rules}

        assert from_rules == from_exemptions


class TestTheMechanism:
    def test_keeps_the_two_lines_of_reporting_apart(self):
        teams, component = line_of_command("joint-monitoring-teams"), line_of_command("unsmil-monitoring-component")

        assert teams[-1] == "joint-military-commission"
        assert component[1:] == ["unsmil", "secretary-general", "security-council"]
        assert not set(teams) & set(component)

    def test_has_three_sub_committees_and_no_body_for_the_fourth_theme(self):
        themes = [body.id for body in LIBYA.bodies if body.kind == "sub-committee"]

        assert len(themes) == 3
        assert COMMITMENTS["sub-committees-set-up"].status == "partly-met"
        assert COMMITMENTS["armed-groups-classified"].owed_by == ("joint-military-commission",)

    def test_has_begun_no_phase_but_the_preparation(self):
        begun = [phase.id for phase in LIBYA.phases if phase.in_force is not None]

        assert begun == ["phase-0"]
        assert all(phase.gates for phase in LIBYA.phases if phase.in_force is None)

    def test_owes_nothing_to_strangers(self):
        known = {*BODIES, *(party.id for party in LIBYA.parties)}

        assert {debtor for commitment in LIBYA.commitments for debtor in commitment.owed_by} <= known
        assert {member for body in LIBYA.bodies for member in body.members} <= known

    def test_counts_as_done_what_paragraph_43_counts(self):
        done = {commitment.id for commitment in LIBYA.commitments if commitment.status == "met"}

        assert done == {"commercial-flights-resumed", "oil-production-resumed"}
        assert COMMITMENTS["roads-opened"].status == "partly-met"


class TestTheGazetteer:
    @pytest.mark.parametrize(
        ("name", "place"),
        [
            ("Abu Grein", "abu-qurayn"), ("أبو قرين", "abu-qurayn"), ("ابو قرين", "abu-qurayn"),
            ("阿布古赖因", "abu-qurayn"), ("Ghardabiya", "qardabiyah"), ("القرضابية", "qardabiyah"),
            ("Al Watiya", "watiyah"), ("瓦迪亚空军基地", "watiyah"), ("Syrte", "sirte"),
            ("Ubari", "awbari"), ("سوكنه", "sawknah"), ("Oubari", "awbari"), ("卜雷加", "brega"),
        ],
    )  # fmt: skip
    def test_finds_a_place_in_any_script(self, name, place):
        assert search(LIBYA.places, name)[0].place.id == place

    @pytest.mark.shared
    def test_has_the_names_that_the_chinese_text_uses(self):
        if not REPORT.exists():
            pytest.skip("the shared documents are not here")
        text = re.sub(r"\s", "", REPORT.read_text(encoding="utf-8"))
        named = [
            "abu-qurayn", "bin-jawad", "sawknah", "sirte", "wishkah", "awbari", "brega", "ghadamis", "tripoli",
            "irawan", "hurghada", "geneva", "tunis", "misrata-airfield", "benina",
        ]  # fmt: skip

        assert [place for place in named if PLACES[place].name.in_language("zh-hans") not in text] == []


def test_the_digest_changes_with_a_single_letter():
    files = agreement_files(find_agreement("libya-2020"))
    changed = {
        **files,
        "agreement.yaml": files["agreement.yaml"].replace("Abou Qoureïn".encode(), b"Abou Qourein", 1),
    }

    other = check_agreement(changed).agreement

    assert isinstance(other, Agreement)
    assert other.digest != LIBYA.digest
