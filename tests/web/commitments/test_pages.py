"""The pages: what they show to whom, their forms with faults beside fields, files, and the same in Arabic."""

import csv
import io
import json

import pytest
from django.urls import reverse

from evenhand.commitments.model import Status
from evenhand_web.commitments import services
from evenhand_web.commitments.models import Act, Commitment, Proposal
from web.commitments.samples import PAPER, a_commitment, status
from web.conftest import NOW


@pytest.fixture(autouse=True)
def demo_clock(settings):
    settings.CLOCK = NOW


def text(answer) -> str:
    return answer.content.decode()


class TestTheBoard:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"withdraw", "posts", "report"}),
            ("tab=all", {"withdraw", "posts", "report", "threat"}),
            ("tab=soon", {"withdraw"}),
            ("tab=settled", set()),
            ("deadline=two", {"withdraw"}),
            ("deadline=30", {"withdraw"}),
            ("deadline=none", {"posts"}),
            ("body=states", {"posts"}),
            ("theme=border", {"posts"}),
            ("term=near&q=posts", {"posts"}),
            ("plan=border&q=leave+the+report", {"report"}),
            ("status=met", set()),
            ("document=S/2020/1043&status=agreed&body=north", {"withdraw", "report"}),
            ("tab=overdue", {"report"}),
        ],
    )
    def test_it_finds_what_is_looked_for(self, stage, query, found):
        answer = stage.browser("north").get(f"{reverse('commitments:board')}?{query}")
        rows = {row.id for row in answer.context["page"].rows}
        assert rows == {stage.ids[name] for name in found}

    def test_it_counts_down_under_both_readings(self, stage):
        page = text(stage.browser("north").get(f"{reverse('commitments:board')}?q=withdraw"))
        assert "in 23 days" in page
        assert "in 25 days" in page

    def test_it_is_empty_for_who_was_shown_nothing(self, stage):
        assert "none has been released" in text(stage.browser("south").get(reverse("commitments:board")))

    def test_files_hold_what_is_shown_and_no_more(self, stage):
        address = reverse("commitments:export", kwargs={"as_format": "csv"})
        rows = list(csv.DictReader(io.StringIO(text(stage.browser("north").get(f"{address}?tab=all")))))
        assert len(rows) == 4
        address = reverse("commitments:export", kwargs={"as_format": "json"})
        assert json.loads(text(stage.browser("south").get(address))) == {"commitments": []}


class TestACommitment:
    def test_views_stand_side_by_side_and_the_disagreement_is_said(self, stage):
        for name, to in (("north", Status.MET), ("duty", Status.DELAYED)):
            _say(stage, name, status(to))
        page = text(stage.browser("north").get(_page(stage)))
        assert "The bodies do not agree" in page
        assert "Northern party" in page
        assert "last day" in page

    def test_what_is_not_shared_is_not_on_the_page_of_another(self, stage):
        _say(stage, "duty", status(Status.DELAYED), shared=False)
        assert "delayed" not in text(stage.browser("north").get(_page(stage)))

    def test_a_form_says_what_stands_against_it_beside_its_field(self, stage):
        north = stage.browser("north")
        answer = north.post(_do(stage, "status"), {"status": "met", "as_of": "yesterday"})
        assert answer.status_code == 400
        assert "yesterday" in text(answer)
        answer = north.post(_do(stage, "status"), {"status": "met"})
        assert "evidence" in text(answer)

    def test_what_a_form_says_is_entered_and_taken_back(self, stage):
        north = stage.browser("north")
        form = {"status": "met", "evidence.0.kind": "document", "evidence.0.ref": "S/1", "shared": "yes"}
        assert north.post(_do(stage, "status"), form).status_code == 302
        shown = north.get(_page(stage)).context["one"].acts
        assert [one.number for one in shown] == list(range(len(shown), 0, -1)), "gaps tell of what is not shown"
        own = next(one.number for one in shown if one.may_undo)
        address = reverse("commitments:take-back", kwargs={"commitment_id": stage.ids["withdraw"]})
        north.post(address, {"number": own})
        assert Act.objects.filter(kind="taken-back").count() == 1

    @pytest.mark.parametrize(
        ("verb", "form", "kind"),
        [
            ("measure", {"indicator": "posts", "low": "4", "evidence.0.ref": "S/1"}, "measured"),
            ("measure", {"indicator": "posts", "high": "9", "qualifier": "at-most", "whole": "20"}, "measured"),
            ("attach", {"evidence.0.ref": "S/1"}, "attached"),
            ("comment", {"text": "So."}, "commented"),
            ("pause", {"begins_on": "2020-12-01", "authority": "Decision 3"}, "paused"),
            ("resume", {"on": "2020-12-05"}, "resumed"),
            ("release", {"organisation": "south"}, "released"),
            ("recall", {"organisation": "north"}, "recalled"),
            (
                "correct",
                {"version": "1", "what.en": "More", "debtors": "north", "readings.0.on": "2021-02-01",
                 "readings.1.event": "d-day", "readings.1.count": "3", "readings.1.unit": "months"},
                "version",
            ),
        ],
    )  # fmt: skip
    def test_every_verb_of_a_keeper_is_done_by_its_form(self, stage, verb, form, kind):
        duty, address = stage.browser("duty"), _do(stage, verb, of="posts")
        assert duty.get(address).status_code == 200
        before = Act.objects.filter(kind=kind).count()
        assert duty.post(address, form).status_code == 302
        assert Act.objects.filter(kind=kind).count() == before + 1

    def test_a_form_that_is_not_this_reader_s_is_not_there(self, stage):
        for verb in ("correct", "nonsense"):
            assert stage.browser("north").get(_do(stage, verb)).status_code == 404

    def test_differences_between_versions_are_shown(self, stage):
        form = {"version": "1", "what.en": "Leave both lines", "debtors": "north", "readings.0.on": "2021-02-01"}
        stage.browser("duty").post(_do(stage, "correct"), form)
        page = text(stage.browser("north").get(_page(stage)))
        assert "<ins>Leave both lines</ins>" in page


class TestPlans:
    @pytest.mark.parametrize("name", ["matrix", "evaluation", "gates"])
    def test_its_pages_answer_who_sees_it_and_nobody_else(self, stage, name):
        _say(stage, "host", status(Status.MET, state="north"))
        address = reverse(f"commitments:{name}", kwargs={"plan_key": "border"})
        assert stage.browser("north").get(address).status_code == 200
        assert stage.browser("south").get(address).status_code == 404

    def test_the_matrix_holds_each_state_and_filters(self, stage):
        _say(stage, "host", status(Status.MET, state="north"))
        address = reverse("commitments:matrix", kwargs={"plan_key": "border"})
        matrix = stage.browser("north").get(f"{address}?state=north&status=met").context["matrix"]
        assert (matrix.shown, matrix.total, [key for key, _name in matrix.columns]) == (1, 3, ["north"])

    def test_risks_are_for_who_was_shown_them(self, stage):
        address = reverse("commitments:risks", kwargs={"plan_key": "border"})
        assert stage.browser("duty").get(address).status_code == 200
        assert stage.browser("north").get(address).status_code == 404

    def test_who_keeps_a_plan_recalls_it_on_its_page(self, stage):
        duty, of = stage.browser("duty"), {"plan_key": "border"}
        assert 'id="recall"' in text(duty.get(reverse("commitments:gates", kwargs=of)))
        duty.post(reverse("commitments:plan-recall", kwargs=of), {"organisation": "north"})
        assert stage.browser("north").get(reverse("commitments:gates", kwargs=of)).status_code == 404

    def test_a_condition_is_said_and_a_wrong_one_is_told(self, stage):
        north, address = stage.browser("north"), reverse("commitments:plan-say", kwargs={"plan_key": "border"})
        form = {"kind": "condition-said", "gate": "ready", "condition": "agreed", "held": "yes", "shared": "yes"}
        assert "Entered." in text(north.post(address, form, follow=True))
        assert "does not have" in text(north.post(address, form | {"condition": "x"}, follow=True))

    def test_files_of_the_matrix_and_those_for_the_public(self, stage):
        for as_format in ("csv", "json"):
            address = reverse("commitments:matrix-export", kwargs={"plan_key": "border", "as_format": as_format})
            for query in ("", "?for=public"):
                assert "withdraw" in text(stage.browser("north").get(address + query))

    @pytest.mark.parametrize("as_format", ["csv", "json"])
    def test_a_file_for_the_public_holds_no_private_view(self, stage, as_format):
        _say(stage, "duty", status(next_step="Shared step"))
        _say(stage, "duty", status(Status.MET, next_step="Private step"), shared=False)
        address = reverse("commitments:matrix-export", kwargs={"plan_key": "border", "as_format": as_format})
        duty = stage.browser("duty")
        public = text(duty.get(f"{address}?for=public"))
        assert "Shared step" in public
        assert "Private step" not in public
        assert "Private step" in text(duty.get(address))


class TestDays:
    @pytest.mark.parametrize(
        "query", ["", "?as=list", "?month=2021-01", "?month=nonsense", "?month=9999-99&body=north"]
    )
    def test_the_calendar_answers_whatever_is_asked(self, stage, query):
        assert stage.browser("north").get(reverse("commitments:calendar") + query).status_code == 200

    def test_both_readings_stand_on_their_days(self, stage):
        month = stage.browser("north").get(reverse("commitments:calendar") + "?month=2021-01").context["month"]
        days = {day.day.day: len(day.entries) for day in month.days}
        assert days == {21: 1, 23: 1, 31: 1}
        month = stage.browser("south").get(reverse("commitments:calendar") + "?month=2021-01").context["month"]
        assert (month.total, month.next_with) == (0, None)

    def test_the_timeline_is_mirrored_for_right_to_left(self, stage):
        north, address = stage.browser("north"), reverse("commitments:timeline") + "?tab=all"
        plain = north.get(address).context["timeline"]
        north.cookies["language"] = "ar"
        mirrored = north.get(address, headers={"accept-language": "ar"}).context["timeline"]
        one, other = plain.lanes[0].marks[0].x, mirrored.lanes[0].marks[0].x
        assert one + other == pytest.approx(plain.width, abs=0.2) or one == other

    def test_following_and_reading_notices_through_the_page(self, stage):
        north, address = stage.browser("north"), reverse("commitments:follow")
        north.post(address, {"plan": "border"})
        assert "Border plan" in text(north.get(reverse("commitments:due")))
        north.post(
            address, {"verb": "unfollow", "kind": "plan", "what": "border", "next": "https://elsewhere.example/"}
        )
        services.remind(actor=stage.people["duty"], now=NOW)
        assert north.post(reverse("commitments:due"), {"notice": ["1", "x"]}).status_code == 302
        assert "What falls due" in text(north.get(reverse("accounts:profile")))


class TestProposals:
    def test_each_is_decided_on_its_page(self, stage):
        values = [a_commitment(name) for name in ("one", "two", "three")]
        first, second, third = services.propose(values=values, actor=stage.people["duty"], now=NOW)
        duty = stage.browser("duty")
        listed = duty.get(reverse("commitments:proposals"), {"document": "S/2020/1043", "state": "open"})
        assert listed.context["page"].total == 3
        for made, form, status_code in (
            (first, {"decision": "accept", "plan": "border"}, 302),
            (second, {"decision": "amend", "what.en": "Other words"}, 302),
            (third, {"decision": "reject", "why": ""}, 400),
            (third, {"decision": "reject", "why": "A threat."}, 302),
        ):
            address = reverse("commitments:proposal", kwargs={"proposal_id": made})
            answer = duty.post(address, form)
            assert answer.status_code == status_code, [
                (one.field.name, one.errors) for one in answer.context["fields"] if one.errors
            ]
            assert duty.get(address).status_code == 200
        assert Proposal.objects.filter(state="open").count() == 0
        assert Commitment.objects.filter(proposals__state="amended").count() == 1


@pytest.mark.parametrize("language", ["ar", "fr", "zh-hans"])
def test_every_page_speaks_the_reader_s_language(stage, language):
    client = stage.browser("duty")
    for name in ("board", "due", "calendar", "timeline", "plans", "proposals"):
        answer = client.get(reverse(f"commitments:{name}"), headers={"accept-language": language})
        assert f'lang="{language}"' in text(answer)


def _page(stage, of: str = "withdraw") -> str:
    return reverse("commitments:commitment", kwargs={"commitment_id": stage.ids[of]})


def _do(stage, verb: str, of: str = "withdraw") -> str:
    return reverse("commitments:do", kwargs={"commitment_id": stage.ids[of], "verb": verb})


def _say(stage, name: str, content, *, shared: bool = True) -> None:
    services.say(
        commitment_id=stage.ids["withdraw"], content=content, evidence=PAPER, shared=shared,
        actor=stage.people[name], now=NOW,
    )  # fmt: skip
