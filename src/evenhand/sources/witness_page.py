"""The page of a witness: what it saw, when, and what is wrong, for a person of any of four languages."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from evenhand.foundation.instants import format_instant
from evenhand.foundation.phrases import phrase
from evenhand.foundation.texts import LANGUAGES
from evenhand.ledger.alarms import weigh
from evenhand.ledger.protocol import monitoring_path
from evenhand.ledger.witness import Finding, Kind
from evenhand.ledger.wording import PHRASES, finding_in_words, isolated
from evenhand.sources.witness_home import Home, Kept, State

STYLE = """
:root { color-scheme: light dark; --good: #14652b; --warn: #7a4b00; --bad: #a4161a; --link: #0b5394; --line: #8888;
  --ground: #ffffff; --ink: #16191d; }
@media (prefers-color-scheme: dark) { :root { --good: #7fd99a; --warn: #f2c069; --bad: #ff9c9c;
  --link: #7db8f0; --ground: #101316; --ink: #e8ebee; } }
html { background: var(--ground); color: var(--ink); }
body { font: 1rem/1.5 system-ui, "Noto Sans", "Noto Sans Arabic", "Noto Sans SC", sans-serif; margin: 0 auto;
  max-width: 48rem; padding: 1rem; overflow-wrap: anywhere; }
nav a { display: inline-block; padding: .4rem .6rem; min-height: 24px; }
.state { border: 2px solid; border-inline-start-width: .75rem; border-radius: .4rem; padding: .75rem 1rem; }
.state p { margin: 0; } .state .word { font-size: 1.3rem; font-weight: 700; }
a { color: var(--link); }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; } dt { opacity: .8; } dd { margin: 0; }
article { border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem; margin-block: 1rem; }
article h3 { margin: 0; } article a, .again { display: inline-block; padding: .3rem 0; min-height: 24px; }
code { direction: ltr; unicode-bidi: isolate; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-block-end: .6rem; } }
"""
"""The whole look of the page; served as a file of its own, for the page allows no style within it."""

NAMES = {"en": "English", "ar": "العربية", "fr": "Français", "zh-hans": "中文"}
_RIGHT_TO_LEFT = {"ar"}
_LATE = 3
"""So many rounds may be missed before the page says that the witness no longer looks."""


def language_of(query: Mapping[str, list[str]], accepted: str) -> str:
    """The language of the page: what the address says, else the first of ours that the browser asks for.

    >>> language_of({"lang": ["ar"]}, "fr"), language_of({}, "de, fr-CA;q=0.8"), language_of({}, "zh-CN")
    ('ar', 'fr', 'zh-hans')
    """
    asked = [part.partition(";")[0].strip() for part in accepted.split(",")[:20]]
    for tag in [one.lower() for one in (*query.get("lang", []), *asked)]:
        base = "zh-hans" if tag.startswith("zh") else tag.split("-")[0]
        for found in (tag, base):
            if found in LANGUAGES:
                return found
    return "en"


def colour_of(state: State, alarms: list[Kept], *, now_s: int) -> str:
    """`bad` while an alarm is not settled, `warn` while it cannot be sure, `good` after a look that found nothing."""
    if any(not kept.settled for kept in alarms):
        return "bad"
    late = state.every_s and now_s - state.looked_s > _LATE * state.every_s + 60
    if not state.looked_s or state.fault or state.notices or late:
        return "warn"
    return "good"


def page(home: Home, *, language: str, now_s: int) -> str:
    """The page as HTML."""
    return _Page(home, language=language, now_s=now_s).html()


class _Page:
    def __init__(self, home: Home, *, language: str, now_s: int) -> None:
        self.home, self.language, self.now_s = home, language, now_s
        self.state, self.alarms = home.state(), home.alarms()
        self.colour = colour_of(self.state, self.alarms, now_s=now_s)

    def say(self, key: str, **details: Any) -> str:
        """A phrase, safe within HTML."""
        return escape(isolated(phrase(PHRASES, f"page.{key}", language=self.language, **details)))

    def tell(self, finding: Finding) -> str:
        """What was found, safe within HTML."""
        return escape(isolated(finding_in_words(finding, language=self.language)))

    def html(self) -> str:
        """The whole page."""
        direction = "rtl" if self.language in _RIGHT_TO_LEFT else "ltr"
        title = self.say("title", witness=self.home.key.name)
        return (
            f'<!doctype html><html lang="{self.language}" dir="{direction}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f'<link rel="stylesheet" href="/style.css"></head><body><nav aria-label="{self.say("languages")}">'
            f"{self._languages()}</nav><main><h1>{title}</h1>{self._state()}{self._facts()}{self._peers()}"
            f"{self._alarms()}</main></body></html>"
        )

    def _languages(self) -> str:
        return " ".join(
            f'<a href="?lang={tag}" lang="{tag}" hreflang="{tag}"{self._current(tag)}>{name}</a>'
            for tag, name in NAMES.items()
        )

    def _state(self) -> str:
        mark = {"good": "✓", "warn": "?", "bad": "✗"}[self.colour]
        lines = [f'<p class="word"><span aria-hidden="true">{mark}</span> {self.say(f"state.{self.colour}")}</p>']
        if self.state.fault:
            lines.append(f"<p>{self.say('unreachable', fault=self.state.fault)}</p>")
        for notice in self.state.notices:
            finding = Finding(kind=Kind(notice["kind"]), details=notice["details"])
            lines.append(f"<p>{self.tell(finding)}</p>")
        again = f'<p><a class="again" href="?lang={self.language}">{self.say("again")}</a></p>'
        return f'<div class="state {self.colour}" role="status">{"".join(lines)}</div>{again}'

    def _facts(self) -> str:
        state = self.state
        facts = [
            (self.say("log"), f"<bdi>{escape(self.home.origin)}</bdi>"),
            (self.say("looked"), self._instant(state.looked_s)),
            (self.say("entries"), f"{state.size:,}" if state.cosigned_s else self.say("never")),
            (self.say("cosigned"), self._instant(state.cosigned_s)),
            (self.say("sent"), self._instant(state.sent_s)),
            (self.say("key"), f"<code>{escape(str(self.home.key.verifier))}</code>"),
        ]
        return f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in facts)}</dl>"

    def _peers(self) -> str:
        if not self.state.peers:
            return ""
        rows = []
        for peer in self.state.peers:
            name = escape(peer["name"] or peer["address"])
            told = self.say("peer.fault", fault=peer["fault"]) if peer["fault"] else self._agreed(peer)
            rows.append(f"<li><bdi>{name}</bdi>: {told}</li>")
        return f"<h2>{self.say('peers')}</h2><ul>{''.join(rows)}</ul>"

    def _agreed(self, peer: Mapping[str, Any]) -> str:
        return self.say("peer.agreed", pairs=peer["pairs"], at=self._plain_instant(peer["at_s"]))

    def _alarms(self) -> str:
        heading = f"<h2>{self.say('alarms')}</h2>"
        return heading + ("".join(map(self._alarm, self.alarms)) or f"<p>{self.say('no-alarms')}</p>")

    def _alarm(self, kept: Kept) -> str:
        alarm, base = kept.signed.alarm, monitoring_path(self.home.origin).removesuffix("checkpoint")
        weight = weigh(alarm, trust=self.home.trust)
        files = [f'<a href="/{base}alarms/{kept.slug}.alarm" download>{self.say("download")}</a>']
        files += [
            f'<a href="/{base}alarms/{kept.slug}.{number}.checkpoint" download>'
            f"{self.say('evidence', number=number)}</a>"
            for number in range(1, len(alarm.evidence) + 1)
        ]
        settled = f"<p>{self.say('settled', words=kept.settled)}</p>" if kept.settled else ""
        times = self.say(
            "times", first=self._plain_instant(kept.first_s), last=self._plain_instant(kept.last_s), count=kept.count
        )
        return (
            f'<article id="{kept.slug}"><h3 class="bad">{self.say(f"kind.{alarm.kind.value}")}</h3>'
            f"<p>{self.tell(alarm.finding())}</p>"
            f"<p>{self.say(f'weight.{weight.value}')}</p><p>{times}</p>{settled}<p>{' · '.join(files)}</p></article>"
        )

    def _instant(self, at_s: int) -> str:
        text = self._plain_instant(at_s)
        return f'<time datetime="{text}">{text}</time>' if at_s else self.say("never")

    def _plain_instant(self, at_s: int) -> str:
        return format_instant(datetime.fromtimestamp(at_s, UTC))

    def _current(self, tag: str) -> str:
        return ' aria-current="true"' if tag == self.language else ""
