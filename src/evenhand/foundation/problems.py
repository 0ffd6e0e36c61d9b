"""Problems: every deliberate error of Evenhand, as data.

A `ProblemKind` is declared beside the code that raises it; calling it with details makes the exception.
Source: design, section 4.
"""

from dataclasses import dataclass
from typing import Any, Literal

Blame = Literal["caller", "state", "permission", "missing", "operator"]


class Problem(Exception):  # noqa: N818 - the word people see is "problem", and so is ours
    """One deliberate error: its kind, its details, and a message that says what to do."""

    def __init__(self, kind: "ProblemKind", details: dict[str, Any]) -> None:
        self.kind = kind
        self.details = details
        super().__init__(kind.message.format(**details))

    def __reduce__(self) -> tuple[type["Problem"], tuple["ProblemKind", dict[str, Any]]]:
        """So that a Problem comes back whole from another process."""
        return Problem, (self.kind, self.details)

    @property
    def code(self) -> str:
        """The stable text code, `package.slug`."""
        return self.kind.code

    @property
    def blame(self) -> Blame:
        """Who has to act: caller, state, permission, missing, operator."""
        return self.kind.blame


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemKind:
    """What can go wrong, who is to blame, and the words for it.

    >>> NO_SUCH_PLACE = ProblemKind(code="doc.no-such-place", blame="missing", message="No place {place!r}. Add it.")
    >>> print(NO_SUCH_PLACE(place="Sirte"))
    No place 'Sirte'. Add it.
    """

    code: str
    blame: Blame
    message: str

    def __call__(self, **details: Any) -> Problem:
        """The exception to raise, with its details filled in."""
        return Problem(self, details)
