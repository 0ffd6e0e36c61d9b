"""The totals as people meet them."""

import io

import openpyxl
import pytest
from django.test import Client

from web.totals.conftest import DEMINING, line, when

DAY = 24 * 60


@pytest.fixture
def page(browser_of):
    """The text of the page for the duty officer, or for somebody else."""

    def get(query: str = "", *, role: str = "duty-officer", status: int = 200) -> str:
        response = browser_of(role, username=f"reader-{role}").get(f"/totals/{query}")
        assert response.status_code == status
        return response.content.decode()

    return get


@pytest.fixture
def a_fight(duty, filed):
    filed(duty, line(low=3, high=5), line("burst", low=None), when=when(0))
    filed(duty, line(low=4), when=when(40))
    filed(duty, line(low=1, cause=DEMINING), when=when(14 * DAY))


def test_two_rules_stand_side_by_side_and_the_difference_is_explained(page, a_fight):
    text = page("?rule=each-shot&other=engagement-one-hour")

    assert "10 (9–11+)" in text
    assert "Burst (no number), Explosion 8, within 40 min: one engagement" in text
    assert "CFV-2020-0001" in text


def test_a_cause_that_is_left_out_is_listed(page, a_fight):
    text = page("?rule=each-shot-but-exercises&other=each-shot")

    assert "Explosion 1, taken for Demining: listed and not counted" in text
    assert "Left out for what they are taken for" in text


def test_weeks_without_anything_are_shown(page, a_fight):
    text = page("?by=week&other=none")

    assert [week in text for week in ("2020-11-30", "2020-12-07", "2020-12-14")] == [True] * 3
    assert "What makes the difference" not in text


@pytest.mark.parametrize("by", ["week", "place", "party", "type"])
def test_every_grouping_has_its_table(page, a_fight, by):
    assert f'id="by-{by}"' in page(f"?by={by}")


def test_places_have_names(page, a_fight):
    assert "Sirte" in page("?by=place")


def test_no_style_stands_in_the_page(page, a_fight):
    text = page()

    assert "style=" not in text
    assert "<style" not in text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param("", "No report and no alert that you may see", id="nothing-at-all"),
        pytest.param("?begins=2019-01-01", "Widen the period", id="nothing-then"),
    ],
)
def test_an_empty_page_says_why(page, query, says):
    assert says in page(query)


def test_other_kinds_are_told_of(page, duty, filed):
    filed(duty, line("uav"))

    assert "Nothing that these rules count" in page("?rule=each-shot&other=none")
    assert "Nothing that these rules count" not in page("?rule=each-report")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("?rule=none-such", 404, id="no-such-rule"),
        pytest.param("?agreement=none-such", 404, id="no-such-agreement"),
        pytest.param("?begins=yesterday", 400, id="no-date"),
        pytest.param("?begins=2020-12-09&ends=2020-12-01", 400, id="backwards"),
        pytest.param("?ends=9999-12-31", 400, id="a-day-without-an-end"),
        pytest.param("?by=moon", 200, id="another-grouping-is-by-week"),
    ],
)
def test_what_cannot_be_asked_is_said(page, a_fight, query, status):
    page(query, status=status)


def test_a_party_is_told_on_what_it_rests(page, a_fight):
    text = page(role="liaison")

    assert "No report and no alert that you may see" in text
    assert "Take away" not in text


def test_csv_and_excel_hold_the_same_and_run_nothing(browser_of, duty, filed):
    filed(duty, line(low=3), alleged_party="=HYPERLINK(1)")
    reader: Client = browser_of("duty-officer", username="reader")
    query = "?by=party&rule=each-shot&other=place-and-day"
    lines = reader.get(f"/totals/totals.csv{query}").content.decode().splitlines()
    assert "'=HYPERLINK(1)" in lines[1]
    assert ",3,3,3," in lines[1]

    differences = reader.get(f"/totals/totals.csv{query}&part=differences").content.decode()
    assert "Explosion 3, at one place on one day: counted once" in differences

    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"/totals/totals.xlsx{query}").content))
    assert book.sheetnames == ["totals", "differences"]
    assert [cell.value for cell in book["totals"][2]][7:10] == [3, 3, 3]
    assert reader.get(f"/totals/totals.pdf{query}").status_code == 404


def test_no_agreement_with_rules_says_so(page, settings, db):
    from evenhand_web.agreements.models import AgreementVersion

    AgreementVersion.objects.all().delete()
    assert "No rule to count by" in page()


def test_the_items_of_the_difference_come_in_pages(page, duty, filed):
    for number in range(30):
        filed(duty, line(low=2), when=when(number * 300))

    first, second, too_far = (page(f"?rule=each-shot&other=engagement-one-hour&page={number}") for number in (1, 2, 99))
    assert "CFV-2020-0001" in first
    assert "CFV-2020-0030" not in first
    assert "CFV-2020-0030" in second
    assert "CFV-2020-0030" in too_far
