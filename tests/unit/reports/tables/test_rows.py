"""Rows become reports; what makes none says why."""

import pytest

from evenhand.reports.codes import Protection, ReportKind, Violation
from evenhand.reports.record import Fidelity, record_from, record_to
from evenhand.reports.tables.cells import CELL_EMPTY, CELL_MISSING
from evenhand.reports.tables.columns import propose
from evenhand.reports.tables.reading import FORMULA
from evenhand.reports.tables.rows import CELL_DIFFERS, Draft, Options, draft, id_of
from evenhand.reports.tables.spots import CELL_BEYOND, ROW_REFUSED
from evenhand.sources.agreement_files import bundled, load_versions

AGREEMENT = load_versions(bundled()[0])[-1]


def made(columns: str, *lines: str, turn: int = 1, agreement=None, **more) -> Draft:
    facts = {"mapped": propose(columns.split("|")), "kind": ReportKind.INCIDENT_REPORT, "zone": "UTC"}
    rows = [(number, tuple(line.split("|"))) for number, line in enumerate(lines, start=2)]
    return draft(rows, options=Options(**(facts | more)), agreement=agreement, turn=turn)


def kinds(found: Draft) -> list:
    return [problem.kind for problem in found.problems]


class TestOneRow:
    def test_says_what_a_form_would_say(self):
        record = made(
            "Kind|Text|Date|Time|Violation|Civilians killed|Party|Protection|Source name",
            "شكوى|Two shots|2020-12-06|14:30|KIN.SA; KIN.MOR|2-3|unknown|confidential|Amal",
        ).record

        assert (record.kind, record.text) == (ReportKind.COMPLAINT, "Two shots")
        assert record.violations == (Violation.KIN_SA, Violation.KIN_MOR)
        assert (record.casualties.civilians_killed.low, record.source.name) == (2, "Amal")
        assert (record.protection, record.when.fidelity) == (Protection.CONFIDENTIAL, Fidelity.MINUTE)
        assert record_from(record_to(record)) == record

    def test_who_gives_a_direction_gives_it_from_where_they_stand(self):
        place = made("Text|Lat|Lon|Bearing|Distance", "a|31.2|16.5|NW|3000").record.place

        assert (place["kind"], place["observer_lat"], place["bearing_deg"]) == ("sector", 31.2, 315.0)
        assert (round(place["range_low_m"]), round(place["range_high_m"])) == (2700, 3300)

    def test_a_place_is_found_in_the_gazetteer_and_else_stays_words(self):
        spot = AGREEMENT.places[0]
        found = made("Text|Place", f"a|{spot.name.in_language('ar')}", agreement=AGREEMENT).record
        words = made("Text|Place", "a|a hill that nobody knows", agreement=AGREEMENT).record

        assert found.place == {"format": 1, "kind": "named", "place": spot.id}
        assert (words.place, words.place_text) == (None, "a hill that nobody knows")

    def test_a_party_is_known_by_its_name_in_any_language(self):
        party = AGREEMENT.parties[0]

        assert (
            made("Text|Party", f"a|{party.name.in_language('ar')}", agreement=AGREEMENT).record.alleged_party
            == party.id
        )
        assert made("Text|Party", "a|The Martians", agreement=AGREEMENT).record is None

    def test_a_patrol_and_a_restriction_take_their_numbers(self):
        patrol = made("Kind|Text|People|Vehicles", "patrol-report|a|4|2").record
        barred = made("Kind|Restriction|People|Outcome", "movement-restriction|denial|4|rerouted").record

        assert (patrol.patrol.people, patrol.restriction) == (4, None)
        assert (barred.restriction.people, barred.patrol) == (4, None)

    def test_a_day_is_as_long_as_it_is_in_its_zone(self):
        when = made("Text|Date", "a|2020-12-06", zone="+02:00").record.when

        assert (when.begins_at.hour, when.ends_at.day, when.fidelity) == (22, 6, Fidelity.DAY)

    @pytest.mark.parametrize(
        ("columns", "line", "code"),
        [
            ("Text|Lat", "a|31.2", CELL_MISSING.code),
            ("Text|Time", "a|14:30", CELL_MISSING.code),
            ("Text|Count", "a|3", CELL_MISSING.code),
            ("Date", "2020-12-06", CELL_EMPTY.code),
            ("Text|Date|Time|End time", "a|2020-12-06|14:30|13:00", ROW_REFUSED.code),
            ("Text", "a|b", CELL_BEYOND.code),
            ("Text", f"{FORMULA}=1+1", "reports.cell-formula"),
            ("Text|Bearing|Lat|Lon", "a|up|1|1", "reports.not-a-bearing"),
            ("Text|Lat|Lon|Distance|Distance max", "a|1|1|5000|3000", ROW_REFUSED.code),
        ],
    )
    def test_that_makes_no_report_says_why(self, columns, line, code):
        found = made(columns, line)

        assert (found.record, [problem.code for problem in found.problems][:1]) == (None, [code])

    def test_all_its_faults_are_told_at_once(self):
        assert len(made("Text|Date|Lat|Lon|Observed", "a|never|95|x|bang").problems) == 4


class TestSeveralRows:
    COLUMNS = "Id|Text|Date|Time|Observed|Count|Lat|Lon"

    def test_with_one_id_are_one_report_with_an_item_each(self):
        record = made(
            self.COLUMNS,
            "7|Shelling|2020-12-06|14:30|explosion|5|31.2|16.5",
            "7||2020-12-06|15:00|shot|2|31.2|16.5",
        ).record

        assert [item.count.low for item in record.items] == [5, 2]
        assert (record.when.begins_at.hour, record.when.ends_at.hour) == (14, 15)
        assert [item.when.begins_at.hour for item in record.items] == [14, 15]
        assert [item.place for item in record.items] == [None, None]

    def test_that_say_two_things_of_the_whole_are_refused(self):
        assert kinds(made(self.COLUMNS, "7|Shelling||||||", "7|Rain||||||")) == [CELL_DIFFERS]


class TestItsId:
    def test_is_the_one_of_its_column(self):
        assert made("Id|Text", "A7|a").instance == "table:A7"
        assert id_of((2, ("A7", "a")), propose(["Id", "Text"])) == "A7"

    def test_is_else_made_of_what_it_says_wherever_it_stands(self):
        options = Options(mapped=propose(["Text"]), kind=ReportKind.COMPLAINT)
        first, later = (draft([(line, ("a",))], options=options) for line in (2, 90))

        assert (first.instance, first.original) == (later.instance, later.original)

    def test_differs_for_a_row_that_stands_there_twice(self):
        assert made("Text", "a").instance != made("Text", "a", turn=2).instance

    def test_and_its_bytes_differ_when_it_is_meant_otherwise(self):
        assert made("Text", "a").original != made("Text", "a", zone="+02:00").original
