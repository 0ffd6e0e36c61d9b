"""The agreements: open to every role, for nothing in them is about a person or a secret."""

from web.matrix.map import an_agreement
from web.matrix.table import Page, open_to


def the_agreement() -> dict[str, str]:
    return {"agreement_id": an_agreement()["agreement_id"]}


def a_file() -> dict[str, str]:
    return {**an_agreement(), "name": "rules/no-flights.yaml"}


PAGES = {
    "agreements:list": Page(status=open_to()),
    "agreements:agreement": Page(status=open_to(), kwargs=the_agreement),
    "agreements:version": Page(status=open_to(), kwargs=an_agreement),
    "agreements:download": Page(status=open_to(), kwargs=an_agreement),
    "agreements:file": Page(status=open_to(), kwargs=a_file),
}
