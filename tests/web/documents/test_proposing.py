import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.commitments import services as commitments
from evenhand_web.commitments.models import Proposal
from evenhand_web.commitments.queries.commitment import commitment_page
from evenhand_web.documents import services
from evenhand_web.documents.models import Document
from evenhand_web.documents.queries.naming import paragraph_address
from web.conftest import NOW
from web.documents import samples


@pytest.fixture
def duty(actor):
    return actor("duty-officer")


@pytest.fixture
def document(duty):
    return samples.kept(duty, samples.text())


def propose(document, by):
    return services.propose_commitments(document_id=document.pk, actor=by, now=NOW)


def test_each_duty_that_was_read_is_proposed_once(document, duty):
    assert propose(document, duty) == 3
    assert propose(document, duty) == 0
    assert {(one.document, one.paragraph) for one in Proposal.objects.all()} == {
        ("ST/ORISIA/2020/7", number) for number in "123"
    }


def test_a_commitment_leads_back_to_its_paragraph(document, duty):
    propose(document, duty)
    made = commitments.accept(proposal_id=Proposal.objects.get(paragraph="2").pk, actor=duty, now=NOW)

    assert commitment_page(duty, made.pk, now=NOW).source.url == f"/documents/{document.pk}/p/2/"


def test_what_may_not_be_read_has_no_address(document, duty, actor):
    assert paragraph_address(duty, document.symbol, "9") == f"/documents/{document.pk}/"
    assert paragraph_address(duty, document.pk, "1") == f"/documents/{document.pk}/p/1/"
    assert paragraph_address(actor("liaison", "north"), document.symbol, "1") == ""
    assert paragraph_address(duty, "S/RES/1", "1") == ""
    assert paragraph_address(duty, "", "1") == ""


def test_a_document_that_was_not_read_proposes_nothing(duty):
    waiting = Document.objects.get(
        pk=services.receive(content=[samples.text()], name="a.txt", actor=duty, now=NOW).document
    )
    with pytest.raises(Problem) as caught:
        propose(waiting, duty)
    assert caught.value.code == "documents.not-read-yet"


def test_is_for_those_who_handle_commitments(actor):
    analyst = actor("analyst")
    kept = samples.kept(analyst, samples.text("ST/ORISIA/2020/9"))
    with pytest.raises(Problem) as caught:
        propose(kept, analyst)
    assert caught.value.code == "accounts.not-permitted"


def test_the_review_offers_it_and_says_what_came_of_it(document, duty, browser_of):
    browser = browser_of("duty-officer")
    address = f"/documents/{document.pk}/"
    assert "Propose commitments" in browser.get(f"{address}review/").content.decode()
    page = browser.post(f"{address}act/", {"verb": "propose"}, follow=True).content.decode()
    assert "3 commitments are proposed." in page
