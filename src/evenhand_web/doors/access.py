"""The one door to what came by table, letter, text message or bundle, on somebody's behalf."""

from django.db.models import QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.doors.models import Bundle, Gateway, Message, OfficeKey, TableUpload

NO_SUCH_TABLE = ProblemKind(
    code="doors.no-such-table",
    blame="missing",
    message="You have sent no table {table!r}, or it has expired. Send the file again.",
)
NO_SUCH_MESSAGE = ProblemKind(
    code="doors.no-such-message", blame="missing", message="There is no message {message}. Choose one of the inbox."
)
NO_SUCH_GATEWAY = ProblemKind(
    code="doors.no-such-gateway", blame="missing", message="There is no gateway {gateway}. Choose one of the list."
)
NO_SUCH_KEY = ProblemKind(
    code="doors.no-such-key", blame="missing", message="There is no key {key}. Choose one of the list."
)


def tables(actor: Actor) -> QuerySet[TableUpload]:
    """The tables that the actor sent for the organisation for which they act.

    Raises:
        NOT_PERMITTED: the role may not file reports.
    """
    actor.require(Capability.FILE_REPORTS)
    return TableUpload.objects.filter(user_id=actor.user_id, organisation_id=actor.organisation_id)


def table_for(actor: Actor, key: str, *, for_update: bool = False) -> TableUpload:
    """One table.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
    """
    found = tables(actor)
    table: TableUpload | None = (found.select_for_update() if for_update else found).filter(key=key).first()
    if table is None:
        raise NO_SUCH_TABLE(table=key[:40])
    return table


def messages(actor: Actor) -> QuerySet[Message]:
    """The inbox.

    Raises:
        NOT_PERMITTED: only those who handle reports.
    """
    actor.require(Capability.HANDLE_REPORTS)
    return Message.objects.all()


def message_for(actor: Actor, message_id: int, *, for_update: bool = False) -> Message:
    """One message.

    Raises:
        NOT_PERMITTED, NO_SUCH_MESSAGE.
    """
    found = messages(actor)
    message: Message | None = (found.select_for_update() if for_update else found).filter(pk=message_id).first()
    if message is None:
        raise NO_SUCH_MESSAGE(message=message_id)
    return message


def gateways(actor: Actor) -> QuerySet[Gateway]:
    """The gateways.

    Raises:
        NOT_PERMITTED: only the administrator.
    """
    actor.require(Capability.ADMINISTER)
    return Gateway.objects.all()


def gateway_for(actor: Actor, gateway_id: int) -> Gateway:
    """One gateway, to be changed.

    Raises:
        NOT_PERMITTED, NO_SUCH_GATEWAY.
    """
    found: Gateway | None = gateways(actor).select_for_update().filter(pk=gateway_id).first()
    if found is None:
        raise NO_SUCH_GATEWAY(gateway=gateway_id)
    return found


def bundles(actor: Actor) -> QuerySet[Bundle]:
    """The bundles that went out and came in.

    Raises:
        NOT_PERMITTED: only those who handle reports, and the administrator.
    """
    if not actor.can(Capability.ADMINISTER):
        actor.require(Capability.HANDLE_REPORTS)
    return Bundle.objects.all()


def office_keys(actor: Actor) -> QuerySet[OfficeKey]:
    """The keys of other offices.

    Raises:
        NOT_PERMITTED: as for bundles.
    """
    bundles(actor)
    return OfficeKey.objects.all()


def key_for(actor: Actor, key_id: int) -> OfficeKey:
    """One key, to be trusted or not.

    Raises:
        NOT_PERMITTED: only the administrator says whom to trust.
        NO_SUCH_KEY.
    """
    actor.require(Capability.ADMINISTER)
    found: OfficeKey | None = OfficeKey.objects.select_for_update().filter(pk=key_id).first()
    if found is None:
        raise NO_SUCH_KEY(key=key_id)
    return found
