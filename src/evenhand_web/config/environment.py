"""What the operator sets, read once from the environment. Every field is described in docs/reference/settings.md."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from evenhand.foundation.problems import ProblemKind
from evenhand_web.config.telling import forget

BAD_DATABASE_URL = ProblemKind(
    code="config.bad-database-url",
    blame="operator",
    message="DATABASE_URL has the scheme {scheme!r}. Write sqlite:///file or postgresql://user:password@host:5432/name.",
)

SERVES_PAGES = "EVENHAND_SERVES_PAGES"
"""Set by the server in its own environment, never by the operator: this process answers requests."""

SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at BEGIN, so that a writer waits instead of failing half way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        # secure_delete: the key of what was erased does not stay behind in free pages.
        # FULL: what was acknowledged is on the disk, also when the power goes; NORMAL may lose the last commits in WAL.
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON; PRAGMA cache_size=-32000;"
    ),
}


class Environment(BaseSettings):
    """The operator's choices. Names in the environment begin with EVENHAND_, except DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="EVENHAND_", extra="ignore")

    workspace: Path = Field(
        default=Path("workspace"), description="Folder that holds the database, the lake and the keys."
    )
    secret_key: str = Field(
        default="", description="Key that signs sessions; made and kept in the workspace when it is not given."
    )
    attestation_key: str = Field(
        default="",
        repr=False,
        description="Ed25519 seed (64 hexadecimal digits) by which the server attests what people without a key say; "
        "made and kept in the workspace when it is not given.",
    )
    debug: bool = Field(
        default=False, description="Show tracebacks in the browser. Never on a server that others reach."
    )
    allowed_hosts: list[str] = Field(
        default=["localhost", "127.0.0.1", "[::1]"],
        description="Host names under which the server answers, as a JSON list.",
    )
    trusted_origins: list[str] = Field(
        default=[], description="Origins (https://host) behind a proxy that may post forms, as a JSON list."
    )
    insecure_http: bool = Field(
        default=False, description="Allow sign-in over plain HTTP, for a demo on one's own machine only."
    )
    behind_proxy: bool = Field(
        default=False,
        description="Trust X-Forwarded-Proto and X-Forwarded-For of the one proxy in front of the server.",
    )
    database_url: str = Field(
        default="",
        validation_alias=AliasChoices("DATABASE_URL", "EVENHAND_DATABASE_URL"),
        description="sqlite:///file or postgresql://user:password@host:5432/name; SQLite in the workspace when empty.",
    )
    web_database_url: str = Field(
        default="",
        description="The same PostgreSQL database as DATABASE_URL under the name of the web role, for the pages; "
        "`evenhand-web database_role` makes the role. DATABASE_URL itself when empty.",
    )
    clock: datetime | None = Field(
        default=None,
        description="An ISO 8601 instant that stands for now, for demos and exercises; shown in the header.",
    )
    demo: bool = Field(
        default=False,
        description="Offer to rewrite history as a corrupt administrator would, to show that witnesses catch it. Set "
        "by `demo` alone; it does nothing outside a demo's workspace.",
    )
    agreement: str = Field(
        default="", description="Id of the agreement that the pages open with; the first adopted one when empty."
    )
    email_url: str = Field(
        default="",
        description="smtp://user:password@host:587 or smtps://...:465 for letters; written to the log when empty.",
    )
    email_from: str = Field(default="evenhand@localhost", description="Sender of the letters.")
    upload_limit_mb: int = Field(default=512, description="Largest feed file that a person may upload, in megabytes.")
    evidence: str = Field(
        default="",
        description="Where originals of evidence lie: a folder, or an address such as s3://bucket/evidence; "
        "`evidence` in the workspace when empty.",
    )
    evidence_limit_mb: int = Field(default=20_000, description="Largest file of evidence, in megabytes.")
    evidence_trust: Path | None = Field(
        default=None,
        description="Folder with OpenPGP keys (.asc) of enrolled devices and certificates (.pem) of trusted signers.",
    )
    ledger_folder: str = Field(
        default="",
        description="Where the published files of the log lie: a folder, or an address such as s3://bucket/log; "
        "`log` in the workspace when empty.",
    )
    ledger_key_file: str = Field(
        default="", description="File with the private keys of the log; made and kept in the workspace when empty."
    )
    ledger_origin: str = Field(
        default="evenhand.invalid/log",
        description="Name of the log, for good: host and path under which it is published, without a scheme.",
    )
    ledger_policy: Path | None = Field(
        default=None, description="File with the policy: the witnesses whose cosignatures make a checkpoint final."
    )
    mail: str = Field(
        default="",
        description="Where letters wait: maildir:///folder or imaps://user@host/INBOX, for `fetch_mail`.",
    )
    mail_password: str = Field(default="", description="Password of the IMAP account.")
    mail_password_file: Path | None = Field(
        default=None, description="File with the password of the IMAP account, instead of the password itself."
    )
    office: str = Field(default="office", description="What this office calls itself on the bundles that it signs.")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    def folder(self) -> Path:
        """The workspace as an absolute path, made if it is not there (only its owner may enter it)."""
        path = self.workspace.expanduser().resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def signing_key(self) -> str:
        """The key of the environment, else the one kept in the workspace, else a new one kept there (mode 0600)."""
        if self.secret_key:
            return self.secret_key
        path = self.folder() / "secret-key"
        if not path.exists():
            draft = path.with_name(f"secret-key.{os.getpid()}")
            descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            # link() fails where another process was first: all of them then read the same key.
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii").strip()

    def database(self) -> dict[str, Any]:
        """Django's description of the database: for the pages under the web role, for commands as its owner.

        Raises:
            BAD_DATABASE_URL: a scheme that is neither sqlite nor postgresql.
        """
        url = (self.web_database_url if SERVES_PAGES in os.environ else "") or self.database_url
        return database_of(url) if url else _sqlite(self.folder() / "evenhand.sqlite3")

    def email(self) -> dict[str, Any]:
        """Django's e-mail settings."""
        if not self.email_url:
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        parts = urlsplit(self.email_url)
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_USE_TLS": parts.scheme == "smtp",
        }


def database_of(url: str) -> dict[str, Any]:
    """Django's description of the database that `url` names.

    Raises:
        BAD_DATABASE_URL: a scheme that is neither sqlite nor postgresql.

    >>> database_of("postgresql://me:p%40ss@db:5433/evenhand?sslmode=require")["OPTIONS"]["sslmode"]
    'require'
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(parts.path[1:] if parts.path.startswith("//") else parts.path.removeprefix("/")))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BAD_DATABASE_URL(scheme=parts.scheme)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {"pool": {"reset": forget}, **dict(parse_qsl(parts.query))},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": SQLITE_OPTIONS}
