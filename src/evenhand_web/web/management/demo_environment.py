"""What the demo needs to know before Django reads its settings: where its workspace is and what time it is there.

Runs from `evenhand_web.manage` ahead of everything else; imports nothing that would read settings.
"""

import argparse
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.simulation.reading import bundled_scenario, bundled_scenarios, scenario_agreement, scenario_period

NOT_A_DEMO = ProblemKind(
    code="web.not-a-demo",
    blame="operator",
    message="{folder} holds files but no demo. Choose another folder with --workspace: this one is left alone.",
)
OPEN_PASSWORD = ProblemKind(
    code="web.open-password",
    blame="operator",
    message="{host} can be reached by others, who all know the demo's password. Give another one with --password.",
)

MARK = "demo.json"
PASSWORD = "evenhand-demo-2020"  # noqa: S105 - printed for everybody to see; refused where others can reach the server
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the demo, declared once for this module and for the command."""
    parser.add_argument("--workspace", type=Path, default=Path("demo"), help="folder of the demo (default: ./demo)")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port; the next free one if taken (default: 8000)")
    parser.add_argument("--fresh", action="store_true", help="throw the demo's workspace away and build it again")
    parser.add_argument("--no-serve", action="store_true", help="build the workspace and stop")
    parser.add_argument("--seed", type=int, default=2020, help="seed of the simulation (default: 2020)")
    parser.add_argument("--scenario", choices=bundled_scenarios(), default=bundled_scenarios()[0])
    parser.add_argument("--documents", type=Path, help="folder whose files are added to the library, too")
    parser.add_argument("--password", default=PASSWORD, help="password of the demo's users")


def prepare(arguments: Sequence[str], environment: Any = os.environ) -> Path:
    """Set the environment that the demo's settings are read from, and give its workspace.

    Raises:
        NOT_A_DEMO: the folder holds something else.
        OPEN_PASSWORD: it would be served to others under the password that everybody knows.
    """
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    chosen, _others = parser.parse_known_args(arguments)
    workspace: Path = chosen.workspace.expanduser().resolve()
    if chosen.host not in LOOPBACK and chosen.password == PASSWORD:
        raise OPEN_PASSWORD(host=chosen.host)
    claim(workspace, fresh=chosen.fresh)
    data = bundled_scenario(chosen.scenario)
    environment["EVENHAND_WORKSPACE"] = str(workspace)
    environment["EVENHAND_CLOCK"] = _clock(data)
    environment["EVENHAND_AGREEMENT"] = scenario_agreement(data)
    environment["EVENHAND_INSECURE_HTTP"] = "true"
    environment["EVENHAND_DEMO"] = "true"
    environment["EVENHAND_LEDGER_POLICY"] = str(workspace / "witnesses" / "policy")
    environment["EVENHAND_ALLOWED_HOSTS"] = json.dumps([*LOOPBACK[:2], "[::1]", chosen.host])
    environment.setdefault("EVENHAND_LOG_LEVEL", "WARNING")
    environment.pop("DATABASE_URL", None)  # the demo keeps to its own folder
    environment.pop("EVENHAND_DATABASE_URL", None)
    return workspace


def claim(workspace: Path, *, fresh: bool) -> None:
    """Make the folder the demo's, or see that it is; `fresh` empties it first, and so does an unfinished building.

    Raises:
        NOT_A_DEMO: the folder holds something else.
    """
    mark = workspace / MARK
    if workspace.exists() and not mark.exists() and any(workspace.iterdir()):
        raise NOT_A_DEMO(folder=workspace)
    if mark.exists() and (fresh or not facts(workspace)):
        shutil.rmtree(workspace)
    workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not mark.exists():
        mark.write_text("{}\n", encoding="utf-8")


def _clock(scenario: bytes) -> str:
    ends_at = scenario_period(scenario).ends_at
    return format_instant(ends_at) if ends_at else ""


def facts(workspace: Path) -> Mapping[str, Any]:
    """What the workspace was built from; {} before it is complete."""
    try:
        found: dict[str, Any] = json.loads((workspace / MARK).read_text(encoding="utf-8"))
    except ValueError:  # cut short by a crash
        return {}
    return found


def remember(workspace: Path, what: Mapping[str, Any]) -> None:
    """Note what the workspace was built from, once it is complete."""
    draft = workspace / f"{MARK}.new"
    draft.write_text(json.dumps(dict(what), indent=1) + "\n", encoding="utf-8")
    draft.replace(workspace / MARK)
