from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.agreements.faults import FAULTY
from evenhand.agreements.model import Agreement, CircleShape, PolygonShape, RuleKind
from evenhand.agreements.reading import check_agreement, folder_digest, read_agreement
from evenhand.foundation.problems import Problem
from unit.agreements.small import agreement, codes, faults, files


class TestReadAgreement:
    def test_reads_a_valid_agreement_without_a_fault_or_warning(self):
        check = check_agreement(files())

        assert check.faults == ()
        assert check.agreement is not None

    def test_keeps_what_the_files_say(self):
        small = agreement()

        assert (small.id, small.version, small.supersedes) == ("coastal-example", "2", "1")
        assert small.in_force.begins_at == datetime(2026, 3, 1, tzinfo=UTC)
        assert small.places[0].accuracy_m == 500.0
        assert small.areas[0].shape.outer.vertices[0] == (15.25, 31.43)
        assert isinstance(small.areas[0].shape, PolygonShape)
        assert small.areas[1].shape == CircleShape(15.25, 31.43, 10_000.0)
        assert small.categories[2].calibre_min_mm == 100
        assert small.rules[0].kind is RuleKind.EXCLUSION
        assert small.rules[0].max_gap == timedelta(minutes=30)
        assert small.rules[0].cases[0].expect == ("transport in coastal-zone",)
        assert small.phases[1].in_force is None

    def test_a_bare_due_date_means_the_end_of_that_day_in_the_agreements_zone(self):
        due = [reading.due_at for reading in agreement().commitments[0].readings]

        assert due[0] == datetime(2026, 5, 30, 22, tzinfo=UTC)
        assert due[1] == datetime(2026, 6, 1, 12, 0, 0, 1, tzinfo=UTC)

    def test_reports_the_faults_of_all_files_together(self):
        found = faults(
            agreement=("parent: aircraft", "parent: aircrft"),
            places=("lon: 15.25", "lon: 195.25"),
            rule=("kind: exclusion", "kind: exlusion"),
        )

        assert {fault.file for fault in found} == {"agreement.yaml", "places.yaml", "rules/no-flights.yaml"}

    def test_a_fault_names_file_line_value_and_remedy(self):
        [fault] = faults(rule=("areas: [coastal-zone]", "areas: [costal-zone]"))

        assert (fault.file, fault.line, fault.column) == ("rules/no-flights.yaml", 7, 9)
        assert fault.path == "areas[0]"
        assert fault.value == "costal-zone"
        assert fault.message == "There is no area costal-zone."
        assert "Did you mean coastal-zone?" in fault.remedy

    def test_raises_one_problem_that_carries_every_fault(self):
        with pytest.raises(Problem) as caught:
            read_agreement(files(agreement=("time_zone: Africa/Tripoli", "time_zone: Africa/Tripolis")), origin="here")

        assert caught.value.kind is FAULTY
        assert [fault.code for fault in caught.value.details["faults"]] == ["not-a-zone"]
        assert "here has 1 fault(s). agreement.yaml:8:12" in str(caught.value)

    def test_a_missing_language_is_a_warning_and_no_fault(self):
        check = check_agreement(
            files(agreement=("summary: {en: A short one., ar: قصير.,", "summary: {en: A short one.,"))
        )

        assert [(fault.code, fault.severity) for fault in check.faults] == [("language-missing", "warning")]
        assert check.agreement is not None

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            pytest.param("notes.txt", b"hello", "unknown-file", id="a-file-of-another-name"),
            pytest.param("rules/other.yaml", b"", "empty-file", id="an-empty-rule"),
            pytest.param("places.yaml", b"\xff\xfe", "not-utf-8", id="another-encoding"),
        ],
    )
    def test_refuses_files_that_are_no_part_of_an_agreement(self, name, content, code):
        check = check_agreement({**files(), name: content})

        assert code in [fault.code for fault in check.faults]
        assert check.agreement is None

    def test_says_so_when_the_main_file_is_missing(self):
        assert [fault.code for fault in check_agreement({}).faults] == ["file-missing"]

    def test_refuses_a_folder_without_measure(self):
        many = {f"rules/r{number}.yaml": b"" for number in range(2001)}

        assert [fault.code for fault in check_agreement({**files(), **many}).faults] == ["folder-too-large"]

    def test_a_rule_has_the_name_of_its_file(self):
        assert codes(rule=("rule: no-flights", "rule: no-fights")) == ["rule-file-name"]

    def test_every_byte_counts_for_the_digest(self):
        assert folder_digest(files()) != folder_digest(files(rule=("reports a", "reports  a")))
        assert agreement().digest == folder_digest(files())


SNIPPETS = st.sampled_from(
    [
        b"{",
        b"[",
        b"&a ",
        b"*a",
        b"- ",
        b": ",
        b"\x00",
        b"\xff",
        b"\t",
        b"!!python/object:os.system ",
        b"null",
        b"\n",
        b'"',
        b"1e999",
        b"-",
        b"polygon",
        b"0 km",
        b"9999-12-31",
        b"\xe2\x80\xae",
        b"|",
        b"?",
        b"<<: *a",
        b"---\n",
        b"180",
        b"of",
    ]
)


class TestHostileBytes:
    @settings(deadline=None, max_examples=150)
    @given(
        name=st.sampled_from(sorted(files())),
        at=st.floats(0, 1),
        cut=st.integers(0, 60),
        put=st.one_of(SNIPPETS, st.binary(max_size=12), st.lists(SNIPPETS, max_size=8).map(b"".join)),
    )
    def test_mutated_files_give_an_agreement_or_a_problem(self, name, at, cut, put):
        content = files()
        place = int(at * len(content[name]))
        content[name] = content[name][:place] + put + content[name][place + cut :]

        check = check_agreement(content)

        assert all(str(fault) for fault in check.faults)
        if check.agreement is None:
            with pytest.raises(Problem) as caught:
                read_agreement(content, origin="mutated")
            assert caught.value.kind is FAULTY
        else:
            assert isinstance(check.agreement, Agreement)

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"[" * 100_000, id="deep-lists"),
            pytest.param(b"{a: " * 50_000, id="deep-maps"),
            pytest.param(b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", id="alias-bomb"),
            pytest.param(b"- " * 3 * 1024 * 1024, id="too-large"),
            pytest.param(b"a: &a [*a]", id="alias-of-itself"),
            pytest.param(b"agreement: !!python/object/apply:os.system [ls]", id="tag"),
        ],
    )
    def test_bombs_are_refused_at_once(self, content):
        check = check_agreement({**files(), "agreement.yaml": content})

        assert check.agreement is None
        assert check.faults
