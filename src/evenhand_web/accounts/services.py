"""Making organisations and accounts; each person's own preferences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Membership, Organisation, OrganisationKind, Role, Theme, TimeDisplay, User
from evenhand_web.ledger.services import record, unrecorded

UNKNOWN_CHOICE = ProblemKind(
    code="accounts.unknown-choice",
    blame="caller",
    message="{value!r} is not a {field}. Choose one of: {choices}.",
)
WEAK_PASSWORD = ProblemKind(
    code="accounts.weak-password", blame="caller", message="The password for {username} is refused: {reasons}"
)
NO_SUCH_ORGANISATION = ProblemKind(
    code="accounts.no-such-organisation",
    blame="missing",
    message="There is no organisation {key!r}. Choose one of the list.",
)
NO_SUCH_PERSON = ProblemKind(
    code="accounts.no-such-person", blame="missing", message="There is no account {username!r}. Choose one of the list."
)


@transaction.atomic
def ensure_organisation(
    *, key: str, names: Mapping[str, str], kind: str, party: str = "", actor: Actor, now: datetime
) -> Organisation:
    """The organisation `key`, made or brought to these facts; an entry only where something changed.

    Raises:
        UNKNOWN_CHOICE: `kind` is none of OrganisationKind.
    """
    _one_of("kind", kind, OrganisationKind.values)
    organisation = Organisation.objects.filter(key=key).first() or Organisation(key=key)
    facts = {"names": dict(names), "kind": kind, "party": party}
    if organisation.pk and all(getattr(organisation, name) == value for name, value in facts.items()):
        return organisation
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save()
    record(action="accounts.organisation", subject=key, actor=actor, at=now, details=facts)
    return organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who may sign in, and as what in which organisation."""

    username: str
    organisation: str
    """Key of the organisation."""
    role: str
    password: str | None = field(default=None, repr=False)
    """None: the one in force stays; a new account has none and cannot sign in."""
    side: str = ""
    """In a commission or sub-committee: id of the party for which they sit."""


@transaction.atomic
def ensure_member(*, account: Account, actor: Actor, now: datetime) -> User:
    """The user that `account` describes, made if need be, with that role in the organisation.

    A password is set where it differs from the one in force. Passwords never enter the record.

    Raises:
        NO_SUCH_ORGANISATION: no organisation has that key.
        UNKNOWN_CHOICE: the role is none of Role.
        WEAK_PASSWORD: the password breaks a rule of settings.AUTH_PASSWORD_VALIDATORS.
    """
    _one_of("role", account.role, Role.values)
    home = Organisation.objects.filter(key=account.organisation).first()
    if home is None:
        raise NO_SUCH_ORGANISATION(key=account.organisation)
    user, made = User.objects.get_or_create(username=account.username)
    facts = {"role": account.role, "side": account.side}
    membership, joined = Membership.objects.get_or_create(user=user, organisation=home, defaults=facts)
    if (membership.role, membership.side) != (account.role, account.side):
        membership.role, membership.side = account.role, account.side
        membership.save(update_fields=["role", "side"])
        joined = True
    if account.password is not None and not user.check_password(account.password):
        _set_password(user, account.password)
        made = True
    elif made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    if made or joined:
        details = {"organisation": account.organisation, "role": account.role}
        details |= (
            {"side": account.side, "account": account.username} if account.side else {"account": account.username}
        )
        record(action="accounts.member", subject=_subject(user), actor=actor, at=now, details=details)
    return user


@transaction.atomic
def set_password(*, username: str, password: str, actor: Actor, now: datetime) -> None:
    """Give an account another password, e.g. since its owner forgot theirs.

    Raises:
        NO_SUCH_PERSON, WEAK_PASSWORD.
    """
    user = _person(username)
    _set_password(user, password)
    told = {"account": username}
    record(action="accounts.password", subject=_subject(user), actor=actor, at=now, details=told)


@transaction.atomic
def set_active(*, username: str, active: bool, actor: Actor, now: datetime) -> None:
    """Let an account sign in, or no longer. What it did stays.

    Raises:
        NO_SUCH_PERSON.
    """
    user = _person(username)
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        action = "accounts.enable" if active else "accounts.disable"
        record(action=action, subject=_subject(user), actor=actor, at=now, details={"account": username})


@unrecorded("how a person likes their pages is no formal act")
def set_preferences(
    *, user_id: int, language: str | None = None, theme: str | None = None, time_display: str | None = None
) -> None:
    """Remember a person's language, theme and way of showing times; None leaves a preference as it is.

    Raises:
        UNKNOWN_CHOICE: a value that is not on offer.
    """
    chosen = {"language": language, "theme": theme, "time_display": time_display}
    offers = {"language": ["", *_languages()], "theme": Theme.values, "time_display": TimeDisplay.values}
    changes = {name: value for name, value in chosen.items() if value is not None}
    for name, value in changes.items():
        _one_of(name, value, offers[name])
    User.objects.filter(pk=user_id).update(**changes)


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise WEAK_PASSWORD(username=user.username, reasons=" ".join(refusal.messages)) from None
    user.set_password(password)
    user.save(update_fields=["password"])


def _subject(user: User) -> str:
    """The account in the record, which everybody who reads the log reads: no name."""
    return f"account-{user.pk}"


def _person(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NO_SUCH_PERSON(username=username)
    return user


def _one_of(field: str, value: str, choices: list[str]) -> None:
    if value not in choices:
        raise UNKNOWN_CHOICE(field=field, value=value, choices=", ".join(filter(None, choices)))


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]
