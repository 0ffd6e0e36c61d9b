"""Default deny: what was not shown to somebody looks in lists, counts and searches like what does not exist."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.documents import access, services
from evenhand_web.documents.filters import Filters
from evenhand_web.documents.queries import listing
from evenhand_web.documents.queries.document import Wanted, document_page
from web.conftest import NOW
from web.documents import samples


def names(actor) -> set[str]:
    return set(access.visible_documents(actor).values_list("name", flat=True))


@pytest.fixture
def shelf(duty, north, south):
    """Documents of the mission, shown to North, to all, to nobody; and one of each party."""
    found = {
        name: samples.kept(duty, samples.text(f"ST/ORISIA/2020/{n}"), f"{name}.txt")
        for n, name in enumerate(("for-north", "for-all", "hidden"), start=10)
    }
    services.release(document_id=found["for-north"].pk, organisation="north", actor=duty, now=NOW)
    services.open_to_all(document_id=found["for-all"].pk, actor=duty, now=NOW)
    found["of-north"] = samples.kept(north, samples.text("ST/ORISIA/2020/20"), "of-north.txt")
    found["of-south"] = samples.kept(south, samples.text("ST/ORISIA/2020/21"), "of-south.txt")
    return found


class TestWhoSeesWhat:
    def test_the_mission_sees_all_others_what_is_theirs_or_was_shown(self, shelf, actor, north, south):
        everything = {f"{name}.txt" for name in shelf}
        assert names(actor("monitor")) == everything
        assert names(north) == {"for-north.txt", "for-all.txt", "of-north.txt"}
        assert names(south) == {"for-all.txt", "of-south.txt"}
        assert names(actor("commissioner")) == {"for-all.txt"}
        assert names(actor("administrator")) == set()

    def test_what_is_not_shown_is_not_there(self, shelf, north):
        for name in (shelf["hidden"].pk, "doc-none"):
            with pytest.raises(Problem) as told:
                access.document_for(north, name)
            assert told.value.code == "documents.no-such-document"

    def test_a_recall_takes_it_out_of_sight(self, shelf, duty, north):
        services.recall(document_id=shelf["for-north"].pk, organisation="north", actor=duty, now=NOW)
        assert "for-north.txt" not in names(north)

    def test_what_is_not_read_yet_stays_with_its_owner(self, duty, north):
        received = services.receive(content=[b"1. x"], name="new.txt", actor=duty, now=NOW)
        services.open_to_all(document_id=received.document, actor=duty, now=NOW)
        assert (names(duty), names(north)) == ({"new.txt"}, set())


class TestWhoChangesWhat:
    def test_only_those_who_keep_it(self, shelf, duty, north):
        with pytest.raises(Problem) as told:
            services.confirm(document_id=shelf["of-north"].pk, actor=duty, now=NOW)
        assert told.value.code == "documents.not-kept-by-you"
        with pytest.raises(Problem) as told:
            services.release(document_id=shelf["for-all"].pk, organisation="south", actor=north, now=NOW)
        assert told.value.code == "documents.not-kept-by-you"


class TestNothingLeaks:
    def test_search_finds_and_counts_what_may_be_read_alone(self, shelf, north, south, actor):
        counts = {
            who.username: listing.search(who, Filters(q="minefields")).page.total
            for who in (north, south, actor("monitor"), actor("commissioner"))
        }
        assert list(counts.values()) == [3, 2, 5, 1]

    def test_lists_choices_and_siblings_know_no_more(self, shelf, duty, south):
        samples.kept(duty, samples.ARABIC.replace(b"2020/7", b"2020/21"), "arabic.txt")
        found = listing.library(south, Filters())
        assert [code for code, _label in found.languages] == ["en"]
        assert [row.others for row in found.page.rows] == [(), ()]

    def test_a_citation_leads_only_to_what_may_be_read(self, duty, south):
        samples.kept(duty, samples.text("S/RES/1970 (2011)"), "cited.txt")
        found = samples.kept(south, samples.text(), "own.txt")
        page = document_page(south, found.pk, Wanted(), language="en")
        cited = [one for row in page.page.rows for one in row.segments if one.cites]
        assert [(one.cites, one.url) for one in cited] == [("S/RES/1970 (2011), para. 1", "")]
