from datetime import UTC, datetime

import pytest

from evenhand_web.agreements import page
from unit.agreements import small


@pytest.fixture(scope="module")
def agreement():
    return small.agreement()


@pytest.mark.parametrize(
    ("cited", "single"),
    [
        ("par. 5", ("par. 5",)),
        ("par. 3-5, 14", ("par. 3", "par. 4", "par. 5", "par. 14")),
        ("art. 4(2)", ("art. 4(2)",)),
        ("Annex I, art. II.1(a)", ("Annex I, art. II.1(a)",)),
        ("par. 9-3", ("par. 9-3",)),
    ],
)
def test_a_citation_of_many_paragraphs_stands_under_each(cited, single):
    assert page.single_articles(cited) == single


def test_articles_are_in_the_order_of_figures():
    cited = ["art. 10", "art. 9(2)", "Annex B", "art. 9(1)"]

    assert sorted(cited, key=page.article_order) == ["Annex B", "art. 9(1)", "art. 9(2)", "art. 10"]


def test_everything_stands_under_its_article(agreement):
    found = {link.anchor for row in page.articles(agreement) for link in row.entries}

    assert found == {f"{kind}-{entry.id}" for kind, entry in page.entries(agreement)}


def test_cases_say_what_was_given_expected_and_found(agreement):
    [row] = page.rule_rows(agreement, page.case_results(agreement))

    assert row.runs
    assert (row.passed, row.failed) == (2, 0)
    assert row.cases[0].given[0] == "transport: category military-aircraft, party north"
    assert row.cases[0].expected == row.cases[0].found == ("transport in coastal-zone",)
    assert row.cases[1].found == ()


def test_a_case_that_does_not_come_out_is_shown_as_failed():
    broken = small.agreement(
        rule=("expect: [transport in coastal-zone]", "expect: [possibly transport in coastal-zone]")
    )

    [row] = page.rule_rows(broken, page.case_results(broken))

    assert (row.passed, row.failed) == (1, 1)


def test_every_reading_of_a_deadline_stands_by_itself(agreement):
    [row] = page.commitment_rows(agreement, as_of=datetime(2026, 5, 31, 12, tzinfo=UTC))

    assert [(one.reading.id, one.state) for one in row.standings] == [("ninety-days", "overdue"), ("by-noon", "open")]


def test_bodies_stand_under_whom_they_report_to_and_lines_do_not_merge():
    named = "kind: team, name: {en: T, ar: ت, fr: T, zh-hans: 队}, article: art. 8"
    team, room = f"  - {{id: team, {named}, reports_to: commission}}\n", f"  - {{id: room, {named}}}\n"
    agreement = small.agreement(agreement=("bodies:\n", f"bodies:\n{team}{room}"))

    tops = page.organs(agreement)

    assert [organ.body.id for organ in tops] == ["room", "commission"]
    assert [organ.body.id for organ in tops[1].below] == ["team"]


def test_corners_are_counted_where_the_shape_names_them(agreement):
    counted = {area.id: page.corners(area.shape) for area in agreement.areas}

    assert counted == {"coastal-zone": 3, "port": None}
