"""A submission: the filled-in form as a phone or browser sends it, into a record, or into the reason why not.

Only what has no id of its own, or is no XML, is refused: then nothing could say what it is. Everything else is kept as
it came, and where it cannot be read the reason stands beside it.

Sources: OpenRosa metadata schema (instanceID, deprecatedID); ODK XForms specification.
"""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from importlib.resources import files

import yaml

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.codes import ReporterType
from evenhand.reports.forms import answers, nodes
from evenhand.reports.record import Record, record_from

UNKNOWN_FORM = ProblemKind(
    code="reports.unknown-form",
    blame="caller",
    message="No form of this server is called {form!r}. What it says was kept, and people will look at it.",
)
UNKNOWN_VERSION = ProblemKind(
    code="reports.unknown-form-version",
    blame="caller",
    message="The form {form} has no version {version!r} here. What it says was kept, and people will look at it.",
)
NO_INSTANCE_ID = ProblemKind(
    code="reports.no-instance-id",
    blame="caller",
    message="The submission has no usable id (found {value!r} at meta/instanceID). Fill in the form anew.",
)

LONGEST_ID = 200
_LONGEST_SHOWN = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a submission says. Either `record` or `fault` is there."""

    instance: str
    """The id that the client made."""
    replaces: str
    """The id of what it is an edit of; "" where it is none."""
    form: str
    form_version: str
    record: Record | None
    fault: Problem | None
    zoneless: bool = False
    """Some time came without a zone, and was read in the zone that was given."""


def read_submission(xml: bytes, *, zone: tzinfo, reporter_type: ReporterType = ReporterType.MONITOR) -> Submission:
    """What the XML of a submission says.

    Args:
        xml: as it came; the caller bounds its length.
        zone: in which times without a zone are read, usually the agreement's.
        reporter_type: where the form does not ask for it.

    Raises:
        NOT_XML, XML_DECLARES, XML_TOO_LARGE, NO_INSTANCE_ID: nothing can be kept under an id.
    """
    root = nodes.parse(xml)
    instance = _id_of(root, "instanceID")
    if not instance:
        raise NO_INSTANCE_ID(value=root.text_of("meta", "instanceID")[:_LONGEST_SHOWN])
    form, version = (root.attributes.get(name, "")[:_LONGEST_SHOWN] for name in ("id", "version"))
    record, fault, zoneless = None, None, False
    try:
        _check_known(form, version)
        told = answers.record_of(root, kind=form, zone=zone, reporter_type=reporter_type.value)
        record, zoneless = record_from(told.record), told.zoneless
    except Problem as problem:
        fault = problem
    return Submission(
        instance=instance,
        replaces=_id_of(root, "deprecatedID"),
        form=_printable(form),
        form_version=_printable(version),
        record=record,
        fault=fault,
        zoneless=zoneless,
    )


def _id_of(root: nodes.Node, name: str) -> str:
    """An id under meta; "" where it is missing or could not be one."""
    found = root.text_of("meta", name)
    return found if found.isprintable() and len(found) <= LONGEST_ID else ""


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())


def _check_known(form: str, version: str) -> None:
    known = known_versions()
    if form not in known:
        raise UNKNOWN_FORM(form=form)
    if version not in known[form]:
        raise UNKNOWN_VERSION(form=form, version=version)


@cache
def known_versions() -> dict[str, tuple[str, ...]]:
    """Every version that phones may hold, by form."""
    text = files("evenhand.reports.forms").joinpath("versions.yaml").read_text(encoding="utf-8")
    return {form: tuple(map(str, versions)) for form, versions in yaml.safe_load(text).items()}
