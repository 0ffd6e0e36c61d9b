"""A real SMTP server on this machine, which keeps the letters that it takes."""

import email
import email.policy
import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Letterbox:
    """Letters in the order in which they came; `refuses` makes it answer 451."""

    def __init__(self):
        self.letters, self.refuses, self.place = [], False, ("", 0)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library's name
        if self.refuses:
            return "451 Come again later"
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Taken"


@contextmanager
def letterbox(*, password=None, tls=None):
    """A letterbox that answers; with a password it asks for it, with a TLS context it offers STARTTLS."""
    box = Letterbox()

    def ask(_server, _session, _envelope, _mechanism, given):
        return AuthResult(success=given.password == password.encode())

    options = {} if password is None else {"authenticator": ask, "auth_require_tls": False}
    with socket.socket() as probe:  # the library looks for itself at the port that it was given, so 0 will not do
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, tls_context=tls, **options)
    controller.start()
    try:
        box.place = controller.server.sockets[0].getsockname()
        yield box
    finally:
        controller.stop()
