"""Questions to the reporter, their answers, and the report in another language."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.desk.acting import hold, one_of, told, write
from evenhand_web.intake.access import report_for
from evenhand_web.intake.joining import acts_of
from evenhand_web.intake.models import ActKind
from evenhand_web.intake.outcome import standing

NO_QUESTION = ProblemKind(
    code="desk.no-question",
    blame="state",
    message="No question about report {report} is open for your organisation. Add a comment instead.",
)


@transaction.atomic
def ask(*, report_id: str, question: str, actor: Actor, now: datetime) -> None:
    """Ask those who filed a report something; it stands on their page until they answer.

    Raises:
        NOT_PERMITTED, NO_SUCH_REPORT, NOT_POSSIBLE, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_REPORTS)
    text = told(question, "question")
    report = hold(report_id, "ask", actor=actor)
    write(report, ActKind.ASKED, {"text": text}, actor=actor, now=now, organisation=report.owner)


@transaction.atomic
def answer(*, report_id: str, text: str, actor: Actor, now: datetime) -> None:
    """Answer the open question, for the organisation that filed the report.

    Raises:
        NOT_PERMITTED, NO_SUCH_REPORT, TEXT_MISSING.
        NO_QUESTION: nothing is asked, or somebody else is.
    """
    actor.require(Capability.FILE_REPORTS)
    said = told(text, "answer")
    report = report_for(actor, report_id, for_update=True)
    question = standing(acts_of(report)).question
    if question is None or report.owner_id != actor.organisation_id:
        raise NO_QUESTION(report=report.number)
    write(report, ActKind.ANSWERED, {"text": said, "to": question}, actor=actor, now=now)


@transaction.atomic
def translate(*, report_id: str, language: str, text: str, actor: Actor, now: datetime) -> None:
    """Keep the report's words in another language, equally authentic with the reporter's, with who wrote them.

    Raises:
        NOT_PERMITTED, NO_SUCH_REPORT, NOT_POSSIBLE, NOT_ON_OFFER, TEXT_MISSING.
    """
    actor.require(Capability.HANDLE_REPORTS)
    content = {
        "language": one_of(language, [code for code, _name in settings.LANGUAGES], "language"),
        "text": told(text, "translation"),
    }
    report = hold(report_id, "translate", actor=actor)
    write(report, ActKind.TRANSLATED, content, actor=actor, now=now)
