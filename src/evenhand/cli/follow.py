"""`evenhand watch --follow`: live feeds into a lake, and after each taking in what changed in the answer."""

import fcntl
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from evenhand.agreements.model import Agreement
from evenhand.cli.following_words import change_as_json, change_in_words, event_in_words
from evenhand.cli.lake import join_in_words
from evenhand.cli.options import now
from evenhand.cli.speech import say
from evenhand.detection.changes import Change, rows
from evenhand.foundation.instants import format_instant, parse_duration
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.observations.disk import Disk
from evenhand.observations.joining import Join
from evenhand.observations.lake import Lake, SourceFile
from evenhand.observations.tidying import Span, join_files
from evenhand.pipeline.following import State
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
        options: those of `follow_options`, and `done`: by commitment or party, when it was met.

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
            state=State(folder / "answer", lake, agreement),
            opener=opener,
            teller=Teller(folder, _as_json if options["as_json_lines"] else _in_words(agreement)),
        )
        follower.done = options["done"]
        if options["once"]:
            follower.run_once()
        else:
            follower.run(stopped, every=following.every)
        if options["once"] and follower.incomplete:
            raise SystemExit(INCOMPLETE)


class Teller:
    """Prints changes, and remembers up to which update: a crash in between is made good at the next start."""

    def __init__(self, folder: Path, show: Callable[[int, Change, datetime], None]) -> None:
        """Remembers in a file of `folder`."""
        self._file, self._show, self._disk = folder / "told", show, Disk()

    @property
    def told(self) -> int:
        """The number of the last update that was printed."""
        try:
            return int(self._disk.read_text(self._file))
        except (FileNotFoundError, ValueError):
            return 0

    def tell(self, number: int, changes: Sequence[Change], as_of: datetime) -> None:
        """Print what an update changed; that a silence or a missed deadline still lasts is no news."""
        for change in changes:
            if not change.only_lasts:
                self._show(number, change, as_of)
        sys.stdout.flush()
        draft = self._disk.draft_of(self._file)
        self._disk.write_text(str(number), draft)
        self._disk.rename(draft, self._file)


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
        state: State,
        opener: Opener,
        teller: Teller,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """A follower of `feeds`; changes go to `teller`, everything else to standard error."""
        self._feeds, self._lake, self._state = feeds, lake, state
        self._opener, self._teller, self._clock = opener, teller, clock
        self.done: Mapping[str, datetime] = {}
        """By commitment or party, when it was met."""
        self._stuck: set[str] = set()
        self._looked_at: datetime | None = None
        self._tidied: date | None = None
        self.incomplete = False
        """Whether something was refused or did not answer."""

    def run(self, stopped: threading.Event, *, every: timedelta) -> None:
        """Receive until `stopped`; what was acknowledged until then is in the lake and in the answer."""
        self.catch_up()
        started: list[Feed] = []
        try:
            for feed in self._feeds:
                feed.start()
                started.append(feed)
            click.echo(say("follow.started", feeds=len(started)), err=True)
            self.round()  # senders are answered already: the first look at a large lake may take its time
            while not stopped.wait(every.total_seconds()):
                self.round()
                self.tidy(self._clock())
        finally:
            for feed in started:
                feed.stop()
        self.round()
        click.echo(say("follow.stopped"), err=True)

    def run_once(self) -> None:
        """Take what is there, and end."""
        self.catch_up()
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
        due = self._looked_at is None or as_of - self._looked_at >= _LOOK_AGAIN
        if taken.files or due or everything:
            self._update(taken, as_of)

    def catch_up(self) -> None:
        """Print what earlier updates changed, if a crash kept it from being printed."""
        for number, as_of, changes in self._state.log(since=self._teller.told):
            self._teller.tell(number, rows(changes), as_of)

    def _take_in(self, feed: Feed, taken: _Taken, *, everything: bool) -> None:
        try:
            for path in feed.ready(everything=everything):
                self._take_file(feed, path, taken)
        except (Problem, OSError) as fault:  # the lake or the disk: nothing is removed, and the next round tries again
            self._be_stuck(feed.name, fault)
            return
        self._come_loose(feed.name)

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
        try:
            update = self._state.update(as_of, done=self.done)
        except (Problem, OSError) as fault:
            if self._looked_at is None:
                raise  # what is wrong from the start is for whoever started us
            self._be_stuck("answer", fault)
            return
        self._come_loose("answer")
        changes = [change for change in update.rows() if not change.only_lasts]
        self._teller.tell(update.generation, changes, as_of)
        if taken.files or changes or self._looked_at is None:
            summary = say(
                "follow.update",
                at=format_instant(as_of.replace(microsecond=0)),
                files=taken.files,
                kept=f"{taken.kept:,}",
                aside=f"{taken.aside:,}",
                changes=len(changes),
                alerts=f"{update.alerts.num_rows:,}",
            )
            click.echo(summary, err=True)
        self._looked_at = as_of

    def tidy(self, at: datetime) -> None:
        """Once a day, join the files of the days that ended: each `--roll` of each feed left one."""
        if self._tidied == at.date():
            return
        self._tidied = at.date()
        try:
            done = join_files(self._lake, before=at.date(), by=Span.DAY, clock=self._clock, told=_tell_join)
            faults: Sequence[Exception] = done.faults
        except (Problem, OSError) as fault:
            faults = [fault]
        for one in faults:  # nothing is lost or changed, only slower to read
            _tell(FeedEvent(feed="lake", what="unjoined", details={"reason": one}))

    def _be_stuck(self, name: str, fault: Exception) -> None:
        self.incomplete = True
        if name not in self._stuck:
            _tell(FeedEvent(feed=name, what="stuck", details={"reason": fault}))
        self._stuck.add(name)

    def _come_loose(self, name: str) -> None:
        if name in self._stuck:
            self._stuck.discard(name)
            _tell(FeedEvent(feed=name, what="unstuck"))


def _as_json(number: int, change: Change, as_of: datetime) -> None:
    click.echo(json.dumps({"update": number, **change_as_json(change, as_of)}, ensure_ascii=False))


def _in_words(agreement: Agreement) -> Callable[[int, Change, datetime], None]:
    return lambda _number, change, _as_of: click.echo(change_in_words(agreement, change))


def _tell_join(one: Join, files: int) -> None:
    click.echo(join_in_words(one, files), err=True)


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
