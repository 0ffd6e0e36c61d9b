"""The page of the witnesses: what is final, who is missing, what was found; for everybody with a role."""

import pytest
from django.db import connection
from django.test import Client

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.ledger.witness import Kind
from evenhand_web.accounts.access import actor_for
from evenhand_web.ledger import publishing
from evenhand_web.web import clock
from evenhand_web.witnesses import queries, services, words
from evenhand_web.witnesses.access import NO_SUCH_ALARM, alarm_for
from evenhand_web.witnesses.drawing import drawing
from simulators.logs import NORTH, SOUTH, UN
from web.witnesses.conftest import alarm, cosigned, now_s, published, seen, write


@pytest.fixture
def actor(person, organisations):
    return actor_for(person("liaison", "north"))


def take(content):
    return services.take_cosignature(content=content, now=clock.real())


def take_alarm(content):
    return services.take_alarm(content=content, now=clock.now(), at=clock.real())


def states(actor):
    return {row.name: row.state for row in queries.rows(actor)}


def test_nothing_is_final_before_the_quorum_and_who_is_missing_is_named(actor):
    found = published()
    take(cosigned(found, NORTH))
    told = queries.standing(actor)

    assert (told.state, told.is_final, told.missing) == ("waiting", False, ("south", "un"))
    assert states(actor) == {"north": "good", "south": "silent", "un": "silent"}


def test_it_is_final_with_the_quorum_and_what_comes_after_is_not(actor):
    take(cosigned(published(), NORTH, SOUTH, UN))
    assert queries.standing(actor).state == "final"

    write(2)
    publishing.publish(clock.real())
    told = queries.standing(actor)
    assert (told.state, told.size - told.final_size) == ("waiting", 2)
    assert {(row.state, row.behind) for row in queries.rows(actor)} == {("behind", 2)}


def test_a_witness_that_was_last_here_long_ago_is_silent(actor):
    take(cosigned(published(), NORTH, at_s=now_s() - 3600))
    write(1)
    publishing.publish(clock.real())

    assert states(actor)["north"] == "silent"


def test_an_alarm_is_red_until_its_witness_cosigns_again(actor):
    found = published()
    take_alarm(alarm(NORTH, at_s=now_s() - 10))
    assert (queries.standing(actor).state, queries.standing(actor).alarmed) == ("alarm", ("north",))
    assert states(actor)["north"] == "alarm"

    take(cosigned(found, NORTH))
    assert queries.standing(actor).state == "waiting"
    [row] = queries.alarms(actor, language="en")
    assert (row.is_open, row.weight, row.kind) == (False, "word", Kind.FORGED)


def test_a_rewriting_is_shown_with_evidence_that_proves_it(actor, client, person, organisations, tmp_path, settings):
    published(5)
    memory = seen().memory
    settings.LEDGER_FOLDER = str(tmp_path / "rewritten")
    finding_log = rewritten_log()
    finding = seen(memory, folder=finding_log).findings[0]
    row = take_alarm(alarm(NORTH, finding=finding))

    [shown] = queries.alarms(actor, language="en")
    assert (shown.weight, shown.evidence, list(shown.parts)) == ("proved", 2, [1, 2])
    assert queries.evidence(actor, row.pk, 1) == memory.note
    with pytest.raises(Problem) as problem:
        queries.evidence(actor, row.pk, 3)
    assert problem.value.kind == NO_SUCH_ALARM


def rewritten_log():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_entry_no_update")
        cursor.execute("UPDATE ledger_entry SET statement = replace(statement, 'subject-1', 'subject-9')")
    publishing.publish(clock.real())
    return publishing.files()


def test_history_tells_columns_and_draws_them(actor):
    for count, witnesses in ((2, (NORTH,)), (1, (NORTH, SOUTH, UN))):
        take(cosigned(published(count), *witnesses))
    columns = queries.history(actor)
    made = drawing(columns, queries.rows(actor))

    assert [column.is_final for column in columns] == [False, True]
    assert columns[1].size - columns[0].size == 1
    assert (len(made.marks), sum(mark.cosigned for mark in made.marks), len(made.finals)) == (6, 4, 1)
    assert drawing((), ()).marks == ()


def test_an_alarm_of_a_witness_that_left_the_policy_is_still_shown(actor, settings, tmp_path):
    published()
    row = take_alarm(alarm(NORTH))
    settings.LEDGER_POLICY = ""

    assert [found.witness for found in queries.alarms(actor, language="en")] == [NORTH.name]
    assert queries.standing(actor).state == "alarm"
    assert (queries.rows(actor), alarm_for(actor, row.pk).pk) == ((), row.pk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_it_in_every_language(person, organisations, language):
    take(cosigned(published(), NORTH))
    row = take_alarm(alarm(SOUTH))
    client = Client(headers={"Accept-Language": language})
    client.force_login(person("commissioner", "commission"))
    text = client.get("/witnesses/").content.decode()

    assert f'lang="{language}"' in text
    assert (str(NORTH.verifier) in text, row.pk in text) == (True, True)
    assert client.get(f"/witnesses/alarms/{row.pk}.alarm").content == bytes(row.content)
    assert client.get(f"/witnesses/alarms/{row.pk}.1.checkpoint").content == b"x"
    assert b"quorum final" in client.get("/witnesses/policy.txt").content


def test_the_record_says_at_its_head_whether_it_is_final(person, organisations):
    take(cosigned(published(), NORTH, SOUTH, UN))
    client = Client()
    client.force_login(person("duty-officer", "mission"))

    assert "enough witnesses saw the same" in client.get("/ledger/").content.decode()


def test_a_log_without_policy_or_entries_says_so(person, organisations, settings):
    settings.LEDGER_POLICY = ""
    client = Client()
    client.force_login(person("liaison", "north"))
    text = client.get("/witnesses/").content.decode()

    assert "Nobody watches yet" in text
    assert "No policy names witnesses" in text
    assert "corrupt" not in text


def test_every_state_has_its_words():
    assert set(words.KINDS) == {kind.value for kind in Kind}
    assert set(words.STANDING) == {"alarm", "no-policy", "none", "final", "waiting"}
