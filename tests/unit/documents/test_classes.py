"""What sort of document symbols and titles name."""

import pytest

from evenhand.documents.classes import body_of, kind_of, work_of


@pytest.mark.parametrize(
    ("symbols", "titles", "kind"),
    [
        pytest.param(["S/RES/2510 (2020)"], ["Letter dated"], "resolution", id="symbol-before-title"),
        pytest.param([], ["Report on the agreement"], "report", id="first-word"),
        pytest.param([], ["停火协定行动计划"], "plan", id="last-word-in-chinese"),
        pytest.param([], ["关于第2017(2011)号决议第5段的工作文件"], "other", id="about-a-resolution-is-none"),
        pytest.param([], ["تقرير الأمين العام"], "report", id="arabic"),
        pytest.param([], [None, "Lettre datée du 3 mai"], "letter", id="no-title-of-an-annex"),
        pytest.param([], [], "other", id="nothing-says-so"),
    ],
)
def test_tells_the_kind(symbols, titles, kind):
    assert kind_of(symbols, titles) == kind


@pytest.mark.parametrize(
    ("symbol", "work"),
    [
        ("S/2020/832/Corr.1", ("S/2020/832", "Corr.1")),
        ("S/2020/832/Rev.2", ("S/2020/832", "Rev.2")),
        ("S/2020/832/Add.1", ("S/2020/832/ADD.1", "")),
        ("s / 2020/832", ("S/2020/832", "")),
    ],
)
def test_tells_the_text_from_its_version(symbol, work):
    assert work_of(symbol) == work


def test_tells_the_body_by_the_series():
    assert [body_of([one]) for one in ("S/2020/1", "A/75/1", "XX/1")] == [
        "security-council", "general-assembly", "other",
    ]  # fmt: skip
