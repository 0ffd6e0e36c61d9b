"""Every URL, asked for by every role and by strangers, against the tables in matrix/."""

import importlib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from web.conftest import HOME
from web.matrix.table import ANONYMOUS, ROLES

TABLES = sorted(path.stem for path in (Path(__file__).parent / "matrix").glob("*.py") if path.stem != "table")
PAGES = {name: row for table in TABLES for name, row in importlib.import_module(f"web.matrix.{table}").PAGES.items()}


def url_names(resolver: URLResolver, namespace: str = "") -> list[str]:
    """The names of all URLs; a URL without one is called by its pattern, which no table has."""
    names = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            names += url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            names.append(f"{namespace}{entry.name or entry.pattern}")
    return names


def test_every_url_has_a_row_and_every_row_a_url():
    assert sorted(set(url_names(get_resolver()))) == sorted(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_row_says_something_about_every_role(name):
    assert set(PAGES[name].status) == {ANONYMOUS, *ROLES}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_answers_each_role_as_its_row_says(name, organisations, person):
    row = PAGES[name]
    url = reverse(name, kwargs=row.kwargs())
    found = {}
    for role in (ANONYMOUS, *ROLES):
        client = Client(raise_request_exception=False)
        if role != ANONYMOUS:
            client.force_login(person(role, HOME[role]))
        response = client.get(url, row.query) if row.data is None else client.post(url, row.data)
        found[role] = response.status_code
        if hasattr(response, "close"):
            response.close()

    assert found == dict(row.status)
