"""What a browser needs before it goes where there is no network: forms and places. The same for everybody."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from evenhand.agreements.model import Agreement
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import ReportKind, said
from evenhand.reports.forms import media
from evenhand.reports.forms.xforms import form
from evenhand.reports.xforms import definition
from evenhand_web.agreements import queries as agreements
from evenhand_web.forms.models import OfflineKey
from evenhand_web.map.features import bounds

NO_SUCH_FORM = ProblemKind(
    code="forms.no-such-form",
    blame="missing",
    message="There is no form {form!r} in the version {digest!r}. Open the list of forms again.",
)

ORDER = (
    ReportKind.INCIDENT_REPORT,
    ReportKind.OWN_OBSERVATION,
    ReportKind.PATROL_REPORT,
    ReportKind.MOVEMENT_RESTRICTION,
    ReportKind.COMPLAINT,
    ReportKind.COMPLIANCE_QUERY,
    ReportKind.CLARIFICATION,
)
"""As people meet them: what they see in the field first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A form as a browser gets it, known by its content."""

    form: str
    version: str
    digest: str
    titles: Mapping[str, str]
    body: bytes


def definitions(now: datetime) -> tuple[Definition, ...]:
    """Every form, with the lists of the agreement in force."""
    agreement = next(iter(agreements.current(now)), None)
    return tuple(_definition(kind, agreement.digest if agreement else "", _Held(agreement)) for kind in ORDER)


def definition_of(form_id: str, digest: str, *, now: datetime) -> Definition:
    """One form in one version.

    Raises:
        NO_SUCH_FORM: there is none of that name, or its version is not the one in force.
    """
    for one in definitions(now):
        if (one.form, one.digest) == (form_id, digest):
            return one
    raise NO_SUCH_FORM(form=form_id[:40], digest=digest[:64])


def places(now: datetime) -> dict[str, Any]:
    """The gazetteer of the agreement in force, for the map: names by language, degrees; and the bounds of its areas."""
    agreement = next(iter(agreements.current(now)), None)
    return {
        "bounds": bounds(agreement) if agreement else None,
        "places": [
            {
                "id": place.id,
                "names": {language: place.name.in_language(language) for language in LANGUAGES},
                "lon": place.lon,
                "lat": place.lat,
            }
            for place in (agreement.places if agreement else ())
        ],
    }


def owner_of(user_id: int | None) -> str:
    """By which name a person's devices know them; "" before they first opened a form."""
    return OfflineKey.objects.filter(user_id=user_id).values_list("owner", flat=True).first() or ""


class _Held:
    """An agreement as an argument of a cached function: the digest beside it says whether it is the same."""

    def __init__(self, agreement: Agreement | None) -> None:
        self.agreement = agreement

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _definition(kind: ReportKind, agreement_digest: str, held: _Held) -> Definition:  # noqa: ARG001 - the key of the cache
    made = form(kind)
    lists = {name: _rows(name, held.agreement) for name in media.NAMES}
    titles = {language: said(kind, language=language) for language in LANGUAGES}
    found = definition(made.xform, lists=lists) | {"titles": titles}
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return Definition(
        form=kind.value,
        version=made.version,
        digest=hashlib.sha256(body).hexdigest()[:32],
        titles=titles,
        body=body,
    )


def _rows(name: str, agreement: Agreement | None) -> Sequence[Mapping[str, str]]:
    """The rows of a list with the labels of all languages side by side."""
    rows: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        text = media.csv_of(name, agreement=agreement, language=language).decode()
        for row in csv.DictReader(io.StringIO(text)):
            one = rows.setdefault(row["name"], {"name": row["name"]})
            one[f"label::{language} ({language})"] = row["label"]
    return list(rows.values())
