"""A counting rule with the agreement that it comes from: name and version, so that a total can say what it rests on."""

from dataclasses import dataclass

from evenhand.agreements.model import Agreement, CountingRule
from evenhand.foundation.problems import ProblemKind

NO_SUCH_RULE = ProblemKind(
    code="cases.no-such-counting-rule",
    blame="missing",
    message="{agreement} has no counting rule {rule!r} that can be run. Choose one of: {known}.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A counting rule in force: what it says, and where it says so."""

    agreement: str
    version: str
    digest: str
    """Of the agreement's files."""
    time_zone: str
    says: CountingRule

    @property
    def name(self) -> str:
        """By which totals are called: rule, agreement and version.

        >>> from evenhand.foundation.texts import Text
        >>> says = CountingRule(id="each", name=Text(), article="4", text=Text(), unit="shot", counts="each")
        >>> Rule(agreement="a", version="2", digest="", time_zone="UTC", says=says).name
        'each (a 2)'
        """
        return f"{self.says.id} ({self.agreement} {self.version})"


def rules_of(agreement: Agreement) -> tuple[Rule, ...]:
    """The counting rules of an agreement that can be run, in its order; none where all are in words only."""
    return tuple(
        Rule(
            agreement=agreement.id,
            version=agreement.version,
            digest=agreement.digest,
            time_zone=agreement.time_zone,
            says=says,
        )
        for says in agreement.counting_rules
        if says.counts is not None
    )


def rule_of(agreement: Agreement, rule: str) -> Rule:
    """One of them.

    Raises:
        NO_SUCH_RULE: there is none of that id, or it is in words only.
    """
    known = rules_of(agreement)
    for one in known:
        if one.says.id == rule:
            return one
    raise NO_SUCH_RULE(agreement=agreement.id, rule=rule, known=", ".join(one.says.id for one in known) or "none")
