"""The rules of procedure of one agreement: all that does not depend on a single case."""

from dataclasses import dataclass, field

from evenhand.agreements.model import Agreement, Clock
from evenhand.agreements.procedure import Procedure, WorkingWeek
from evenhand.agreements.procedure_layout import clocks_of, procedure_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How cases run under an agreement."""

    procedure: Procedure
    clocks: tuple[Clock, ...]
    parties: tuple[str, ...]
    time_zone: str = "UTC"
    working_week: WorkingWeek = field(default_factory=WorkingWeek)


def rules_of(agreement: Agreement) -> Rules:
    """The rules of an agreement; where it says nothing, the standard ones."""
    return Rules(
        procedure=procedure_of(agreement),
        clocks=clocks_of(agreement),
        parties=tuple(party.id for party in agreement.parties),
        time_zone=agreement.time_zone,
        working_week=agreement.working_week,
    )
