"""Times as people write them."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.reports.record import Fidelity, When
from evenhand.reports.times import ABOUT, between, read_when, say_when

TRIPOLI = "Africa/Tripoli"
"""Two hours ahead of UTC all year since 2013."""
PARIS = "Europe/Paris"
WALL_CLOCK = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - what a clock on a wall shows


def read(text, zone=TRIPOLI, **more):
    when = read_when(text, zone=zone, **more)
    return f"{when.begins_at:%Y-%m-%d %H:%M:%S}", f"{when.ends_at:%Y-%m-%d %H:%M:%S}", when.fidelity.value


class TestReads:
    @pytest.mark.parametrize(
        ("text", "begins", "ends", "fidelity"),
        [
            ("2020", "2019-12-31 22:00:00", "2020-12-31 22:00:00", "year"),
            ("2020-12", "2020-11-30 22:00:00", "2020-12-31 22:00:00", "month"),
            ("2020-02", "2020-01-31 22:00:00", "2020-02-29 22:00:00", "month"),
            ("2020-12-06", "2020-12-05 22:00:00", "2020-12-06 22:00:00", "day"),
            ("2020-12-06 14h", "2020-12-06 12:00:00", "2020-12-06 13:00:00", "hour"),
            ("2020-12-06 14:30", "2020-12-06 12:30:00", "2020-12-06 12:31:00", "minute"),
            ("2020-12-06 14:30:15", "2020-12-06 12:30:15", "2020-12-06 12:30:16", "second"),
        ],
    )
    def test_a_time_as_finely_as_it_is_written(self, text, begins, ends, fidelity):
        assert read(text) == (begins, ends, fidelity)

    @pytest.mark.parametrize(
        "text",
        [
            "2020-12-06T14:30",
            "2020/12/06 14:30",
            "06.12.2020 14:30",
            "2020-12-06 14h30",
            "2020-12-06, 14.30",
            "2020年12月6日14时30分",
            "2020年12月6日 14:30",
            "٢٠٢٠-١٢-٠٦ ١٤:٣٠",
            "٢٠٢٠/١٢/٠٦، ١٤:٣٠",
            "2020-12-06T12:30Z",
            "2020-12-06 15:30+03:00",
            "2020-12-06T09:30-0300",
        ],
    )
    def test_one_minute_in_every_writing(self, text):
        assert read(text) == ("2020-12-06 12:30:00", "2020-12-06 12:31:00", "minute")

    @pytest.mark.parametrize("text", ["31/12/2020", "12/31/2020", "31.12.2020"])
    def test_a_date_in_which_only_one_number_can_be_the_month(self, text):
        assert read(text, "UTC")[0] == "2020-12-31 00:00:00"

    @pytest.mark.parametrize(
        "text",
        [
            "about 2020-12-06 14:30",
            "~2020-12-06 14:30",
            "2020-12-06 vers 14h30",
            "حوالي 2020-12-06 14:30",
            "2020年12月6日约14时30分",
            "2020-12-06 14:30 左右",
            "2020-12-06 14:30 ± 15 min",
        ],
    )
    def test_about_is_a_quarter_of_an_hour_to_either_side(self, text):
        assert read(text) == ("2020-12-06 12:15:00", "2020-12-06 12:46:00", "minute")

    @pytest.mark.parametrize(
        "text",
        [
            "2020-12-06 14:30-15:10",
            "2020-12-06 14:30 to 15:10",
            "2020-12-06 14h30 à 15h10",
            "2020-12-06 14:30 إلى 15:10",
            "2020年12月6日14:30至15:10",
            "2020-12-06 14:30~15:10",
            "2020-12-06 14:30 / 2020-12-06 15:10",
        ],
    )
    def test_from_one_minute_to_another(self, text):
        assert read(text) == ("2020-12-06 12:30:00", "2020-12-06 13:11:00", "minute")

    def test_a_time_of_day_on_a_day_that_is_known(self):
        assert read("14:30", day=date(2020, 12, 6))[0] == "2020-12-06 12:30:00"

    def test_keeps_the_words(self):
        assert read_when(" about 2020 ", zone="UTC").stated == "about 2020"


class TestClocksPutForwardAndBack:
    @pytest.mark.parametrize(
        ("text", "begins", "ends"),
        [
            pytest.param("2026-03-29", "2026-03-28 23:00:00", "2026-03-29 22:00:00", id="a-day-of-23-hours"),
            pytest.param("2026-10-25", "2026-10-24 22:00:00", "2026-10-25 23:00:00", id="a-day-of-25-hours"),
            pytest.param("2026-10-25 02:30", "2026-10-25 00:30:00", "2026-10-25 01:31:00", id="either-of-two"),
            pytest.param("2026-10-25 02:30+01:00", "2026-10-25 01:30:00", "2026-10-25 01:31:00", id="the-second"),
        ],
    )
    def test_leave_open_what_is_open(self, text, begins, ends):
        assert read(text, PARIS)[:2] == (begins, ends)

    def test_a_time_that_no_clock_showed_is_refused(self):
        with pytest.raises(Problem) as refused:
            read_when("2026-03-29 02:30", zone=PARIS)

        assert refused.value.code == "reports.skipped-time"


class TestRefuses:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            pytest.param("", "reports.not-a-time", id="nothing"),
            pytest.param("evening", "reports.not-a-time", id="a-word"),
            pytest.param("2020-12-06 evening", "reports.not-a-time", id="a-word-after-a-date"),
            pytest.param("2020-13-01", "reports.not-a-time", id="a-thirteenth-month"),
            pytest.param("2021-02-29", "reports.not-a-time", id="no-leap-year"),
            pytest.param("2020-12-06 24:00", "reports.not-a-time", id="a-25th-hour"),
            pytest.param("2020-12-06 14:30+19:00", "reports.not-a-time", id="no-such-offset"),
            pytest.param("2020-12 14:30", "reports.not-a-time", id="a-time-of-a-month"),
            pytest.param("2300-01-01", "reports.not-a-time", id="in-two-centuries"),
            pytest.param("2020-12-06 14:30 ± 5 moons", "reports.not-a-time", id="a-margin-in-moons"),
            pytest.param("2020-12-06 14:30 ± 9000 days", "reports.not-a-time", id="a-margin-of-decades"),
            pytest.param("2020 to 2021 to 2022", "reports.not-a-time", id="three-times"),
            pytest.param("x" * 200, "reports.not-a-time", id="without-end"),
            pytest.param("14:30", "reports.no-date", id="a-time-without-a-day"),
            pytest.param("06/12/2020", "reports.ambiguous-date", id="June-or-December"),
            pytest.param("1969-12-31", "reports.too-early", id="before-1970"),
            pytest.param("2020-12-06 15:10 - 14:30", "reports.time-backwards", id="backwards"),
            pytest.param("2020-12-06 14:30 - 14:29", "reports.time-backwards", id="backwards-by-a-minute"),
        ],
    )
    def test_what_is_no_time(self, text, code):
        with pytest.raises(Problem) as refused:
            read_when(text, zone=TRIPOLI)

        assert refused.value.code == code

    @pytest.mark.parametrize("zone", ["", "Atlantis", "../etc/passwd", "Africa", "x" * 300])
    def test_what_is_no_zone(self, zone):
        with pytest.raises(Problem) as refused:
            read_when("2020", zone=zone)

        assert refused.value.code == "reports.unknown-zone"

    @settings(deadline=None)
    @given(st.text(max_size=130) | st.text("0123456789-/.: TZ+±about~年月日时", max_size=40))
    def test_anything_else_with_a_problem_and_nothing_else(self, text):
        with suppress(Problem):
            read_when(text, zone=PARIS, day=date(2026, 10, 25))


class TestProperties:
    @settings(deadline=None)
    @given(WALL_CLOCK, st.sampled_from([TRIPOLI, PARIS, "Asia/Kathmandu"]))
    def test_each_finer_writing_lies_in_the_coarser_one(self, moment, zone):
        forms = ("%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d %Hh", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
        try:
            stretches = [read_when(moment.strftime(form), zone=zone) for form in forms]
        except Problem as problem:
            assert problem.code == "reports.skipped-time"  # noqa: PT017 - spring has one hour less
            return
        for coarse, fine in pairwise(stretches):
            assert coarse.begins_at <= fine.begins_at < fine.ends_at <= coarse.ends_at

    @settings(deadline=None)
    @given(WALL_CLOCK)
    def test_about_lies_round_what_it_is_about(self, moment):
        text = moment.strftime("%Y-%m-%d %H:%M")
        sharp, vague = read_when(text, zone="UTC"), read_when(f"about {text}", zone="UTC")

        assert sharp.begins_at - vague.begins_at == ABOUT[Fidelity.MINUTE] == vague.ends_at - sharp.ends_at


class TestBetween:
    def test_is_as_fine_as_the_coarser(self):
        whole = between(read_when("2020-12-06 14:30", zone="UTC"), read_when("2020-12-07", zone="UTC"))

        assert (whole.ends_at, whole.fidelity) == (datetime(2020, 12, 8, tzinfo=UTC), Fidelity.DAY)


class TestSays:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("2020", "2020 (Africa/Tripoli)"),
            ("2020-12", "2020-12 (Africa/Tripoli)"),
            ("2020-12-06", "2020-12-06 (Africa/Tripoli)"),
            ("2020-12-06 14h", "between 2020-12-06 14:00 and 2020-12-06 15:00 (Africa/Tripoli)"),
            ("2020-12-06 14:30", "2020-12-06 14:30 (Africa/Tripoli)"),
            ("2020-12-06 14:30:15", "2020-12-06 14:30:15 (Africa/Tripoli)"),
            ("2020-12-06 14:30 to 15:10", "between 2020-12-06 14:30 and 2020-12-06 15:10 (Africa/Tripoli)"),
            ("2020-12-06 to 2020-12-08", "between 2020-12-06 and 2020-12-08 (Africa/Tripoli)"),
        ],
    )
    def test_a_stretch_as_it_was_written(self, text, words):
        assert say_when(read_when(text, zone=TRIPOLI), zone=TRIPOLI) == words

    def test_an_instant_in_the_reader_s_language(self):
        noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
        when = When(begins_at=noon, ends_at=noon + timedelta(hours=2))

        assert say_when(when, zone="UTC", language="fr") == "entre 2026-01-01 12:00 et 2026-01-01 13:59 (UTC)"
