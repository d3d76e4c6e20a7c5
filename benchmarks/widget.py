"""What the widget costs a host page, beside a plain gr.ChatInterface in a frame, in one browser and run.

    python -m benchmarks.widget

Counted are requests and bytes of bodies as they travel, and the time from the click to a usable input and
from the question to the first quote; the better of three visits, each with an empty cache.
"""

import asyncio
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import machine
from chat.answer import Answerer
from chat.command.arguments import DOCUMENTS
from chat.server import create_app
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect

QUESTION = "会开发多少就业岗位？"
VISITS = 3


@contextmanager
def served(make: Callable[[], FastAPI]) -> Iterator[str]:
    """An application on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make, factory=True, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    if not server.started:
        raise SystemExit("the server did not start: see above")
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:  # or an error in what is measured would leave the server, and the command, running
        server.should_exit = server.force_exit = True
        thread.join(10)
        listener.close()


class Traffic:
    """Requests of a page, and the bytes of their answers."""

    def __init__(self, page: Page) -> None:
        self.requests = self.bytes = 0
        page.on("requestfinished", self._count)

    def _count(self, request: Any) -> None:
        self.requests += 1
        self.bytes += request.sizes()["responseBodySize"]


def widget(browser: Browser, address: str) -> dict[str, float]:
    """A visit to the demonstration, whose bubble is opened and asked."""
    context = browser.new_context(viewport={"width": 1100, "height": 780})
    page = context.new_page()
    page.route(
        "**/demo", lambda route: route.fulfill(body=_host(address), content_type="text/html")
    )
    traffic = Traffic(page)
    page.goto(f"{address}/demo")
    page.wait_for_function("window.Yinju")
    page.wait_for_timeout(500)
    before = traffic.requests - 1, traffic.bytes  # without the host page itself
    began = time.perf_counter()
    page.mouse.click(1040, 742)
    while not (frame := next((f for f in page.frames if "/widget?" in f.url), None)):
        page.wait_for_timeout(5)
    frame.wait_for_selector("#question:enabled")
    usable = time.perf_counter() - began
    opened = traffic.requests - 1, traffic.bytes
    began = time.perf_counter()
    frame.fill("#question", QUESTION)
    frame.press("#question", "Enter")
    frame.wait_for_selector(".card")
    answered = time.perf_counter() - began
    context.close()
    return _row(before, opened, usable, answered)


def _host(address: str) -> str:
    return f'<!doctype html><title>h</title><h1>h</h1><script src="{address}/widget.js" defer></script>'


def plain(browser: Browser, address: str) -> dict[str, float]:
    """A visit to a page with the ChatInterface in a frame, loaded at once, as is usual."""
    context = browser.new_context(viewport={"width": 1100, "height": 780})
    page = context.new_page()
    host = f'<!doctype html><title>h</title><iframe src="{address}/" width=600 height=700></iframe>'
    page.route("**/host", lambda route: route.fulfill(body=host, content_type="text/html"))
    traffic = Traffic(page)
    began = time.perf_counter()
    page.goto(f"{address}/host", wait_until="commit")
    while len(page.frames) < 2:
        page.wait_for_timeout(5)
    frame = page.frames[1]
    frame.wait_for_selector("textarea:enabled")
    usable = time.perf_counter() - began
    page.wait_for_timeout(500)
    opened = traffic.requests - 1, traffic.bytes
    began = time.perf_counter()
    frame.fill("textarea", QUESTION)
    frame.press("textarea", "Enter")
    frame.wait_for_selector("text=60万个")
    answered = time.perf_counter() - began
    context.close()
    return _row(opened, opened, usable, answered)


def _row(
    before: tuple[int, int], opened: tuple[int, int], usable: float, answered: float
) -> dict[str, float]:
    return {
        "requests before it is opened": before[0],
        "kB before it is opened": before[1] / 1000,
        "requests until the input is usable": opened[0],
        "kB until the input is usable": opened[1] / 1000,
        "ms from the click to a usable input": usable * 1000,
        "ms from the question to the first quote": answered * 1000,
    }


def main() -> None:
    """Print the table."""
    found = next(p for n in ("chromium", "chromium-browser") if (p := shutil.which(n)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        encoder, segmenter = load_encoder(), Segmenter()
        build(Path(folder), collect([DOCUMENTS]).documents, encoder, segmenter)
        answerer = Answerer(Library(Path(folder), encoder, segmenter))

        def interface() -> FastAPI:
            chat = gr.ChatInterface(
                lambda said, _: answerer.ask(said).text, analytics_enabled=False
            )
            return gr.mount_gradio_app(FastAPI(), chat, path="/")  # type: ignore[no-any-return]

        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        rows = []
        for visit, make in ((widget, lambda: create_app(answerer)), (plain, interface)):
            with served(make) as address:
                visits = [visit(browser, address) for _ in range(VISITS)]
            rows.append({name: min(one[name] for one in visits) for name in visits[0]})
        browser.close()
    print("| measured | widget | gr.ChatInterface in a frame |\n| --- | ---: | ---: |")
    for name in rows[0]:
        print(f"| {name} | {rows[0][name]:.0f} | {rows[1][name]:.0f} |")
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()
