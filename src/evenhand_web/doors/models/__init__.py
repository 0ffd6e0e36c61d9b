"""Tables on their way in, the inbox of letters and text messages, gateways, bundles and the keys of offices."""

from evenhand_web.doors.models.bundle import Bundle, Carried, Direction, KeyState, OfficeKey
from evenhand_web.doors.models.gateway import Gateway
from evenhand_web.doors.models.message import Channel, Message, MessageFile, MessageState
from evenhand_web.doors.models.message_act import MessageAct, MessageActKind
from evenhand_web.doors.models.table import TableState, TableUpload

__all__ = [
    "Bundle",
    "Carried",
    "Channel",
    "Direction",
    "Gateway",
    "KeyState",
    "Message",
    "MessageAct",
    "MessageActKind",
    "MessageFile",
    "MessageState",
    "OfficeKey",
    "TableState",
    "TableUpload",
]
