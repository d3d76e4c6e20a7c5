"""Sites for browser tests: yinju on a free port, pages of other sites around it, and what goes on in them."""

import asyncio
import functools
import http.server
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Dialog, Frame, Page, Playwright
from visits import PATIENCE, until

ACROSS_SITES = ("--host-resolver-rules=MAP *.test 127.0.0.1",)
"""Every name that ends in .test is this machine, so that two of them are two sites."""
OPEN_SHADOWS = """const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: "open" }); };"""
"""The widget's shadow root is closed to scripts, and so to the test, unless this runs first."""
BUBBLE = '<h1>某报</h1><script src="YINJU/widget.js" data-title="问问文件" defer></script>'


def chromium_path() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no browser: expected chromium; apt-get install chromium")
    return found


@contextmanager
def browser(playwright: Playwright, *arguments: str) -> Iterator[Browser]:
    launched = playwright.chromium.launch(
        executable_path=chromium_path(), args=["--no-sandbox", *arguments]
    )
    yield launched
    launched.close()


@contextmanager
def served(make: Callable[[], FastAPI], port: int = 0) -> Iterator[int]:
    """An application on a port of 127.0.0.1, free if it is 0."""
    listener = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(make, factory=True, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    deadline = time.monotonic() + PATIENCE / 1000
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started
    yield listener.getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(10)
    listener.close()


@contextmanager
def host_pages(folder: Path) -> Iterator[tuple[Path, int]]:
    """A web server for pages in `folder`, reached as news.test, other.test or any other name."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    (folder / "favicon.ico").write_bytes(b"")
    yield folder, server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


class Host:
    """A page of another site that embeds the widget, and what went on in it."""

    def __init__(self, context: BrowserContext, pages: tuple[Path, int], server: int) -> None:
        self.context, self.pages, self.server = context, pages, server
        self.requests: list[str] = []
        self.errors: list[str] = []

    def open(
        self, body: str, *, head: str = "", site: str = "news", name: str = "index.html"
    ) -> Page:
        folder, port = self.pages
        text = f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
        (folder / name).write_text(
            text.replace("YINJU", f"http://yinju.test:{self.server}"), "utf-8"
        )
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", self._dialog)
        page.goto(f"http://{site}.test:{port}/{name}")
        return page

    def _dialog(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def ours(self) -> list[str]:
        return [url for url in self.requests if f":{self.server}/" in url]


def click_bubble(page: Page) -> None:
    """The bubble stands in a closed shadow root, where a script cannot reach it, but a mouse can."""
    page.wait_for_function("window.Yinju")
    size = page.viewport_size or {"width": 0, "height": 0}
    page.mouse.click(size["width"] - 60, size["height"] - 40)


def frames_of(page: Page) -> list[Frame]:
    """The frames of the widgets of a page, in the order in which they were opened."""
    return [frame for frame in page.frames if "/widget?" in frame.url]


def frame_of(page: Page, number: int = 1) -> Frame:
    """The frame of the widget that was opened as the first, the second …, when it can be asked."""
    until(page, lambda: len(frames_of(page)) >= number)
    frame = frames_of(page)[number - 1]
    frame.wait_for_selector("#question:enabled")
    return frame


def ask(frame: Frame, question: str) -> None:
    frame.fill("#question", question)
    frame.press("#question", "Enter")
