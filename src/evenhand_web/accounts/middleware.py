"""Each person's language, zone and theme; and the rule that a page says who may open it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts import database_role
from evenhand_web.accounts.access import Actor, actor_of
from evenhand_web.accounts.models import TimeDisplay
from evenhand_web.accounts.speaking import speaking_for
from evenhand_web.agreements import queries as agreements

UNDECLARED_PAGE = ProblemKind(
    code="accounts.undeclared-page",
    blame="operator",
    message="The page {view} does not say who may open it. Mark it with @page, @signed_in or @public.",
)

log = logging.getLogger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]


class Preferences:
    """Speaks the person's language and shows instants in the zone they chose."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page in the person's language and zone."""
        user: Any = request.user
        if user.is_authenticated and user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = agreement_zone() if user.is_authenticated and user.time_display == TimeDisplay.AGREEMENT else None
        with timezone.override(ZoneInfo(zone or "UTC")):
            return self.get_response(request)


def agreement_zone() -> str | None:
    """The time zone of the first agreement in force, None without one."""
    current = agreements.current()
    return current[0].time_zone if current else None


class RowSecurity:
    """Tells PostgreSQL for whom each request asks; after the request it knows nobody, whatever became of it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.looked = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, made from what the actor may see; what is streamed later is read for the same actor."""
        if connection.vendor != "postgresql":
            return self.get_response(request)
        if not self.looked:
            self.looked = True
            if not database_role.is_held():
                log.warning("No policy holds the role of the pages; see docs/methods/row-security.md, Running it.")
        with speaking_for(actor_of(request)):
            response = self.get_response(request)
        if response.streaming and not response.is_async:
            response.streaming_content = _spoken(response.streaming_content, actor_of(request))
        return response


def _spoken(content: Iterable[bytes], actor: Actor) -> Iterator[bytes]:
    """What a response streams, read for the actor; ended or given up, the connection knows nobody."""
    with speaking_for(actor):
        yield from content


class DeclaredAccess:
    """Default deny: a view that carries no mark is not served. allauth's own pages decide for themselves."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, once `process_view` let it through."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:  # noqa: ARG002
        """Stop at a page without a mark.

        Raises:
            UNDECLARED_PAGE: a programmer forgot the mark.
        """
        if not hasattr(view, "evenhand_access") and not view.__module__.startswith("allauth."):
            raise UNDECLARED_PAGE(view=f"{view.__module__}.{view.__qualname__}")
