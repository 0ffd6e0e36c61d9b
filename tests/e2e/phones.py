"""A phone for tests: Chromium with a disk of its own, which can be killed and started again."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright
from playwright.sync_api import TimeoutError as Late

PASSWORD = "evenhand-demo-2020"
SLOW_BYTES_S = 400_000


@dataclass(kw_only=True)
class Phone:
    """One phone, 390 points wide, in Arabic; its disk outlives the browser on it."""

    playwright: Playwright
    url: str
    disk: Path
    chromium: str
    arguments: list[str]
    language: str = "ar"
    complaints: list[str] = field(default_factory=list)
    context: BrowserContext | None = None
    page: Page | None = None

    def start(self) -> Page:
        """Switch it on."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.disk),
            executable_path=self.chromium,
            args=self.arguments,
            viewport={"width": 390, "height": 844},
            locale=self.language,
            reduced_motion="reduce",
        )
        self.context.add_cookies([{"name": "language", "value": self.language, "url": self.url}])
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return self.page

    def _note(self, kind: str, text: str) -> None:
        expected = ("Failed to load resource", "GL Driver Message", "GPU stall", "evenhand:")
        if kind in {"error", "warning"} and not any(words in text for words in expected):
            self.complaints.append(f"{kind}: {text}")

    def sign_in(self, user: str) -> None:
        """Sign in, in the address bar as people do."""
        self.page.goto(f"{self.url}/accounts/login/?next=/forms/")
        self.page.fill("#id_login", user)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_selector(".forms-list a")

    def sign_out(self) -> None:
        """Sign out by the menu."""
        self.page.goto(f"{self.url}/accounts/logout/")
        self.page.click("main button")
        self.page.wait_for_url("**/accounts/login/**")

    def ready_for_offline(self) -> None:
        """Wait until the service worker has the shell and the forms."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        for _attempt in range(100):
            kept = self.page.evaluate(
                "caches.open('evenhand-forms-definitions').then((c) => c.keys()).then((all) => all.length)"
            )
            if kept >= 8:
                return
            time.sleep(0.1)
        raise AssertionError("the forms were not kept")

    def slow(self) -> None:
        """A network as in a valley."""
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        conditions = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": SLOW_BYTES_S}
        session.send("Network.emulateNetworkConditions", conditions)

    def kill(self) -> None:
        """Pull the battery out: every process of the browser gets SIGKILL at once."""
        for process in self._processes():
            os.kill(process, signal.SIGKILL)
        time.sleep(0.5)
        self.context = self.page = None
        for lock in self.disk.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def _processes(self) -> Iterator[int]:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    words = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if f"--user-data-dir={self.disk}".encode() in words:
                    yield int(entry.name)

    def holds(self, secret: str | bytes) -> list[str]:
        """The files on its disk in which something stands as it was written, in UTF-8 or UTF-16."""
        forms = [secret] if isinstance(secret, bytes) else [secret.encode(), secret.encode("utf-16-le")]
        files = (path for path in self.disk.rglob("*") if path.is_file())
        return [str(path.relative_to(self.disk)) for path in files if any(form in path.read_bytes() for form in forms)]

    def write(self, text: str, *, file: bytes = b"") -> None:
        """Fill in an incident report, with a file."""
        page = self.page
        page.click(".forms-list a[href*='incident-report']")
        page.wait_for_selector(".forms-fill")
        page.locator("[data-node='/data/p_words/text'] textarea").fill(text)
        page.check("[data-node='/data/when/known'] input[value=day]")
        page.fill("[data-node='/data/when/day'] input", "2020-12-06")
        page.check("[data-node='/data/place/kind'] input[value=none], [data-node='/data/place/kind'] input >> nth=-1")
        if file:
            page.locator("[data-add='/data/attached']").click()
            page.check("[data-node='/data/attached/kind'] input[value=file]")
            sent = {"name": "track.bin", "mimeType": "application/octet-stream", "buffer": file}
            page.set_input_files("[data-node='/data/attached/file'] input", files=[sent])
            page.wait_for_selector("[data-node='/data/attached/file'] .forms-file bdi")

    def finish(self) -> None:
        """Press the button under the form."""
        self.page.click(".forms-bar button.primary")
        self.page.wait_for_selector(".forms-queue [data-report]")

    def states(self) -> list[str]:
        """The states of what the queue shows."""
        return [card.get_attribute("data-state") for card in self.page.locator("[data-report]").all()]

    def wait_for(self, state: str) -> None:
        """Wait until something in the queue has that state."""
        try:
            self.page.wait_for_selector(f"[data-report][data-state={state}]", timeout=30_000)
        except Late:
            shown = self.page.locator("main").inner_text()
            raise AssertionError(f"nothing became {state}: {self.states()}\n{shown}") from None
