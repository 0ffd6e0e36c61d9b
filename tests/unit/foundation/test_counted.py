"""The codes that counting rules name are those of reports."""

from evenhand.foundation.counted import CAUSES, OBSERVED, REPORTED
from evenhand.reports.codes import Cause, Observed, ReportKind


def test_the_codes_are_those_of_reports():
    assert [*OBSERVED] == [*Observed]
    assert [*REPORTED] == [*ReportKind]
    assert [*CAUSES] == [*Cause]
