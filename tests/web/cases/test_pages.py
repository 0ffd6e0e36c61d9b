"""The pages of cases, as different readers see them."""

import pytest
from django.urls import reverse


@pytest.fixture
def whole(story):
    """A case with something in every part of its page."""
    return story().to_sub_committee()


@pytest.mark.parametrize("language", ["en", "ar", "fr", "zh-hans"])
@pytest.mark.parametrize("name", ["case", "print"])
@pytest.mark.parametrize("user", ["duty", "liaison-north", "liaison-south", "officer-north", "member-north", "analyst"])
def test_a_case_is_drawn_for_whoever_sees_it(whole, browser, user, name, language):
    client = browser(user)
    client.post(reverse("accounts:language"), {"language": language})
    answer = client.get(reverse(f"cases:{name}", args=[whole.id]))

    assert answer.status_code == 200
    assert whole.number in answer.content.decode()
