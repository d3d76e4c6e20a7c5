"""How soon the chat page answers, and how a book opens and scrolls, in one browser.

    python -m benchmarks.page

From the click on 提问 to the question on the page and to the first quote's words, medians; beside the same page
with answers that are known beforehand, which is gradio's part of it, and a plain gr.ChatInterface.
Then a made-up document of a million characters at /d/KEY: opened, opened again, scrolled, searched in.
"""

import random
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from benchmarks.machine import machine
from benchmarks.widget import served
from chat.answer import Answerer
from chat.command.arguments import DOCUMENTS
from chat.render import document_key
from chat.server import create_app
from chat.types import NOT_FOUND, Answer, Turn
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect
from ingest.types import Document

QUESTIONS = (
    "会新增多少个优质公办学位？",
    "会开发多少就业岗位？",
    "新建改扩建多少所中小学？",
    "民营经济占比要达到多少？",
    "学前教育普惠覆盖率是多少？",
)
ROUNDS = 3
CHARACTERS = 1_000_000
_ASK = """([send, asked, first]) => new Promise((done) => {
  const seen = {};
  const count = (what) => document.querySelectorAll(what).length;
  const before = [count(asked), count(first)], began = performance.now();
  new MutationObserver((_, self) => {
    if (!("question" in seen) && count(asked) > before[0]) seen.question = performance.now() - began;
    if (count(first) <= before[1]) return;
    seen.quote = performance.now() - began;
    self.disconnect();
    done(seen);
  }).observe(document.body, { childList: true, subtree: true });
  document.querySelector(send).click();
})"""
_OURS = ("#question textarea", "#send", ".question", ".card blockquote")
_PLAIN = ("textarea:enabled", ".submit-button", ".user-row", ".bot-row")
_OPENED = """() => {
  const [load] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return [load.responseEnd, paint.startTime, load.domComplete];
}"""
_SCROLL = """() => new Promise((done) => {
  const times = [], height = document.documentElement.scrollHeight, began = performance.now();
  let last = began;
  const step = (now) => {
    times.push(now - last);
    last = now;
    const part = (now - began) / 4000;
    scrollTo(0, part * height);
    if (part < 1) requestAnimationFrame(step);
    else done(times.slice(1));
  };
  requestAnimationFrame(step);
})"""
_FIND = """(words) => new Promise((done) => {
  const box = document.getElementById("find"), output = document.querySelector(".find output");
  const began = performance.now(), tell = () => done([performance.now() - began, output.textContent]);
  new MutationObserver(tell).observe(output, { childList: true });
  box.value = words;
  box.dispatchEvent(new Event("input"));
})"""


class Known:
    """Answers that were found before: what is left of the time is the page's."""

    def __init__(self, answerer: Answerer) -> None:
        self.library = answerer.library
        self._answers = {question: answerer.ask(question) for question in QUESTIONS}
        self._answerer = answerer

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer to one of QUESTIONS at once; to any other one that has to be found."""
        return self._answers.get(question) or self._answerer.ask(question, history)


class Shelf:
    """One document to read, without an index: a book of this size takes minutes to embed."""

    def __init__(self, document: Document) -> None:
        self.library = self
        self.state = 0
        self._document = document

    def titles(self) -> dict[str, str]:
        """Its name, and its title."""
        return {self._document.id: self._document.title}

    def document(self, name: str) -> Document:
        """The document."""
        return self._document

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Nothing is found."""
        return Answer(question, question, NOT_FOUND, (), (), True, 0.0)


def asked(browser: Browser, address: str, names: tuple[str, str, str, str]) -> dict[str, float]:
    """Median milliseconds until the question, and until the first quote, stands on the page."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(names[0])
    page.wait_for_timeout(1500)
    found = []
    for question in QUESTIONS * ROUNDS:
        page.fill(names[0], question)
        page.wait_for_timeout(200)
        found.append(page.evaluate(_ASK, list(names[1:])))
        page.wait_for_timeout(1000)
    context.close()
    return {key: statistics.median(one[key] for one in found) for key in ("question", "quote")}


def book(folder: Path) -> None:
    """A document of a million characters with 400 chapters, the same every time."""
    dice = random.Random(1)
    letters = "坚持推进科技产业金融人才协同发展建设现代化都市圈实施民生改善工程新增优质公办学位创建特色高中"
    lines, length = ["百万字长文"], 0
    while length < CHARACTERS:
        if len(lines) % 12 == 1:
            lines.append(f"第{len(lines) // 12 + 1}章　{''.join(dice.choices(letters, k=8))}")
        else:
            clauses = ("".join(dice.choices(letters, k=dice.randint(12, 40))) for _ in range(8))
            lines.append("，".join(clauses) + "。")
        length += len(lines[-1]) + 2
    (folder / "book.txt").write_text("\n\n".join(lines), "utf-8")


def read(browser: Browser, address: str) -> list[tuple[str, float]]:
    """Milliseconds of opening twice, of frames while scrolling, and of a search."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    rows = []
    for time in ("first time", "again"):
        page.goto(address, wait_until="load")
        page.wait_for_timeout(500)
        arrived, painted, complete = page.evaluate(_OPENED)
        rows += [
            (f"/d/KEY, {time}: all of it has arrived", arrived),
            (f"/d/KEY, {time}: first words painted", painted),
            (f"/d/KEY, {time}: complete", complete),
        ]
    frames = sorted(page.evaluate(_SCROLL))
    rows.append(("scrolling through it in 4 s: a frame, median", statistics.median(frames)))
    rows.append(("… 95th percentile", frames[int(0.95 * len(frames))]))
    rows.append(("… longest", frames[-1]))
    for words in ("优质公办", "的", "坚持"):
        page.evaluate("document.getElementById('find').value = ''")
        took, said = page.evaluate(_FIND, words)
        rows.append((f"searching 「{words}」 ({said})", took))
    context.close()
    return rows


def main() -> None:
    """Print both tables."""
    found = next(p for n in ("chromium", "chromium-browser") if (p := shutil.which(n)))
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "pages").mkdir()
        book(folder / "pages")
        encoder, segmenter = load_encoder(), Segmenter()
        build(folder / "index", collect([DOCUMENTS]).documents, encoder, segmenter)
        answerer = Answerer(Library(folder / "index", encoder, segmenter))
        known = Known(answerer)

        def interface() -> FastAPI:
            chat = gr.ChatInterface(lambda said, _: known.ask(said).text, analytics_enabled=False)
            return gr.mount_gradio_app(FastAPI(), chat, path="/")  # type: ignore[no-any-return]

        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        columns = []
        for make, names in (
            (lambda: create_app(answerer), _OURS),
            (lambda: create_app(known), _OURS),  # type: ignore[arg-type]
            (interface, _PLAIN),
        ):
            with served(make) as address:
                columns.append(asked(browser, address, names))
        print(
            "| ms from the click to | yinju | its page, answers known | gr.ChatInterface, answers known |"
        )
        print("| --- | ---: | ---: | ---: |")
        for key, label in (("question", "the question"), ("quote", "the first quote")):
            print(f"| {label} | {' | '.join(f'{one[key]:.0f}' for one in columns)} |")

        (document,) = collect([folder / "pages"]).documents
        with served(lambda: create_app(Shelf(document))) as address:  # type: ignore[arg-type]
            rows = read(browser, f"{address}/d/{document_key(document.id)}")
        browser.close()
    print("\n| a million characters | ms |\n| --- | ---: |")
    for label, took in rows:
        print(f"| {label} | {took:.0f} |")
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()
