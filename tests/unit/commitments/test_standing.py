from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from evenhand.commitments.acts import Capacity, ConditionSaid, StatusSaid, WillingnessSaid
from evenhand.commitments.model import Held, Status
from evenhand.commitments.standing import conditions_said, standing_of, standings, willing
from simulators.commitments import act, at, on, said

BODIES = st.sampled_from([("host", Capacity.HOST), ("north", Capacity.PARTY), ("mission", Capacity.MONITOR)])


@st.composite
def acts(draw):
    body, capacity = draw(BODIES)
    day = draw(st.dates(on("2031-01-01"), on("2031-03-01")))
    content = StatusSaid(
        commitment=draw(st.sampled_from(["sweep", "fund"])),
        status=draw(st.sampled_from(Status)),
        state=draw(st.sampled_from(["", "north"])),
    )
    name = f"{body}-{day}-{draw(st.integers(0, 3))}"
    return act(content, when=day.isoformat(), body=body, capacity=capacity, name=name)


@given(st.lists(acts(), max_size=12), st.randoms())
def test_the_order_of_arrival_does_not_matter_nor_does_sending_twice(said_acts, random):
    shuffled = [*said_acts, *said_acts[:3]]
    random.shuffle(shuffled)

    assert standings(shuffled, at=at("2031-04-01")) == standings(said_acts, at=at("2031-04-01"))


@given(st.lists(acts(), max_size=12), st.dates(on("2031-01-01"), on("2031-03-02")))
def test_a_standing_then_is_what_was_said_until_then(said_acts, day):
    then = at(day.isoformat())

    assert standings(said_acts, at=then) == standings([one for one in said_acts if one.at <= then], at=at("2032-01-01"))


def test_nobody_has_said_anything():
    standing = standing_of("sweep", (), at=at("2031-06-01"))

    assert (standing.status, standing.disputed, standing.settled) == (Status.AGREED, False, Held.NO)
    assert standing.last_said_at is None
    assert standing.next_step == ""


def test_views_stand_side_by_side_and_their_dispute_is_told():
    claim = said(Status.MET, body="north", capacity=Capacity.PARTY)
    finding = said(Status.PARTLY_MET, body="mission", capacity=Capacity.MONITOR, when="2031-05-01")
    standing = standing_of("sweep", (finding, claim), at=at("2031-07-01"))

    assert [(view.act.body, view.status) for view in standing.views] == [
        ("north", Status.MET),
        ("mission", Status.PARTLY_MET),
    ]
    assert standing.status is None
    assert standing.disputed
    assert standing.settled is Held.UNKNOWN


def test_a_body_that_changes_its_mind_ends_the_dispute_and_its_earlier_word_stays():
    first = said(Status.PARTLY_MET, body="mission", capacity=Capacity.MONITOR, when="2031-05-01")
    second = said(Status.MET, body="mission", capacity=Capacity.MONITOR, when="2031-06-01")
    standing = standing_of("sweep", (second, said(Status.MET), first), at=at("2031-07-01"))

    assert standing.status is Status.MET
    assert standing.settled is Held.YES
    assert standing.views[1].before == (first,)
    assert standing.last_said_at == second.at
    assert standing.views[0].as_of == second.at.date()


def test_a_body_whose_capacity_changes_is_in_no_dispute_with_itself():
    first = said(Status.DELAYED, capacity=Capacity.PARTY, when="2031-05-01")
    standing = standing_of("sweep", (first, said(Status.MET)), at=at("2031-07-01"))

    assert [(view.status, view.before) for view in standing.views] == [(Status.MET, (first,))]
    assert not standing.disputed


def test_the_next_step_is_the_latest_that_is_named():
    early = act(StatusSaid(commitment="sweep", status=Status.UNDER_WAY, next_step="survey"), when="2031-05-01")
    late = said(Status.UNDER_WAY, body="mission", capacity=Capacity.MONITOR, when="2031-06-02")

    assert standing_of("sweep", (early, late), at=at("2031-07-01")).next_step == "survey"


def test_the_states_own_word_on_its_willingness_goes_before_that_of_others():
    told = (
        act(WillingnessSaid(commitment="fund", state="north", willing=True), body="north"),
        act(WillingnessSaid(commitment="fund", state="north", willing=False), body="host"),
        act(WillingnessSaid(commitment="fund", state="south", willing=True), body="host", name="h2"),
        act(WillingnessSaid(commitment="fund", state="south", willing=False), body="mission"),
        act(WillingnessSaid(commitment="sweep", state="south", willing=False), body="south"),
    )

    assert willing("fund", told, at=at("2031-07-01")) == {"north": Held.YES, "south": Held.UNKNOWN}


def test_each_body_has_its_latest_word_on_a_condition():
    told = [
        act(ConditionSaid(gate="deploy", condition="mandate", held=held), when=day)
        for day, held in (("2031-06-02", Held.YES), ("2031-06-01", Held.NO))
    ]
    [(last, held)] = conditions_said("deploy", told, at=at("2031-07-01"))["mandate"]

    assert (last.at, held) == (at("2031-06-02"), Held.YES)
    assert conditions_said("deploy", told, at=at("2031-06-01") - timedelta(days=1)) == {}
