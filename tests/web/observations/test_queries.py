from datetime import timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements import services as agreement_services
from evenhand_web.observations import queries, services
from web.conftest import NOW
from web.observations.samples import BEGAN, an_agreement, load, track_csv

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TestFeeds:
    def test_nothing_came_is_an_answer_too(self, actor):
        found = queries.feeds(actor("monitor"), now=NOW)

        assert (found.files, found.sources, found.days, found.begins_at) == (0, (), (), None)

    def test_a_source_that_missed_its_time_is_silent(self, actor):
        load(track_csv())
        services.expect(source="tower", every_s=600, actor=SYSTEM, now=NOW)
        last = BEGAN + timedelta(minutes=29)

        quiet = queries.feeds(actor("monitor"), now=last + timedelta(days=3, hours=4)).sources[0]
        heard = queries.feeds(actor("analyst"), now=last + timedelta(minutes=10)).sources[0]

        assert (quiet.state, quiet.silent_for, quiet.expected_every) == (
            "silent",
            timedelta(days=3, hours=4),
            timedelta(minutes=10),
        )
        assert heard.state == "heard"

    def test_what_is_normal_is_learned_where_nobody_said_it(self, actor):
        load(track_csv(minutes=60 * 40))
        over = BEGAN + timedelta(hours=40)

        assert queries.feeds(actor("monitor"), now=over + HOUR).sources[0].state == "heard"
        assert queries.feeds(actor("analyst"), now=over + DAY).sources[0].state == "silent"

    def test_little_data_give_no_verdict(self, actor):
        load(track_csv())

        assert queries.feeds(actor("monitor"), now=BEGAN + DAY).sources[0].state == "unknown"

    def test_figures_by_day_add_up_to_what_was_kept(self, actor):
        load(track_csv(minutes=60 * 30))
        found = queries.feeds(actor("monitor"), now=BEGAN + 3 * DAY)

        assert [sum(day.counts) for day in found.days] == [18 * 60, 12 * 60]
        assert sum(found.sources[0].timeline.counts) == found.rows_kept == 1800

    def test_parties_see_no_feeds(self, actor):
        with pytest.raises(Problem, match="see-feeds"):
            queries.feeds(actor("liaison"), now=NOW)


class TestFilePage:
    def test_shows_refused_rows_with_reason_and_raw_text(self, actor):
        digest = load(track_csv(faults=("<b>x</b>,y", "a,b,c,d,e")))
        page = queries.file_page(actor("monitor"), digest)

        assert page.refused.total == 2
        assert page.refused.rows[0].raw == "<b>x</b>,y"
        assert sum(count for _code, count in page.codes) == 2

    def test_search_is_literal_and_pages_are_clamped(self, actor):
        digest = load(track_csv(faults=tuple(f"row {number},y" for number in range(60))))
        mission = actor("monitor")

        assert queries.file_page(mission, digest, search="ROW 5").refused.total == 11
        assert queries.file_page(mission, digest, search=".*").refused.total == 0
        last = queries.file_page(mission, digest, page=999).refused
        assert (last.number, last.pages, len(last.rows), last.next, last.previous) == (2, 2, 10, None, 1)

    def test_an_unknown_hash_is_missing(self, actor):
        with pytest.raises(Problem) as caught:
            queries.file_page(actor("monitor"), "0" * 64)

        assert caught.value.code == "observations.no-such-file"


class TestTracks:
    def test_thins_evenly_and_says_by_how_much(self, actor):
        load(track_csv(minutes=1000))
        found = queries.tracks(actor("monitor"), begins_at=BEGAN, ends_at=BEGAN + DAY, max_points=100)

        assert (found.total, found.every) == (1000, 10)
        assert found.shown == len(found.tracks[0].fixes) <= 102
        assert found.tracks[0].fixes[0].seen_at == BEGAN
        assert found.tracks[0].fixes[-1].seen_at == BEGAN + timedelta(minutes=999)

    def test_keeps_the_ends_of_every_object(self, actor):
        load(track_csv(minutes=500))
        load(track_csv(object_id="icao24:4b0002", minutes=3), name="b.csv")
        found = queries.tracks(actor("monitor"), begins_at=BEGAN, ends_at=BEGAN + DAY, max_points=10)

        assert [track.object for track in found.tracks] == ["icao24:4b0001", "icao24:4b0002"]
        assert all(len(track.fixes) >= 2 for track in found.tracks)

    def test_time_is_half_open(self, actor):
        load(track_csv(minutes=10))
        found = queries.tracks(actor("monitor"), begins_at=BEGAN, ends_at=BEGAN + timedelta(minutes=5))

        assert [fix.seen_at.minute for fix in found.tracks[0].fixes] == [0, 1, 2, 3, 4]

    def test_an_empty_lake_has_no_tracks(self, actor):
        found = queries.tracks(actor("monitor"), begins_at=BEGAN, ends_at=BEGAN + DAY)

        assert (found.tracks, found.total, found.every) == ((), 0, 1)

    @pytest.mark.parametrize("role", ["liaison", "commissioner", "secretariat", "administrator"])
    def test_only_the_watch_sees_tracks(self, actor, role):
        with pytest.raises(Problem, match="see-tracks"):
            queries.tracks(actor(role), begins_at=BEGAN, ends_at=BEGAN + DAY)


class TestHistogram:
    def test_counts_every_fix_once(self, actor):
        load(track_csv(minutes=120))
        found = queries.histogram(actor("monitor"), begins_at=BEGAN, ends_at=BEGAN + 2 * HOUR, bins=4)

        assert [one.fixes for one in found] == [30, 30, 30, 30]
        assert found[0].begins_at == BEGAN
        assert found[-1].ends_at == BEGAN + 2 * HOUR


class TestFixesForAlert:
    def alert(self, **changes):
        facts = {"object": "icao24:4b0001", "related": [], "area": "coastal-zone", "agreement": "coastal-example"}
        times = {"agreement_version": "2", "began_at": BEGAN, "ended_at": BEGAN + timedelta(minutes=10)}
        return facts | times | changes

    def test_says_which_fixes_lie_inside(self, actor):
        agreement_services.adopt(files=an_agreement(), actor=SYSTEM, now=NOW)
        load(track_csv(minutes=3))
        load(track_csv(begins_at=BEGAN + timedelta(minutes=3), minutes=2).replace(b"15.38", b"19.00"), name="far.csv")

        fixes = queries.fixes_for_alert(actor("monitor"), self.alert())

        assert [fix.inside for fix in fixes] == [True, True, True, False, False]
        assert fixes[0].row == 2

    def test_an_event_has_no_fixes(self, actor):
        assert queries.fixes_for_alert(actor("monitor"), self.alert(object=None)) == ()

    def test_who_was_shown_the_alert_sees_what_it_rests_on(self, actor):
        load(track_csv(minutes=3))

        assert len(queries.fixes_for_alert(actor("liaison"), self.alert(area=None))) == 3

    def test_an_administrator_does_not(self, actor):
        with pytest.raises(Problem):
            queries.fixes_for_alert(actor("administrator"), self.alert(area=None))
