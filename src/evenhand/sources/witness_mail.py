"""E-mail by which a witness tells people what it found."""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from evenhand.foundation.problems import ProblemKind

MAIL_NOT_SENT = ProblemKind(
    code="sources.mail-not-sent",
    blame="operator",
    message="The e-mail to {to} could not be sent through {server}: {fault}. It is tried again at the next look; check "
    "the address, the port and the password.",
)

SECURITIES = ("starttls", "tls", "none")
TIMEOUT_S = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where letters go, and through which server."""

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


def send(post: Post, *, subject: str, text: str, attached: Mapping[str, bytes], now_s: int) -> None:
    """Send one letter; it was taken by the server when this comes back.

    Raises:
        MAIL_NOT_SENT: with why.
    """
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"], message["To"] = post.sender, ", ".join(post.to)
    message["Date"] = formatdate(now_s)
    message["Message-ID"] = make_msgid(domain="evenhand.invalid")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office programs stay silent
    message.set_content(text)
    for name, content in attached.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    try:
        with _connected(post) as server:
            if post.user:
                server.login(post.user, post.password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        where = f"{post.host}:{post.port}"
        raise MAIL_NOT_SENT(to=", ".join(post.to), server=where, fault=fault) from None


def _connected(post: Post) -> smtplib.SMTP:
    if post.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(post.host, post.port, timeout=TIMEOUT_S, context=context)
    server = smtplib.SMTP(post.host, post.port, timeout=TIMEOUT_S)
    if post.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server
