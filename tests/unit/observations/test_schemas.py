import pyarrow as pa
import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS, QUARANTINE, require


@pytest.mark.parametrize("schema", [POSITIONS, EVENTS, IDENTITIES, NOTICES, QUARANTINE])
def test_a_table_of_a_schema_is_accepted_and_another_is_named(schema):
    require(schema.empty_table(), schema, what="the test")
    name = schema.names[0]
    for wrong in (
        schema.empty_table().drop_columns([name]),
        schema.empty_table().set_column(0, name, pa.array([], pa.int8())),
    ):
        with pytest.raises(Problem) as caught:
            require(wrong, schema, what="the test")
        assert (caught.value.code, caught.value.details["column"]) == ("observations.schema-mismatch", name)


@pytest.mark.parametrize("schema", [POSITIONS, EVENTS])
def test_every_row_says_where_it_came_from(schema):
    assert not any(schema.field(name).nullable for name in ("source", "file", "row"))
