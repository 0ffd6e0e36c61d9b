import pytest

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.incidents.corroborate import look
from evenhand.incidents.expert import expert
from evenhand.incidents.explain import NOT_AMONG, weight_in_words, why
from unit.incidents.worlds import statements, world

TABLE, TRUTH = world(60)
FOUND = look(TABLE, expert(TABLE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reasons_add_up_to_the_log_odds_of_the_link(language):
    late, early, score = FOUND.pairs()
    ids = TABLE["statement"].to_pylist()
    for pair in range(0, late.size, max(late.size // 25, 1)):
        one, other = ids[FOUND.rows[late[pair]]], ids[FOUND.rows[early[pair]]]
        told = why(FOUND, one, other, language=language)
        added = told.bias + sum(reason.log_odds for reason in told.reasons if reason.about != "again")
        assert added == pytest.approx(float(score[pair]), abs=1e-3)
        assert told == why(FOUND, other, one, language=language)
        assert all(reason.sentence and weight_in_words(reason, language=language) for reason in told.reasons)


def test_says_what_each_property_is():
    table = statements(
        {"party": "north", "killed": 3},
        {"party": "south", "killed": 4, "type": "KIN/MOR/120", "lon": 16.01, "hours": 2, "source": "source-0"},
        {"origin": "ministry"},
        {"origin": "ministry"},
        {"lon": 30.0},
    )
    found = look(table, expert(table))
    told = {reason.about: reason.sentence for reason in why(found, "s0", "s1").reasons}

    assert told["type"] == "Their types are of one group: KIN/MOR/82, KIN/MOR/120."
    assert told["party"] == "They name different parties: north, south."
    assert told["killed"] == "They speak of 3 and 4 people killed."
    assert told["time"] == "Their times are 2 h apart; they leave 0.5 h and 0.5 h open."
    assert told["far"].startswith("They are 0.953 km apart")
    assert "seldom tells twice" in told["again"]
    assert "ministry" in {r.about: r.sentence for r in why(found, "s2", "s3").reasons}["echo"]
    assert why(found, "s0", "s4").probability == 0.0


def test_an_id_that_is_not_there():
    with pytest.raises(Problem) as caught:
        why(FOUND, "nobody", "0001-0")

    assert caught.value.kind is NOT_AMONG
