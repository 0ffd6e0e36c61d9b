from datetime import UTC, datetime

import pytest
from pyais import encode_dict

MOORED = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C"
BASE_STATION = "!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D"
STATIC = (
    "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C",
    "!AIVDM,2,2,1,A,88888888880,2*25",
)
ALTERED = "!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5C"
TIMED = "$PGHP,1,2008,5,9,0,0,0,10,338,2,,1,09*17"
TIMED_MESSAGE = "!AIVDM,1,1,,B,15NBj>PP1gG>1PVKTDTUJOv00<0M,0*09"
NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)


def with_checksum(text):
    value = 0
    for byte in text.encode():
        value ^= byte
    return f"{text}*{value:02X}"


def tagged(sentence, epoch):
    return "\\" + with_checksum(f"s:station,c:{epoch}") + "\\" + sentence


class TestPositions:
    def test_a_class_a_report_is_decoded(self, reading):
        found = reading(tagged(MOORED, 1607256000))
        row = found.rows[0]

        assert (found.source.format, row["object"], row["category"]) == ("ais-nmea", "mmsi:477553000", "vessel")
        assert (row["lon"], row["lat"]) == (pytest.approx(-122.345833), pytest.approx(47.582833))
        assert (row["speed_kn"], row["course_deg"], row["seen_at"]) == (0.0, 51.0, NOON)

    def test_a_base_station_is_told_and_its_number_padded(self, reading):
        row = reading(BASE_STATION, received_at=NOON).rows[0]

        assert (row["object"], row["category"]) == ("mmsi:003669702", "base-station")

    def test_values_for_not_available_are_unknown(self, reading):
        # MMSI 235000000: speed 102.3, course 360.0, lon 181, lat 91
        unknown = {"type": 1, "mmsi": 235000000, "speed": 102.3, "course": 360.0, "lon": 15.0, "lat": 31.0}
        nowhere = {**unknown, "lon": 181.0, "lat": 91.0}
        lines = [line for message in (unknown, nowhere) for line in encode_dict(message, talker_id="AI")]
        found = reading("\n".join(lines), received_at=NOON)

        assert [(row["speed_kn"], row["course_deg"]) for row in found.rows] == [(None, None)]
        assert found.codes == ["sources.no-position"]

    def test_static_data_names_the_ship(self, reading):
        position = encode_dict({"type": 1, "mmsi": 351759000, "lon": 15.0, "lat": 31.0}, talker_id="AI")
        found = reading("\n".join([*STATIC, *position]), received_at=NOON)

        assert found.column("label") == ["EVER DIADEM"]
        assert found.quarantine == []


class TestTimes:
    @pytest.mark.parametrize(
        "line",
        [
            pytest.param(tagged(MOORED, 1607256000), id="tag-block-seconds"),
            pytest.param(tagged(MOORED, 1607256000000), id="tag-block-milliseconds"),
            pytest.param(f"2020-12-06T12:00:00Z {MOORED}", id="written-before"),
            pytest.param(f"1607256000 {MOORED}", id="epoch-before"),
            pytest.param(f"{MOORED},rORBCOMM,1607256000", id="written-after"),
        ],
    )
    def test_a_line_may_carry_its_time_in_several_ways(self, reading, line):
        assert reading(line).column("seen_at") == [NOON]

    def test_a_gatehouse_line_times_the_message_that_it_names(self, reading):
        found = reading("\n".join([TIMED, TIMED_MESSAGE, MOORED]))

        assert found.column("seen_at") == [datetime(2008, 5, 9, 0, 0, 0, 10000, tzinfo=UTC)]
        assert found.codes == ["sources.no-time"]

    def test_a_gatehouse_line_does_not_time_another_message(self, reading):
        assert reading("\n".join([TIMED, MOORED])).codes == ["sources.no-time"]

    def test_without_any_time_reception_or_mapping_gives_it(self, reading):
        assert reading(MOORED).codes == ["sources.no-time"]
        assert reading(MOORED, received_at=NOON).column("seen_at") == [NOON]
        assert reading(MOORED, mapping={"time": "2020-12-06T12:00:00Z"}).column("seen_at") == [NOON]

    def test_an_instant_in_the_far_future_is_set_aside(self, reading):
        assert reading(tagged(MOORED, 12415440354)).codes == ["sources.time-out-of-range"]


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "code"),
        [
            pytest.param(ALTERED, "sources.bad-checksum", id="altered-payload"),
            pytest.param(MOORED[:-3] + "*ZZ", "sources.bad-row", id="no-checksum"),
            pytest.param("\\s:x,c:1607256000*00\\" + MOORED, "sources.bad-checksum", id="altered-tag-block"),
            pytest.param("# a comment", "sources.not-an-observation", id="comment"),
            pytest.param("$GPGGA,184353.07,1929.045,S", "sources.not-an-observation", id="other-sentence"),
            pytest.param(
                with_checksum("!AIVDM,1,1,,B,,0").replace("!", "", 1), "sources.not-an-observation", id="no-start"
            ),
            pytest.param("!" + with_checksum("AIVDM,1,1,,B,,0"), "sources.bad-row", id="empty-payload"),
            pytest.param("!" + with_checksum("AIVDM,1,1,,B,177KQJ5000G?tO`K,0"), "sources.bad-row", id="cut-payload"),
            pytest.param("!" + with_checksum("AIVDM,2,3,1,B,177KQJ5000G?tO`K,0"), "sources.bad-row", id="part-3-of-2"),
            pytest.param(STATIC[0], "sources.part-missing", id="half-a-message"),
        ],
    )
    def test_a_line_at_fault_says_why_and_the_others_are_kept(self, reading, line, code):
        found = reading("\n".join([MOORED, line, MOORED]), received_at=NOON)

        assert found.codes == [code]
        assert found.column("row") == [1, 3]

    def test_parts_may_come_with_other_lines_between(self, reading):
        found = reading("\n".join([STATIC[0], MOORED, STATIC[1]]), received_at=NOON)

        assert (len(found.rows), found.quarantine) == (1, [])

    def test_a_message_that_says_no_place_is_set_aside_as_such(self, reading):
        found = reading("\n".join([MOORED, "!AIVDM,1,1,,A,85Mv070j2d>=<e<<=PQhhg`59P00,0*26"]), received_at=NOON)

        assert found.codes == ["sources.not-an-observation"]
