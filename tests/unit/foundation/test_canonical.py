from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.canonical import canonical_bytes, content_id

FACTS = st.dictionaries(st.text(max_size=5), st.integers(-(2**50), 2**50) | st.text(max_size=5) | st.none(), max_size=5)


class TestCanonicalBytes:
    def test_orders_keys_by_utf16_as_rfc_8785_asks(self):
        # RFC 8785, section 3.2.3: sorting is by UTF-16 code units, so U+1F600 (surrogates) comes before U+FB33.
        assert canonical_bytes({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()

    def test_writes_instants_in_utc(self):
        moment = datetime(2020, 12, 6, 14, tzinfo=timezone(timedelta(hours=2)))

        assert canonical_bytes([moment, (1, None)]) == b'["2020-12-06T12:00:00Z",[1,null]]'


class TestContentId:
    @given(FACTS)
    def test_does_not_depend_on_the_order_of_keys(self, facts):
        backwards = dict(reversed(list(facts.items())))

        assert content_id("x", facts) == content_id("x", backwards)

    @given(FACTS, FACTS)
    def test_tells_different_facts_apart(self, one, other):
        assert (content_id("x", one) == content_id("x", other)) == (one == other)

    def test_is_the_same_on_every_machine_and_in_every_release(self):
        facts = {"rule": "no-entry", "at": datetime(2020, 12, 6, tzinfo=UTC)}

        assert content_id("alert", facts) == "alert-m3nshncp5qgui3c7jmofoe75e5"
