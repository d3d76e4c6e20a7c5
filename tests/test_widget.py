"""The widget on other people's pages, across sites, in a real browser."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeAnswerer
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Playwright,
    Route,
    expect,
    sync_playwright,
)
from sites import (
    ACROSS_SITES,
    BUBBLE,
    OPEN_SHADOWS,
    Host,
    ask,
    browser,
    chromium_path,
    click_bubble,
    frame_of,
    host_pages,
    served,
)
from visits import until

from chat.server import create_app
from chat.serving.limits import RateLimit
from ingest.read import read

ROOT = Path(__file__).parent.parent
PAGE = read(next((ROOT / "corpus" / "documents").iterdir()))
QUESTION = "新增多少个优质公办学位？"
QUOTED = "新增10万个优质公办学位"
SCRIPT = ROOT / "chat" / "web" / "static" / "widget.js"

pytestmark = pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting':DeprecationWarning")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    with host_pages(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def server(pages: tuple[Path, int]) -> Iterator[int]:
    """yinju over a fake answerer, which news.test may embed; its port."""
    sites = [f"http://news.test:{pages[1]}"]
    often = RateLimit(burst=10_000)
    with served(lambda: create_app(FakeAnswerer(PAGE), sites, often)) as port:
        yield port


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with browser(playwright, *ACROSS_SITES, "--test-third-party-cookie-phaseout") as launched:
        yield launched


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1100, "height": 780})
    yield opened
    opened.close()


@pytest.fixture
def host(context: BrowserContext, pages: tuple[Path, int], server: int) -> Host:
    return Host(context, pages, server)


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
    host.context.add_init_script(OPEN_SHADOWS)
    page = host.open(BUBBLE, site="other")
    click_bubble(page)
    said = page.get_by_role("alert")
    expect(said).to_contain_text("还没有获准嵌入")
    expect(said).to_contain_text("http://other.test")
    expect(said.get_by_role("button")).to_have_count(0)
    assert not [frame for frame in page.frames if "/widget" in frame.url]
    assert [url for url in host.ours() if "/widget?" in url] == []


def test_a_server_that_cannot_be_reached_is_no_refusal_and_is_tried_again(host: Host) -> None:
    host.context.add_init_script(OPEN_SHADOWS)
    asked: list[str] = []
    host.context.route("**/widget/allowed", lambda r: (asked.append(r.request.url), r.abort()))
    page = host.open(BUBBLE)
    bubble = page.get_by_role("button", name="问问文件", exact=True)
    bubble.click()
    said = page.get_by_role("alert")
    expect(said).to_contain_text("连接不上")
    said.get_by_role("button", name="再试一次").click()
    expect(said).to_have_count(1)
    assert len(asked) == 2
    bubble.click()  # closes it
    host.context.unroute("**/widget/allowed")
    bubble.click()
    ask(frame_of(page), QUESTION)
    expect(said).to_have_count(0)
    expect(frame_of(page).locator(".card").first).to_be_visible()


def test_a_frame_that_is_made_by_hand_on_another_site_stays_empty(host: Host) -> None:
    page = host.open('<iframe src="YINJU/widget?host=http://other.test"></iframe>', site="other")
    until(page, lambda: page.frames[-1].url.startswith("chrome-error"))
    assert [frame.url.partition(":")[0] for frame in page.frames] == ["http", "chrome-error"]


def test_hostile_styles_and_a_strict_policy_do_not_reach_it(host: Host) -> None:
    style = (
        "<style>body * { all: unset !important; display: none !important; opacity: 0 !important;"
        " transform: scale(.1) !important; position: static !important; font-size: 60px !important }</style>"
    )
    policy = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; script-src YINJU; '
        "frame-src YINJU; connect-src YINJU; style-src 'unsafe-inline'\">"
    )
    page = host.open(BUBBLE, head=policy + style)
    click_bubble(page)
    frame = frame_of(page)
    ask(frame, QUESTION)
    expect(frame.locator(".card").first).to_be_visible()
    assert (
        frame.evaluate("getComputedStyle(document.querySelector('.question')).fontSize") == "17px"
    )
    box = frame.frame_element().bounding_box()
    assert box is not None
    assert (round(box["width"]), box["height"] > 500) == (420, True)
    assert {url.split("/")[2].split(":")[0] for url in host.requests} == {"news.test", "yinju.test"}
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
    second = frame_of(page, 2)
    assert second != first
    assert second.locator(".card").count() == 0
    assert first.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("width", [1100, 390])
@pytest.mark.parametrize("sides", ["right right right", "left right left"])
def test_bubbles_of_one_side_lie_on_nothing_and_one_panel_is_open_at_a_time(
    width: int, sides: str, host: Host
) -> None:
    host.context.add_init_script(OPEN_SHADOWS)
    script = '<script src="YINJU/widget.js" data-title="问{}" data-position="{}" defer></script>'
    page = host.open("".join(script.format(at, side) for at, side in enumerate(sides.split())))
    page.set_viewport_size({"width": width, "height": 780})
    bubbles, panels = page.locator(".bubble"), page.locator(".panel")
    expect(bubbles).to_have_count(3)
    boxes = [bubbles.nth(at).bounding_box() or pytest.fail() for at in range(3)]
    for place, one in enumerate(boxes):
        for other in boxes[:place]:
            apart = abs(one["y"] - other["y"]) >= one["height"] + 4
            assert apart or abs(one["x"] - other["x"]) >= max(one["width"], other["width"])
    for at, side in enumerate(sides.split()):
        page.evaluate(
            "at => document.querySelectorAll('[data-yinju]')[at].shadowRoot.querySelector('.bubble').click()",
            at,
        )
        expect(panels.filter(visible=True)).to_have_count(1)
        panel = panels.nth(at).bounding_box() or pytest.fail()
        assert panel["y"] >= 0
        for place, box in enumerate(boxes):
            if width > 600 and sides.split()[place] == side:
                assert panel["y"] + panel["height"] <= box["y"]
        panels.nth(at).get_by_role("button", name="关闭").click()
        expect(panels.filter(visible=True)).to_have_count(0)
        expect(bubbles.nth(at)).to_be_focused()


def test_an_empty_widget_offers_questions_that_the_documents_answer(host: Host) -> None:
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    offers = frame.locator(".offer")
    words = offers.all_inner_texts()
    assert 2 <= len(words) <= 3
    assert any(word in PAGE.text for word in re.findall("“(.+)”", "".join(words)))
    expect(frame.locator(".welcome")).to_contain_text(f"《{PAGE.title}》")
    offers.last.press("Enter")
    expect(frame.locator(".question")).to_contain_text(words[-1])
    expect(frame.locator(".card, .refusal").first).to_be_visible()
    expect(offers).to_have_count(0)
    expect(frame.locator("#question")).to_be_focused()
    assert host.errors == []


def test_the_pages_script_can_open_ask_and_listen(host: Host) -> None:
    page = host.open(BUBBLE)
    page.wait_for_function("window.Yinju")
    page.evaluate("Yinju.on('answer', (answer) => { window.heard = answer; })")
    page.evaluate(f"Yinju.ask({QUESTION!r})")
    page.wait_for_function("window.heard")
    heard = page.evaluate("window.heard")
    assert heard["refused"] is False
    assert QUOTED in heard["citations"][0]["quote"]


def test_questions_asked_before_it_is_open_are_answered_in_their_order(host: Host) -> None:
    page = host.open(BUBBLE.replace("defer", f'data-ask="{QUESTION}" defer'))
    page.wait_for_function("window.Yinju")
    page.evaluate("window.heard = []; Yinju.on('answer', (answer) => heard.push(answer.question))")
    page.evaluate("['建设多少公园？', '火星上有什么？', '有多少岗位？'].forEach(Yinju.ask)")
    page.wait_for_function("heard.length === 4")
    expected = [QUESTION, "建设多少公园？", "火星上有什么？", "有多少岗位？"]
    assert page.evaluate("heard") == expected
    frame = frame_of(page)
    shown = frame.locator(".question").all_inner_texts()
    assert [one.removeprefix("你问").strip() for one in shown] == expected


def test_what_is_typed_while_it_searches_waits_for_its_turn(host: Host) -> None:
    held: list[Route] = []
    host.context.route("**/widget/ask", lambda route: held.append(route))  # noqa: PLW0108  playwright marks it
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    ask(frame, QUESTION)
    ask(frame, "那中小学呢？")
    expect(frame.locator(".question")).to_have_count(2)
    expect(frame.locator(".searching")).to_have_count(2)
    assert [one.request.post_data_json["question"] for one in held] == [QUESTION]
    held[0].continue_()
    expect(frame.locator(".searching")).to_have_count(1)
    second = held[1].request.post_data_json
    assert second["history"] == [{"asked": QUESTION, "refused": False}]
    held[1].continue_()
    expect(frame.locator(".understood")).to_contain_text("那中小学呢")


def test_a_page_that_asks_without_end_fills_no_queue_without_end(host: Host) -> None:
    held: list[Route] = []
    host.context.route("**/widget/ask", lambda route: held.append(route))  # noqa: PLW0108  playwright marks it
    page = host.open(BUBBLE)
    page.wait_for_function("window.Yinju")
    page.evaluate("for (let i = 0; i < 500; i++) Yinju.ask('学位' + i)")
    frame = frame_of(page)
    expect(frame.locator(".question").first).to_be_visible()
    page.evaluate("for (let i = 0; i < 500; i++) Yinju.ask('学位' + i)")
    expect(frame.locator(".question")).to_have_count(21)  # one is looked for, twenty wait
    assert len(held) == 1
    frame.fill("#question", "写了一半的问题")
    frame.press("#question", "Enter")
    assert frame.input_value("#question") == "写了一半的问题"


def test_it_answers_where_third_party_storage_is_blocked(
    playwright: Playwright, pages: tuple[Path, int], server: int, tmp_path: Path
) -> None:
    (tmp_path / "Default").mkdir()
    blocked = {"profile": {"block_third_party_cookies": True, "cookie_controls_mode": 1}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(blocked), "utf-8")
    context = playwright.chromium.launch_persistent_context(
        tmp_path,
        executable_path=chromium_path(),
        args=["--no-sandbox", *ACROSS_SITES],
        viewport={"width": 1100, "height": 780},
    )
    host = Host(context, pages, server)
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    refused = "try { localStorage.length; 'open' } catch (error) { error.name }"
    assert frame.evaluate(refused) == "SecurityError"
    ask(frame, QUESTION)
    expect(frame.locator(".card blockquote").first).to_contain_text(QUOTED)
    assert host.errors == []
    page = host.open('<iframe src="YINJU/" width=900 height=700></iframe>', name="framed.html")
    framed = page.frame_locator("iframe")
    expect(framed.locator(".log .welcome")).to_be_visible()
    context.close()


def test_a_quote_is_copied_and_reported_from_inside_the_frame(host: Host) -> None:
    sent: list[object] = []
    host.context.route(
        "**/report", lambda r: (sent.append(r.request.post_data_json), r.fulfill(status=204))
    )
    page = host.open(BUBBLE + '<textarea id="paste"></textarea>')
    click_bubble(page)
    frame = frame_of(page)
    ask(frame, QUESTION)
    card = frame.locator(".card").first
    card.locator(".copy").click()
    expect(card.locator(".told")).not_to_be_empty()
    page.locator("#paste").focus()
    page.keyboard.press("Control+V")
    pasted = page.input_value("#paste")
    assert QUOTED in pasted
    assert PAGE.title in pasted
    assert f"http://yinju.test:{host.server}/d/" in pasted
    card.locator("[data-verdict]").click()
    expect(card.locator('[aria-pressed="true"]')).to_have_count(1)
    assert len(sent) == 1
    width = frame.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    assert host.errors == []


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
    until(page, lambda: frame.frame_element().bounding_box() is None)
    phone.close()


def test_the_demonstration_embeds_it_in_both_ways(host: Host) -> None:
    page = host.context.new_page()
    page.goto(f"http://yinju.test:{host.server}/demo")
    inline = frame_of(page)
    ask(inline, QUESTION)
    expect(inline.locator(".card").first).to_be_visible()
    click_bubble(page)
    assert frame_of(page, 2) != inline


def test_however_many_questions_were_asked_the_box_stays_below(host: Host) -> None:
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    for count in range(1, 6):
        ask(frame, QUESTION)
        expect(frame.locator(".card, .refusal").first).to_be_visible()
        expect(frame.locator(".searching")).to_have_count(0)
        expect(frame.locator(".turn")).to_have_count(count)
        below = "innerHeight - document.querySelector('#ask').getBoundingClientRect().bottom"
        assert frame.evaluate(f"[{below}, document.scrollingElement.scrollTop]") == [0, 0]


def test_a_question_that_is_too_long_is_told_so_and_never_answered_in_part(host: Host) -> None:
    host.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    for length, told in ((301, "301 字"), (3000, "2,000 字以上")):
        question = ("学位" * length)[:length]
        frame.focus("#question")
        frame.fill("#question", "")
        page.keyboard.insert_text(question)
        page.keyboard.press("Enter")
        expect(frame.locator(".turn").last.locator(".message")).to_contain_text(told)
        expect(frame.locator("#question")).to_have_value(question)


@pytest.mark.parametrize("init", ["isComposing: true", "keyCode: 229"])
def test_an_escape_that_the_input_method_takes_closes_nothing(host: Host, init: str) -> None:
    host.context.add_init_script(OPEN_SHADOWS)
    page = host.open(BUBBLE)
    click_bubble(page)
    frame = frame_of(page)
    escape = (
        f"new KeyboardEvent('keydown', {{ key: 'Escape', bubbles: true, composed: true, {init} }})"
    )
    frame.evaluate(f"document.getElementById('question').dispatchEvent({escape})")
    page.locator(".bar button").evaluate(f"button => button.dispatchEvent({escape})")
    page.wait_for_timeout(200)
    expect(page.locator(".panel")).to_be_visible()
    frame.press("#question", "Escape")
    expect(page.locator(".panel")).to_be_hidden()


@pytest.mark.parametrize("where", ["", ' data-target="#here"'])
def test_the_line_of_code_may_stand_in_the_head_of_the_page(host: Host, where: str) -> None:
    script = f'<script src="YINJU/widget.js"{where}></script>'
    page = host.open('<h1>某报</h1><div id="here"></div>', head=script)
    page.wait_for_function("window.Yinju")
    page.evaluate("Yinju.open()")
    ask(frame_of(page), QUESTION)
    expect(frame_of(page).locator(".card").first).to_be_visible()
    assert host.errors == []


def test_on_a_page_that_is_written_from_the_right_it_is_as_on_any_other(host: Host) -> None:
    host.context.add_init_script(OPEN_SHADOWS)
    page = host.open("<script>document.documentElement.dir = 'rtl'</script>" + BUBBLE)
    click_bubble(page)
    title, shut = page.locator(".bar span"), page.locator(".bar button")
    at = [one.bounding_box() for one in (title, shut)]
    assert at[0] and at[1] and at[0]["x"] < at[1]["x"]
