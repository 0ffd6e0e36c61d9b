"""What people say of why they do something: it goes into the custody record, so it must say something."""

from evenhand.foundation.problems import ProblemKind

REASON_MISSING = ProblemKind(
    code="evidence.reason-missing",
    blame="caller",
    message="{field} is empty. Say in a few words why: it goes into the custody record.",
)

_LENGTH = 1_000


def said(text: str, field: str) -> str:
    """What somebody wrote, without blanks around it.

    Raises:
        REASON_MISSING: nothing.
    """
    told = text.replace("\0", "").strip()[:_LENGTH]
    if not told:
        raise REASON_MISSING(field=field)
    return told
