"""Where gateways post text messages: answered only once a message is on the disk.

The fields are found under the names that common gateways use (docs/reference/doors.md).
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import SYSTEM, public
from evenhand_web.doors.services import gateways, messages
from evenhand_web.web import clock, problems

NO_MESSAGE = ProblemKind(
    code="doors.no-message",
    blame="caller",
    message="The body is {fault}. Post JSON or a form with the sender and the text of one message.",
)

LARGEST_BODY = 100_000
LONGEST_TEXT = 10_000
NAMES: Mapping[str, tuple[str, ...]] = {
    "sender": ("from", "sender", "msisdn", "originator", "phone", "phone_number", "source", "source_addr"),
    "text": ("text", "body", "message", "content", "msg", "short_message", "payload"),
    "external": ("id", "messagesid", "smssid", "message_id", "messageid", "sms_id", "uuid", "message-id"),
    "sent_at": ("timestamp", "sent_at", "date", "received_at", "sent_timestamp", "message-timestamp", "createdat"),
    "reference": ("concat-ref", "concat_ref", "reference", "udh_ref", "ref"),
    "part": ("concat-part", "concat_part", "part", "udh_part"),
    "total": ("concat-total", "concat_total", "total", "parts", "udh_total"),
}
"""Our field -> the names under which gateways send it, in lower case; the first that is there counts."""
SIGNATURES = ("X-Signature", "X-Hub-Signature-256", "X-Evenhand-Signature")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@csrf_exempt
@public
@require_POST
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """One text message."""
    now = datetime.now(UTC)  # a rate is of the wall clock, also in a demo
    address = request.META.get("REMOTE_ADDR", "")
    try:
        body = request.read(LARGEST_BODY + 1)
        gateway = gateways.gateway_of(token, body=body, signature=_signature(request))
        if gateways.too_fast(gateway.token_hash, now=now):
            return _slowly()
        text = text_of(body, content_type=request.content_type or "")
        taken = messages.take_text(text=text, gateway=gateway, actor=SYSTEM, now=clock.now(request))
        gateways.heard(gateway, now=clock.now(request))
    except Problem as problem:
        if problem.kind is gateways.UNKNOWN_ADDRESS and gateways.stranger_too_fast(address, now=now):
            return _slowly()
        told = {"problem": {"code": problem.code, "message": str(problem)}}
        return JsonResponse(told, status=problems.STATUS[problem.blame])
    return JsonResponse({"taken": True, "new": taken.is_new}, status=201 if taken.is_new else 200)


def text_of(body: bytes, *, content_type: str) -> messages.Text:
    """The message that a body holds.

    Raises:
        NO_MESSAGE: neither JSON nor a form, or no text in it.
    """
    if len(body) > LARGEST_BODY:
        raise NO_MESSAGE(fault=f"larger than {LARGEST_BODY} bytes")
    fields = _json(body) if "json" in content_type or body.lstrip()[:1] == b"{" else _form(body)
    found = {name: next((fields[one] for one in names if fields.get(one)), "") for name, names in NAMES.items()}
    if not found["text"]:
        raise NO_MESSAGE(fault="without a text")
    total = _number(found["total"])
    part = _number(found["part"])
    is_part = bool(found["reference"]) and 1 < total <= 255 and 1 <= part <= total
    return messages.Text(
        external=found["external"][:500],
        sender=found["sender"][:320],
        text=found["text"][:LONGEST_TEXT],
        sent_at=_moment(found["sent_at"]),
        reference=found["reference"][:60] if is_part else "",
        part=part if is_part else 1,
        total=total if is_part else 1,
    )


def _json(body: bytes) -> dict[str, str]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise NO_MESSAGE(fault="no JSON that can be read") from None
    if isinstance(said, dict) and isinstance(said.get("message"), dict):
        said = said | said["message"]  # gateways that wrap it
    if not isinstance(said, dict):
        raise NO_MESSAGE(fault="JSON without names")
    return {
        str(name).lower(): _UNFIT.sub("\ufffd", str(value)).strip()
        for name, value in said.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _form(body: bytes) -> dict[str, str]:
    try:
        said = dict(parse_qsl(body.decode("utf-8", errors="replace"), max_num_fields=200))
    except ValueError:
        raise NO_MESSAGE(fault="no form that can be read") from None
    return {name.lower(): _UNFIT.sub("\ufffd", value).strip() for name, value in said.items()}


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else 0


def _moment(text: str) -> datetime | None:
    """ISO 8601 with a zone, or seconds or milliseconds since 1970; what is neither is left out."""
    if re.fullmatch(r"\d{9,11}(\.\d+)?|\d{12,14}", text):
        seconds = float(text) / (1000 if len(text) >= 12 and "." not in text else 1)
        return datetime.fromtimestamp(seconds, UTC)
    try:
        return parse_instant(text, field="timestamp")
    except Problem:
        return None


def _signature(request: HttpRequest) -> str:
    return next((request.headers[name] for name in SIGNATURES if name in request.headers), "")


def _slowly() -> HttpResponse:
    response = JsonResponse({"problem": {"code": "doors.too-fast", "message": "Try again in a minute."}}, status=429)
    response["Retry-After"] = "60"
    return response
