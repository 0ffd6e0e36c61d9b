"""Coverage: it tells where the mission is blind, so only those of the mission who watch may see it."""

from web.matrix.map import an_agreement
from web.matrix.table import MISSION, Page, open_to


def the_agreement() -> dict[str, str]:
    return {"agreement_id": an_agreement()["agreement_id"]}


PAGES = {
    "coverage:current": Page(status=open_to(*MISSION)),
    "coverage:coverage": Page(status=open_to(*MISSION), kwargs=the_agreement),
    "coverage:export": Page(status=open_to(*MISSION), kwargs=the_agreement),
    "coverage:cells": Page(status=open_to(*MISSION), query={"at": "2020-12-06T00:00:00Z"}),
}
