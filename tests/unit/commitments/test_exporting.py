import csv
import io
import json
from dataclasses import replace

import pytest

from evenhand.commitments.evaluating import compare, evaluate
from evenhand.commitments.exporting import (
    commitments_csv,
    matrix_csv,
    matrix_json,
    matrix_markdown,
    moves_markdown,
    risks_csv,
)
from evenhand.commitments.model import Access, Status
from evenhand.commitments.risks import register
from evenhand.foundation.texts import LANGUAGES
from simulators.commitments import PLAN, SWEEP, at, en, said

AT = at("2031-12-31")


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def test_the_csv_has_a_line_a_measure_and_state_with_both_readings():
    told = said(Status.MET, state="north", when="2031-04-01")
    heads, whole, north, *_ = rows(matrix_csv(evaluate(PLAN, (told,), at=at("2031-04-02"))))

    assert heads[0] == "Commitment"
    assert whole[:5] == ["sweep", "S/2031/1", "5", "Clear the road of mines", "must"]
    assert whole[14:] == ["ninety-days: 2031-04-01; three-months: 2031-04-01", "0; 0", "1; 1"]
    assert (north[8], north[10], north[12]) == ("north", "met", "document S/2031/1 3")


def test_no_cell_runs_in_a_spreadsheet():
    plan = replace(PLAN, commitments=(replace(SWEEP, what=en("=HYPERLINK(1)")),))

    assert rows(matrix_csv(evaluate(plan, (), at=AT)))[1][3] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("access", [Access.NATIONAL, Access.COMMITTEE, Access.PROTECTED, Access.COMMISSION])
def test_what_is_not_for_the_public_is_in_no_public_export(access):
    plan = replace(PLAN, commitments=(replace(SWEEP, access=access), *PLAN.commitments[1:]))
    evaluation = evaluate(plan, (said(Status.MET),), at=AT)
    later = evaluate(plan, (said(Status.MET),), at=at("2032-12-31"))

    exports = (
        matrix_csv(evaluation),
        json.dumps(matrix_json(evaluation)),
        matrix_markdown(evaluation),
        moves_markdown(compare(evaluation, later)),
    )

    assert not any("Clear the road" in export for export in exports)
    assert "Clear the road" in matrix_csv(evaluation, access=frozenset({access}))


def test_the_json_keeps_every_view_and_says_what_is_in_dispute():
    acts = (said(Status.MET), said(Status.MISSED, body="mission"))
    found = matrix_json(evaluate(PLAN, acts, at=AT))
    cell = found["measures"][0]["cells"][0]

    assert (cell["status"], cell["disputed"]) == (None, True)
    assert [view["act"]["content"]["status"] for view in cell["views"]] == ["met", "missed"]
    assert found["counts"] == {"agreed": 2, "disputed": 1}
    assert found["measures"][0]["deadlines"][0]["days_overdue"] == 274
    assert json.loads(json.dumps(found)) == found


def test_the_public_reads_no_names_no_reasons_and_no_count_of_what_is_hidden():
    plan = replace(PLAN, commitments=(replace(SWEEP, access=Access.COMMITTEE), *PLAN.commitments[1:]))
    acts = (said(Status.MET), replace(said(Status.MET, "fund"), author="amina", reason="Seen at night."))
    public = matrix_json(evaluate(plan, acts, at=AT))

    assert public["counts"] == {"agreed": 1, "met": 1}
    assert not any(word in json.dumps(public) for word in ("amina", "Seen at night"))
    assert "amina" in json.dumps(matrix_json(evaluate(plan, acts, at=AT), access=frozenset({None, *Access})))


def test_the_markdown_has_a_table_a_term_and_its_cells_hold_no_markup():
    plan = replace(PLAN, commitments=(replace(SWEEP, what=en("a | b *c*")), *PLAN.commitments[1:]))
    text = matrix_markdown(evaluate(plan, (said(Status.MET, state="north"),), at=AT))

    assert "## Near-term measures" in text
    assert r"| a \| b \*c\* | 5 | – | met (1) | – |" in text
    assert "## Medium- and long-term measures" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_export_speaks_every_language(language):
    acts = (said(Status.MET), said(Status.MISSED, body="mission"))
    before, after = evaluate(PLAN, acts, at=AT), evaluate(PLAN, acts, at=at("2032-12-31"))

    assert matrix_csv(before, language=language)
    assert matrix_markdown(before, language=language)
    assert moves_markdown(compare(before, after), language=language)
    assert risks_csv(register(PLAN, acts, at=AT), language=language)


def test_the_moves_tell_what_was_dropped_state_by_state_and_what_nobody_reported_once():
    acts = (said(Status.UNDER_WAY, state="north", when="2031-06-01"),)
    before, after = evaluate(PLAN, acts, at=AT), evaluate(PLAN, acts, at=at("2032-12-31"))
    text = moves_markdown(compare(before, after))

    assert "- Clear the road of mines (5), North: under way → under way" in text
    assert text.count("A fund of the willing") == 1


def test_a_rating_that_nobody_can_know_is_empty():
    _, spoilers, rain = rows(risks_csv(register(PLAN, (), at=AT)))

    assert (spoilers[4], rain[4]) == ("", "8")


def test_commitments_alone_are_a_table():
    assert rows(commitments_csv([SWEEP]))[1][:5] == ["sweep", "S/2031/1", "5", "all", "must"]
