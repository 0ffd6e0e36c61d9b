import pytest

from evenhand.agreements.model import RuleKind
from evenhand.agreements.reading import check_agreement
from unit.agreements.small import agreement, codes, faults, files

LIMITS = "kind: limitation-of-forces\nmax_count: 6000"


class TestNames:
    @pytest.mark.parametrize(
        ("changes", "value", "meant"),
        [
            pytest.param({"agreement": ("[harbour,", "[harbor,")}, "harbor", "harbour", id="place"),
            pytest.param({"agreement": ("phase: phase-1", "phase: phase-l")}, "phase-l", "phase-1", id="phase"),
            pytest.param({"rule": ("binds: [north", "binds: [nort")}, "nort", "north", id="party"),
            pytest.param({"rule": ("party: north", "party: nort")}, "nort", "north", id="party-in-a-case"),
            pytest.param(
                {"rule": ("40 km N of harbour", "40 km N of harbor")}, "harbor", "harbour", id="place-in-a-fix"
            ),
            pytest.param(
                {"rule": ("transport in coastal-zone", "transport in coast-zone")},
                "coast-zone",
                "coastal-zone",
                id="expected-area",
            ),
            pytest.param({"rule": ("[transport in", "[transprot in")}, "transprot", "transport", id="expected-object"),
        ],
    )
    def test_a_name_that_leads_nowhere_is_a_fault_with_what_was_meant(self, changes, value, meant):
        [fault] = faults(**changes)

        assert (fault.code, fault.value, fault.meant) == ("unknown-name", value, meant)

    def test_other_and_bodies_may_own_an_object_of_a_case(self):
        assert codes(rule=("party: north", "party: other")) == []
        assert codes(rule=("party: north", "party: commission")) == []

    def test_ids_are_unique(self):
        fault = faults(agreement=("{id: south", "{id: north"))[0]

        assert (fault.code, fault.details["line"]) == ("duplicate-id", "12")


class TestCircles:
    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(("{id: aircraft,", "{id: aircraft, parent: military-aircraft,"), id="categories"),
            pytest.param(("id: commission", "id: commission\n    reports_to: commission"), id="bodies"),
            pytest.param(("shape: {circle: harbour, radius: 10 km}", "shape: {area: port}"), id="areas"),
            pytest.param(
                (
                    "shape: {circle: harbour, radius: 10 km}",
                    "shape: {difference: {of: {area: coastal-zone}, less: [{union: [{area: port}]}]}}",
                ),
                id="areas-inside-shapes",
            ),
        ],
    )
    def test_what_leads_back_to_itself_is_a_fault(self, change):
        assert set(codes(agreement=change)) == {"circle"}


class TestRules:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            pytest.param(("areas: [coastal-zone]\n", ""), "kind-needs", id="an-exclusion-without-an-area"),
            pytest.param(
                ("areas: [coastal-zone]", "areas: []"), "kind-needs", id="an-exclusion-with-no-area-in-the-list"
            ),
            pytest.param(
                ("kind: exclusion", "kind: exclusion\nmax_count: 3"), "kind-forbids", id="a-ceiling-on-an-exclusion"
            ),
            pytest.param(
                ("kind: exclusion", "kind: limitation-of-forces"), "kind-needs", id="a-limitation-without-a-ceiling"
            ),
            pytest.param(("expect: [transport in coastal-zone]", "expect: []"), "no-breach-case", id="no-breach"),
            pytest.param(("expect: []", "expect: [transport in coastal-zone]"), "no-quiet-case", id="only-breaches"),
            pytest.param(
                ("2026-03-02T04:10Z 10 km E of harbour", "at four harbour"), "case-line", id="a-fix-without-a-time"
            ),
            pytest.param(("[transport in coastal-zone]", "[something happens]"), "case-line", id="no-expectation"),
        ],
    )
    def test_a_rule_that_does_not_fit_its_kind_or_has_no_cases_is_a_fault(self, change, code):
        assert codes(rule=change) == [code]

    def test_every_kind_of_rule_says_what_it_needs(self):
        needed = {
            RuleKind.SEPARATION_DISTANCE: "distance: 4 km",
            RuleKind.LIMITATION_OF_FORCES: "max_count: 0\ncount_of: personnel",
            RuleKind.WITHDRAWAL_LINE: "distance: 15 km",
            RuleKind.PRIOR_NOTIFICATION: "notice: 48 h\nnotice_tolerance: 30 min",
            RuleKind.CESSATION: "event_kinds: [shelling]",
            RuleKind.FREEDOM_OF_MOVEMENT: "event_kinds: [refusal]",
            RuleKind.SILENCE: "max_silence: 30 min",
            RuleKind.RENDEZVOUS: "distance: 500 m\nmin_dwell: 2 h\nmax_speed: 2 kn",
            RuleKind.STOP: "min_dwell: 20 min\ndistance: 200 m\nmax_speed: 2 kn",
            RuleKind.DEADLINE: "commitment: withdraw",
            RuleKind.EXCLUSION: "min_dwell: 5 min",
        }
        assert set(needed) == set(RuleKind)
        for kind, lines in needed.items():
            assert codes(rule=("kind: exclusion", f"kind: {kind}\n{lines}")) == [], kind

    def test_a_ceiling_of_none_is_a_ceiling(self):
        assert agreement(rule=("kind: exclusion", "kind: limitation-of-forces\nmax_count: 0")).rules[0].max_count == 0


def test_bounds_the_wrong_way_round_are_a_fault():
    assert codes(agreement=("max_mm: null", "max_mm: 80")) == ["bounds-backwards"]


def test_a_notice_that_ends_before_it_begins_is_a_fault():
    notice = "notices: [{given: 2026-03-01, from: 2026-03-03, until: 2026-03-02}]\n    expect: []"

    assert codes(rule=("expect: []", notice)) == ["interval-backwards"]


def test_an_event_of_a_case_is_checked_and_its_kind_can_be_expected():
    happened = 'events: ["2026-03-02T04:00Z shelling at harbour by nort"]\n    expect: []'
    assert codes(rule=("expect: []", happened)) == ["unknown-name"]

    files_with_event = files(
        rule=("expect: []", 'events: ["2026-03-02T04:00Z shelling at harbour"]\n    expect: [shelling anywhere]')
    )
    assert [fault.code for fault in check_agreement(files_with_event).faults] == ["no-quiet-case"]
