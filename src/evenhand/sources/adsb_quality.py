"""How exact an ADS-B position is, from what the aircraft says about itself.

Sources: RTCA DO-260B, 2.2.3.2.7.1.3.8 (NACp: 95 % horizontal bound, EPU) and table 2-69 (NIC: containment radius Rc).
"""

from collections.abc import Mapping
from typing import Any

METRES_PER_NMI = 1852.0

NACP_95_PERCENT_M: Mapping[int, float] = {
    11: 3.0,
    10: 10.0,
    9: 30.0,
    8: 0.05 * METRES_PER_NMI,
    7: 0.1 * METRES_PER_NMI,
    6: 0.3 * METRES_PER_NMI,
    5: 0.5 * METRES_PER_NMI,
    4: 1.0 * METRES_PER_NMI,
    3: 2.0 * METRES_PER_NMI,
    2: 4.0 * METRES_PER_NMI,
    1: 10.0 * METRES_PER_NMI,
}
"""NACp to the radius that holds the aircraft with 95 %; 0 means unknown or worse than 10 NM."""

NIC_CONTAINMENT_M: Mapping[int, float] = {
    11: 7.5,
    10: 25.0,
    9: 75.0,
    8: 0.1 * METRES_PER_NMI,
    7: 0.2 * METRES_PER_NMI,
    6: 0.6 * METRES_PER_NMI,  # the widest of its supplements
    5: 1.0 * METRES_PER_NMI,
    4: 2.0 * METRES_PER_NMI,
    3: 4.0 * METRES_PER_NMI,
    2: 8.0 * METRES_PER_NMI,
    1: 20.0 * METRES_PER_NMI,
}
"""NIC to the radius that all but one in ten million positions keep: wider than 95 %, so never too optimistic."""


def accuracy_m(report: Mapping[str, Any]) -> float | None:
    """The 95 % radius in metres: of NACp, else the containment radius (rc, else NIC), else None.

    >>> accuracy_m({"nac_p": 9, "nic": 8, "rc": 186}), accuracy_m({"nic": 7}), accuracy_m({"nac_p": 0})
    (30.0, 370.40000000000003, None)
    """
    by_nacp = NACP_95_PERCENT_M.get(_whole(report.get("nac_p")))
    if by_nacp is not None:
        return by_nacp
    radius = report.get("rc")
    if isinstance(radius, int | float) and not isinstance(radius, bool) and 0 < radius < 1e6:
        return float(radius)
    return NIC_CONTAINMENT_M.get(_whole(report.get("nic")))


def integrity(report: Mapping[str, Any]) -> str | None:
    """Degraded, where the aircraft gives up on its own position or has just lost GPS; None: it says nothing.

    readsb writes `gpsOkBefore` for some minutes after an aircraft's navigation quality collapsed, which is what
    jamming looks like from outside; that it was jammed is for people to find.
    """
    if report.get("gpsOkBefore") is not None:
        return "degraded"
    gave_up = _whole(report.get("nic")) == 0 and _whole(report.get("nac_p")) == 0
    return "degraded" if gave_up else None


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
