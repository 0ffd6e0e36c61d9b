"""Exclusion: every presence is a candidate."""

from unit.detection.worlds import PASS, agreement, found, identities


def test_each_presence_of_each_object_is_an_alert_of_its_own():
    tracks = {"jet": [*PASS, (30, PASS[1][1]), (40, PASS[2][1])], "kite": PASS}
    known = identities(jet=("military-aircraft", "north"), kite=("military-aircraft", "south"))

    alerts = found(agreement(), tracks=tracks, known=known)

    assert [one["object"] for one in alerts] == ["jet", "kite", "jet"]
    assert {one["certainty"] for one in alerts} == {"certain"}


def test_an_alert_carries_the_call_sign_of_its_object():
    (alert,) = found(agreement(), tracks={"jet": PASS}, label="NORTH12")

    assert alert["label"] == "NORTH12"
