from evenhand.agreements.procedure import Function, StateKind
from evenhand.cases import acts
from evenhand.cases.codes import Question, Result
from evenhand.cases.file import CaseFile, fold, seat_of
from unit.cases.stage import BEGAN, COMPLAINT, DUTY, NORTH, NORTH_OFFICER, RULES, SOUTH, Stage


def test_nothing_done_is_a_case_in_its_first_state():
    file = CaseFile(rules=RULES)

    assert (file.state, file.since, file.finding, file.ruling) == ("received", None, None, None)
    assert file.state_kind is StateKind.OPEN


def test_a_case_is_its_acts_folded():
    file = Stage().to_closed().file

    assert fold(RULES, file.acts) == file


def test_it_holds_what_the_acts_said():
    file = Stage().to_closed().file

    assert file.state_kind is StateKind.CLOSED
    assert set(file.answers) == set(Question)
    assert file.visits["v1"].held is not None
    assert file.responses["r1"].verified.result is Result.MET
    assert (file.finding.version, file.ruling.version) == (1, 1)
    assert [stay.state for stay in file.stays][:3] == ["received", "registered", "acknowledged"]
    assert all(one.until == other.since for one, other in zip(file.stays, file.stays[1:], strict=False))


def test_what_is_corrected_leaves_the_rest_as_it_was():
    stage = Stage().do(DUTY, acts.Reframed(reason="Wrong article.", provisions=("no-move",)))

    assert stage.file.provisions == ("no-move",)
    assert stage.file.alleged == ("south",)
    assert stage.file.opened == COMPLAINT


def test_an_answer_of_later_replaces_the_earlier_one():
    stage = Stage().to_fact_finding().answer()
    last = stage.file.answers[Question.WHO]
    stage.answer()

    assert stage.file.answers[Question.WHO] == last
    assert len(stage.file.answers) == len(Question)


def test_a_new_report_on_a_response_asks_for_a_new_verification():
    stage = Stage().to_closed()
    again = acts.Act(number=99, at=BEGAN, seat=SOUTH, content=acts.ResponseReported(response="r1", text="Once more."))

    assert fold(RULES, (*stage.file.acts, again)).responses["r1"].verified is None


def test_functions_in_a_case_come_from_the_case():
    file = Stage().to_fact_finding().file

    assert Function.REPORTER in seat_of(file, NORTH).functions
    assert Function.RESPONDENT in seat_of(file, SOUTH).functions
    assert Function.TEAM in seat_of(file, NORTH_OFFICER).functions
    assert Function.TEAM not in seat_of(file, NORTH).functions
    assert seat_of(file, DUTY).functions == (Function.MECHANISM,)


def test_an_act_of_a_step_that_the_procedure_has_not_moves_nothing():
    file = Stage().file
    strange = acts.Act(number=2, at=BEGAN, seat=DUTY, content=acts.Stepped(step="bribe"))

    assert fold(RULES, (*file.acts, strange)).state == "received"


def test_what_is_said_of_a_response_that_one_does_not_see_is_left_alone():
    reported = acts.Act(number=1, at=BEGAN, seat=SOUTH, content=acts.ResponseReported(response="r9", text="Done."))
    verified = acts.Act(
        number=2, at=BEGAN, seat=DUTY, content=acts.ResponseVerified(response="r9", result=Result.MET, text="Yes.")
    )

    assert fold(RULES, (reported, verified)).responses == {}
