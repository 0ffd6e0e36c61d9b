"""`evenhand watch --follow`: live feeds into a lake, and after each taking in what changed in the answer."""

import fcntl
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from evenhand.agreements.model import Agreement
from evenhand.cli.answers import Answer
from evenhand.cli.following_words import change_as_json, change_in_words, event_in_words
from evenhand.cli.options import now
from evenhand.cli.speech import say
from evenhand.detection.changes import rows
from evenhand.foundation.instants import format_instant, parse_duration
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.observations.lake import Lake, SourceFile
from evenhand.sources.feeds.address import Following, feed_at, read_secrets
from evenhand.sources.feeds.feed import Feed, FeedEvent
from evenhand.sources.opening import FILE_CHANGED

STATE_IN_USE = ProblemKind(
    code="cli.state-in-use",
    blame="state",
    message="Another process follows feeds with the state in {folder}. Stop it, or choose another folder for --state.",
)
NEEDS_STATE = ProblemKind(
    code="cli.needs-state",
    blame="caller",
    message="{what} needs a folder that survives a stop. Add --state FOLDER.",
)
NOT_WHILE_FOLLOWING = ProblemKind(
    code="cli.not-while-following",
    blame="caller",
    message="{option} means nothing with --follow. Leave it out.",
)

INCOMPLETE = 3
_LOOK_AGAIN = timedelta(minutes=1)
"""Deadlines and silences come about without any message: so often the answer is looked at when nothing came."""

_OPTIONS = (
    click.option("--follow", is_flag=True, help=say("follow.follow")),
    click.option("--state", type=click.Path(path_type=Path, file_okay=False), help=say("follow.state")),
    click.option("--lake", type=click.Path(path_type=Path, file_okay=False), help=say("follow.lake")),
    click.option("--every", default="10 s", show_default=True, help=say("follow.every")),
    click.option("--roll", default="1 min", show_default=True, help=say("follow.roll")),
    click.option("--once", is_flag=True, help=say("follow.once")),
    click.option("--as-json-lines", is_flag=True, help=say("follow.json")),
    click.option("--secrets", type=click.Path(exists=True, path_type=Path), help=say("follow.secrets")),
    click.option("--devices", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=say("follow.devices")),
    click.option("--keep", is_flag=True, help=say("follow.keep")),
)

Opener = Callable[[Path], SourceFile]


def follow_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that only following has."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def follow(agreement: Agreement, feeds: Sequence[str], opener: Opener, **options: Any) -> None:
    """Follow feeds until a signal comes (or once), and print what changes.

    Args:
        agreement: the rules.
        feeds: addresses; see `evenhand.sources.feeds.address`.
        opener: opens a file that a feed hands over.
        options: those of `follow_options`.

    Raises:
        NEEDS_STATE, STATE_IN_USE, and what `feed_at` raises.
    """
    folder: Path | None = options["state"]
    if folder is None:
        raise NEEDS_STATE(what="--follow")
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), _stopped_by_signal() as stopped:
        following = Following(
            journal=folder / "journal",
            every=parse_duration(options["every"], field="--every"),
            roll=parse_duration(options["roll"], field="--roll"),
            clock=now,
            tell=_tell,
            environment=os.environ,
            secrets=read_secrets(options["secrets"]),
            devices=None if options["devices"] is None else _lines(options["devices"]),
            keep=options["keep"],
        )
        lake = Lake(options["lake"] or folder / "lake")
        follower = Follower(
            feeds=[feed_at(address, following) for address in feeds],
            lake=lake,
            answer=Answer(folder / "answer", lake=lake, agreement=agreement),
            opener=opener,
            show=_as_json if options["as_json_lines"] else lambda change, at: _in_words(agreement, change, at),
        )
        if options["once"]:
            follower.run_once()
        else:
            follower.run(stopped, every=following.every)
        if options["once"] and follower.incomplete:
            raise SystemExit(INCOMPLETE)


@dataclass(slots=True)
class _Taken:
    """What one round took in."""

    files: int = 0
    kept: int = 0
    aside: int = 0


class Follower:
    """Feeds, the lake that they fill, and the answer that follows from it."""

    def __init__(
        self,
        *,
        feeds: Sequence[Feed],
        lake: Lake,
        answer: Answer,
        opener: Opener,
        show: Callable[[Any, datetime], None],
        clock: Callable[[], datetime] = now,
    ) -> None:
        """A follower of `feeds`; each change goes to `show`, everything else to standard error."""
        self._feeds, self._lake, self._answer = feeds, lake, answer
        self._opener, self._show, self._clock = opener, show, clock
        self._stuck: set[str] = set()
        self._looked_at: datetime | None = None
        self.incomplete = False
        """Whether something was refused or did not answer."""

    def run(self, stopped: threading.Event, *, every: timedelta) -> None:
        """Receive until `stopped`; what was acknowledged until then is in the lake and in the answer."""
        self.round()
        started: list[Feed] = []
        try:
            for feed in self._feeds:
                feed.start()
                started.append(feed)
            click.echo(say("follow.started", feeds=len(started)), err=True)
            while not stopped.wait(every.total_seconds()):
                self.round()
        finally:
            for feed in started:
                feed.stop()
        self.round()
        click.echo(say("follow.stopped"), err=True)

    def run_once(self) -> None:
        """Take what is there, and end."""
        for feed in self._feeds:
            try:
                feed.receive_once()
            except Problem as problem:
                self.incomplete = True
                _tell(FeedEvent(feed=feed.name, what="failing", details={"reason": problem}))
        self.round(everything=True)
        for feed in self._feeds:
            feed.stop()

    def round(self, *, everything: bool = False) -> None:
        """Take in what is ready, and say what that changes."""
        taken = _Taken()
        for feed in self._feeds:
            self._take_in(feed, taken, everything=everything)
        as_of = self._clock()
        if taken.files or self._looked_at is None or as_of - self._looked_at >= _LOOK_AGAIN or everything:
            self._update(taken, as_of)

    def _take_in(self, feed: Feed, taken: _Taken, *, everything: bool) -> None:
        try:
            for path in feed.ready(everything=everything):
                self._take_file(feed, path, taken)
        except (Problem, OSError) as fault:  # the lake or the disk: nothing is removed, and the next round tries again
            self.incomplete = True
            if feed.name not in self._stuck:
                _tell(FeedEvent(feed=feed.name, what="stuck", details={"reason": fault}))
            self._stuck.add(feed.name)
            return
        if feed.name in self._stuck:
            self._stuck.discard(feed.name)
            _tell(FeedEvent(feed=feed.name, what="unstuck"))

    def _take_file(self, feed: Feed, path: Path, taken: _Taken) -> None:
        try:
            entry = self._lake.ingest(self._opener(path), now=self._clock())
        except Problem as problem:
            if problem.kind is FILE_CHANGED:
                return  # somebody writes to it: the next round looks again
            if problem.blame != "caller":
                raise
            self.incomplete = True
            feed.refused(path)
            _tell(FeedEvent(feed=feed.name, what="refused", details={"name": path.name, "reason": problem}))
            return
        feed.taken(path)
        if not entry.is_repeat:
            taken.files += 1
            taken.kept += entry.rows_kept
            taken.aside += entry.rows_quarantined

    def _update(self, taken: _Taken, as_of: datetime) -> None:
        changes = rows(self._answer.update(as_of))
        for change in changes:
            self._show(change, as_of)
        if taken.files or changes or self._looked_at is None:
            summary = say(
                "follow.update",
                at=format_instant(as_of.replace(microsecond=0)),
                files=taken.files,
                kept=f"{taken.kept:,}",
                aside=f"{taken.aside:,}",
                changes=len(changes),
                alerts=f"{self._answer.alerts.num_rows:,}",
            )
            click.echo(summary, err=True)
        self._looked_at = as_of


def _as_json(change: Any, as_of: datetime) -> None:
    click.echo(json.dumps(change_as_json(change, as_of), ensure_ascii=False))
    sys.stdout.flush()


def _in_words(agreement: Agreement, change: Any, _as_of: datetime) -> None:
    click.echo(change_in_words(agreement, change))
    sys.stdout.flush()


def _tell(event: FeedEvent) -> None:
    click.echo(event_in_words(event, now()), err=True)


def _lines(path: Path) -> frozenset[str]:
    """The words of a file, one a line; what follows a # is for people."""
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes out of the state; the system lets them in again when we end, however we do.

    Raises:
        STATE_IN_USE: one is in.
    """
    with (folder / "follow.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise STATE_IN_USE(folder=folder) from None
        yield


@contextmanager
def _stopped_by_signal() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second one ends at once."""
    stopped = threading.Event()
    before: dict[signal.Signals, Any] = {}

    def stop(number: int, _frame: Any) -> None:
        stopped.set()
        signal.signal(number, before[signal.Signals(number)])

    with suppress(ValueError):  # only the main thread hears signals
        for name in (signal.SIGINT, signal.SIGTERM):
            before[name] = signal.signal(name, stop)
    try:
        yield stopped
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
