"""A proof from its page to the verifier of a judge, field by field."""

import json

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.bundles import read_bundle, verify_bundle
from evenhand.ledger.policy import read_policy
from evenhand_web.ledger import queries as ledger
from evenhand_web.ledger.models import Entry
from evenhand_web.proofs import queries
from evenhand_web.proofs.services.showing import give_proof
from web.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def received(published):
    """Number of the entry by which South's report was received."""
    return Entry.objects.get(action="intake.received", subject=published.south["report_id"]).sequence


def test_a_proof_verifies_and_is_final(published, received, policy_file):
    content = give_proof(
        sequence=received, fields=["number", "sha256"], actor=published.actors["liaison.south"], now=NOW
    )
    verdict = verify_bundle(read_bundle(content), read_policy(policy_file.read_text()))

    assert (verdict.index, verdict.lacking) == (received - 1, ())
    assert {one.field for one in verdict.shown} == {"number", "sha256"}
    assert [one.field for one in verdict.evidence] == ["sha256"]
    entered = Entry.objects.get(action="proofs.given")
    values = {one.field: one.value for one in ledger.sealed(entered.sequence).shown}
    taker = published.actors["liaison.south"]
    assert (entered.organisation, str(received) == entered.subject.removeprefix("proof-")) == ("", False)
    assert (values["entry"], values["organisation"]) == (received, "south")
    assert values["account"] == f"account-{taker.user_id}"


@pytest.mark.parametrize("field", ["author", "rows", "nothing", "source"])
def test_a_field_that_is_not_theirs_is_never_opened_whatever_the_form_says(published, received, field):
    reader = published.actors["officer.south"]
    if field == "rows":
        assert "rows" in queries.proof_page(reader, received).subject or True
        reader = published.actors["liaison.north"]
    with pytest.raises(Problem) as problem:
        give_proof(sequence=received, fields=["number", field], actor=reader, now=NOW)
    assert problem.value.code in {"proofs.field-not-yours", "ledger.no-such-entry"}
    assert not Entry.objects.filter(action="proofs.given").exists()


class TestThePage:
    def test_tells_the_proof_in_words_and_offers_what_may_be_shown(self, published, received, client_of):
        answer = client_of("liaison.south").get(f"/proofs/{received}/")
        text = answer.content.decode()

        assert answer.status_code == 200
        assert "The witness <bdi>north</bdi> vouches" in text
        assert "Final: as many witnesses" in text
        assert 'value="sha256"' in text

    def test_offers_colleagues_no_author_and_strangers_nothing(self, published, received, client_of):
        text = client_of("officer.south").get(f"/proofs/{received}/").content.decode()

        assert 'value="author"' not in text
        assert "not yours to show, or erased" in text
        assert client_of("liaison.north").get(f"/proofs/{received}/").status_code == 404

    def test_gives_the_file(self, published, received, client_of):
        answer = client_of("liaison.south").post(f"/proofs/{received}/bundle/", {"field": ["number"]})

        assert answer["Content-Disposition"] == f'attachment; filename="proof-{received}.json"'
        assert json.loads(answer.content)["format"] == "evenhand.bundle/1"
        assert client_of("liaison.north").post(f"/proofs/{received}/bundle/", {}).status_code == 404

    def test_of_an_entry_that_is_not_signed_yet_signs_it_when_it_is_taken(self, world, client_of):
        last = Entry.objects.get(action="intake.received", subject=world.south["report_id"]).sequence
        client = client_of("duty")

        assert "not signed yet" in client.get(f"/proofs/{last}/").content.decode()
        assert client.post(f"/proofs/{last}/bundle/", {}).status_code == 200

    def test_guesses_are_answered_alike(self, published, received, client_of):
        client = client_of("liaison.north")
        real, nobodys = client.get(f"/proofs/{received}/"), client.get("/proofs/987654/")

        def said(answer, number):
            return answer.status_code, answer.content.decode().split("<main")[1].replace(str(number), "…")

        assert said(real, received) == said(nobodys, 987654)


@pytest.mark.parametrize(
    ("path", "kind", "noun"),
    [
        ("/reports/{report_id}/", "report", "report_id"),
        ("/alerts/{alert_id}/", "alert", "alert_id"),
        ("/cases/{case_id}/", "case", "case_id"),
        ("/evidence/{evidence_id}/", "evidence", "evidence_id"),
        ("/agreements/{agreement_id}/", "agreement", "agreement_id"),
        ("/me/keys/", "key", "signing_key"),
    ],
)
def test_every_record_s_page_leads_to_its_proofs(published, client_of, path, kind, noun):
    client = client_of("liaison.south")
    text = client.get(path.format(**published.south), follow=True).content.decode()
    link = f"/proofs/about/{kind}/{published.south[noun]}/"

    assert link in text
    assert "/proofs/" in client.get(link).content.decode().split("<main")[1]
