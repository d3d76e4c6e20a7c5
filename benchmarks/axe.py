"""What axe-core finds wrong with the pages, in each language and in light and dark.

    npm pack axe-core && tar xzf axe-core-*.tgz
    python -m benchmarks.axe package/axe.min.js

axe-core (MPL-2.0) is a tool for this one measurement: it is neither kept in this repository nor installed
with it. Counted are elements that break a rule, by how serious axe calls it.
"""

import argparse
import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page, sync_playwright

from benchmarks.machine import machine
from benchmarks.widget import served
from chat.answer import Answerer
from chat.command.arguments import DOCUMENTS
from chat.render import document_key
from chat.server import create_app
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect

FOUND, NOT_FOUND = "会开发多少就业岗位？", "火星上有多少人？"
IMPACTS = ("critical", "serious", "moderate", "minor")
_OPEN_SHADOWS = """const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: "open" }); };"""


def chat(page: Page, address: str, language: str) -> Iterator[tuple[str, Page | Frame]]:
    """The chat page, empty, with an answer, a refusal and a message, and on a phone with its sheet."""
    page.goto(f"{address}/?lang={language}")
    page.wait_for_selector("#reader-page article")
    page.wait_for_selector(f".log[lang={language}]")
    page.wait_for_timeout(1000)
    yield "chat page, empty", page
    for name, question, shown in (("answered", FOUND, ".card"), ("refused", NOT_FOUND, ".refusal")):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f".turn:last-child {shown}")
        page.wait_for_timeout(1500)
        yield f"chat page, {name}", page
        if shown == ".card":
            page.hover("h3 a.ref >> nth=0")
            page.wait_for_selector("#preview:visible")
            yield "chat page, a quote previewed", page
            page.mouse.move(5, 5)
    page.fill("#question textarea", "？？？")
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".turn:last-child .message")
    page.wait_for_timeout(1500)
    yield "chat page, a message", page
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    yield "chat page, phone", page
    page.locator("a.cite").first.click()
    page.wait_for_timeout(1000)
    yield "chat page, phone, a quote opened", page


def reading(page: Page, address: str, language: str) -> Iterator[tuple[str, Page | Frame]]:
    """A document, opened at a quote, asked in vain, searched, on a phone; and one that is not there."""
    key = document_key(next(iter(collect([DOCUMENTS]).documents)).id)
    for name, question in (("at a quote", FOUND), ("refused", NOT_FOUND)):
        page.goto(f"{address}/d/{key}?lang={language}&q={question}")
        yield f"reading page, {name}", page
    page.fill("#find", "发展")
    page.wait_for_selector(".find output:not(:empty)")
    yield "reading page, searched", page
    page.set_viewport_size({"width": 390, "height": 844})
    yield "reading page, phone", page
    page.goto(f"{address}/d/0123456789ab?lang={language}")
    yield "a document that is not there", page


def widget(page: Page, address: str, language: str) -> Iterator[tuple[str, Page | Frame]]:
    """The page that embeds it, and the frame in each of its states."""
    page.route(
        "**/demo", lambda route: route.fulfill(body=_host(language), content_type="text/html")
    )
    page.goto(f"{address}/demo")
    page.wait_for_function("window.Yinju")
    yield "host page, widget closed", page
    page.evaluate("Yinju.open()")
    while not (frame := next((one for one in page.frames if "/widget?" in one.url), None)):
        page.wait_for_timeout(20)
    frame.wait_for_selector("#question:enabled")
    yield "host page, widget open", page
    yield "widget frame, empty", frame
    for name, question, shown in (("answered", FOUND, ".card"), ("refused", NOT_FOUND, ".refusal")):
        frame.fill("#question", question)
        frame.press("#question", "Enter")
        frame.wait_for_selector(f".turn:last-child {shown}")
        page.wait_for_timeout(500)
        yield f"widget frame, {name}", frame
    page.unroute("**/demo")
    page.goto(f"{address}/demo")
    page.wait_for_timeout(1500)
    yield "/demo", page


def _host(language: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><title>h</title><main><h1>h</h1></main>'
        f'<script src="/widget.js" data-lang="{language}" data-theme="auto" defer></script></html>'
    )


def violations(where: Page | Frame) -> list[dict[str, Any]]:
    """What axe finds, a rule each, with the elements that break it."""
    run = "axe.run(document, { iframes: false }).then((found) => found.violations)"
    found: list[dict[str, Any]] = where.evaluate(run)
    return found


def measure(browser: Browser, address: str, axe: str) -> dict[str, Counter[str]]:
    """Elements that break a rule: state ▶ impact ▶ count. What is found is printed as it is found."""
    counts: dict[str, Counter[str]] = {}
    visits: tuple[Callable[..., Iterator[tuple[str, Page | Frame]]], ...] = (chat, reading, widget)
    for visit, language, scheme in itertools.product(visits, ("zh-CN", "en"), ("light", "dark")):
        context = browser.new_context(
            viewport={"width": 1360, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.add_init_script(_OPEN_SHADOWS)
        for state, where in visit(context.new_page(), address, language):
            where.evaluate(axe)
            for one in violations(where):
                counts.setdefault(state, Counter())[one["impact"]] += len(one["nodes"])
                for node in one["nodes"]:
                    summary = " ".join(node["failureSummary"].split())
                    print(
                        f"{state} {language} {scheme}: {one['impact']} {one['id']}: {summary}\n  {node['html']}"
                    )
            counts.setdefault(state, Counter())
        context.close()
    return counts


def main() -> None:
    """Print what was found, and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("axe", type=Path, help="axe.min.js of the npm package axe-core")
    axe = parser.parse_args().axe.read_text("utf-8")
    found = next(p for n in ("chromium", "chromium-browser") if (p := shutil.which(n)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        encoder, segmenter = load_encoder(), Segmenter()
        build(Path(folder), collect([DOCUMENTS]).documents, encoder, segmenter)
        answerer = Answerer(Library(Path(folder), encoder, segmenter))
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        with served(lambda: create_app(answerer)) as address:
            counts = measure(browser, address, axe)
        browser.close()
    print(
        f"\n| state (zh and en, light and dark) | {' | '.join(IMPACTS)} |\n| --- |{' ---: |' * 4}"
    )
    for state, by_impact in counts.items():
        print(f"| {state} | {' | '.join(str(by_impact[impact]) for impact in IMPACTS)} |")
    print(f"\naxe-core {axe.partition(' v')[2].split()[0]}; {machine()}")


if __name__ == "__main__":
    main()
