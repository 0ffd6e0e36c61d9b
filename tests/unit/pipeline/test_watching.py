from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pyarrow as pa
import pytest

from evenhand.detection.encounters import CROWDED
from evenhand.pipeline.watching import watch
from evenhand.sources.opening import open_source
from unit.agreements.small import agreement
from unit.cli.command import written_feeds

AS_OF = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def inputs(tmp_path):
    folder = written_feeds(tmp_path / "feeds")
    return [(path.name, partial(open_source, path)) for path in sorted(folder.iterdir())]


class TestWatch:
    def test_holds_the_agreement_against_what_moved(self, inputs):
        answer = watch(agreement(), inputs, as_of=AS_OF)

        assert [row["object"] for row in answer.alerts.to_pylist()] == ["north:transport"]
        assert answer.complete

    def test_a_rule_that_asks_too_much_makes_it_incomplete_and_is_named(self, inputs):
        answer = watch(agreement(), inputs, as_of=AS_OF)
        reasons = pa.array([CROWDED] * answer.alerts.num_rows)
        place = answer.alerts.schema.get_field_index("reason")

        crowded = replace(answer, alerts=answer.alerts.set_column(place, "reason", reasons))

        assert (answer.crowded, answer.complete) == ((), True)
        assert (crowded.crowded, crowded.complete) == ((answer.alerts["rule"][0].as_py(),), False)

    def test_every_row_that_was_read_is_kept_or_set_aside(self, inputs):
        answer = watch(agreement(), inputs, as_of=AS_OF)

        assert [(r.rows_read, r.rows_kept, r.rows_quarantined) for r in answer.readings] == [(4, 3, 1), (1, 1, 0)]
        assert answer.quarantine["row"].to_pylist() == [5]

    def test_the_order_of_inputs_changes_nothing(self, inputs):
        forwards, backwards = (watch(agreement(), given, as_of=AS_OF).alerts for given in (inputs, inputs[::-1]))

        assert forwards.equals(backwards)

    def test_the_same_input_twice_changes_nothing(self, inputs):
        once, twice = (watch(agreement(), given, as_of=AS_OF).alerts for given in (inputs, [*inputs, *inputs]))

        assert once.equals(twice)

    def test_an_input_that_breaks_leaves_nothing_behind_and_is_named(self, inputs, tmp_path):
        broken = tmp_path / "broken.json"
        broken.write_text('{"now": 1, "aircraft": [')

        answer = watch(agreement(), [*inputs, ("broken.json", partial(open_source, broken))], as_of=AS_OF)

        assert not answer.complete
        assert [r.name for r in answer.readings if r.refused is not None] == ["broken.json"]
        assert answer.alerts.num_rows == 1

    def test_nothing_read_gives_nothing_found(self):
        answer = watch(agreement(), [], as_of=AS_OF)

        assert (answer.alerts.num_rows, answer.quarantine.num_rows, answer.readings) == (0, 0, ())

    def test_says_what_it_does(self, inputs):
        said = []

        watch(agreement(), inputs, as_of=AS_OF, progress=lambda what, rows: said.append((what, rows)))

        assert said == [("flights.csv", 4), ("identities.csv", 1), ("detecting", 3)]
