import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.evidence.custody import NOTHING, Act, ActKind, check, following, from_json, to_json
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.problems import Problem

CONTENT = "a" * 64
BEGAN = datetime(2020, 12, 6, 4, 15, tzinfo=UTC)


def chain(*kinds: ActKind, evidence: str = "evidence-a") -> tuple[Act, ...]:
    acts: list[Act] = []
    for minute, kind in enumerate(kinds):
        act = Act(
            sequence=0, kind=kind, at=BEGAN + timedelta(minutes=minute), actor="olga", organisation="mission",
            reason="", content=CONTENT, details={"n": minute},
        )  # fmt: skip
        acts.append(following(evidence, acts[-1] if acts else None, act))
    return tuple(acts)


THREE = chain(ActKind.RECEIVED, ActKind.EXAMINED, ActKind.DOWNLOADED)


class TestChain:
    def test_begins_with_nothing_and_grows_by_one(self):
        assert [act.sequence for act in THREE] == [1, 2, 3]
        assert THREE[0].previous == NOTHING
        assert THREE[1].previous == THREE[0].digest

    def test_holds_as_it_grew(self):
        found = check("evidence-a", THREE, content=CONTENT)

        assert (found.holds, found.acts, found.head) == (True, 3, THREE[-1].digest)

    def test_holds_after_it_was_exported_and_read_again(self):
        read = from_json(json.loads(canonical_bytes(to_json(THREE))))

        assert read == THREE
        assert check("evidence-a", read, content=CONTENT).holds

    @pytest.mark.parametrize("missing", [0, 1])
    def test_says_where_an_act_is_missing(self, missing):
        acts = [act for number, act in enumerate(THREE) if number != missing]

        assert check("evidence-a", acts, content=CONTENT).broken_at == missing + 1

    @settings(deadline=None)
    @given(
        st.integers(0, 2),
        st.sampled_from(["kind", "at", "actor", "organisation", "reason", "details"]),
    )
    def test_says_where_an_act_was_changed(self, number, field):
        others = {"kind": ActKind.RECALLED, "at": BEGAN - timedelta(days=1), "details": {"n": 9}}
        acts = list(THREE)
        acts[number] = replace(acts[number], **{field: others.get(field, "else")})
        found = check("evidence-a", acts, content=CONTENT)

        assert (found.broken_at, found.fault) == (number + 1, "chain.digest")

    def test_rewritten_with_new_hashes_it_breaks_at_the_next_act(self):
        acts = list(THREE)
        changed = replace(acts[1], reason="else")
        acts[1] = following("evidence-a", acts[0], changed)
        found = check("evidence-a", acts, content=CONTENT)

        assert (found.broken_at, found.fault) == (3, "chain.previous")

    def test_is_about_one_piece_of_evidence_and_one_content(self):
        assert check("evidence-b", THREE, content=CONTENT).fault == "chain.digest"
        assert check("evidence-a", THREE, content="b" * 64).fault == "chain.content"

    def test_an_act_that_found_the_content_changed_is_its_testimony(self):
        found = replace(THREE[0], kind=ActKind.ALTERED, content="b" * 64)
        acts = (*THREE, following("evidence-a", THREE[-1], found))

        assert check("evidence-a", acts, content=CONTENT).holds


@pytest.mark.parametrize("spoil", [{"kind": "burned"}, {"sequence": "x"}, {"details": None}, {"actor": ...}])
def test_an_export_that_cannot_be_read_is_a_problem(spoil):
    values = to_json(THREE)
    values[1] = {key: value for key, value in (values[1] | spoil).items() if value is not ...}
    with pytest.raises(Problem, match="Act 2") as caught:
        from_json(values)
    assert caught.value.code == "evidence.bad-act"
