"""ODK Collect's side of OpenRosa, as strict as the app: what it would refuse is refused here.

Sources: getodk/collect (OpenRosaHttpInterface, OpenRosaResponseParserImpl, InstanceServerUploader) and the
OpenRosa specifications; written anew from their rules. A broken rule raises `Refused` with the words of the app.
"""

import base64
import hashlib
import http.client
import json
import re
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
MOST_PARTS = 100
FORM_TYPE = "text/xml"


class Refused(Exception):  # noqa: N818 - what the app says
    """Collect would show this and go no further."""


class NetworkLost(Exception):  # noqa: N818 - what happens
    """The connection broke, as this test wanted it to."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A form of the list, with what was downloaded for it."""

    form_id: str
    version: str
    name: str
    xform: bytes
    media: dict[str, bytes]


@dataclass(kw_only=True)
class Finished:
    """A finished form in the queue, with its attachments by name."""

    instance: str
    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)


def settings_of(packed: str) -> dict:
    """Settings out of a QR code; refused as Collect refuses them."""
    try:
        found = json.loads(zlib.decompress(base64.b64decode(packed, validate=True)))
    except ValueError as fault:
        raise Refused("Invalid QR code") from fault
    if not isinstance(found.get("general"), dict) or not isinstance(found.get("admin"), dict):
        raise Refused("QR code lacks general or admin")
    if not str(found["general"].get("server_url", "")).startswith(("http://", "https://")):
        raise Refused("server_url is no address")
    return found


@dataclass(kw_only=True)
class Phone:
    """A phone with Collect on it."""

    server_url: str
    device_id: str = "collect:simulated"
    user: str = ""
    password: str = ""
    chunked: bool = False
    queue: list[Finished] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    """Instance id to the message that came with its acceptance."""
    lose_network_after: int | None = None
    """Bytes of a body after which the network is gone, once."""
    timeout_s: float = 30.0
    _limit: int | None = None

    def refresh(self) -> list[Listed]:
        """The list of forms with all that belongs to them."""
        root = self._document(f"{self.server_url}/formList", f"{LIST}xforms")
        found = []
        for entry in root:
            if entry.tag != f"{LIST}xform":
                raise Refused(f"unexpected element {entry.tag}")
            told = {child.tag.removeprefix(LIST): (child.text or "").strip() for child in entry}
            if not all(told.get(name) for name in ("formID", "name", "downloadUrl", "version", "hash")):
                raise Refused(f"Forms list entry {told} is missing one or more tags")
            if not re.fullmatch("md5:[0-9a-f]{32}", told["hash"]):
                raise Refused("hash is no md5")
            xform = self._download(told["downloadUrl"])
            if hashlib.md5(xform).hexdigest() != told["hash"][4:]:
                raise Refused("the form is not the one of the list")
            media = self._media(told["manifestUrl"]) if told.get("manifestUrl") else {}
            found.append(
                Listed(
                    form_id=told["formID"], version=told["version"], name=told["name"], xform=xform, media=media
                )
            )  # fmt: skip
        return found

    def send_all(self) -> None:
        """What autosend does: each in turn; what was accepted leaves the queue."""
        for finished in list(self.queue):
            self.send(finished)
            self.queue.remove(finished)

    def send(self, finished: Finished) -> None:
        """Send one finished form with all its attachments, in as many POSTs as it takes."""
        address = f"{self.server_url}/submission?deviceID={self.device_id}"
        if self._limit is None:
            status, headers, _body = self._ask("HEAD", address)
            if status == http.client.UNAUTHORIZED:
                raise Refused("Authentication requested")
            if status != http.client.NO_CONTENT:
                raise Refused(f"{status}: Is this an OpenRosa submission endpoint?")
            if "x-openrosa-version" not in headers:
                raise Refused("not an OpenRosa server")
            self._limit = int(headers.get("x-openrosa-accept-content-length", 10_000_000))
        groups = list(self._groups(finished))
        for number, group in enumerate(groups, start=1):
            self._post(address, finished, group, more=number < len(groups))

    def _groups(self, finished: Finished) -> Iterator[dict[str, bytes]]:
        group: dict[str, bytes] = {}
        size = len(finished.xml)
        for name, content in finished.files.items():
            if group and (len(group) + 2 > MOST_PARTS or size + len(content) > (self._limit or 0)):
                yield group
                group, size = {}, len(finished.xml)
            group[name] = content
            size += len(content)
        yield group

    def _post(self, address: str, finished: Finished, files: dict[str, bytes], *, more: bool) -> None:
        boundary = secrets.token_hex(16)
        parts = [("xml_submission_file", f"{finished.instance.replace(':', '')}.xml", FORM_TYPE, finished.xml)]
        parts += [(name, name, _type_of(name), content) for name, content in files.items()]
        body = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n'
            f"Content-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\n\r\n".encode()
            + content
            + b"\r\n"
            for part, name, kind, content in parts
        )
        if more:
            body += f'--{boundary}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'.encode()
        body += f"--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        status, headers, answer = self._ask("POST", address, body, kind)
        if status not in (http.client.CREATED, http.client.ACCEPTED):
            raise Refused(f"{status}: {_message(answer)}")
        if "text/xml" not in headers.get("content-type", ""):
            raise Refused("the answer is no text/xml")
        if not more:
            self.sent[finished.instance] = _message(answer)

    def _media(self, address: str) -> dict[str, bytes]:
        root = self._document(address, f"{MANIFEST}manifest")
        found = {}
        for entry in root.iter(f"{MANIFEST}mediaFile"):
            told = {child.tag.removeprefix(MANIFEST): (child.text or "").strip() for child in entry}
            if not all(told.get(name) for name in ("filename", "hash", "downloadUrl")):
                raise Refused("Manifest entry is missing one or more tags")
            content = self._download(told["downloadUrl"])
            if f"md5:{hashlib.md5(content).hexdigest()}" != told["hash"]:
                raise Refused("a media file is not the one of the manifest")
            found[told["filename"].rpartition("/")[2]] = content
        return found

    def _document(self, address: str, root_tag: str) -> ET.Element:
        status, headers, body = self._ask("GET", address)
        if status == http.client.UNAUTHORIZED:
            raise Refused("Authentication requested")
        if status == http.client.NOT_FOUND:
            raise Refused("unreachable")
        if status != http.client.OK:
            raise Refused(f"server error {status}")
        if "text/xml" not in headers.get("content-type", ""):
            raise Refused("a network proxy may be in between: no text/xml")
        if "x-openrosa-version" not in headers:
            raise Refused("not an OpenRosa server")
        root = ET.fromstring(body)
        if root.tag != root_tag:
            raise Refused(f"root element is {root.tag}")
        return root

    def _download(self, address: str) -> bytes:
        if not address.startswith(("http://", "https://")):
            raise Refused("an address that is not absolute")
        status, _headers, body = self._ask("GET", address)
        if status != http.client.OK:
            raise Refused(f"{status} at {address}")
        return body

    def _ask(self, method: str, address: str, body: bytes = b"", more: dict | None = None) -> tuple[int, dict, bytes]:
        parts = urlsplit(address)
        headers = {
            "X-OpenRosa-Version": "1.0",
            "User-Agent": "org.odk.collect.android/v2026.1 Dalvik/2.1",
            "Date": datetime.now(UTC).strftime("%a, %d %b %Y %I:%M:%S GMT"),  # twelve hours, as the app writes it
            **(more or {}),
        }
        if self.user and parts.scheme == "https":
            headers["Authorization"] = "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.timeout_s)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            if method == "POST" and self.lose_network_after is not None:
                self._lose(connection, path, headers, body)
            if method == "POST" and self.chunked:
                pieces = (body[at : at + 50_000] for at in range(0, len(body), 50_000))
                connection.request(
                    method, path, pieces, headers | {"Transfer-Encoding": "chunked"}, encode_chunked=True
                )
            else:
                connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            found = answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()
        if 300 <= found[0] < 400:
            raise Refused(f"a redirect to {found[1].get('location')}")
        return found

    def _lose(self, connection: http.client.HTTPConnection, path: str, headers: dict, body: bytes) -> None:
        """Send the beginning of a body and be gone."""
        kept, self.lose_network_after = self.lose_network_after, None
        connection.putrequest("POST", path)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            connection.putheader(name, value)
        connection.endheaders(body[:kept])
        connection.close()
        raise NetworkLost(f"after {kept} bytes")


def _message(answer: bytes) -> str:
    root = ET.fromstring(answer)
    if root.tag != f"{RESPONSE}OpenRosaResponse":
        raise Refused(f"an answer that is {root.tag}")
    return root.findtext(f"{RESPONSE}message", "")


def _type_of(name: str) -> str:
    kinds = {"jpg": "image/jpeg", "m4a": "audio/mp4", "mp4": "video/mp4", "csv": "text/csv"}
    return kinds.get(name.rpartition(".")[2], "application/octet-stream")
