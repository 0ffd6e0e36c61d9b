import numpy as np
import pyais
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.simulation.ais import Ship, position_reports, sentence, tag_block, voyage_data
from evenhand.simulation.movers import Motion

SHIP = Ship(
    mmsi=642990001, imo=9990011, call_sign="5AZA1", name="NAJMAT", ship_type=70, length_m=98, beam_m=15, draught_dm=52,
    destination="RAS LANUF",
)  # fmt: skip


def motion(lon=15.2, lat=32.4, speed_kn=12.3, course_deg=271.2, at_s=1606780807.0):
    values = (at_s, lon, lat, 0.0, speed_kn, course_deg)
    return Motion(*(np.array([value]) for value in values), np.array([False]))


class TestPositionReports:
    @given(st.floats(-179.9, 179.9), st.floats(-89.9, 89.9), st.floats(0.5, 60.0), st.floats(0.0, 359.9))
    @settings(deadline=None, max_examples=60)
    def test_an_independent_decoder_reads_the_same(self, lon, lat, speed_kn, course_deg):
        decoded = pyais.decode(position_reports(642990001, motion(lon, lat, speed_kn, course_deg))[0])

        assert (decoded.msg_type, decoded.mmsi, decoded.second) == (1, 642990001, 7)
        assert (decoded.lon, decoded.lat) == pytest.approx((lon, lat), abs=2e-6)
        assert decoded.speed == pytest.approx(speed_kn, abs=0.051)
        assert (decoded.course - course_deg + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.051)

    def test_a_moored_ship_says_so_and_gives_no_course(self):
        decoded = pyais.decode(position_reports(642990001, motion(speed_kn=0.0))[0])

        assert (int(decoded.status), decoded.course, decoded.heading) == (5, 360.0, 511)

    def test_nothing_heard_gives_no_sentence(self):
        nothing = Motion(*(np.empty(0) for _ in range(6)), np.empty(0, dtype=bool))

        assert position_reports(642990001, nothing) == []


class TestVoyageData:
    def test_an_independent_decoder_reads_the_same(self):
        decoded = pyais.decode(*voyage_data(SHIP, sequence=3))

        assert (decoded.msg_type, decoded.mmsi, decoded.imo) == (5, 642990001, 9990011)
        assert (decoded.shipname, decoded.callsign, decoded.destination) == ("NAJMAT", "5AZA1", "RAS LANUF")
        assert (int(decoded.ship_type), decoded.draught) == (70, 5.2)
        assert (decoded.to_bow + decoded.to_stern, decoded.to_port + decoded.to_starboard) == (98, 15)


class TestSentence:
    def test_checksum_of_a_real_sentence(self):
        assert sentence("AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0").endswith("*5C")


class TestTagBlock:
    def test_says_station_and_second(self):
        assert tag_block(station="pier", at_s=1606780800.9).startswith("\\s:pier,c:1606780800*")
