"""The pages that a browser looks at. Each part of the house adds its own; conftest fills in `{alert}` and the like."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class BrowserPage:
    """A page, and as whom to open it."""

    name: str
    path: str
    role: str | None = "duty"
    """User of the demo workspace; None: a stranger."""
    wait_for: str = "main"
    """Selector of what shows that the page is complete."""


PAGES: list[BrowserPage] = [
    BrowserPage(name="sign-in", path="/accounts/login/", role=None),
    BrowserPage(name="queue", path="/alerts/", wait_for="#queue"),
    BrowserPage(name="queue-empty", path="/alerts/?q=nothing-is-called-so", wait_for=".empty"),
    BrowserPage(name="queue-of-a-party", path="/alerts/?state=all", role="liaison-gna", wait_for="#queue"),
    BrowserPage(name="alert", path="/alerts/{alert}/", wait_for="#why"),
    BrowserPage(name="alert-of-a-party", path="/alerts/{released}/", role="liaison-gna", wait_for="#why"),
    BrowserPage(name="record", path="/ledger/"),
    BrowserPage(name="preferences", path="/me/"),
    BrowserPage(name="not-found", path="/alerts/none/"),
    BrowserPage(name="not-permitted", path="/ledger/", role="liaison-gna"),
    BrowserPage(name="change-password", path="/accounts/password/change/"),
]
