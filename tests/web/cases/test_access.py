"""Nobody learns of a case what was not shown to them, by any way in."""

import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from evenhand.cases import acts
from evenhand.foundation.problems import Problem
from evenhand_web.cases import access, services
from evenhand_web.cases.models import Notice
from evenhand_web.cases.queries import board, planner
from evenhand_web.cases.queries.case import case_page
from evenhand_web.cases.queries.notices import unread
from web.cases.conftest import COMPLAINT, DAY, Story
from web.conftest import NOW

OUTSIDERS = ("liaison-south", "officer-south", "member-north", "commissioner-south", "chair", "secretariat")


@pytest.fixture
def secret(story) -> Story:
    """A complaint of the north against the south, of which nobody has told the south."""
    return story(content=replace(COMPLAINT, allegation={"en": "Xylophone at the camp."}, urgent=True))


@pytest.mark.parametrize("user", OUTSIDERS)
@pytest.mark.parametrize("tab", ["open", "overdue", "suspended", "decided", "closed", "all", "nonsense"])
def test_no_list_holds_it_and_no_count_counts_it(secret, user, tab):
    found = board.board(secret.people[user], board.Filters(tab=tab), 1, now=secret.now + 90 * DAY)

    assert (found.page.total, set(found.counts.values()), found.any_at_all) == (0, {0}, False)
    assert (found.states, found.bars) == ((), ())


@pytest.mark.parametrize("user", OUTSIDERS)
@pytest.mark.parametrize("filters", [{"q": "xylophone"}, {"party": "south"}, {"urgent": "yes"}, {"mine": "yes"}])
def test_no_search_finds_it(secret, user, filters):
    told = filters | {"tab": "all"}

    assert board.board(secret.people[user], board.Filters(**told), 1, now=NOW).page.total == 0
    number = board.Filters(q=secret.number, tab="all")
    assert board.board(secret.people[user], number, 1, now=NOW).page.total == 0


@pytest.mark.parametrize("user", OUTSIDERS)
@pytest.mark.parametrize("as_format", ["csv", "json"])
def test_no_export_holds_it(secret, browser, user, as_format):
    body = browser(user).get(reverse("cases:export", args=[as_format]), {"tab": "all"}).content.decode()

    assert "ylophone" not in body
    assert secret.number not in body


@pytest.mark.parametrize("user", OUTSIDERS)
@pytest.mark.parametrize(
    ("name", "more"),
    [("case", []), ("print", []), ("step", ["register"]), ("act", ["commented"]), ("act", ["nonsense"])],
)
def test_its_address_looks_like_one_that_does_not_exist(secret, browser, user, name, more):
    texts = []
    for case_id in (secret.id, "0" * 24):
        for method in ("get", "post"):
            url = reverse(f"cases:{name}", args=[case_id, *more])
            answer = getattr(browser(user), method)(url, headers={"accept": "application/json"})
            if answer.status_code != 405:
                texts.append((answer.status_code, json.dumps(answer.json()).replace(case_id, "X")))

    assert len(set(texts)) == 1
    assert texts[0][0] == 404


def test_a_draft_of_the_team_is_not_seen_by_the_parties(story, browser):
    told = story().to_fact_finding().visit().finding(text={"en": "Zanzibar draft."})

    for user in ("liaison-north", "liaison-south", "member-north", "chair"):
        assert "Zanzibar" not in browser(user).get(reverse("cases:case", args=[told.id])).content.decode()
    assert "Zanzibar" in browser("officer-south").get(reverse("cases:case", args=[told.id])).content.decode()


def test_the_state_that_a_party_sees_is_the_one_of_which_it_was_told(story):
    told = story().to_fact_finding().visit().finding().steps("propose-finding")

    assert case_page(told.people["duty"], told.id, now=told.now).file.state == "finding-proposed"
    assert case_page(told.people["liaison-north"], told.id, now=told.now).file.state == "fact-finding"
    found = board.board(told.people["liaison-north"], board.Filters(), 1, now=told.now)
    assert {row.state.in_language("en") for row in found.page.rows} == {"Fact-finding"}


def test_an_act_of_a_party_fails_with_no_more_than_it_sees(story):
    told = story().to_fact_finding().visit().finding().steps("propose-finding")
    content = acts.PositionTaken(version=1, digest="0" * 64, position="refuses", organisation="north", side="north")

    with pytest.raises(Problem) as problem:
        services.act(case_id=told.id, content=content, actor=told.people["liaison-north"], now=told.now)
    assert "finding-proposed" not in str(problem.value)


def test_a_comment_of_one_party_is_not_for_the_other(story, browser):
    told = story().to_fact_finding().do("liaison-north", acts.Commented(text="Quetzal, in confidence."))

    def reads(user: str) -> bool:
        return "Quetzal" in browser(user).get(reverse("cases:case", args=[told.id])).content.decode()

    assert [reads(user) for user in ("duty", "liaison-north", "liaison-south", "officer-south")] == [
        True,
        True,
        False,
        False,
    ]


def test_whoever_brought_it_in_confidence_is_not_named_to_the_other_party(story, browser):
    told = story(content=replace(COMPLAINT, protection="confidential")).to_fact_finding()
    page = case_page(told.people["liaison-south"], told.id, now=told.now)

    assert page.reporter == ""
    assert "Northern party" not in browser("liaison-south").get(reverse("cases:print", args=[told.id])).content.decode()


def test_a_recall_hides_it_again_everywhere(story, browser):
    told = story().to_fact_finding()
    numbers = tuple(sorted(told.file.released["south"]))
    told.do("duty", acts.Recalled(to="south", acts=numbers, reason="Sent in error."))
    south = told.people["liaison-south"]

    found = case_page(south, told.id, now=told.now)
    assert [act.kind for act in found.acts if act.kind not in {"released", "recalled"}] == []


class TestNotices:
    def test_nobody_is_told_of_a_case_that_they_do_not_see(self, secret):
        call_command("remind_cases")

        assert {notice.user.username for notice in Notice.objects.all()} == {"duty"}

    def test_telling_again_tells_nothing(self, story):
        told = story().to_fact_finding()
        services.remind(actor=told.people["duty"], now=told.now + 30 * DAY)
        before = Notice.objects.count()

        assert services.remind(actor=told.people["duty"], now=told.now + 30 * DAY) == (0, 0)
        assert Notice.objects.count() == before

    def test_a_team_is_told_and_reads_it(self, story, browser):
        told = story().to_fact_finding()
        officer = told.people["officer-south"]
        assert unread(officer) == 1
        page = browser("officer-south").get(reverse("cases:notices"))
        form = {"notice": [row.id for row in page.context["page"].rows]}
        browser("officer-south").post(reverse("cases:notices"), form)

        assert unread(officer) == 0

    def test_nobody_reads_the_notices_of_others(self, story, browser):
        told = story().to_fact_finding()
        form = {"notice": list(Notice.objects.values_list("pk", flat=True))}
        browser("liaison-south").post(reverse("cases:notices"), form)

        assert unread(told.people["officer-south"]) == 1

    def test_a_mail_names_the_case_and_nothing_that_it_says(self, story, mailoutbox, settings):
        settings.EMAIL_HOST = "mail.example"
        told = story().to_fact_finding()
        user = Notice.objects.filter(user__username="officer-south").get().user
        user.email = "officer@example.org"
        user.save()
        services.remind(actor=told.people["duty"], now=told.now)

        assert [told.number in mail.subject for mail in mailoutbox] == [True]
        assert "attacked" not in mailoutbox[0].body


def test_the_planner_shows_a_team_its_own_week_and_others_nothing(story):
    told = story().to_fact_finding().visit()
    week = str((told.now - DAY).date())

    def visits(user: str) -> int:
        return len(planner.planner(told.people[user], week, now=told.now).visits)

    assert [visits(user) for user in ("duty", "officer-north", "liaison-south", "chair")] == [1, 1, 0, 0]


def test_evidence_on_a_case_is_added_by_whoever_sees_it(story):
    told = story()

    assert access.worked_on(told.people["liaison-north"], [told.id]) == {told.id}
    assert access.worked_on(told.people["liaison-south"], [told.id]) == set()


@pytest.mark.parametrize("user", ["analyst", "monitor", "secretariat"])
def test_whoever_only_reads_does_nothing(story, user):
    told = story()
    told.do("duty", acts.Released(to="commission", acts=(1,)))

    with pytest.raises(Problem) as problem:
        services.act(case_id=told.id, content=acts.Commented(text="x"), actor=told.people[user], now=told.now)
    assert problem.value.code == "accounts.not-permitted"


def test_a_clock_of_which_somebody_never_sees_the_end_is_none_for_them(story):
    told = story().to_fact_finding()
    late = told.now + 60 * DAY

    def clocks(user: str) -> set[str]:
        page = case_page(told.people[user], told.id, now=late)
        return {clock.name.in_language("en") for clock in page.clocks if clock.runs}

    # That the team is on the spot is told to nobody outside it, so nobody outside knows whether it is late.
    assert clocks("liaison-north") == clocks("liaison-south") == set()
    assert clocks("duty") == clocks("officer-south") == {"Team on site"}


def test_what_a_body_owes_is_first_on_its_docket(story):
    told = story().to_sub_committee()
    (row,) = board.board(told.people["member-north"], board.Filters(), 1, now=told.now).page.rows

    assert (row.clock, row.mine) == ("Decision of the sub-committee", True)
