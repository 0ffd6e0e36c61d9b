"""`evenhand simulate`: the feeds of a simulated period, as files in their real formats."""

from pathlib import Path

import click
import numpy as np

from evenhand.cli.speech import say
from evenhand.simulation.reading import bundled_scenario, bundled_scenarios, read_scenario, scenario_agreement
from evenhand.simulation.world import simulate as play
from evenhand.sources.agreement_files import load_agreement


@click.command(help=say("simulate.help"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--scenario", type=click.Choice(bundled_scenarios()), default=bundled_scenarios()[0], show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help=say("simulate.seed"))
def simulate(folder: Path, scenario: str, seed: int) -> None:
    """Play a bundled scenario and write what its sensors delivered."""
    data = bundled_scenario(scenario)
    places = {place.id: (place.lon, place.lat) for place in load_agreement(scenario_agreement(data)).places}
    world = play(read_scenario(data, places=places), generator=np.random.default_rng(seed))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in world.files().items():
        (folder / name).write_bytes(content)
        click.echo(say("simulate.written", path=folder / name, size=f"{len(content):,}"))
