"""Pictures of every state of the page, the reading page and the widget, for the README and for looking at.

    python -m docs.screenshots

Serves the newspaper page from a fresh index, and writes PNGs of at most 256 colours into docs/.
"""

import io
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.widget import served
from chat.answer import Answerer
from chat.command.arguments import DOCUMENTS
from chat.server import create_app
from chat.types import Answer, Turn
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect

DOCS = Path(__file__).parent
DESKTOP, PHONE = (1360, 860), (390, 800)
LONG, REFUSED = "十大工程是哪十个？", "火星移民有几人？"
ANSWERED = "会新增多少个优质公办学位？"
DOUBTFUL = "对贪污受贿的官员，市里是什么态度？"


class Slow(Answerer):
    """Takes its time for one question, so that there is something to see while it is answered."""

    def ask(self, question: str, history: Sequence[Turn] = (), **options: Any) -> Answer:
        """The answer, after a while."""
        if question == LONG:
            time.sleep(4)
        return super().ask(question, history, **options)


def save(page: Page, name: str) -> None:
    """A picture of what is in the window, its colours counted so that the file is small."""
    page.wait_for_timeout(400)
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = whole.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(DOCS / f"{name}.png", optimize=True)


def visit(browser: Browser, address: str, size: tuple[int, int], scheme: str = "light") -> Page:
    """A page in a window of its own."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    return page


def chat(browser: Browser, address: str, size: tuple[int, int], scheme: str = "light") -> Page:
    """The chat page, ready to be asked."""
    page = visit(browser, address, size, scheme)
    page.wait_for_selector("#reader-page article", state="attached")
    page.wait_for_timeout(1000)
    return page


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the answer is whole."""
    answers = page.locator(".turn .answer").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.locator(".turn .answer").nth(answers).wait_for()
    page.wait_for_selector(".log[aria-busy=false]")
    page.wait_for_timeout(300)


def conversation(browser: Browser, address: str) -> None:
    """The chat page, in every state, in both lights, both languages and both sizes."""
    page = chat(browser, address, DESKTOP)
    save(page, "empty")
    page.fill("#question textarea", LONG)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".searching")
    save(page, "answering")
    page.wait_for_selector(".log[aria-busy=false] .card")
    page.hover("h3 a.ref >> nth=1")
    page.wait_for_selector("#preview:visible")
    save(page, "preview")
    page.mouse.move(5, 5)
    ask(page, ANSWERED)
    page.locator(".turn:last-child a.cite").first.click()
    save(page, "screenshot")
    ask(page, REFUSED)
    save(page, "refused")
    ask(page, DOUBTFUL)
    save(page, "doubtful")
    ask(page, REFUSED)
    page.locator("#language").get_by_text("English").click()
    page.wait_for_selector("text=Near, but not answers")
    save(page, "english")
    page = chat(browser, address, DESKTOP, "dark")
    ask(page, ANSWERED)
    page.locator("a.cite").first.click()
    save(page, "dark")
    page = chat(browser, address, PHONE)
    ask(page, ANSWERED)
    save(page, "phone")
    page.locator("a.cite").first.click()
    save(page, "phone-reader")


def reader(browser: Browser, address: str) -> None:
    """The reading page, opened at a quote and searched."""
    page = chat(browser, address, DESKTOP)
    ask(page, ANSWERED)
    page.goto(page.evaluate("document.querySelector('a.cite').href"))
    page.fill("#find", "学位")
    page.wait_for_timeout(500)
    save(page, "reader")


def widget(browser: Browser, address: str) -> None:
    """The demonstration, before and after its bubble is opened."""
    page = visit(browser, f"{address}/demo", (1100, 780))
    page.wait_for_timeout(1500)
    save(page, "widget-closed")
    page.mouse.click(1040, 742)
    page.wait_for_timeout(1000)
    frame = [one for one in page.frames if "/widget?" in one.url][-1]
    frame.wait_for_selector("#question:enabled")
    page.evaluate("scrollTo(0, 0)")
    save(page, "widget-empty")
    frame.fill("#question", ANSWERED)
    frame.press("#question", "Enter")
    frame.wait_for_selector(".card")
    save(page, "widget")


def main() -> None:
    """Write all pictures."""
    found = next(p for n in ("chromium", "chromium-browser") if (p := shutil.which(n)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        encoder, segmenter = load_encoder(), Segmenter()
        build(Path(folder), collect([DOCUMENTS]).documents, encoder, segmenter)
        answerer = Slow(Library(Path(folder), encoder, segmenter))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        with served(lambda: create_app(answerer)) as address:
            for take in (conversation, reader, widget):
                take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
