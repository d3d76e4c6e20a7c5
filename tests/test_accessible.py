"""Who cannot see, or has no mouse, gets the same: names, contrast, languages, focus, announcements."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeAnswerer
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serious import SERIOUS
from sites import OPEN_SHADOWS, ask, browser, served
from visits import GRADIO_COUNTS, PATIENCE, arrive, follow, settle
from visits import ask as ask_there

from chat.render import document_key
from chat.server import create_app
from chat.serving.limits import RateLimit
from ingest.read import read

STATIC = Path(__file__).parent.parent / "chat" / "web" / "static"
PAGE = read(next((Path(__file__).parent.parent / "corpus" / "documents").iterdir()))
QUESTION = "新增多少个优质公办学位？"
ENOUGH = 4.5
"""Contrast of text, WCAG 2.2, 1.4.3 (AA)."""

pytestmark = GRADIO_COUNTS


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, #rrggbb, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_the_recommendation_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("ink", "papers"),
    [
        ("ink", ("paper", "sheet", "cited", "asked")),
        ("soft", ("paper", "sheet")),
        ("seal", ("paper", "sheet")),
        ("seal-ink", ("seal",)),
        ("pen", ("paper", "sheet")),
    ],
)
def test_text_stands_out_from_what_it_stands_on(ink: str, papers: tuple[str, ...]) -> None:
    sheet = (STATIC / "shared.css").read_text("utf-8")
    themes = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", sheet)
    assert len(themes) >= 2
    for theme in themes:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", theme))
        for paper in papers:
            assert contrast(colours[ink], colours[paper]) >= ENOUGH, (ink, paper)


def test_the_widgets_button_and_its_explanation_stand_out() -> None:
    script = (STATIC / "widget.js").read_text("utf-8")
    rules = re.findall(
        r"(?:background|color): (#[0-9a-f]{6}); (?:background|color): (#[0-9a-f]{6})", script
    )
    pairs = {tuple(sorted(rule)) for rule in rules}
    assert len(pairs) >= 1
    assert all(contrast(*pair) >= ENOUGH for pair in pairs)
    themes = re.findall(r'\["(#[0-9a-f]{6})", "(#[0-9a-f]{6})"\]', script)
    assert len(themes) == 2
    assert all(contrast(*theme) >= ENOUGH for theme in themes)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    often = RateLimit(burst=10_000)
    with served(lambda: create_app(FakeAnswerer(PAGE), limit=often)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, browser(playwright) as launched:
        yield launched


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1100, "height": 780}, reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE)
    opened.add_init_script(OPEN_SHADOWS)
    yield opened
    opened.close()


CONTROLS = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "combobox",
    "radio",
    "checkbox",
    "Iframe",
    "dialog",
    "navigation",
}


def tree(page: Page) -> list[tuple[str, str]]:
    """Roles and names of what a screen reader is told of a page, its own frame only."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored")
    ]


def check(page: Page, language: str) -> list[str]:
    """Every control has a name, and the page a language and a title; the roles that it has."""
    found = tree(page)
    assert [one for one in found if one[0] in CONTROLS and not one[1].strip()] == []
    assert page.evaluate("document.documentElement.lang") == language
    assert page.title()
    return [role for role, _ in found]


def rings(page: Page, tabs: int) -> list[str]:
    """Walks through a page by Tab; everything on the way shows where the focus is. What was visited."""
    seen = []
    for _ in range(tabs):
        page.keyboard.press("Tab")
        name, width, style = page.evaluate(
            """() => { let e = document.activeElement;
                while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
                if (e.type === 'radio') e = e.closest('label');
                const s = getComputedStyle(e);
                return [`${e.tagName}#${e.id}.${e.className}`, parseFloat(s.outlineWidth), s.outlineStyle]; }"""
        )
        if name.startswith(("BODY", "IFRAME")):
            break
        assert style != "none", name
        assert width >= 2, name
        seen.append(name)
    return seen


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_chat_page_tells_a_screen_reader_what_it_shows(
    language: str, address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    follow(page)
    page.goto(f"{address}/?lang={language}")
    arrive(page)
    expect(page.locator(f".log[lang={language}]")).to_be_attached()
    settle(page)
    ask_there(page, QUESTION)
    roles = check(page, language)
    assert {"log", "textbox", "button", "heading", "region"} <= set(roles)
    assert page.locator(".log").get_attribute("aria-live") == "polite"
    page.locator("#question textarea").focus()
    assert len(rings(page, 6)) >= 3


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_reading_page_tells_a_screen_reader_what_it_shows(
    language: str, address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{address}/d/{document_key(PAGE.id)}?lang={language}&q=火星")
    roles = check(page, language)
    assert {"main", "navigation", "search", "status", "heading"} <= set(roles)
    assert page.locator("main article").get_attribute("lang") == "zh-CN"
    assert len(rings(page, 6)) == 6


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_widget_tells_a_screen_reader_what_it_shows(
    language: str, address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{address}/widget?lang={language}")
    ask(page.main_frame, "火星")
    expect(page.locator(".refusal")).to_be_visible()
    ask(page.main_frame, QUESTION)
    expect(page.locator(".turn").last.locator(".card").first).to_be_visible()
    roles = check(page, language)
    assert {"main", "log", "textbox", "button", "link", "heading"} <= set(roles)
    assert page.locator("#log").get_attribute("aria-live") == "polite"
    assert page.locator("blockquote").first.get_attribute("lang") == "zh-CN"
    page.locator("#question").focus()
    page.keyboard.press("Shift+Tab")
    assert rings(page, 2)


def test_the_rules_find_what_breaks_them(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(
        '<p style="color:#999">a</p><ul><p>b</p></ul><a href="#"><button>c</button></a>'
        '<p aria-describedby="x">d</p><div aria-hidden="true"><a href="#">e</a></div><img src="data:,">'
        '<p lang="tlh">f</p><b tabindex="3">g</b>'
        '<div style="height:20px;overflow:auto"><p style="height:99px">h</p></div>'
        '<button style="width:9px;height:9px;padding:0"></button>'
    )
    found = {one.partition(":")[0] for one in page.evaluate(SERIOUS)}
    assert found == {
        "color-contrast", "list", "nested-interactive", "aria-describedby x", "aria-hidden-focus", "image-alt",
        "valid-lang", "tabindex", "scrollable-region-focusable", "target-size",
    }  # fmt: skip


GROUND = """mark => {
    const [own, around] = [mark, mark.parentElement].map((one) => getComputedStyle(one));
    return [own.backgroundColor, own.color, around.backgroundColor, around.color, own.fontWeight];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_a_quote_and_the_words_that_answer_stand_out(
    scheme: str, address: str, chromium: Browser
) -> None:
    context = chromium.new_context(
        forced_colors="active",
        reduced_motion="reduce",
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    follow(page)
    page.goto(address)
    arrive(page)
    ask_there(page, QUESTION)
    page.locator(".card a.cite").first.click()
    expect(page.locator("#reader-page mark").first).to_be_attached()
    reading = context.new_page()
    reading.goto(f"{address}{page.locator('.card a.cite').first.get_attribute('href')}")
    for shown, mark, strength in (
        (page, ".card mark", "700"),
        (page, "#reader-page .cited", "400"),
        (page, "#reader-page .asked", "700"),
        (reading, "main .cited", "400"),
        (reading, "main .asked", "700"),
    ):
        ground, ink, paper, words, weight = shown.locator(mark).first.evaluate(GROUND)
        assert ground.startswith("rgb(")  # with "rgba(" it would be seen through
        assert (ground, ink) not in ((paper, words), (words, paper))
        assert weight == strength
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_rule_is_broken_in_any_state(
    scheme: str, address: str, chromium: Browser
) -> None:
    context = chromium.new_context(
        viewport={"width": 1100, "height": 780},
        reduced_motion="reduce",
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    follow(page)
    page.goto(address)
    arrive(page)
    expect(page.locator("#examples button").first).to_be_visible()
    assert page.evaluate(SERIOUS) == []
    for question in (QUESTION, "火星", "？？？"):
        ask_there(page, question)
    page.locator("a.cite").first.click()
    expect(page.locator("#reader-page mark").first).to_be_in_viewport()
    page.locator("h3 a.ref").first.hover()
    expect(page.locator("#preview")).to_be_visible()
    assert page.evaluate(SERIOUS) == []
    page.mouse.move(5, 5)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate(SERIOUS) == []
    key = document_key(PAGE.id)
    for rest in (
        f"d/{key}?q={QUESTION}",
        f"d/{key}?q=火星&lang=en",
        "d/0123456789ab",
        "demo",
        "docs",
    ):
        page.goto(f"{address}/{rest}")
        assert page.evaluate(SERIOUS) == [], rest
    page.goto(f"{address}/widget")
    assert page.evaluate(SERIOUS) == []
    for number, question in enumerate((QUESTION, "火星", "？？？"), 1):
        ask(page.main_frame, question)
        expect(page.locator(".answer, .message")).to_have_count(number)
    assert page.evaluate(SERIOUS) == []
    context.close()


FOREIGN = """(allowed) => Array.from(document.querySelectorAll("*")).flatMap((element) => {
    if (["SCRIPT", "STYLE", "TITLE"].includes(element.tagName)) return [];
    const own = Array.from(element.childNodes).filter((node) => node.nodeType === 3).map((node) => node.data);
    const names = ["aria-label", "title", "placeholder", "alt", "data-changed", "data-copied", "data-sent"];
    const said = names.map((name) => element.getAttribute(name) ?? "");
    const chinese = element.closest("[lang]").lang === "zh-CN" ? said : [...own, ...said];
    return chinese.map((one) => one.trim()).filter((one) => /[\u4e00-\u9fff]/.test(one));
}).filter((one) => !allowed.includes(one))"""
"""What is written in Chinese and does not say so, or is ours, on a page in English."""


def test_in_english_all_that_is_not_the_documents_is_english(
    address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    asked = [QUESTION, "那中小学呢？", "火星", "问" * 400]
    allowed = ["中文", "语言 / Language", *asked]
    follow(page)
    page.goto(f"{address}/?lang=en")
    expect(page.locator("#reader-page .torn").first).to_be_attached()
    expect(page.locator("#send")).to_have_text("Ask")
    settle(page)
    for question in asked:
        ask_there(page, question)
    page.locator("h3 a.ref").first.focus()
    assert page.evaluate(FOREIGN, allowed) == []
    key = document_key(PAGE.id)
    for rest in (
        f"d/{key}?q={QUESTION}&",
        f"d/{key}?q=火星&",
        f"d/{key}?at=1-2&words=0&",
        "d/0123456789ab?",
    ):
        page.goto(f"{address}/{rest}lang=en")
        assert page.evaluate(FOREIGN, allowed) == []
    page.goto(f"{address}/widget?lang=en")
    assert page.evaluate(FOREIGN, allowed) == []
    for number, question in enumerate((QUESTION, "火星", "？？？"), 1):
        ask(page.main_frame, question)
        expect(page.locator(".answer, .message")).to_have_count(number)
    assert page.evaluate(FOREIGN, allowed) == []


def test_the_whole_widget_is_used_by_keyboard_alone(address: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{address}/demo")
    bubble = page.locator("button.bubble")
    expect(bubble).to_have_attribute("aria-expanded", "false")
    while not bubble.evaluate("(e) => e.getRootNode().activeElement === e"):
        page.keyboard.press("Tab")
    assert rings(page, 0) == []
    page.keyboard.press("Enter")
    expect(bubble).to_have_attribute("aria-expanded", "true")
    panel = page.get_by_role("dialog", name="问问文件")
    frame = panel.locator("iframe").element_handle().content_frame()
    assert frame is not None
    expect(frame.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(frame.locator(".card").first).to_be_visible()
    page.keyboard.type("那中小学呢？")
    page.keyboard.press("Enter")
    expect(frame.locator(".edit")).to_be_visible()
    for _ in range(20):
        if frame.evaluate("document.activeElement.className") == "edit":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # puts the whole question back into the box
    expect(frame.locator("#question")).to_be_focused()
    assert "那中小学呢" in frame.input_value("#question")
    page.keyboard.press("Shift+Tab")
    while not frame.evaluate("document.activeElement.matches('a.cite')"):
        page.keyboard.press("Shift+Tab")
    with context.expect_page() as opened:
        page.keyboard.press("Enter")
    expect(opened.value.locator("#cited")).to_be_in_viewport()
    page.bring_to_front()
    for _ in range(60):  # back over all that was said, to the button that closes
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.shadowRoot?.activeElement?.ariaLabel") == "关闭":
            break
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
    expect(bubble).to_be_focused()
    assert not frame.is_detached()  # hidden, not thrown away: what was said is still there
    page.keyboard.press("Enter")
    expect(frame.locator("#question")).to_be_focused()
    assert frame.locator(".turn").count() == 2
    page.keyboard.press("Escape")
    expect(bubble).to_be_focused()
