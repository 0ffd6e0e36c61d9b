"""What the demo's scenario tells of its people: files of data beside it, read in one place."""

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import yaml

from evenhand.agreements.model import Agreement
from evenhand.foundation.codec import to_json
from evenhand.foundation.instants import parse_instant

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def told_of(agreement: Agreement, name: str) -> Mapping[str, Any]:
    """A file of the scenario of that agreement, such as "reports.yaml"; nothing where there is none."""
    for folder in files("evenhand.simulation").joinpath("scenarios").iterdir():
        told = folder.joinpath(name) if folder.is_dir() else None
        if told is not None and told.is_file():
            data: Mapping[str, Any] = yaml.load(told.read_bytes(), _LOADER)  # noqa: S506 - a safe loader
            if data["agreement"] == agreement.id:
                return data
    return {}


def plain(value: Any) -> Any:
    """YAML's own instants back into text, as JSON has them."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return to_json(instant(value)) if isinstance(value, datetime) else value


def instant(value: Any) -> datetime:
    """The instant that an entry names."""
    return parse_instant(value.isoformat() if isinstance(value, datetime) else str(value), field="at")
