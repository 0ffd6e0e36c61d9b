"""The demo's witnesses, as programs of their own: history is rewritten, and they catch it while somebody looks."""

import pytest

from evenhand.ledger.alarms import Weight, read_alarm, weigh
from evenhand.ledger.policy import read_policy
from evenhand.ledger.witness import Trust

SOON_MS = 30_000


def is_final(page):
    page.wait_for_selector("#live [role=status][data-kind=good]", timeout=SOON_MS)


@pytest.fixture
def watching(visit):
    """The page while all is well, and all put back afterwards."""
    page = visit("/witnesses/", user="liaison-gna").page
    is_final(page)
    yield page
    page.click("button[value=reset]")
    is_final(page)
    assert page.locator("[data-witness][data-state=good]").count() == 3
    assert page.locator(".witness-alarm").count() == 0


def test_a_rewritten_history_turns_the_page_red_with_the_proof_to_download(watching):
    page = watching
    page.click("button[value=back-date]")
    page.wait_for_selector("#live [role=status][data-kind=bad]", timeout=SOON_MS)
    page.wait_for_selector(".witness-alarm[data-weight=proved]", timeout=SOON_MS)
    with page.expect_download() as signed:
        page.locator(".witness-alarm[data-weight=proved] a").first.click()
    with page.expect_download() as policy:
        page.click(".heading a[download]")

    known = read_policy(policy.value.path().read_text("utf-8"))
    clocks = (known.witnesses["clock"],)
    alarm = read_alarm(signed.value.path().read_bytes(), witnesses=known.witnesses).alarm
    assert weigh(alarm, trust=Trust(logs=known.logs, clocks=clocks)) == Weight.PROVED
    page.goto(page.url.replace("/witnesses/", "/witnesses/?again"))
    assert page.locator(".witness-alarm").count() > 0


def test_a_split_view_is_found_by_the_witnesses_among_themselves(watching):
    page = watching
    page.click("button[value=split]")
    page.wait_for_selector("[data-witness=un][data-state=alarm]", timeout=SOON_MS)

    assert page.locator(".witness-alarm[data-weight=proved]").count() > 0
