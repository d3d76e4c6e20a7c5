"""Hostile text in every place that text can come from, in a real browser: none of it runs or loads anything."""

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fakes import FakeAnswerer
from payloads import PAYLOADS, packed
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sites import ACROSS_SITES, Host, browser, frame_of, host_pages, served
from visits import arrive, ask, follow

from chat.asking.question import LONGEST, checked
from chat.render import document_key
from chat.server import create_app
from chat.serving.limits import RateLimit
from chat.types import NOT_FOUND, Answer, Citation, Turn
from ingest.types import Block, BlockKind, Document, Span, Structure

# gradio counts its events with pandas, and uses an option of it that is going away.
pytestmark = pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning")


PACKS = packed(250)
EVERYTHING = " ".join(PAYLOADS)


def hostile_document() -> Document:
    """Every payload stands in a heading and in a paragraph, and all of them in title and file name."""
    text, blocks = "", []
    for pack in PACKS:
        for kind, words in ((BlockKind.HEADING, pack), (BlockKind.PARAGRAPH, f"学位{pack}。")):
            blocks.append(Block(kind, (Span(len(text), len(text) + len(words)),)))
            text += words + "\n"
    structure = Structure(tuple(blocks))
    return Document(f"{EVERYTHING}.txt", EVERYTHING, text, b"", "utf-8", structure)


DOCUMENT = hostile_document()
TAME = Document("普通.txt", "普通", "普通\n\n没有什么特别的话。", b"", "utf-8")
EACH = 8
"""Paragraphs in a quote."""


class HostileAnswerer(FakeAnswerer):
    """Quotes every paragraph of the hostile document, and puts its payloads wherever an answer has text."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        typed = checked(question)
        asked = f"{typed} {PAYLOADS[0]}"
        cited = tuple(self._hostile(start) for start in range(0, len(PACKS), EACH))
        if "全部" not in typed and "讲了什么" not in typed:  # as the examples ask
            return Answer(typed, asked, NOT_FOUND, (), cited[:3], True, 0.1)
        quotes = "\n".join(one.quote for one in cited)
        return Answer(typed, asked, quotes, cited, (), False, 0.9, (0, 1))

    @staticmethod
    def _hostile(start: int) -> Citation:
        paragraphs = DOCUMENT.structure.blocks[1::2][start : start + EACH]
        spans = tuple(span for block in paragraphs for span in block.spans)
        words = " ".join(PACKS[start : start + EACH])
        return Citation(
            DOCUMENT.id, words, words, BlockKind.NOTE, spans, DOCUMENT.quote(spans), spans[:1],
            0.9, (words, words), 1.0, 0.5, 1, 2, place=words, broken=True, seams=(1,),
        )  # fmt: skip


CARDS = -(-len(PACKS) // EACH)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    with host_pages(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def server(pages: tuple[Path, int]) -> Iterator[int]:
    sites = [f"http://news.test:{pages[1]}"]
    often = RateLimit(burst=10_000)
    with served(lambda: create_app(HostileAnswerer(DOCUMENT, TAME), sites, often)) as port:
        yield port


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, browser(playwright, *ACROSS_SITES) as launched:
        yield launched


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1100, "height": 780})
    yield opened
    opened.close()


@pytest.fixture
def host(context: BrowserContext, pages: tuple[Path, int], server: int) -> Host:
    return Host(context, pages, server)


OURS = re.compile(
    r"/|/config|/theme\.css|/(?:assets|static)/[\w./-]+|/gradio_api/[\w/-]+|/favicon\.ico|/manifest\.json"
    r"|/d/[0-9a-f]{12}|/api/documents|/widget(?:\.js|/ask|/allowed)?|/(?:index|foreign)\.html"
)


def strange(urls: Sequence[str], ports: set[int]) -> list[str]:
    """Requests that no page of ours makes."""
    parts = [(url, urlsplit(url)) for url in urls]
    return [
        url
        for url, part in parts
        if part.scheme != "data"
        and not (part.port in ports and OURS.fullmatch(part.path) and "evil" not in part.netloc)
    ]


def harmless(page: Page, host: Host) -> None:
    """Nothing has run, nothing was loaded, and the browser has not even had to refuse anything."""
    page.wait_for_timeout(150)
    owned = [frame.url for frame in page.frames if frame.evaluate("'owned' in window")]
    assert owned == []
    assert strange(host.requests, {host.pages[1], host.server}) == []
    assert host.errors == []


def test_the_payloads_do_run_and_load_where_nothing_is_escaped(host: Host) -> None:
    page = host.open("")
    page.evaluate(
        """(payloads) => { for (const payload of payloads) {
            const frame = document.createElement('iframe');
            frame.srcdoc = `<!doctype html><style>@keyframes arrive {}</style><p>${payload}`;
            document.body.append(frame); } }""",
        list(PAYLOADS),
    )
    page.wait_for_function(
        """(least) => Array.from({ length: frames.length }, (_, at) => frames[at])
            .filter((one) => { try { return one.owned; } catch { return false; } }).length > least""",
        arg=len(PAYLOADS) // 3,
    )
    assert len(strange(host.requests, {host.pages[1]})) > 10
    assert any("dialog" in error for error in host.errors)


def test_in_the_widget(host: Host) -> None:
    attributes = ("title", "lang", "theme", "position", "ask")
    loaders = ""
    for payload in PAYLOADS:
        data = " ".join(f'data-{name}="{html.escape(payload)}"' for name in attributes)
        loaders += f'<script src="YINJU/widget.js" {data} defer></script>'
    page = host.open(f"<h1>某报</h1>{loaders}")
    page.wait_for_function("window.Yinju")
    page.evaluate("window.heard = []; Yinju.on('answer', (answer) => heard.push(answer))")
    page.evaluate("Yinju.ask('全部')")
    frame = frame_of(page)
    expect(frame.locator(".card")).to_have_count(CARDS + 3)  # data-ask was refused, with three
    asked = 2
    for start in range(0, len(PAYLOADS), 20):
        some = PAYLOADS[start : start + 20]
        page.evaluate("(all) => all.forEach(Yinju.ask)", some)
        asked += sum(bool(one.strip()) for one in some)
        expect(frame.locator(".question")).to_have_count(asked)
        expect(frame.locator(".searching")).to_have_count(0)
    harmless(page, host)


def test_in_the_selector_of_a_place_on_the_page(host: Host) -> None:
    loaders = "".join(
        f'<script src="YINJU/widget.js" data-target="{html.escape(payload)}" defer></script>'
        for payload in PAYLOADS
    )
    page = host.open(f"<h1>某报</h1>{loaders}")
    page.wait_for_load_state()
    harmless(page, host)
    assert page.evaluate("document.body.children.length") == len(PAYLOADS) + 1


def test_in_messages_from_other_sites(host: Host) -> None:
    """A page of another site around the frame, one inside the host page, and a window that it opened."""
    page = host.open('<script src="YINJU/widget.js" defer></script>')
    page.wait_for_function("window.Yinju")
    page.evaluate("window.heard = 0; Yinju.on('answer', () => { heard += 1; }); Yinju.open()")
    frame = frame_of(page)
    send = """([payloads]) => { for (const one of payloads) for (const message of
        [one, { yinju: 1, kind: 'ask', question: one }, { yinju: 1, kind: 'answer', answer: one },
         { yinju: 1, kind: one }, { yinju: 1, kind: 'close' }, { yinju: 1, kind: 'ready' }])
        for (const to of [parent, ...Array.from({ length: parent.length }, (_, at) => parent[at])])
            to.postMessage(message, '*'); }"""
    folder, port = host.pages
    (folder / "foreign.html").write_text("<!doctype html><title>x</title>", "utf-8")
    address = f"http://other.test:{port}/foreign.html"
    page.evaluate(
        """(address) => { const frame = document.createElement('iframe'); frame.src = address;
            document.body.append(frame); }""",
        address,
    )
    foreign = page.wait_for_selector("iframe").content_frame()
    assert foreign is not None
    foreign.wait_for_url(address)
    foreign.evaluate(send, [list(PAYLOADS)])
    page.wait_for_timeout(300)
    assert page.evaluate("heard") == 0
    assert frame.locator(".turn").count() == 0
    expect(frame.locator("#question")).to_be_visible()
    harmless(page, host)


def test_in_messages_to_the_widget_and_from_it(host: Host) -> None:
    page = host.open('<script src="YINJU/widget.js" defer></script>')
    page.wait_for_function("window.Yinju")
    page.evaluate("addEventListener('message', (event) => { window.inner = event.source; })")
    page.evaluate("Yinju.open()")
    frame = frame_of(page)
    send = """([payloads, home]) => { for (const one of payloads) for (const message of
        [one, { yinju: 1, kind: one }, { yinju: 1, kind: 'ask', question: { toString: one } }, [one],
         { yinju: one }, { yinju: 1, kind: 'focus', question: one }, null])
        window.inner.postMessage(message, home); }"""
    page.evaluate(send, [PAYLOADS, f"http://yinju.test:{host.server}"])
    back = """(payloads) => { for (const one of payloads) for (const message of
        [one, { yinju: 1, kind: one }, { yinju: 1, kind: 'answer', answer: one },
         { yinju: 1, kind: 'ready', html: one }]) parent.postMessage(message, '*'); }"""
    frame.evaluate(back, list(PAYLOADS))
    page.wait_for_timeout(300)
    harmless(page, host)


def test_in_addresses_of_documents_and_of_the_frame(host: Host) -> None:
    page = host.open("")
    home = f"http://yinju.test:{host.server}"
    go = "([base, values]) => { location.href = base + '?' + new URLSearchParams(values); }"
    for pack in packed(LONGEST):
        for path, names in (
            (f"/d/{document_key(TAME.id)}", ("q", "at", "words", "asked", "lang")),
            ("/widget", ("ask", "host", "lang", "theme")),
        ):
            page.evaluate(go, [home + path, dict.fromkeys(names, pack)])
            page.wait_for_url(re.compile(re.escape(path) + r"\?"), wait_until="load")
        expect(page.locator(".answer, .message")).to_be_visible()
        assert page.evaluate("document.body.className") == "frame"
    at = DOCUMENT.structure.blocks[1].spans[0]
    page.goto(f"{home}/d/{document_key(DOCUMENT.id)}?at={at.start}-{at.end}&words=1")
    page.goto(f"{home}/d/{document_key(DOCUMENT.id)}?q=全部")
    marked = "".join(page.locator("mark").all_text_contents())
    assert marked.count("学位") == len(PACKS)
    assert all(tag in marked for tag in PAYLOADS[:20])
    harmless(page, host)


def test_in_the_chat_page(host: Host) -> None:
    page = host.open("")
    follow(page)
    page.goto(f"http://127.0.0.1:{host.server}/")  # COOP is for localhost or https
    arrive(page)
    expect(page.locator("#examples button").first).to_be_visible()
    ask(page, "全部")
    expect(page.locator(".card")).to_have_count(CARDS)
    for question in packed(2000):
        ask(page, question)
    page.locator("a.cite").first.click()
    expect(page.locator("#reader-page mark").first).to_be_visible()
    page.locator("#language label").last.click()
    expect(page.locator(".log")).to_have_attribute("lang", "en")
    harmless(page, host)
