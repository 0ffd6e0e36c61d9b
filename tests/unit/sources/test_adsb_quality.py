import pytest

from evenhand.sources.adsb_quality import NACP_95_PERCENT_M, NIC_CONTAINMENT_M, accuracy_m, integrity


@pytest.mark.parametrize(
    ("report", "radius_m"),
    [
        pytest.param({}, None, id="nothing-said"),
        pytest.param({"nac_p": 8, "nic": 11, "rc": 7}, 92.6, id="nacp-goes-first-for-it-is-95-percent"),
        pytest.param({"nac_p": 0, "rc": 186}, 186.0, id="unknown-nacp-falls-back-on-the-containment"),
        pytest.param({"nic": 8, "rc": 0}, 185.2, id="rc-0-is-unknown"),
        pytest.param({"nic": 0, "nac_p": 0}, None, id="all-unknown"),
        pytest.param({"nac_p": True, "rc": "7", "nic": 1.5}, None, id="values-of-the-wrong-kind"),
    ],
)
def test_accuracy_is_the_best_founded_radius(report, radius_m):
    assert accuracy_m(report) == (None if radius_m is None else pytest.approx(radius_m))


@pytest.mark.parametrize("table", [NACP_95_PERCENT_M, NIC_CONTAINMENT_M])
def test_a_higher_class_is_never_a_wider_circle(table):
    assert [table[place] for place in sorted(table)] == sorted(table.values(), reverse=True)


def test_containment_is_wider_than_95_percent():
    assert all(NIC_CONTAINMENT_M[place] >= NACP_95_PERCENT_M[place] for place in NACP_95_PERCENT_M)


def test_integrity_is_unknown_unless_the_aircraft_gives_up():
    assert [integrity(r) for r in ({}, {"nic": 8}, {"nic": 0}, {"nic": 0, "nac_p": 0})] == [
        None,
        None,
        None,
        "degraded",
    ]
