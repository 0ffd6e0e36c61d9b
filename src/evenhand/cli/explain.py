"""`evenhand explain`: why an alert fired, in words, with the article."""

import json
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.cli.speech import LANGUAGE, say
from evenhand.detection.alerts import ALERTS
from evenhand.detection.explain import explain as explain_alert
from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.sources.agreement_files import load_agreement

NO_ALERTS_FILE = ProblemKind(
    code="cli.no-alerts-file",
    blame="missing",
    message="{path} cannot be read as alerts: {reason}. Write it with: evenhand watch AGREEMENT INPUT --out {path}",
)
NO_SUCH_ALERT = ProblemKind(
    code="cli.no-such-alert",
    blame="missing",
    message="No alert in {path} begins with {alert!r}. It holds {count} alerts; list them with --format json.",
)
ALERT_AMBIGUOUS = ProblemKind(
    code="cli.alert-ambiguous",
    blame="caller",
    message="{count} alerts in {path} begin with {alert!r}: {first} ... Give more of the id.",
)


@click.command(help=say("explain.help"))
@click.argument("alert")
@click.option(
    "--alerts", type=click.Path(path_type=Path), default=Path("alerts.parquet"), show_default=True,
    help=say("explain.alerts"),
)  # fmt: skip
@click.option("--agreement", help=say("explain.agreement"))
@click.option(
    "--language", type=click.Choice(LANGUAGES), default=LANGUAGE,
    help=say("explain.language", languages=", ".join(LANGUAGES)),
)  # fmt: skip
def explain(alert: str, alerts: Path, agreement: str | None, language: str) -> None:
    """Print the explanation of one alert out of a file of alerts."""
    row = _one_alert(alert, alerts)
    agreed = load_agreement(agreement or row["agreement"])
    if agreed.digest != row["agreement_digest"]:
        then, current = (digest[:12] for digest in (row["agreement_digest"], agreed.digest))
        click.echo(say("explain.changed", then=then, now=current), err=True)
    words = explain_alert(agreed, row, language=language)
    click.echo(words.headline)
    for sentence in words.sentences:
        click.echo(f"- {sentence}")
    click.echo(say("explain.inputs", files=", ".join(row["files"])))


def _one_alert(alert: str, path: Path) -> dict[str, Any]:
    rows = read_alerts(path)
    found = [
        row for row in rows if row["alert"].startswith(alert) or row["alert"].removeprefix("alert-").startswith(alert)
    ]
    if not found:
        raise NO_SUCH_ALERT(path=path, alert=alert, count=len(rows))
    if len(found) > 1:
        raise ALERT_AMBIGUOUS(path=path, alert=alert, count=len(found), first=found[0]["alert"])
    return found[0]


def read_alerts(path: Path) -> list[dict[str, Any]]:
    """The alerts that `evenhand watch --out` wrote, as rows with instants.

    Raises:
        NO_ALERTS_FILE: missing, or neither Parquet nor JSON of alerts.
    """
    try:
        if path.suffix.lower() in {".json", ".geojson"}:
            rows = json.loads(path.read_text(encoding="utf-8"))
            rows = [feature["properties"] for feature in rows["features"]] if isinstance(rows, dict) else rows
            return [
                row | {name: parse_instant(row[name], field=name) for name in ("began_at", "ended_at")} for row in rows
            ]
        table = pq.read_table(path)
        rows = table.select(ALERTS.names).to_pylist()
    except (OSError, pa.ArrowException, KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise NO_ALERTS_FILE(path=path, reason=" ".join(str(fault).split())[:200]) from None
    return list(rows)
