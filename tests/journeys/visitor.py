"""Somebody at a browser, who complains about whatever goes wrong on the way: scripts, answers, strangers, access.

Owns what is checked on every page; where to go is the journeys' own matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

GRAVE = ("serious", "critical")
AXE = Axe()
# What a page is built of, without its words: two that are built alike on one screen have the same barriers.
BUILD = """() => [document.documentElement, ...document.querySelectorAll("body *:not(svg *)")]
    .map(node => node.tagName + [...node.attributes].filter(each => !/^(value|href|action|id|for|src)$|url$/.test(each.name))
        .map(each => each.name + "=" + each.value) + (node.childElementCount ? "" : !!node.textContent.trim())).join()"""
examined: set[tuple[int, str]] = set()


@dataclass
class Visitor:
    """A page of a browser with the house's address, and everything that went wrong so far."""

    page: Page
    home: str
    width: int
    scripts: bool = True
    faults: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        """Listen to a page, also to one that was opened beside the first."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error} at {page.url}"))
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        # An answer of 400 and more is judged by itself, below.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"another host was asked: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page, or an answer that becomes a download, ends a request early and is no fault.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"{request.failure}: {request.url}")

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """Within this the house is expected to answer no."""
        self.allowed.add(status)
        yield
        self.allowed.discard(status)

    def go(self, address: str) -> None:
        """Type an address, then look around."""
        self.page.goto(self.home + address)
        self.look()

    def follow(self, what: Locator) -> None:
        """Press something that leads to another page, then look around."""
        with self.page.expect_navigation():
            what.click()
        self.look()

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of this name; it leads to another page."""
        self.follow((within or self.page).get_by_role("button", name=name, exact=True))

    def open(self, name: str, *, within: Locator | None = None) -> None:
        """Follow the link of this name."""
        self.follow((within or self.page).get_by_role("link", name=name, exact=True))

    def look(self) -> None:
        """What holds on every page: nothing failed, nothing sticks out sideways, no grave fault of access."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self.faults.append(
                f"{self.path} is {wide} px wide on a screen of {self.width}: {self._sticking_out()}"
            )
        if self.scripts:
            self.faults += self._barriers()
        self.assert_well()

    def assert_well(self) -> None:
        assert not self.faults, "\n".join(self.faults)

    def forgive_no_network(self) -> None:
        """What could not be asked without a network is no fault: a browser may well try, not knowing that there is none."""
        self.faults[:] = [fault for fault in self.faults if "ERR_INTERNET_DISCONNECTED" not in fault]

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def _barriers(self) -> list[str]:
        """What axe finds on this page, with the places; pages built like one already examined are passed over."""
        build = (self.width, str(self.page.evaluate(BUILD)))
        if build in examined:
            return []
        examined.add(build)
        found = AXE.run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{self.path}: {each['id']} ({each['impact']}): {each['help']}\n  {node['html'][:200]}\n  {node['failureSummary']}"
            for each in found
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]

    def _sticking_out(self) -> list[str]:
        script = """width => [...document.querySelectorAll("body *")]
            .filter(node => !node.closest(".tabs"))  // as wide as the page, whatever made it wide
            .filter(node => node.getBoundingClientRect().right > width + 1).slice(0, 5)
            .map(node => node.outerHTML.slice(0, 120))"""
        return list(self.page.evaluate(script, self.width))
