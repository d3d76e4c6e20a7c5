"""The page in a real browser, over the real server, the real index and the real newspaper page."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from fakes import FakeAnswerer
from playwright.sync_api import Error, Locator, Route, expect
from visits import (
    DESKTOP,
    GRADIO_COUNTS,
    PHONE,
    Visits,
    answered,
    arrive,
    ask,
    highlighted,
    quote,
    served,
    settle,
    until,
)

from chat.render import document_key, fingerprint
from chat.server import create_app
from ingest.read import read
from ingest.types import Document, Span

ROOT = Path(__file__).parent.parent
PAGE = read(next((ROOT / "corpus" / "documents").iterdir()))
QUESTION = "会新增多少个优质公办学位？"
QUOTED = "新增10万个优质公办学位"
ATTACK = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>学位"

pytestmark = GRADIO_COUNTS


@pytest.fixture(scope="module")
def hostile() -> Iterator[str]:
    """A server over two documents with markup and rare characters in them."""
    first = Document(
        "甲.txt", "甲<b>", f"甲标题\n\n第一段说𠮷祥𠮷庆之事。{ATTACK}新增九个。", b"", "utf-8"
    )
    text = f"乙标题\n\n很长的引言。\n\n{'填充的一句话。' * 400}\n\n𠮷林的大桥长达三千米。{ATTACK}"
    second = Document("乙.txt", '"乙"', text, b"", "utf-8")
    with served(lambda: create_app(FakeAnswerer(first, second))) as address:
        yield address


def test_a_question_is_answered_with_a_numbered_quote_from_the_document(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    ask(page, QUESTION)
    assert QUOTED in quote(page)
    assert quote(page) in PAGE.text
    assert page.locator(".card .number").first.inner_text() == "1"
    assert page.locator(".card mark").first.inner_text() in quote(page)
    assert PAGE.quote([Span(64, 81)]) in page.locator(".card .source").first.inner_text()


def test_a_clicked_citation_is_highlighted_in_the_page(real: str, visit: Visits) -> None:
    page = visit(real)
    ask(page, QUESTION)
    expect(page.locator("#reader-page mark")).to_have_count(0)
    page.locator(".card a.cite").first.click()
    assert highlighted(page) == quote(page)
    asked = page.locator(".card").first.locator("mark").all_text_contents()
    assert page.locator("#reader-page mark.asked").all_text_contents() == asked != []


def test_the_citation_clicked_last_is_the_only_one_highlighted(real: str, visit: Visits) -> None:
    page = visit(real)
    ask(page, QUESTION)
    page.locator(".card a.cite").first.click()
    assert highlighted(page) == quote(page)
    ask(page, "开发就业岗位多少个？")
    page.locator(".turn").last.locator(".card").first.click()
    expect(page.locator("#reader-page mark").first).not_to_contain_text("利民")
    assert highlighted(page) == quote(page)


def test_a_citation_is_opened_with_the_keyboard_alone(real: str, visit: Visits) -> None:
    page = visit(real)
    page.locator("#question textarea").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".log[aria-busy=false] .card a.cite").first).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.cite')"):
            break
    page.keyboard.press("Enter")
    assert highlighted(page)
    assert page.evaluate("document.activeElement.closest('#reader-page') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a.cite')")


def test_the_address_of_a_quote_opens_it_again(real: str, visit: Visits) -> None:
    page = visit(real)
    ask(page, QUESTION)
    page.locator(".card a.cite").first.click()
    cited = highlighted(page)
    assert highlighted(visit(page.url)) == cited


def test_an_address_whose_words_have_changed_highlights_nothing_and_says_so(
    real: str, visit: Visits
) -> None:
    page = visit(f"{real}#{document_key(PAGE.id)}:83-93:{fingerprint('别的话别的话别的话别')}")
    expect(page.locator("#reader-notice")).to_contain_text("原文已更新")
    expect(page.locator("#reader-page mark")).to_have_count(0)


def test_a_question_without_an_answer_is_refused_with_what_is_near(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    ask(page, "火星移民有几人？")
    turn = page.locator(".turn").last
    expect(turn.locator(".refusal")).to_contain_text("没有找到")
    expect(turn.locator("h3.near")).to_have_text("相近但不是答案")
    assert 1 <= turn.locator(".card").count() <= 3
    expect(turn.locator(".card .number")).to_have_count(0)


def test_a_follow_up_is_understood_and_shown_as_understood(real: str, visit: Visits) -> None:
    page = visit(real)
    ask(page, QUESTION)
    ask(page, "那中小学呢？")
    assert "70所中小学" in page.locator(".turn").last.inner_text()
    assert "中小学" in page.locator(".turn").last.locator(".understood bdi").inner_text()
    expect(page.locator(".turn")).to_have_count(2)


def test_what_a_follow_up_was_taken_for_can_be_edited_and_asked_again(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    ask(page, QUESTION)
    ask(page, "那中小学呢？")
    chip = page.locator(".turn").last.locator(".edit")
    whole = chip.inner_text()
    chip.click()
    box = page.locator("#question textarea")
    expect(box).to_have_value(whole)
    expect(box).to_be_focused()
    box.press("Enter")
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn").last.locator(".question")).to_contain_text(whole)


def test_starting_again_forgets_the_conversation(real: str, visit: Visits) -> None:
    page = visit(real)
    ask(page, QUESTION)
    page.locator("#restart").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".question")).to_have_count(0)
    expect(page.locator("#examples button").first).to_be_visible()


def test_starting_again_takes_the_highlight_and_the_address_of_the_old_quote_away(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    ask(page, QUESTION)
    before = page.locator("#reader-page article").text_content()
    page.locator(".card a.cite").first.click()
    assert highlighted(page)
    page.locator("#restart").click()
    expect(page.locator("#reader-page mark")).to_have_count(0)
    expect(page).to_have_url(real)
    assert page.locator("#reader-page article").text_content() == before


def test_every_example_question_is_answered(real: str, visit: Visits) -> None:
    page = visit(real)
    expect(page.locator("#examples button")).to_have_count(4)
    examples = page.locator("#examples button").all_inner_texts()
    with answered(page):
        page.locator("#examples button").first.click()
    expect(page.locator(".question")).to_contain_text(examples[0])
    expect(page.locator(".card .number").first).to_be_visible()
    for example in examples[1:]:
        ask(page, example)
        expect(page.locator(".turn").last.locator(".card .number").first).to_be_visible()


def test_markup_typed_as_a_question_is_shown_as_text_and_never_run(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    for attack in (
        ATTACK,
        "${alert(1)}{{7*7}}`学位`",
        "</article><iframe src=javascript:alert(1)>学位",
    ):
        ask(page, attack)
        assert attack in page.locator(".question").last.inner_text()
    assert page.locator(".log").locator("img, script, iframe").count() == 0
    assert page.title() == "引据 yinju"


def test_an_empty_or_endless_question_is_told_so_in_the_conversation(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    for question in ("？？？", "问" * 500):
        ask(page, question)
        expect(page.locator(".turn").last.locator(".message")).to_be_visible()


def test_enter_on_nothing_but_spaces_adds_no_turn(real: str, visit: Visits) -> None:
    page = visit(real)
    ask(page, QUESTION)
    box = page.locator("#question textarea")
    for blank in ("   ", "\u3000 "):
        box.fill(blank)
        with answered(page):
            box.press("Enter")
        expect(box).to_have_value("")
    ask(page, "那中小学呢？")
    assert page.locator(".question bdi").all_inner_texts() == [QUESTION, "那中小学呢？"]


def test_english_is_one_click_away_and_leaves_the_quotes_as_they_are(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    ask(page, QUESTION)
    cited = quote(page)
    page.locator("#language").get_by_text("English").click()
    expect(page.locator(".card a.cite").first).to_contain_text("Show in the document")
    expect(page.locator("#send")).to_have_text("Ask")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert quote(page) == cited
    page.locator(".card a.cite").first.click()
    assert highlighted(page) == cited
    settle(page)
    page.locator("#language").get_by_text("中文").click()
    expect(page.locator("#send")).to_have_text("提问")
    assert highlighted(page) == cited


def test_what_is_ours_in_the_document_speaks_the_language_that_was_chosen(
    real: str, visit: Visits
) -> None:
    page = visit(f"{real}#{document_key(PAGE.id)}:83-93:{fingerprint('别的话别的话别的话别')}")
    ends = page.locator("#reader-page .torn")
    expect(page.locator("#reader-notice")).to_contain_text("原文已更新")
    for language, end, changed in (
        ("English", "(the print ends here)", "The document has changed"),
        ("中文", "（原文此处中断）", "原文已更新"),
    ):
        page.locator("#language").get_by_text(language).click()
        expect(ends.first).to_have_attribute("aria-label", end)
        expect(page.locator("#reader-notice")).to_contain_text(changed)
        settle(page)
    opened = visit(f"{real}?lang=en")
    expect(opened.locator("#reader-page .torn").first).to_have_attribute(
        "aria-label", "(the print ends here)"
    )


def test_the_ring_around_a_focused_language_is_not_cut_off(real: str, visit: Visits) -> None:
    page = visit(real)
    reach = """label => {
        const ring = getComputedStyle(label), inside = label.getBoundingClientRect();
        const out = parseFloat(ring.outlineWidth) + parseFloat(ring.outlineOffset);
        const edge = label.closest("fieldset").getBoundingClientRect();
        return [ring.outlineStyle, inside.right + out - edge.right, edge.left - inside.left + out,
                inside.bottom + out - edge.bottom, edge.top - inside.top + out];
    }"""
    for name in ("中文", "English"):
        label = page.locator("#language label", has_text=name)
        label.locator("input").focus()
        style, *beyond = label.evaluate(reach)
        assert style == "solid"
        assert max(beyond) <= 0


def test_an_address_can_ask_for_english(real: str, visit: Visits) -> None:
    page = visit(real + "?lang=en")
    expect(page.locator("#send")).to_have_text("Ask")


def test_a_phone_has_no_sideways_scroll_and_the_page_is_a_sheet(real: str, visit: Visits) -> None:
    page = visit(real, PHONE)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    expect(page.locator("#reader-page")).not_to_be_visible()
    ask(page, QUESTION)
    assert page.evaluate(fits)
    page.locator(".card a.cite").first.click()
    assert highlighted(page) == quote(page)
    assert page.evaluate(fits)
    page.keyboard.press("Escape")
    expect(page.locator("#reader-page")).not_to_be_visible()
    page.locator(".card").first.click()
    page.locator("#reader-close").click()
    expect(page.locator("#reader-page")).not_to_be_visible()
    page.locator("#read").click()
    expect(page.locator("#reader-page")).to_be_visible()


def test_on_a_phone_the_focus_is_in_the_sheet_and_a_tap_beside_it_closes_it(
    real: str, visit: Visits
) -> None:
    page = visit(real, PHONE, has_touch=True)
    ask(page, QUESTION)
    number = page.locator("h3 a.ref").first
    number.tap()
    assert highlighted(page) == quote(page)
    expect(page.locator("#preview")).to_be_hidden()
    inside = "document.activeElement.closest('#reader') !== null"
    page.wait_for_function(inside)
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(f"document.activeElement === document.body || {inside}")
    page.touchscreen.tap(200, 100)
    expect(page.locator("#reader-page")).not_to_be_visible()
    expect(number).to_be_focused()
    page.locator("#read").press("Enter")
    expect(page.locator("#reader-page")).to_be_focused()
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    expect(page.locator("#conversation")).not_to_have_attribute("inert", "")  # with the next frame
    page.locator("#question textarea").focus()
    expect(page.locator("#question textarea")).to_be_focused()


def test_the_keyboard_is_never_left_on_nothing(real: str, visit: Visits) -> None:
    page = visit(real)
    box = page.locator("#question textarea")
    example = page.locator("#examples button").first
    with answered(page):
        example.press("Enter")
        expect(box).to_be_focused()
    for name in ("retry", "restart"):
        expect(page.locator(f"#{name}")).to_be_visible()
        with answered(page):
            page.locator(f"#{name}").press("Enter")
            expect(box).to_be_focused()


def test_markup_in_documents_is_shown_as_text_and_never_run(hostile: str, visit: Visits) -> None:
    page = visit(hostile)
    ask(page, "𠮷林的大桥长达多少米？")
    page.locator(".card a.cite").first.click()
    cited = f"𠮷林的大桥长达三千米。{ATTACK}"
    assert highlighted(page) == quote(page) == cited, "offsets count characters, not UTF-16 units"
    assert page.locator("#reader-page article").get_attribute("data-document") == document_key(
        "乙.txt"
    )
    expect(page.locator("#reader-choice")).to_have_value(document_key("乙.txt"))
    assert ATTACK in (page.locator("#reader-page").text_content() or "")
    page.locator("#reader-choice").select_option(document_key("甲.txt"))
    expect(page.locator("#reader-page h1")).to_have_text("甲标题")
    assert page.locator("#reader-page, .log").locator("img, script").count() == 0
    assert page.title() == "引据 yinju"


CONTROLS = "".join(map(chr, (*range(1, 9), *range(14, 28), 31, *range(127, 133), *range(134, 160))))


def test_a_quote_with_characters_that_a_page_cannot_hold_is_highlighted_all_the_same(
    visit: Visits,
) -> None:
    text = f"丙标题\n\n前一句。学\0位\ud800新{CONTROLS}增九千个。后一句。"
    odd = Document("丙.txt", "丙", text, b"", "utf-8")
    with served(lambda: create_app(FakeAnswerer(odd))) as address:
        page = visit(address)
        ask(page, "新增九千个？")
        page.locator(".card a.cite").first.click()
        shown = page.locator(".card blockquote .words").first.text_content() or ""
        assert f"学\ufffd位\ufffd新{CONTROLS}增九千个。" in shown
        assert highlighted(page) == shown
        expect(page.locator("#reader-notice")).to_be_empty()
        opened = visit.plain(page.evaluate("document.querySelector('a.cite').href"))
        assert "".join(opened.locator("mark").all_text_contents()) == shown
        expect(opened.locator(".notice")).to_have_count(0)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_quote_deep_in_a_long_document_is_brought_into_sight_and_stays_there(
    visit: Visits, motion: Literal["reduce", "no-preference"]
) -> None:
    filling = [f"第{at}段，{'填充的一句话，说的是别的事情。' * 12}" for at in range(400)]
    filling[250] = "𠮷林的大桥长达三千米。"
    long = Document("长.txt", "长", "\n\n".join(["长文", *filling]), b"", "utf-8")
    with served(lambda: create_app(FakeAnswerer(long))) as address:
        for size in ((1360, 900), PHONE):
            page = visit(address, size)
            page.emulate_media(reduced_motion=motion)
            assert page.locator("#reader-page .part").count() > 10
            ask(page, "𠮷林的大桥长达多少米？")
            page.locator(".card a.cite").first.click()
            assert highlighted(page) == filling[250]
            page.wait_for_timeout(600)
            expect(page.locator("#reader-page mark").first).to_be_in_viewport()


MAKE_ANEW = """() => {
    const old = document.getElementById('reader-page');
    const anew = old.cloneNode(false);
    old.replaceWith(anew);
}"""


def test_a_panel_that_is_made_anew_gets_its_document_again(real: str, visit: Visits) -> None:
    page = visit(real)
    page.evaluate(MAKE_ANEW)
    expect(page.locator("#reader-page article")).to_be_attached()
    late: list[Route] = []
    page.route("**/d/*", lambda route: route.continue_() if late else late.append(route))
    page.evaluate(MAKE_ANEW)  # and once more while the document is on its way
    until(page, lambda: late)
    page.evaluate(MAKE_ANEW)
    late[0].continue_()
    expect(page.locator("#reader-page article")).to_be_attached()


def test_a_page_of_a_library_that_has_changed_opens_the_document_that_is_first_now(
    visit: Visits,
) -> None:
    one, other = (
        Document(f"{name}.txt", name, f"{name}\n\n{name}的话。", b"", "utf-8") for name in "甲乙"
    )
    answerer = FakeAnswerer(one, other)
    with served(lambda: create_app(answerer)) as address:
        expect(visit(address).locator("#reader-page article h1")).to_have_text("甲")
        answerer.library.remove(one.id)
        answerer.library.put(one)
        expect(visit(address).locator("#reader-page article h1")).to_have_text("乙")


def test_an_unexpected_error_is_a_short_apology(hostile: str, visit: Visits) -> None:
    page = visit(hostile)
    ask(page, "崩溃")
    expect(page.locator(".message")).to_contain_text("抱歉")
    assert "secret" not in page.content()
    ask(page, "𠮷林的大桥长达多少米？")
    expect(page.locator(".card").first).to_be_visible()


def test_nothing_is_written_to_the_browser_s_storage(real: str, visit: Visits) -> None:
    page = visit(real)
    ask(page, QUESTION)
    assert QUESTION not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"


JOINING, LISTENING = "**/gradio_api/queue/join*", "**/gradio_api/queue/data*"
BRIDGE = "𠮷林的大桥长达多少米？"


def test_what_is_typed_while_a_question_is_on_its_way_stays(hostile: str, visit: Visits) -> None:
    page = visit(hostile)
    held: list[Route] = []
    page.route(JOINING, lambda route: held.append(route))  # noqa: PLW0108  playwright marks it
    box = page.locator("#question textarea")
    box.fill(BRIDGE)
    box.press("Enter")
    expect(box).to_have_value("")
    box.fill("写了一半")
    until(page, lambda: held)
    held[0].continue_()
    expect(page.locator(".log[aria-busy=false] .card").first).to_be_visible()
    expect(box).to_have_value("写了一半")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("way", ["Enter", "#send", "#examples button >> nth=0"])
def test_before_the_server_has_said_anything_the_question_stands_there_and_can_be_stopped(
    way: str, lang: str, real: str, visit: Visits
) -> None:
    page = visit(f"{real}?lang={lang}")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    settle(page)
    box = page.locator("#question textarea")
    example = "examples" in way
    asked = page.locator(way).inner_text() if example else QUESTION
    held: list[Route] = []
    page.route(JOINING, lambda route: route.continue_() if held else held.append(route))
    box.fill("" if example else asked)
    if way == "Enter":
        box.press(way)
    else:
        page.locator(way).click()
    expect(page.locator(".question")).to_have_text(asked)
    waiting = {"zh-CN": "正在", "en": "Looking"}[lang]
    expect(page.locator(".searching")).to_contain_text(waiting)
    for part in ("#examples", "#send", ".welcome"):
        expect(page.locator(part)).to_be_hidden()
    until(page, lambda: held)
    page.locator("#stop").click()
    expect(page.locator(".question")).to_have_count(0)
    expect(box).to_have_value(asked)
    with suppress(Error):  # it was called back
        held[0].continue_()
    page.wait_for_timeout(700)
    settle(page)
    expect(page.locator(".question, .message")).to_have_count(0)
    for part in ("#examples", "#send", ".welcome"):
        expect(page.locator(part)).to_be_visible()
    page.locator("#send").click()
    expect(page.locator(".log[aria-busy=false] .question")).to_contain_text(asked)
    expect(page.locator(".question")).to_have_count(1)


@pytest.mark.parametrize(
    ("question", "told"), [("问" * 500, "500 字"), ("问" * 3000, "2,000 字以上"), ("崩溃", "抱歉")]
)
def test_a_question_that_got_a_message_and_no_answer_is_in_the_box_again(
    question: str, told: str, hostile: str, visit: Visits
) -> None:
    page = visit(hostile)
    box = page.locator("#question textarea")
    for shown in (1, 2):
        ask(page, question)
        expect(page.locator(".message")).to_have_count(shown)
        expect(page.locator(".message").last).to_contain_text(told)
        expect(box).to_have_value(question)
    box.fill("写了一半")
    with answered(page):
        page.locator("#retry").click()
    expect(page.locator(".message").last).to_contain_text(told)
    expect(box).to_have_value("写了一半")


TOO_FAST = {"error": "问得太快了。 That was too fast."}
CUT = """const real = fetch;
    fetch = async (...asked) => {
        const answer = await real(...asked);
        if (!window.cut || !String(asked[0]?.url ?? asked[0]).includes("queue/data")) return answer;
        const words = answer.body.getReader();
        const first = await words.read();
        return new Response(new ReadableStream({ start: (to) => to.enqueue(first.value),
            pull: (to) => to.error(new TypeError("network error")) }), answer);
    };"""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("lost", ["too fast", "no connection", "no stream", "stream cut"])
def test_a_question_without_a_connection_is_told_so_and_leaves_the_conversation_as_it_is(
    lost: str, lang: str, hostile: str, visit: Visits
) -> None:
    page = visit.plain("about:blank")
    page.context.add_init_script(CUT)
    page.goto(f"{hostile}?lang={lang}")
    arrive(page)
    ask(page, BRIDGE)
    if lost == "too fast":
        page.route(JOINING, lambda route: route.fulfill(status=429, json=TOO_FAST))
    elif lost == "stream cut":
        page.evaluate("window.cut = true")
    else:
        where = {"no connection": JOINING, "no stream": LISTENING}[lost]
        page.route(where, lambda route: route.abort("connectionfailed"))
    box = page.locator("#question textarea")
    told = page.get_by_role("alert").filter(visible=True)
    for _ in range(2):
        box.fill("又新增几个？")
        box.press("Enter")
        words = {"zh-CN": ("太快", "连接不上"), "en": ("too fast", "no connection")}[lang]
        expect(told).to_contain_text(words[lost != "too fast"])
        expect(told).to_have_count(1)
        expect(box).to_have_value("又新增几个？")
        expect(page.locator("#send")).to_be_visible()
        expect(page.locator(".searching")).to_have_count(0)
    expect(page.locator(".question").first).to_contain_text(BRIDGE)
    page.unroute_all()
    page.evaluate("window.cut = false")
    page.wait_for_timeout(300)
    box.press("Enter")
    expect(page.locator(".turn").last.locator(".answer")).to_be_visible()
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false")
    expect(told).to_have_count(0)
    expect(page.locator(".searching")).to_have_count(0)
    expect(page.locator(".question").first).to_contain_text(BRIDGE)
    visit.wrong[:] = [one for one in visit.wrong if "alert" in one]


@pytest.mark.parametrize("init", ["isComposing: true", "keyCode: 229"])
def test_an_escape_that_the_input_method_takes_leaves_the_sheet_open(
    init: str, hostile: str, visit: Visits
) -> None:
    page = visit(hostile, PHONE)
    page.locator("#read").click()
    page.locator("#reader-page").evaluate(
        f"page => page.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Escape', bubbles: true, {init} }}))"
    )
    expect(page.locator("#reader")).to_have_class(re.compile(r"\bopen\b"))
    page.keyboard.press("Escape")
    expect(page.locator("#reader-page")).to_be_hidden()


def test_back_and_forward_open_the_card_and_the_words_that_answer_too(
    real: str, visit: Visits
) -> None:
    page = visit(real)
    ask(page, QUESTION)
    ask(page, "开发就业岗位多少个？")
    cards = [page.locator(".turn").nth(at).locator(".card").first for at in (0, 1)]

    def opened(card: Locator) -> None:
        expect(page.locator(".card a[aria-current]")).to_have_count(1)
        expect(card.locator("a.cite[aria-current]")).to_have_count(1)
        words = card.locator("mark").all_text_contents()
        expect(page.locator("#reader-page mark.asked")).to_have_text(words)
        assert words

    for card in cards:
        card.click()
        opened(card)
    page.go_back()
    opened(cards[0])
    page.go_forward()
    opened(cards[1])


def test_the_address_says_the_language_that_was_chosen(hostile: str, visit: Visits) -> None:
    page = visit(hostile)
    for name, address in (("English", f"{hostile}?lang=en"), ("中文", hostile)):
        page.locator("#language").get_by_text(name).click()
        expect(page).to_have_url(address)
        expect(page.locator("html")).to_have_attribute(
            "lang", "en" if "lang" in address else "zh-CN"
        )
        settle(page)
