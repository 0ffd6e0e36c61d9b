"""`demo`: a workspace with a simulated month in it, and a server to look at it."""

import argparse
import hashlib
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from evenhand.foundation.problems import ProblemKind
from evenhand.simulation.reading import bundled_scenario, read_scenario, scenario_agreement
from evenhand.simulation.world import World, simulate
from evenhand.sources.agreement_files import agreement_files, bundled, find_agreement
from evenhand.sources.opening import open_source
from evenhand_web.accounts.access import SYSTEM, Actor, actor_for
from evenhand_web.agreements import queries as agreements
from evenhand_web.agreements import services as agreement_services
from evenhand_web.observations import access, services
from evenhand_web.observations.models import LakeFile
from evenhand_web.web import clock
from evenhand_web.web.management import (
    demo_acts,
    demo_cases,
    demo_commitments,
    demo_council,
    demo_desk,
    demo_devices,
    demo_doors,
    demo_environment,
    demo_evidence,
    demo_incidents,
    demo_library,
    demo_people,
    demo_registers,
    demo_witnesses,
)
from evenhand_web.web.serving import serve

BUILT_OTHERWISE = ProblemKind(
    code="web.built-otherwise",
    blame="state",
    message="{folder} was built from other agreements, or with another seed. Build it again with `demo --fresh`.",
)
NO_FREE_PORT = ProblemKind(
    code="web.no-free-port",
    blame="operator",
    message="No port from {first} to {last} is free on {host}. Choose another with --port.",
)

_PORTS_TRIED = 50
_WORKERS = 2


class Command(BaseCommand):
    """Build the demo and serve it."""

    help = "Build a demo workspace from a simulated month and serve it."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options, which `demo_environment` has read once already."""
        demo_environment.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        """Build what is not there yet, say who may sign in, serve."""
        workspace: Path = options["workspace"].expanduser().resolve()
        if workspace != settings.WORKSPACE:
            raise CommandError("Start the demo as `evenhand-web demo` or `python -m evenhand_web.manage demo`.")
        began = perf_counter()
        data = bundled_scenario(options["scenario"])
        wanted = {"seed": options["seed"], "scenario": options["scenario"], "facts": _facts(data)}
        kept = demo_environment.facts(workspace)
        if kept and kept != wanted:
            raise BUILT_OTHERWISE(folder=workspace)
        with self.step("database"):
            demo_witnesses.begin(workspace)
            call_command("migrate", verbosity=0)
        if not kept:
            self.build(data, seed=options["seed"], password=options["password"])
            demo_environment.remember(workspace, wanted)
        if options["documents"]:
            self.import_documents(options["documents"].expanduser())
        self.stdout.write(f"{perf_counter() - began:6.1f} s  ready in {workspace}")
        port = options["port"] if options["no_serve"] else free_port(options["host"], options["port"])
        witnesses = demo_witnesses.settle(agreements.agreement(scenario_agreement(data)), folder=workspace)
        self.introduce(options["host"], port, options["password"])
        if not options["no_serve"]:
            with demo_witnesses.running(witnesses, host=options["host"], port=port):
                self.serve(options["host"], port)

    def build(self, data: bytes, *, seed: int, password: str) -> None:
        """Everything from agreements to acts; each step can be run again after a crash."""
        now = clock.now()
        with self.step("agreements") as told:
            for name in bundled():
                agreement_services.adopt(files=agreement_files(find_agreement(name)), actor=SYSTEM, now=now)
            told(f"{len(bundled())} adopted")
        agreement = agreements.agreement(scenario_agreement(data))
        with self.step("organisations and users") as told:
            actors = demo_people.settle(agreement, password=password, now=now)
            told(f"{len(actors)} users")
        with self.step("simulation") as told:
            places = {place.id: (place.lon, place.lat) for place in agreement.places}
            world = simulate(read_scenario(data, places=places), generator=np.random.default_rng(seed))
            told(f"{len(world.feeds)} feed files, {sum(len(feed.data) for feed in world.feeds) / 1e6:.1f} MB")
        with self.step("reading the feeds") as told:
            told(self.load(world))
        with self.step("holding the rules against them") as told:
            changes = services.run_rules(actor=SYSTEM, now=now)
            told(f"{changes.added} alerts")
        with self.step("first acts of the desk") as told:
            told(f"{self.act(actors)} acts")
        with self.step("evidence") as told:
            told(f"{self.attach(actors)} files")
        parts = {
            "reports": demo_desk,
            "phones": demo_devices,
            "other ways in": demo_doors,
            "incidents": demo_incidents,
            "cases": demo_cases,
            "registers": demo_registers,
            "the council's desk": demo_council,
            "documents": demo_library,
            "commitments": demo_commitments,
        }
        for name, part in parts.items():
            with self.step(name) as told:
                told(part.settle(actors=actors, agreement=agreement, now=now))

    def load(self, world: World) -> str:
        """Write the feed files, read them into the lake as they came, and say how often each source is expected."""
        folder: Path = settings.WORKSPACE / "feeds"
        folder.mkdir(exist_ok=True)
        lake = access.lake()
        entries = []
        for feed in sorted(world.feeds, key=lambda feed: feed.received_at):
            path = folder / feed.name
            path.write_bytes(feed.data)
            source = open_source(path, received_at=feed.received_at, source=feed.source)
            entries.append(lake.ingest(source, now=feed.received_at))
        services.enter(entries=entries, actor=SYSTEM, now=clock.now())
        for source_name, expected in {feed.source: feed.expected for feed in world.feeds if feed.expected}.items():
            seconds = int(expected.total_seconds())
            services.expect(source=source_name, every_s=seconds, actor=SYSTEM, now=clock.now())
        rows = LakeFile.objects.values_list("rows_kept", "rows_quarantined")
        return f"{sum(row[0] for row in rows):,} rows kept, {sum(row[1] for row in rows)} set aside"

    def act(self, actors: Mapping[str, Actor]) -> int:
        """What people did with the alerts of the first agreement."""
        alerts = services.found(agreements.current()[0], now=clock.now())
        return demo_acts.act(alerts, actors=actors, now=clock.now())

    def attach(self, actors: Mapping[str, Actor]) -> int:
        """Files on the first alert whose place is certain; a copy of the photograph is shown to a party."""
        alerts = services.found(agreements.current()[0], now=clock.now()).to_pylist()
        chosen = [row for row in alerts if row["certainty"] == "certain" and row["entry_lon"] is not None]
        if not chosen:
            return 0
        row = chosen[-1]
        scene = demo_evidence.Scene(
            subject_kind="alert",
            subject=row["alert"],
            lon=row["entry_lon"],
            lat=row["entry_lat"],
            at=row["began_at"],
        )
        made = demo_evidence.make(scene, actor=actors["duty"], now=clock.now())
        demo_evidence.show(made[0], actors=actors, now=clock.now())
        return len(made)

    def import_documents(self, folder: Path) -> None:
        """Add every file of a folder to the library of the mission, and say what was read in each."""
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder. Name one that holds documents: make demo DOCUMENTS=folder")
        duty = actor_for(get_user_model().objects.get(username="duty"))
        with self.step(f"documents of {folder}") as told:
            brought = list(demo_library.import_folder(folder, actor=duty, now=clock.now()))
            told(f"{sum(bool(one.document) for one in brought)} of {len(brought)} files")
        for one in brought:
            self.stdout.write(f"          {one.name}: {one.told}")

    def introduce(self, host: str, port: int, password: str) -> None:
        """The address and who may sign in, as a table."""
        people = demo_people.people(agreements.current()[0])
        wide = max(len(person.username) for person in people)
        self.stdout.write("")
        self.stdout.write(f"  address   http://{_shown(host)}:{port}/")
        self.stdout.write(f"  password  {password}   (the same for all)")
        self.stdout.write("")
        self.stdout.write(f"  {'user':<{wide}}  {'organisation':<12}  {'role':<14}  sees")
        for one in people:
            self.stdout.write(f"  {one.username:<{wide}}  {one.organisation:<12}  {one.role:<14}  {one.sees}")
        self.stdout.write("")

    def serve(self, host: str, port: int) -> None:
        """Serve until Ctrl-C."""
        self.stdout.write("Serving. Stop with Ctrl-C.")
        self.stdout.flush()
        serve(host, port, workers=_WORKERS, quiet=True)
        self.stdout.write("\nStopped. The workspace stays; start the demo again to go on.")

    @contextmanager
    def step(self, what: str) -> Iterator[Callable[[str], None]]:
        """Say what is being done, and afterwards how long it took and what came of it."""
        notes: list[str] = []
        began = perf_counter()
        yield notes.append
        self.stdout.write(f"{perf_counter() - began:6.1f} s  {what}{': ' if notes else ''}{', '.join(notes)}")
        self.stdout.flush()


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next port on which nobody listens.

    Raises:
        NO_FREE_PORT: none of the next fifty.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, wanted + _PORTS_TRIED):
        with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise NO_FREE_PORT(first=wanted, last=wanted + _PORTS_TRIED - 1, host=host)


def _facts(data: bytes) -> str:
    """One hash over the scenario and the bundled agreements: whether a kept workspace still says what they say."""
    digest = hashlib.sha256(data)
    for name in bundled():
        for path, content in sorted(agreement_files(find_agreement(name)).items()):
            digest.update(path.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def _shown(host: str) -> str:
    return "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host
