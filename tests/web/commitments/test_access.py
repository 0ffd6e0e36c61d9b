"""Who sees what of commitments: of what is released one's own words and what is shared, and nothing once recalled."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.commitments.model import Status
from evenhand.foundation.problems import Problem
from evenhand_web.commitments import access, services
from evenhand_web.commitments.models import Act, Shown
from web.commitments.samples import PAPER, status
from web.conftest import NOW

BODIES = ("north", "south", "keeper", "host")
STATUSES = (Status.UNDER_WAY, Status.DELAYED, Status.PARTLY_MET, Status.MET)


def numbers(stage, name: str, of: str = "withdraw") -> set[int]:
    try:
        return {act.number for act in access.commitment_for(stage.people[name], stage.ids[of]).acts}
    except Problem as problem:
        if problem.code != "commitments.no-such-commitment":
            raise
        return set()


class TestReleases:
    def test_what_is_not_released_is_not_there(self, stage):
        assert access.visible_commitments(stage.people["south"]).count() == 0
        assert numbers(stage, "south") == set()
        with pytest.raises(Problem) as caught:
            access.plan_for(stage.people["south"], "border")
        assert caught.value.code == "commitments.no-such-plan"
        assert not access.visible_dues(stage.people["south"]).exists()

    def test_what_is_released_is_seen_and_what_is_recalled_is_gone_with_its_rows(self, stage):
        told = {"commitment_id": stage.ids["withdraw"], "actor": stage.people["duty"], "now": NOW}
        services.release(organisation="south", **told)
        assert numbers(stage, "south")
        services.recall(organisation="south", **told)
        assert numbers(stage, "south") == set()
        assert not Shown.objects.filter(audience="organisation:south").exists()

    @pytest.mark.parametrize(
        ("verb", "organisation", "code"),
        [
            ("release", "north", "commitments.own-anyway"),
            ("release", "mission", "commitments.own-anyway"),
            ("release", "mars", "accounts.no-such-organisation"),
            ("recall", "south", "commitments.not-shown"),
        ],
    )
    def test_a_release_that_changes_nothing_is_refused(self, stage, verb, organisation, code):
        told = {"commitment_id": stage.ids["withdraw"], "actor": stage.people["duty"], "now": NOW}
        with pytest.raises(Problem) as caught:
            getattr(services, verb)(organisation=organisation, **told)
        assert caught.value.code == code

    def test_the_risk_register_is_shown_apart_from_its_plan(self, stage):
        def seen() -> bool:
            return access.visible_plans(stage.people["north"], risks=True).exists()

        assert not seen()
        told = {"plan": "border", "organisations": ("north",), "actor": stage.people["duty"], "now": NOW}
        services.release_plan(risks=True, **told)
        assert seen()
        with pytest.raises(Problem) as caught:
            services.release_plan(**told | {"organisations": ("mission",)})
        assert caught.value.code == "commitments.own-anyway"

    def test_a_plan_that_is_recalled_is_gone_with_all_its_commitments(self, stage):
        told = {"plan": "border", "organisation": "north", "now": NOW}
        with pytest.raises(Problem) as caught:
            services.recall_plan(actor=stage.people["north"], **told)
        assert caught.value.code == "accounts.not-permitted"
        assert services.recall_plan(actor=stage.people["duty"], **told) == len(stage.ids)
        assert not access.visible_plans(stage.people["north"]).exists()
        assert not Shown.objects.filter(audience="organisation:north").exists()
        with pytest.raises(Problem) as caught:
            services.recall_plan(actor=stage.people["duty"], **told)
        assert caught.value.code == "commitments.not-shown"

    def test_a_release_is_known_to_who_keeps_it_and_to_whom_it_is_shown(self, stage):
        shown = access.commitment_for(stage.people["north"], stage.ids["withdraw"]).acts
        assert {access.addressee(act) for act in shown if act.kind == "released"} == {"north"}

    def test_a_proposal_is_there_for_its_keepers_alone(self, stage):
        from web.commitments.samples import a_commitment

        (made,) = services.propose(values=[a_commitment("x")], actor=stage.people["keeper"], now=NOW)
        assert access.proposal_for(stage.people["keeper"], made)
        assert access.proposal_for(stage.people["duty"], made)
        for name in ("host", "north"):
            with pytest.raises(Problem) as caught:
                access.proposal_for(stage.people[name], made)
            assert caught.value.code == "commitments.no-such-proposal"

    def test_evidence_is_added_by_who_may_report_on_what_they_see(self, stage):
        ids = list(stage.ids.values())
        assert access.worked_on(stage.people["north"], ids) == set(ids)
        assert access.worked_on(stage.people["south"], ids) == set()

    def test_names_with_nul_are_none(self, stage):
        for ask in (access.commitment_for, access.plan_for, access.proposal_for):
            with pytest.raises(Problem):
                ask(stage.people["duty"], "a\0b")


STEP = st.tuples(st.sampled_from(("say", "say", "comment", "release", "recall", "take-back")),
                 st.sampled_from(BODIES), st.booleans())  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=10))
def test_whatever_is_done_nobody_sees_what_is_neither_theirs_nor_shared_nor_released(stage, steps):
    now = NOW
    for number, (what, name, shared) in enumerate(steps):
        now += timedelta(hours=1)
        _try(stage, what, name, shared=shared, number=number, now=now)
    acts = list(Act.objects.filter(commitment=stage.ids["withdraw"]).order_by("number"))
    released = access.released_to(acts)
    for name in BODIES:
        key = access.key_of(stage.people[name])
        seen = numbers(stage, name)
        if key not in released:
            assert seen == set(), name
            continue
        hidden = {
            act.number
            for act in acts
            if act.organisation != key and not act.shared and act.kind not in {"version", "released", "recalled"}
        }
        assert not seen & hidden, name
        row = Shown.objects.get(commitment=stage.ids["withdraw"], audience=f"organisation:{key}")
        assert set(row.acts) == seen
    assert numbers(stage, "duty") == {act.number for act in acts}
    for act in Act.objects.filter(commitment=stage.ids["withdraw"], kind="taken-back"):
        assert Act.objects.get(commitment=act.commitment, number=act.said["act"]).organisation == act.organisation


def _try(stage, what: str, name: str, *, shared: bool, number: int, now) -> None:
    told = {"commitment_id": stage.ids["withdraw"], "now": now}
    duty, actor = stage.people["duty"], stage.people[name]
    try:
        if what == "say":
            to = STATUSES[number % len(STATUSES)]
            services.say(content=status(to), evidence=PAPER, reason="Seen.", shared=shared, actor=actor, **told)
        elif what == "comment":
            services.comment(text=f"{number}", shared=shared, actor=actor, **told)
        elif what == "take-back":
            services.take_back(number=number + 1, actor=actor, **told)
        else:
            getattr(services, what)(organisation=access.key_of(actor), actor=duty, **told)
    except Problem as problem:
        if problem.blame == "operator":
            raise
