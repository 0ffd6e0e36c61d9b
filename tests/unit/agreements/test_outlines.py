import pytest

from unit.agreements.small import codes, faults

SHAPE = "{circle: harbour, radius: 10 km}"


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        pytest.param("{polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}", "crosses-itself", id="a-bow-tie"),
        pytest.param("{polygon: [[0, 0], [1, 0], [0, 0]]}", "repeated-vertex", id="there-and-back"),
        pytest.param("{polygon: [[0, 0], [1, 0]]}", "too-few", id="two-points"),
        pytest.param("{polygon: [[0, 0], [0, 0], [1, 0], [1, 1]]}", "repeated-vertex", id="a-point-twice"),
        pytest.param(
            "{polygon: [[0, 0], [2, 0], [2, 2], [0, 2]], holes: [[[3, 3], [4, 3], [4, 4]]]}",
            "hole-outside",
            id="a-hole-outside",
        ),
        pytest.param(
            "{polygon: [[0, 0], [9, 0], [9, 9]], holes: [[[6, 1], [8, 1], [8, 3]], [[7, 1], [8, 2], [8, 4]]]}",
            "holes-touch",
            id="holes-that-overlap",
        ),
        pytest.param("{polygon: [[179, 0], [-179, 0], [-179, 2]]}", "antimeridian", id="over-the-date-line"),
        pytest.param("{polygon: [[0, 89], [90, 89], [170, 89]]}", "near-pole", id="around-the-pole"),
        pytest.param("{polygon: [[0, 0], [60, 0], [60, 50]]}", "edge-too-long", id="an-edge-without-measure"),
        pytest.param("{circle: [179.95, 0], radius: 10 km}", "antimeridian", id="a-circle-over-the-date-line"),
        pytest.param("{circle: [0, 87.99], radius: 10 km}", "near-pole", id="a-circle-near-the-pole"),
        pytest.param("{circle: [0, 0], radius: 3000 km}", "reach-too-far", id="a-circle-without-measure"),
        pytest.param("{circle: [0, 0]}", "missing-key", id="a-circle-without-radius"),
        pytest.param("{corridor: [[0, 0], [1, 0]]}", "no-width", id="a-corridor-without-width"),
        pytest.param(
            "{corridor: [[0, 0], [1, 0]], width: 2 km, to: 3 km}", "two-widths", id="a-corridor-with-two-widths"
        ),
        pytest.param("{corridor: [[0, 0], [1, 0]], from: 9 km, to: 3 km}", "band-backwards", id="a-band-backwards"),
        pytest.param("{corridor: [[0, 0], [0, 0]], width: 2 km}", "repeated-vertex", id="a-corridor-of-one-point"),
        pytest.param("{square: [[0, 0], [1, 0]]}", "no-choice", id="no-shape"),
        pytest.param("{circle: [0, 0], radius: 1 km, area: port}", "two-choices", id="two-shapes"),
        pytest.param("{union: []}", "too-few", id="a-union-of-nothing"),
        pytest.param(
            "{difference: {of: {circle: [0, 0], radius: 1 km}, less: [{corridor: [[0, 0], [1, 0]]}]}}",
            "no-width",
            id="a-fault-inside-a-difference",
        ),
        pytest.param(
            "{multipolygon: [{polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}]}",
            "crosses-itself",
            id="a-fault-inside-a-multipolygon",
        ),
    ],
)
def test_a_shape_that_cannot_be_drawn_is_a_fault(shape, code):
    assert code in codes(agreement=(SHAPE, shape))


@pytest.mark.parametrize(
    "shape",
    [
        "{polygon: [[0, 0], [2, 0], [2, 2], [0, 2]], holes: [[[0.5, 0.5], [1, 0.5], [1, 1]]]}",
        "{polygon: [[0, 60], [20, 60], [20, 62], [0, 62]], edges: parallel}",
        "{corridor: [[0, 0], [1, 0], [0, 0.2], [0.5, -1]], width: 30 km}",
        "{corridor: [[0, 0], [1, 0]], from: 0 km, to: 5 km, side: left}",
        "{union: [{area: coastal-zone}, {circle: [0, 0], radius: 1 km}]}",
    ],
)
def test_shapes_that_can_be_drawn_pass(shape):
    assert codes(agreement=(SHAPE, shape)) == []


def test_a_crossing_is_named_by_latitude_and_longitude():
    [fault] = faults(agreement=(SHAPE, "{polygon: [[10, 0], [11, 1], [11, 0], [10, 1]]}"))

    latitude, longitude = map(float, fault.value.split(","))
    assert (round(latitude, 2), round(longitude, 2)) == (0.5, 10.5)
    assert fault.path == "areas[1].shape.polygon"
