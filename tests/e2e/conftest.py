"""The demo workspace served by a process of its own, and a real browser."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from e2e.pages import BrowserPage

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
PASSWORD = "evenhand-demo-2020"
LOCALES = {"en": "en-GB", "ar": "ar", "fr": "fr-FR", "zh-hans": "zh-CN"}
HARMLESS = ("GL Driver Message", "GPU stall")
"""What Chromium says about software rendering; nothing of ours."""


def pytest_collection_modifyitems(items):
    """One worker builds the demo and drives the browser; the others go on with other tests."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass(frozen=True, kw_only=True)
class Site:
    """The running demo."""

    url: str
    workspace: Path
    ids: dict[str, str] = field(default_factory=dict)
    """What stands for {alert} and the like in the paths of pages.py; filled in on first use."""


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """`evenhand-web demo` in a new folder, on a free port; or the demo that DEMO_URL says is running already."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    if "DEMO_URL" in os.environ:
        yield Site(url=os.environ["DEMO_URL"].rstrip("/"), workspace=Path(os.environ.get("DEMO_WORKSPACE", "demo")))
        return
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EVENHAND_", "DJANGO_"))}
    command = [sys.executable, "-m", "evenhand_web.manage", "demo", "--workspace", str(folder), "--port", port]
    log = folder.parent / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
        try:
            _wait(f"http://localhost:{port}", process, log)
            yield Site(url=f"http://localhost:{port}", workspace=folder)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def _wait(url: str, process: subprocess.Popen, log: Path) -> None:
    for _attempt in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/health/", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.5)
    pytest.fail(f"The demo did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all tests of a process: a second one beside it will not start."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[Browser]:
    """Chromium of the system, without a window."""
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield launched
    launched.close()


@dataclass(kw_only=True)
class Visit:
    """A page in the browser, and what the browser complained of."""

    page: Page
    complaints: list[str]


@pytest.fixture(scope="session")
def sign_in(site, browser) -> Callable[[str | None], dict | None]:
    """The signed-in state of a user of the demo; each signs in once."""
    states: dict[str, dict] = {}

    def state(user: str | None) -> dict | None:
        if user is None:
            return None
        if user not in states:
            context = browser.new_context(locale="en-GB")
            page = context.new_page()
            page.goto(f"{site.url}/accounts/login/")
            page.fill("#id_login", user)
            page.fill("#id_password", PASSWORD)
            page.click("main button")
            page.wait_for_selector("nav.main-nav")
            states[user] = context.storage_state()
            context.close()
        return states[user]

    return state


@pytest.fixture
def visit(site, browser, sign_in) -> Iterator[Callable[..., Visit]]:
    """Opens a page: `visit("/alerts/", user="duty", language="ar", theme="dark", width=390)`."""
    contexts = []

    def open_page(
        path: str, *, user: str | None = "duty", language: str = "en", theme: str = "light", width: int = 1440, **more
    ) -> Visit:
        context = browser.new_context(
            storage_state=sign_in(user),
            viewport={"width": width, "height": 844 if width < 600 else 900},
            locale=LOCALES[language],
            color_scheme=theme,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": site.url}])
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: _note(complaints, message.type, message.text))
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.goto(site.url + path)
        return Visit(page=page, complaints=complaints)

    yield open_page
    for context in contexts:
        context.close()


def _note(complaints: list[str], kind: str, text: str) -> None:
    # The browser also reports the status of an error page that was asked for.
    asked_for = "the server responded with a status of 40" in text
    if kind in {"error", "warning"} and not asked_for and not any(words in text for words in HARMLESS):
        complaints.append(f"{kind}: {text}")


@pytest.fixture
def path_of(site, visit) -> Callable[[BrowserPage], str]:
    """The address of a page of pages.py, its {names} filled in from what the demo holds.

    The demo's own photograph is asked for by name: other tests of this process may have sent newer ones.
    """
    finders = {
        "alert": ("duty", "/alerts/?certainty=certain", "[data-rows] [data-href]"),
        "released": ("liaison-gna", "/alerts/?state=all", "[data-rows] [data-href]"),
        "evidence": ("duty", "/evidence/?family=image", "[data-rows] [data-href]:has-text('IMG_0412')"),
        "voice": ("duty", "/evidence/?family=audio", "[data-rows] [data-href]"),
        "copied": ("liaison-gna", "/evidence/", "[data-rows] [data-href]:has-text('IMG_0412')"),
        "report": ("duty", "/desk/?kind=report&state=all&grade=B", "[data-rows] [data-href]"),
        "incident": ("liaison-gna", "/incidents/", "[data-rows] [data-href]"),
        "conflict": ("duty", "/desk/?state=all&mark=conflict", "[data-rows] [data-href]"),
        "own": ("liaison-gna", "/reports/", "[data-rows] [data-href]"),
        "case": ("duty", "/cases/?tab=closed", "[data-rows] [data-href]"),
        "commitment": ("duty", "/commitments/?tab=all&deadline=two", "[data-rows] [data-href]"),
        "mortar": ("liaison-lna", "/cases/?tab=all&state=party-comment", "[data-rows] [data-href]"),
        "english": ("duty", "/documents/?language=en&kind=agreement", "[data-rows] [data-href]"),
        "arabic": ("duty", "/documents/?language=ar&kind=agreement", "[data-rows] [data-href]"),
        "feed": ("duty", "/feeds/", "#files ~ * [data-href], [data-href*='/feeds/']"),
    }

    def fill(page: BrowserPage) -> str:
        for name, (user, path, selector) in finders.items():
            if f"{{{name}}}" in page.path and name not in site.ids:
                address = visit(path, user=user).page.locator(selector).first.get_attribute("data-href")
                site.ids[name] = address.strip("/").split("/")[-1]
        return page.path.format(**site.ids)

    return fill
