"""Sending twice is harmless: the same act of the same person within a minute is one act."""

from datetime import timedelta

import pytest

from evenhand.cases import acts
from evenhand_web.cases import services
from evenhand_web.cases.models import Act, Case, InterviewSource
from evenhand_web.ledger.models import Entry
from web.cases.conftest import COMPLAINT

pytestmark = pytest.mark.django_db


def done(story, user, content, times=3):
    before = Act.objects.filter(kind=acts.kind_of(content)).count()
    for _ in range(times):
        services.act(case_id=story.id, content=content, actor=story.people[user], now=story.now)
    return Act.objects.filter(kind=acts.kind_of(content)).count() - before


def test_a_button_pressed_three_times_does_one_thing(story):
    case = story()
    entries = Entry.objects.count()

    assert done(case, "duty", acts.Commented(text="Looked into.")) == 1
    assert Entry.objects.filter(action="cases.commented").count() == 1
    assert Entry.objects.count() > entries


def test_the_same_of_another_person_or_later_is_another_act(story):
    case = story()
    said = acts.Commented(text="Looked into.")

    assert done(case, "duty", said, times=1) == 1
    assert done(case, "liaison-north", said, times=1) == 1
    case.wait(timedelta(minutes=2))
    assert done(case, "duty", said, times=1) == 1


def test_something_between_makes_it_another_act(story):
    case = story()
    first, second = acts.Commented(text="One."), acts.Commented(text="Two.")

    assert [done(case, "duty", one, times=1) for one in (first, second, first)] == [1, 1, 1]


def test_a_case_opened_twice_is_one_case(story):
    case = story()
    told = {"agreement": "coastal-example", "content": COMPLAINT, "actor": case.people["liaison-north"]}
    twin = services.open_case(**told, now=case.now)
    later = services.open_case(**told, now=case.now + timedelta(minutes=2))

    assert twin.pk == case.id
    assert later.pk != case.id
    assert Case.objects.count() == 2


def test_a_comment_that_was_taken_back_can_be_made_again(story):
    case = story()
    said = acts.Commented(text="Looked into.")
    done(case, "duty", said, times=1)
    services.take_back(case_id=case.id, actor=case.people["duty"], now=case.now)

    assert done(case, "duty", said, times=2) == 1


def test_two_who_were_heard_with_the_same_words_are_two(story):
    case = story().to_fact_finding()
    heard = acts.InterviewHeld(interview="", at=case.now, alias="W", text="We saw it.")
    for identity in ("Layla", "Layla", "Omar"):
        services.hear(case_id=case.id, content=heard, identity=identity, actor=case.people["monitor"], now=case.now)

    assert {one.interview for one in case.file.interviews} == {"i1", "i2"}
    assert sorted(InterviewSource.objects.values_list("identity", flat=True)) == ["Layla", "Omar"]
