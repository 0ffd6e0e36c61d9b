"""Who sees how much of what: every role against every kind of evidence."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.evidence import access, queries, services
from evenhand_web.evidence.filters import EvidenceFilters
from evenhand_web.evidence.models import Evidence
from web.conftest import NOW
from web.evidence import samples

WHOLE, COPY, NOTHING = "whole", "copy", "nothing"


@pytest.fixture
def shelf(organisations, attach, actor) -> dict[str, Evidence]:
    """One of each: the mission's, a restricted one, the northern party's, one released to it, one as a copy only."""
    duty = actor("duty-officer")

    def kept(name, **claim):
        about = services.Claim(subject_kind="report", name=name, **{"subject": "report-m", **claim})
        done = services.attach(content=[name.encode()], claim=about, actor=SYSTEM, now=NOW)
        return Evidence.objects.get(pk=done.evidence)

    found = {
        "mission": kept("mission"),
        "restricted": kept("restricted", protection="restricted"),
        "north": kept("north", owner="north", subject="report-n"),
        "of-norths-report": kept("of-norths-report", subject="report-n"),
        "released": kept("released"),
        "copied": kept("copied"),
    }
    services.release(evidence_id=found["released"].pk, organisation="north", reason="r", actor=duty, now=NOW)
    claim = services.CopyClaim(name="masked.txt", note="Faces.")
    copy = services.add_copy(evidence_id=found["copied"].pk, content=[b"masked"], claim=claim, actor=duty, now=NOW)
    services.release(
        evidence_id=found["copied"].pk, organisation="north", copy_id=copy, reason="r", actor=duty, now=NOW
    )
    return found


ALL = {"mission", "restricted", "north", "of-norths-report", "released", "copied"}
SEEN = {
    ("duty-officer", "mission"): dict.fromkeys(ALL, WHOLE),
    ("monitor", "mission"): dict.fromkeys(ALL, WHOLE),
    ("analyst", "mission"): dict.fromkeys(ALL - {"restricted"}, WHOLE),
    ("administrator", "mission"): {},
    ("liaison", "north"): {"north": WHOLE, "released": WHOLE, "copied": COPY},
    ("duty-officer", "north"): {"north": WHOLE, "released": WHOLE, "copied": COPY},
    ("liaison", "south"): {},
    ("commissioner", "commission"): {},
    ("secretariat", "commission"): {},
}


@pytest.mark.parametrize(("role", "organisation"), list(SEEN), ids=lambda value: value)
class TestWhoSeesWhat:
    def sight(self, who, evidence) -> str:
        try:
            found = access.glimpse(who, evidence.pk)
        except Problem as problem:
            return {access.NO_SUCH_EVIDENCE: NOTHING}[problem.kind]
        return WHOLE if access.sight_of(who, found).whole else COPY

    def test_one_by_one(self, shelf, actor, role, organisation):
        who = actor(role, organisation)
        expected = dict.fromkeys(ALL, NOTHING) | SEEN[role, organisation]

        assert {name: self.sight(who, evidence) for name, evidence in shelf.items()} == expected

    def test_in_the_list(self, shelf, actor, role, organisation):
        who = actor(role, organisation)
        listed = {row.id for row in queries.evidence_list(who, EvidenceFilters()).page.rows}
        expected = set(SEEN[role, organisation])

        assert listed == {shelf[name].pk for name in expected}

    def test_on_the_page_of_the_report(self, shelf, actor, role, organisation):
        rows = queries.evidence_of(actor(role, organisation), "report", "report-n")
        expected = {"north", "of-norths-report"} & set(SEEN[role, organisation])

        assert {row.id for row in rows} == {shelf[name].pk for name in expected}


class TestACopyAlone:
    def test_shows_nothing_of_the_original(self, shelf, actor):
        page = queries.evidence_page(actor("liaison", "north"), shelf["copied"].pk, language="en")

        assert (page.row.name, page.row.whole, page.acts, page.findings, page.texts) == (
            "masked.txt",
            False,
            (),
            (),
            (),
        )
        assert shelf["copied"].digest not in str(page)
        assert [copy.name for copy in page.copies] == ["masked.txt"]

    @pytest.mark.parametrize("what", ["original", "package"])
    def test_lets_nobody_take_the_original(self, shelf, actor, what):
        with pytest.raises(Problem) as caught:
            services.hand_out(
                evidence_id=shelf["copied"].pk, what=what, reason="r", actor=actor("liaison", "north"), now=NOW
            )
        assert caught.value.code == "evidence.no-such-evidence"

    def test_is_seen_as_a_picture_where_it_is_one(self, attach, actor, browser_of):
        duty, evidence = actor("duty-officer"), attach(samples.jpeg(), name="a.jpg")
        claim = services.CopyClaim(name="masked.jpg", note="Faces.")
        masked = samples.jpeg(size=(32, 24))
        copy = services.add_copy(evidence_id=evidence.pk, content=[masked], claim=claim, actor=duty, now=NOW)
        services.release(evidence_id=evidence.pk, organisation="north", copy_id=copy, reason="r", actor=duty, now=NOW)
        client = browser_of("liaison", "north")
        page = client.get(f"/evidence/{evidence.pk}/").content.decode()

        assert f"/evidence/{evidence.pk}/copies/{copy}/preview.jpg" in page
        assert f"/evidence/{evidence.pk}/copies/{copy}/thumbnail.jpg" in client.get("/evidence/").content.decode()
        assert client.get(f"/evidence/{evidence.pk}/copies/{copy}/preview.jpg").status_code == 200
        assert client.get(f"/evidence/{evidence.pk}/preview.jpg").status_code == 404
        assert (
            browser_of("liaison", "south").get(f"/evidence/{evidence.pk}/copies/{copy}/preview.jpg").status_code == 404
        )

    def test_of_another_organisation_looks_as_if_it_were_not_there(self, shelf, actor):
        copy = shelf["copied"].derivatives.get(kind="redacted")
        duty = actor("duty-officer")
        services.release(
            evidence_id=shelf["copied"].pk, organisation="commission", copy_id=None, reason="r", actor=duty, now=NOW
        )
        with pytest.raises(Problem) as caught:
            access.copy_for(actor("liaison", "south"), shelf["copied"], copy.pk)
        assert caught.value.code == "evidence.no-such-copy"


class TestRelease:
    def test_ends_with_the_recall_and_stays_in_the_record(self, shelf, actor):
        duty, liaison = actor("duty-officer"), actor("liaison", "north")
        services.recall(evidence_id=shelf["released"].pk, organisation="north", reason="Error.", actor=duty, now=NOW)

        with pytest.raises(Problem, match="no evidence"):
            access.glimpse(liaison, shelf["released"].pk)
        kinds = list(shelf["released"].acts.values_list("kind", flat=True))
        assert kinds == ["received", "released", "recalled"]

    def test_twice_is_once(self, shelf, actor):
        duty = actor("duty-officer")
        for _ in range(2):
            services.release(evidence_id=shelf["mission"].pk, organisation="south", reason="r", actor=duty, now=NOW)

        assert list(shelf["mission"].acts.values_list("kind", flat=True)) == ["received", "released"]

    @pytest.mark.parametrize("organisation", ["mission", "nobody"])
    def test_is_to_an_organisation_of_the_list(self, shelf, actor, organisation):
        with pytest.raises(Problem) as caught:
            services.release(
                evidence_id=shelf["mission"].pk, organisation=organisation, reason="r", actor=actor("monitor"), now=NOW
            )
        assert caught.value.code == "evidence.not-releasable"

    @pytest.mark.parametrize("role", ["analyst", "liaison", "commissioner", "secretariat", "administrator"])
    def test_is_for_those_who_handle_evidence(self, shelf, actor, role):
        with pytest.raises(Problem) as caught:
            services.release(
                evidence_id=shelf["mission"].pk, organisation="north", reason="r", actor=actor(role), now=NOW
            )
        assert caught.value.code == "accounts.not-permitted"
