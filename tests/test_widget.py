"""The widget on other people's pages, across sites, in a real browser."""

import asyncio
import functools
import gzip
import http.server
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import uvicorn
from fakes import FakeAnswerer
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright

from chat.server import create_app
from ingest.read import read

ROOT = Path(__file__).parent.parent
PAGE = read(next((ROOT / "corpus" / "documents").iterdir()))
QUESTION = "新增多少个优质公办学位？"
QUOTED = "新增10万个优质公办学位"
SCRIPT = ROOT / "chat" / "static" / "widget.js"

pytestmark = pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A web server for host pages, reached as news.test and other.test."""
    folder = tmp_path_factory.mktemp("site")

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


@pytest.fixture(scope="module")
def server(pages: tuple[Path, int]) -> Iterator[int]:
    """yinju over a fake answerer, which news.test may embed; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    sites = [f"http://news.test:{pages[1]}"]
    config = uvicorn.Config(
        lambda: create_app(FakeAnswerer(PAGE), sites), factory=True, log_level="error"
    )
    served = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(served.serve([listener])))
    thread.start()
    port = listener.getsockname()[1]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz"):
                break
        except OSError:
            time.sleep(0.1)
    yield port
    served.should_exit = served.force_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("no browser: expected chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = [
            "--no-sandbox",
            "--host-resolver-rules=MAP *.test 127.0.0.1",
            "--test-third-party-cookie-phaseout",
        ]
        launched = playwright.chromium.launch(executable_path=found, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1100, "height": 780})
    yield opened
    opened.close()


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
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"http://{site}.test:{port}/{name}")
        return page

    def ours(self) -> list[str]:
        return [url for url in self.requests if f":{self.server}/" in url]


@pytest.fixture
def host(context: BrowserContext, pages: tuple[Path, int], server: int) -> Host:
    return Host(context, pages, server)


BUBBLE = '<h1>某报</h1><script src="YINJU/widget.js" data-title="问问文件" defer></script>'


def click_bubble(page: Page) -> None:
    """The bubble stands in a closed shadow root, where a script cannot reach it, but a mouse can."""
    page.wait_for_function("window.Yinju")
    size = page.viewport_size or {"width": 0, "height": 0}
    page.mouse.click(size["width"] - 60, size["height"] - 40)


def frame_of(page: Page) -> Frame:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for frame in page.frames:
            if "/widget?" in frame.url:
                frame.wait_for_selector("#question:enabled")
                return frame
        page.wait_for_timeout(20)
    raise AssertionError("no frame was opened")


def ask(frame: Frame, question: str) -> None:
    frame.fill("#question", question)
    frame.press("#question", "Enter")


def test_the_loader_is_small_and_all_that_is_fetched_before_it_is_opened(host: Host) -> None:
    page = host.open(BUBBLE)
    page.wait_for_function("window.Yinju")
    page.wait_for_timeout(300)
    assert len(host.ours()) == 1
    assert len(SCRIPT.read_bytes()) <= 10_000
    assert len(gzip.compress(SCRIPT.read_bytes())) <= 4_000


def test_a_listed_site_asks_and_gets_quotes_that_open_in_place(host: Host) -> None:
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    ask(frame, QUESTION)
    expect(frame.locator(".card blockquote").first).to_contain_text(QUOTED)
    with host.context.expect_page() as opened:
        frame.locator("a.cite").first.click()
    reading = opened.value
    expect(reading.locator("#cited")).to_be_in_viewport()
    assert QUOTED in "".join(reading.locator("mark").all_text_contents())
    hosts = {url.split("/")[2].split(":")[0] for url in host.requests}
    assert hosts == {"news.test", "yinju.test"}
    assert host.errors == []


def test_a_site_that_is_not_listed_sees_why(host: Host) -> None:
    page = host.open(BUBBLE, site="other")
    click_bubble(page)
    page.wait_for_timeout(800)
    assert not [frame for frame in page.frames if "/widget" in frame.url]
    assert [url for url in host.ours() if "/widget?" in url] == []


def test_a_frame_that_is_made_by_hand_on_another_site_stays_empty(host: Host) -> None:
    page = host.open('<iframe src="YINJU/widget?host=http://other.test"></iframe>', site="other")
    page.wait_for_timeout(800)
    assert all(frame.url.startswith(("chrome-error", "http://other.test")) for frame in page.frames)


def test_hostile_styles_and_a_strict_policy_do_not_reach_it(host: Host) -> None:
    style = "<style>* { display: none !important; font-size: 60px !important }</style>"
    policy = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src YINJU; '
        "frame-src YINJU; connect-src YINJU; style-src 'unsafe-inline'\">"
    )
    page = host.open(BUBBLE, head=policy + style.replace("*", "h1, button, iframe"))
    click_bubble(page)
    frame = frame_of(page)
    ask(frame, QUESTION)
    expect(frame.locator(".card").first).to_be_visible()
    assert (
        frame.evaluate("getComputedStyle(document.querySelector('.question')).fontSize") == "17px"
    )
    assert [error for error in host.errors if "favicon" not in error] == []


def test_two_widgets_on_one_page_keep_apart(host: Host) -> None:
    inline = (
        '<div id="here"></div>'
        '<script src="YINJU/widget.js" data-target="#here" data-lang="en" defer></script>'
    )
    page = host.open(inline + BUBBLE)
    first = frame_of(page)
    ask(first, QUESTION)
    expect(first.locator(".card").first).to_be_visible()
    click_bubble(page)
    page.wait_for_timeout(300)
    frames = [frame for frame in page.frames if "/widget?" in frame.url]
    assert len(frames) == 2
    assert frames[1].locator(".card").count() == 0
    assert first.evaluate("document.documentElement.lang") == "en"


def test_the_pages_script_can_open_ask_and_listen(host: Host) -> None:
    page = host.open(BUBBLE)
    page.wait_for_function("window.Yinju")
    page.evaluate("Yinju.on('answer', (answer) => { window.heard = answer; })")
    page.evaluate(f"Yinju.ask({QUESTION!r})")
    page.wait_for_function("window.heard")
    heard = page.evaluate("window.heard")
    assert heard["refused"] is False
    assert QUOTED in heard["citations"][0]["quote"]


def test_messages_of_other_windows_are_not_listened_to(host: Host) -> None:
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    page.evaluate("window.heard = 0; Yinju.on('answer', () => { window.heard += 1; })")
    page.evaluate("postMessage({ yinju: 1, kind: 'answer', answer: {} }, '*')")
    page.evaluate(
        "() => { const f = document.createElement('iframe'); f.srcdoc = "
        "'<script>parent.postMessage({yinju:1,kind:\"answer\",answer:{}},\"*\")</scr' + 'ipt>'; "
        "document.body.append(f); }"
    )
    frame.evaluate("postMessage({ yinju: 1, kind: 'ask', question: '学位' }, '*')")
    page.wait_for_timeout(500)
    assert page.evaluate("window.heard") == 0
    assert frame.locator(".turn").count() == 0


def test_hostile_attributes_are_shown_as_text(host: Host) -> None:
    attack = "&quot;&gt;&lt;img src=x onerror=&quot;document.title='owned'&quot;&gt;"
    page = host.open(
        f'<script src="YINJU/widget.js" data-title="{attack}" data-ask="{attack}" data-theme="{attack}"'
        f' data-lang="{attack}" data-position="{attack}" defer></script>'
    )
    page.wait_for_function("window.Yinju")
    page.evaluate("Yinju.open()")
    frame = frame_of(page)
    page.wait_for_timeout(400)
    assert page.title() != "owned"
    assert frame.evaluate("document.title") != "owned"
    assert frame.locator("img").count() == 0


def test_it_fills_a_phone_and_closes_by_keyboard(
    chromium: Browser, pages: tuple[Path, int], server: int
) -> None:
    phone = chromium.new_context(viewport={"width": 390, "height": 780}, has_touch=True)
    host = Host(phone, pages, server)
    page = host.open(
        BUBBLE, head='<meta name="viewport" content="width=device-width, initial-scale=1">'
    )
    page.wait_for_function("window.Yinju")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    frame = frame_of(page)
    box = frame.frame_element().bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert box["height"] > 700
    frame.press("#question", "Escape")
    page.wait_for_timeout(200)
    assert frame.frame_element().bounding_box() is None
    phone.close()


def test_the_demonstration_embeds_it_in_both_ways(host: Host) -> None:
    page = host.context.new_page()
    page.goto(f"http://yinju.test:{host.server}/demo")
    inline = frame_of(page)
    ask(inline, QUESTION)
    expect(inline.locator(".card").first).to_be_visible()
    click_bubble(page)
    page.wait_for_timeout(500)
    assert len([frame for frame in page.frames if "/widget?" in frame.url]) == 2
