"""Why an answer changed."""

import pytest

from evenhand.detection.attribution import Cause, Reason
from evenhand.detection.changes import compare, rows
from unit.detection.answers import alert, answer

OLD, NEW = "f" * 64, "e" * 64


def told(before, after, causes=None):
    """Reasons and files of the one change."""
    (change,) = rows(compare(answer(*before), answer(*after), causes=causes))
    return [*change.reasons], [*change.because_of]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({"n_fixes": 9}, ([], []), id="nothing-to-go-by"),
        pytest.param({"files": [NEW, OLD]}, (["data"], [NEW]), id="more-files"),
        pytest.param({"files": []}, (["data"], []), id="fewer-files"),
        pytest.param({"agreement_digest": "c" * 64}, (["agreement"], []), id="another-text"),
    ],
)
def test_tells_from_the_alerts_alone_what_they_tell(more, expected):
    assert told([alert("a", 0, 10)], [alert("a", 0, 10, **more)]) == expected


def test_a_new_alert_rests_on_the_files_that_no_old_one_knew():
    before = [alert("a", 0, 10)]

    assert told(before, [*before, alert("b", 60, 70, files=[NEW, OLD])]) == (["data"], [NEW])
    assert told(before, [*before, alert("b", 60, 70)]) == ([], [])


LATE = Cause(reason=Reason.LATE_FIXES, subjects=frozenset({"jet", "boat"}), files=(NEW, "9" * 64))
TIME = Cause(reason=Reason.TIME)


@pytest.mark.parametrize(
    ("causes", "more", "expected"),
    [
        pytest.param([LATE, TIME], {"files": [NEW, OLD]}, (["late-fixes"], [NEW]), id="the-file-it-now-rests-on"),
        pytest.param([LATE], {"n_fixes": 2}, (["late-fixes"], ["9" * 64, NEW]), id="else-all-files-of-the-cause"),
        pytest.param([TIME], {"n_fixes": 2}, (["time"], []), id="only-time-went-on"),
        pytest.param([], {"n_fixes": 2}, ([], []), id="not-known"),
        pytest.param(
            [Cause(reason=Reason.NOTICE, rules=frozenset({"announce"})), TIME], {"n_fixes": 2}, (["time"], []),
            id="a-cause-for-other-rules",
        ),
        pytest.param(
            [Cause(reason=Reason.IDENTITY, subjects=frozenset({"jet"})), LATE], {"party": "north"},
            (["late-fixes", "identity"], ["9" * 64, NEW]), id="several",
        ),
        pytest.param(
            [Cause(reason=Reason.IDENTITY, subjects=frozenset({"tug"}))], {"related": ["jet", "tug"]},
            (["identity"], []), id="about-one-that-took-part",
        ),
    ],
)  # fmt: skip
def test_puts_causes_to_the_alerts_that_they_concern(causes, more, expected):
    assert told([alert("a", 0, 10)], [alert("a", 0, 10, **more)], causes) == expected


def test_what_is_gone_has_its_reason_too():
    assert told([alert("a", 0, 10)], [], [LATE]) == (["late-fixes"], ["9" * 64, NEW])
