"""What each role finds in the navigation: what it may open, and nothing else."""

import pytest
from django.test import RequestFactory
from django.urls import resolve

from evenhand_web.web.navigation import NAVIGATION, links
from web.matrix.table import ROLES


@pytest.fixture
def shelves(person):
    def make(role, path="/"):
        request = RequestFactory().get(path)
        request.user = person(role)
        request.session = {}
        return links(request)

    return make


@pytest.mark.parametrize("role", ROLES)
def test_every_link_opens(role, shelves, browser_of):
    browser = browser_of(role)
    found = [link.url for shelf in shelves(role) for link in shelf.links]

    assert len(found) == len(set(found)) > 3
    assert {url: browser.get(url).status_code for url in found} == dict.fromkeys(found, 200)


@pytest.mark.parametrize("role", ROLES)
def test_a_group_of_one_is_that_link_by_itself(role, shelves):
    assert all((len(shelf.links) == 1) == (shelf.label == "") for shelf in shelves(role))


def test_a_group_says_that_its_page_is_open(shelves):
    current = [shelf.label for shelf in shelves("duty-officer", "/registers/routes/") if shelf.current]
    assert current == ["Cases"]


def test_every_entry_leads_somewhere(shelves):
    named = {entry.url_name for group in NAVIGATION for entry in group.entries}
    found = {resolve(link.url).view_name for role in ROLES for shelf in shelves(role) for link in shelf.links}
    assert found == named
