from evenhand.council.bodies import announced, composition, tree
from evenhand.council.codes import BodyKind, MemberKind, Part
from evenhand.council.records import Body, Member, Sitting
from evenhand.foundation.texts import Text


def body(*members: tuple[str, str, str], stated: int | None = None, within: str = "") -> Body:
    told = tuple(
        Member(name=Text({"en": name}), kind=MemberKind(kind), part=Part(part)) for name, kind, part in members
    )
    return Body(name=Text(), kind=BodyKind.CONTACT_GROUP, members=told, states_stated=stated, within=within)


GROUP = body(
    ("Qatar", "state", "co-chair"),
    ("United Kingdom", "state", "co-chair"),
    ("United Nations", "organisation", "participant"),
    ("African Union", "organisation", "invited"),
    stated=21,
)


def test_who_was_invited_is_no_participant():
    found = composition(GROUP)

    assert [str(one.name) for one in found.participants] == ["Qatar", "United Kingdom", "United Nations"]
    assert [str(one.name) for one in found.others] == ["African Union"]
    assert (len(found.chairs), found.states_named, found.states_unnamed, found.too_many) == (2, 2, 19, False)


def test_more_named_than_stated_is_said_and_an_unknown_number_stays_unknown():
    found = composition(body(("A", "state", "chair"), ("B", "state", "participant"), stated=1))

    assert (found.too_many, found.states_unnamed) == (True, 0)
    assert composition(body(("A", "state", "chair"))).states_unnamed is None


def test_a_meeting_that_is_announced_without_a_day_is_open():
    group = Body(name=Text(), kind=BodyKind.CONTACT_GROUP, sittings=(Sitting(to_come=True), Sitting()))

    assert [one.on for one in announced(group)] == [None]


def test_a_tree_holds_every_body_once_also_where_it_is_a_circle():
    bodies = {"a": body(), "b": body(within="a"), "c": body(within="b"), "x": body(within="y"), "y": body(within="x")}

    assert tree(bodies) == (("a", 0), ("b", 1), ("c", 2), ("x", 0), ("y", 1))
