"""Opening a case, and every act in it. The procedure itself is `evenhand.cases.workflow`."""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import count

from django.db import transaction

from evenhand.cases.acts import Content, InterviewHeld, MeetingHeld, Opened, ResponseAssigned, VisitPlanned
from evenhand.cases.file import CaseFile, fold
from evenhand.cases.workflow import opened, take_as
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.agreements.queries import adopted
from evenhand_web.cases import access, mapping, subjects, twins
from evenhand_web.cases.access import Seen
from evenhand_web.cases.checks import require_known, require_subjects
from evenhand_web.cases.mapping import case_ids, case_numbers, rules_for
from evenhand_web.cases.models import Case
from evenhand_web.cases.services.writing import append
from evenhand_web.ledger.turns import take_turn


@transaction.atomic
def open_case(*, agreement: str, content: Opened, actor: Actor, now: datetime) -> Case:
    """A new case under the version of an agreement that is in force.

    A party brings it in its own name, whatever `content` says. The mechanism says who brought it, or opens it itself.
    Who filed the reports that it is about follows from these, and not from `content`.

    Raises:
        NOT_PERMITTED, NO_SUCH_AGREEMENT.
        Of `content`: what the doors of its subjects say, NO_SUCH_ORGANISATION, and what `evenhand.cases.guards` says.
    """
    actor.require(Capability.OPEN_CASES)
    take_turn()
    content = _in_whose_name(content, actor)
    require_subjects(actor, content)
    content = replace(content, reporter_users=subjects.filed_by(actor, content.subjects))
    twin = twins.opened_just_now(content, actor, now)
    if twin is not None:
        return twin
    pinned = adopted.agreement(agreement)
    with as_machine("an id and a number that no case has, those included that are not shown"):
        case_id = next(one for one in case_ids() if not Case.objects.filter(pk=one).exists())
        number = next(one for one in case_numbers(case_id, now) if not Case.objects.filter(number=one).exists())
    file = opened(rules_for(pinned.digest), access.seat_of(actor), content, at=now, case=number)
    case = Case(
        id=case_id,
        number=number,
        agreement=pinned.id,
        agreement_version=pinned.version,
        agreement_digest=pinned.digest,
        opened_at=now,
        kind=content.kind.value,
        reporter=content.reporter,
    )
    append(case=case, after=0, file=file, actor=actor, now=now)
    return case


@transaction.atomic
def act(*, case_id: str, content: Content, actor: Actor, now: datetime, again: bool = False) -> CaseFile:
    """Do one act; gives the case after it as the actor sees it.

    The same once more, within a minute, is the same act: a button that was pressed twice does nothing twice;
    `again` says that it is another one all the same.
    A visit, meeting, interview or response that is NEW gets an id here, where no other act can take the same.

    Raises:
        NO_SUCH_CASE, NOT_PERMITTED.
        What `evenhand.cases.workflow.take_as` says, which tells nobody more than they see.
        What the doors of its subjects say; NO_SUCH_ORGANISATION, NOT_OF_IT of people and organisations that it names.
    """
    seen = access.case_for(actor, case_id, for_update=True)
    _require_hand(actor, seen)
    require_subjects(actor, content)
    require_known(seen.view, content)
    if not again and twins.said_just_now(seen.case, seen.acts, content, actor=actor, now=now):
        return seen.view
    whole = fold(seen.view.rules, seen.acts)
    content = with_id(whole, content)
    # The clocks of two machines may differ by a little; acts stay in the order in which they are done.
    at = max(now, seen.acts[-1].at)
    done = take_as(whole, seen.viewer, seen.seat, content, at=at, case=seen.case.number)
    append(case=seen.case, after=len(seen.acts), file=done, actor=actor, now=now)
    return access.case_for(actor, case_id).view


def with_id(file: CaseFile, content: Content) -> Content:
    """What is new with an id that the case has not used. The caller holds the case, and `file` is all of it.

    Who sees only some of the responses does not learn from their ids how many there are.
    """
    match content:
        case VisitPlanned(visit="") | VisitPlanned(visit=mapping.NEW):
            return replace(content, visit=_free("v{}", file.visits))
        case InterviewHeld(interview="") | InterviewHeld(interview=mapping.NEW):
            return replace(content, interview=_free("i{}", {one.interview for one in file.interviews}))
        case MeetingHeld(meeting="", body=body) | MeetingHeld(meeting=mapping.NEW, body=body):
            return replace(content, meeting=_free(f"{body.value}-{{}}", {one.meeting for one in file.meetings}))
        case ResponseAssigned(response="") | ResponseAssigned(response=mapping.NEW):
            drawn = (f"r-{secrets.token_hex(6)}" for _ in count())
            return replace(content, response=next(one for one in drawn if one not in file.responses))
    return content


def _free(name: str, used: Collection[str]) -> str:
    """The first of the names, counted from the next one on, that is not used."""
    return next(one for one in map(name.format, count(len(used) + 1)) if one not in used)


def _require_hand(actor: Actor, seen: Seen) -> None:
    """Stop whoever only reads: besides the desk, the parties' liaison officers and the bodies, only a team acts.

    Raises:
        NOT_PERMITTED.
    """
    if not access.may_act(actor, seen):
        actor.require(Capability.HANDLE_CASES)


def _in_whose_name(content: Opened, actor: Actor) -> Opened:
    """Who brought it: a party itself; of the mechanism, the organisation that it names, or nobody."""
    if not actor.can(Capability.HANDLE_CASES):
        own = {"reporter": access.key_of(actor), "reporter_side": actor.party, "reporter_user": actor.username}
        return replace(content, **own)  # type: ignore[arg-type]
    if not content.reporter:
        return replace(content, reporter_side=None, reporter_user=actor.username)
    return content
