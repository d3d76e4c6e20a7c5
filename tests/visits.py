"""The page in a real browser: servers to visit, a browser that listens for what goes wrong, and its moves."""

import asyncio
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE = (1360, 900), (390, 844)
PATIENCE = 90_000
"""Milliseconds that anything in a browser may take: a busy machine is no defect; only failing takes as long."""
STREAM = "/gradio_api/queue/data"

# gradio counts its events with pandas, and uses options of it that are going away.
GRADIO_COUNTS = [
    pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:DeprecationWarning"),
]

expect.set_options(timeout=PATIENCE)

streams: dict[Page, set[Request]] = {}
"""The answers that are still coming in."""


@contextmanager
def chromium_launched() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(f"no browser: expected one of {', '.join(BROWSERS)}; apt-get install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield launched
        launched.close()


@contextmanager
def command_served(folder: Path) -> Iterator[str]:
    """The command `yinju serve` on a free port, over the documents that come with it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "chat.cli", "serve", "--index", str(folder), "--port", port]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_for(address + "healthz", lambda: process.poll() is None, folder / "log")
        yield address
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def served(make: Callable[[], FastAPI]) -> Iterator[str]:
    """An application on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(make, factory=True, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    try:
        wait_for(address + "healthz", thread.is_alive, None)
        yield address
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
        listener.close()


class Visits:
    """Opens pages; at the end nothing may have gone wrong in them, or left the host."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.wrong: list[str] = []
        self.contexts: list[BrowserContext] = []

    def __call__(self, address: str, size: tuple[int, int] = DESKTOP, **options: Any) -> Page:
        """The chat page, when it is there and holds its document."""
        page = self.plain(address, size, **options)
        arrive(page)
        return page

    def plain(self, address: str, size: tuple[int, int] = DESKTOP, **options: Any) -> Page:
        """Any page."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        wrong = self.wrong
        follow(page)
        page.on(
            "console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda r: wrong.append(r.url) if leaves(r.url) else None)
        page.on("websocket", lambda socket: wrong.append(socket.url))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(address)
        return page


def leaves(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1"


def wait_for(address: str, alive: Callable[[], bool], log: Path | None) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and alive():
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the server did not start: {log.read_text() if log else ''}")


def ask(page: Page, question: str) -> None:
    """Ask on the chat page, and wait until the answer is whole. The page is one that is followed."""
    before = page.locator(".question").count()
    box = page.locator("#question textarea")
    box.fill(question)
    typed = box.input_value()
    box.press("Enter")
    expect(page.locator(".question")).to_have_count(before + 1)
    expect(page.locator(".turn").last.locator(".answer, .message")).to_be_visible()
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false")
    answered = page.locator(".turn").last.locator(".answer").count()
    left = "" if answered else typed  # it comes back to be mended
    until(page, lambda: box.input_value() == left)
    settle(page)


def follow(page: Page) -> None:
    """Keep account of the answers that come to a page, for `settle`; before it is opened."""
    streaming = streams.setdefault(page, set())
    page.on("request", lambda r: streaming.add(r) if STREAM in r.url else None)
    for event in ("requestfinished", "requestfailed"):
        page.on(event, lambda r: streaming.discard(r))  # noqa: PLW0108  playwright marks it


def arrive(page: Page) -> None:
    """Wait until the chat page is there and holds its document."""
    expect(page.locator("#reader-page article")).to_be_attached()
    expect(page.locator(".log")).to_be_attached()


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """What is done here asks the server something: go on when all of the answer is here."""
    with page.expect_request(lambda request: STREAM in request.url):
        yield
    settle(page)


def settle(page: Page) -> None:
    """Wait until gradio has closed its stream: what is sent in that very moment, it loses."""
    until(page, lambda: not streams[page])


def until(page: Page, true: Callable[[], object]) -> None:
    """Wait for what no locator says."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < deadline
        page.wait_for_timeout(20)


def highlighted(page: Page) -> str:
    expect(page.locator("#reader-page mark").first).to_be_in_viewport()
    return "".join(page.locator("#reader-page mark").all_text_contents())


def quote(page: Page) -> str:
    return page.locator(".turn").last.locator(".card blockquote").first.inner_text()
