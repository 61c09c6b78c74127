"""A real server and a real browser, for tests of what people see and do."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, ViewportSize, sync_playwright

from onrecord import Reader, Record
from onrecord.web.app import create

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_HANDLERS = ", ".join(f"[on{one}]" for one in ("error", "load", "click", "mouseover", "focus", "toggle"))
_SCRIPTED = ", ".join(
    f"[{one}^='{two}:']" for one in ("href", "src", "action", "formaction") for two in ("javascript", "data")
)
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _LEVELS}}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; skips the test where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium to drive: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving(path: Path, reader: Reader, users: bool = False) -> Iterator[str]:
    """The address of a server over a record."""
    with Record.open(path) as record, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        app = create(record, users, load=lambda: reader, warm=False)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


class Watched:
    """A page of which everything that should not happen is written down."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.faults: list[str] = []
        """Scripts that failed or were blocked, requests that were, dialogs, answers that are faults."""
        self.page.on("console", lambda one: self._note(one.type == "error", one.text))
        self.page.on("pageerror", lambda one: self._note(one, str(one)))
        # What becomes a download is aborted as a page.
        self.page.on("requestfailed", lambda one: self._note(one.failure != "net::ERR_ABORTED", f"{one.url} failed"))
        self.page.on("response", lambda one: self._note(one.status >= 500, f"{one.status} {one.url}"))
        self.page.on("dialog", self._dialog)

    def _note(self, fault: object, text: str) -> None:
        if fault:
            self.faults.append(text)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.address + path)
        return self.page


def blocked(page: Page) -> list[str]:
    """Where directives that the page's policy had to enforce from now on are written down."""
    found: list[str] = []

    def note(directive: str) -> None:
        found.append(directive)

    page.expose_function("blocked", note)
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', (one) => window.blocked(one.violatedDirective))"
    )
    return found


def harm(page: Page) -> list[str]:
    """What stands in a page that only its own templates may put there, or that may put nothing there at all."""
    own = "main script, main img, main style, main iframe, main base, main meta, main svg[onload]"
    found = [f"{number} of {one}" for one in (own, _HANDLERS, _SCRIPTED) if (number := page.locator(one).count())]
    shown = page.inner_text("body")
    return found + [f"U+{ord(one):04X} in the text" for one in "\u202e\u202c\x07" if one in shown]


def violations(page: Page) -> list[str]:
    """What axe finds wrong with a page."""
    found = Axe().run(page, options=_RULES).response["violations"]
    return [f"{one['id']}: {node['target']} {node.get('failureSummary', '')}" for one in found for node in one["nodes"]]
