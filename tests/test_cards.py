"""What can be done with a quote on the page: preview, copy, report, tidy it; and stop, retry, save."""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from fakes import FakeAnswerer
from playwright.sync_api import Page, expect
from visits import GRADIO_COUNTS, Visits, ask, highlighted, quote, served, settle

from chat.render import document_key, fingerprint
from chat.server import create_app
from chat.types import Answer, Turn
from ingest.types import Document
from ingest.view import tidied

TEXT = (
    "民生实事\n\n一、教育\n\n今年新增优质公办学位１０万个，新建中小学70所。\n\n二、就业\n\n"
    "明年新增优质公办学位<b>8万个</b>，开发岗位60万个。\n\n三、医疗\n\n新增优质公办学位的医院建设三座。"
)
PAGE = Document("民生.txt", "民生*实事*", TEXT, b"", "utf-8")
QUESTION = "新增优质公办学位多少个？"
REFUSED = "火星移民？"

pytestmark = GRADIO_COUNTS


class Slow(FakeAnswerer):
    """The fake answerer, with cleaned quotes; a question with 慢 waits until it is let go."""

    gate = threading.Event()

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if "慢" in question:
            self.gate.wait(60)
        answer = super().ask(question, history)
        cited = tuple(
            replace(one, tidied=shown if (shown := tidied(PAGE, one.spans)) != one.quote else "")
            for one in answer.citations
        )
        return replace(answer, citations=cited)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served(lambda: create_app(Slow(PAGE))) as address:
        yield address


@pytest.fixture
def page(site: str, visit: Visits) -> Page:
    opened: Page = visit(site)
    return opened


def clipboard(page: Page) -> str:
    """What would be pasted, seen in a box because reading the clipboard needs leave."""
    box = page.locator("#question textarea")
    box.fill("")
    box.press("Control+V")
    pasted = box.input_value()
    box.fill("")
    return pasted


def test_a_number_previews_its_quote_under_the_pointer_and_at_the_keyboard(page: Page) -> None:
    ask(page, QUESTION)
    numbers, preview = page.locator("h3 a.ref"), page.locator("#preview")
    assert numbers.count() == page.locator(".card").count() > 1
    second = page.locator(".card blockquote:visible").nth(1).inner_text()
    numbers.nth(1).hover()
    expect(preview.locator("blockquote")).to_have_text(second)
    expect(preview).to_contain_text("《民生*实事*》")
    preview.hover()
    page.wait_for_timeout(300)
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.locator(".edit, h3 a.ref").first.focus()
    page.keyboard.press("Tab")
    expect(preview.locator("blockquote")).to_have_text(second)
    expect(numbers.nth(1)).to_have_attribute("aria-describedby", "preview")
    page.keyboard.press("Enter")
    expect(preview).to_be_hidden()
    assert highlighted(page) == PAGE.text[PAGE.text.index("明年") : PAGE.text.index("三、") - 2]


def test_a_card_and_a_near_passage_have_an_edge_on_every_side(page: Page) -> None:
    for question, width in ((QUESTION, "1px 1px 1px 3px"), (REFUSED, "1px")):
        ask(page, question)
        card = page.locator(".turn").last.locator(".card").first
        assert card.evaluate("(card) => getComputedStyle(card).borderWidth") == width


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_a_quote_is_copied_with_its_source_and_its_address(
    has_clipboard: bool, site: str, visit: Visits
) -> None:
    leave = ["clipboard-read", "clipboard-write"] if has_clipboard else []
    page = visit(site, permissions=leave)
    if not has_clipboard:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ask(page, QUESTION)
    card = page.locator(".card").first
    card.locator(".copy").click()
    expect(card.locator(".told")).to_have_text("已复制")
    words = card.locator("blockquote").first.text_content() or ""
    assert words in PAGE.text
    address = page.evaluate("document.querySelector('a.cite').href")
    assert address.startswith(f"{site}d/{document_key(PAGE.id)}?at=")
    assert clipboard(page) == f"「{words}」\n——《民生*实事*》，一、教育\n{address}"
    opened = visit.plain(address)
    assert "".join(opened.locator("mark").all_text_contents()) == words


def test_the_quote_as_printed_comes_first_and_the_tidied_one_at_a_press(page: Page) -> None:
    ask(page, QUESTION)
    first, second = page.locator(".card").first, page.locator(".card").nth(1)
    shown = first.locator("blockquote:visible")
    assert shown.text_content() == "今年新增优质公办学位１０万个，新建中小学70所。"
    first.get_by_role("button", name="整理后").click()
    assert shown.text_content() == "今年新增优质公办学位10万个，新建中小学70所。"
    expect(first.get_by_role("button", name="整理后")).to_have_attribute("aria-pressed", "true")
    first.locator(".copy").click()
    expect(first.locator(".told")).to_have_text("已复制")
    assert clipboard(page).startswith(
        "「今年新增优质公办学位10万个，新建中小学70所。」（整理后）\n——"
    )
    first.get_by_role("button", name="原文", exact=True).click()
    assert shown.text_content() == "今年新增优质公办学位１０万个，新建中小学70所。"
    expect(second.locator("[data-view]")).to_have_count(0)


def test_a_report_says_which_words_of_which_document_and_is_believed_only_when_taken(
    page: Page,
) -> None:
    bodies: list[dict[str, str]] = []
    status = 204

    def take(route: object) -> None:
        bodies.append(json.loads(route.request.post_data))  # type: ignore[attr-defined]
        route.fulfill(status=status)  # type: ignore[attr-defined]

    page.route("**/report", take)
    ask(page, QUESTION)
    card = page.locator(".card").first
    card.get_by_role("button", name="引文不对").click()
    expect(card.locator(".told")).to_have_text("已记下，谢谢")
    start = PAGE.text.index("今年")
    words = PAGE.text[start : PAGE.text.index("二、") - 2]
    opened = bodies[0]["page"]
    assert re.fullmatch("[0-9a-f]{32}", opened)
    assert bodies == [
        {
            "page": opened,
            "question": QUESTION,
            "verdict": "wrong-quote",
            "document": document_key(PAGE.id),
            "at": f"{start}-{start + len(words)}",
            "words": fingerprint(words),
        }
    ]
    card.get_by_role("button", name="引文不对").click()
    page.get_by_role("button", name="有帮助").click()
    expect(page.locator(".verdicts .told")).to_have_text("已记下，谢谢")
    expect(page.get_by_role("button", name="有帮助")).to_have_attribute("aria-pressed", "true")
    assert [one["verdict"] for one in bodies] == ["wrong-quote", "helpful"]
    assert bodies[1]["at"] == bodies[1]["document"] == ""
    ask(page, REFUSED)
    expect(page.get_by_role("button", name="有帮助")).to_have_attribute("aria-pressed", "true")
    status = 200
    with page.expect_response("**/report"):
        page.get_by_role("button", name="应当有答案").click()
    expect(page.locator(".turn").last.locator(".told").first).to_have_text("未能送出")
    assert bodies[-1]["verdict"] == "should-answer"
    status = 204
    with page.expect_response("**/report"):
        page.get_by_role("button", name="没帮助").click()
    expect(page.get_by_role("button", name="没帮助")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="有帮助")).to_have_attribute("aria-pressed", "false")
    assert bodies[-1] == {**bodies[1], "verdict": "unhelpful"}
    assert {one["page"] for one in bodies} == {opened}  # so that the server keeps one verdict of it


def test_an_answer_under_way_can_be_stopped_and_the_question_asked_again(page: Page) -> None:
    Slow.gate.clear()
    box = page.locator("#question textarea")
    expect(page.locator("#retry, #export, #stop")).to_have_count(3)
    expect(page.locator("#retry")).to_be_hidden()
    box.fill(f"慢，{QUESTION}")
    box.press("Enter")
    expect(page.locator(".searching")).to_be_visible()
    expect(page.locator("#send")).to_be_hidden()
    page.locator("#stop").click()
    expect(page.locator(".message")).to_have_text("已停止，没有找完。")
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#stop")).to_be_hidden()
    Slow.gate.set()
    settle(page)
    page.locator("#retry").click()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator(".message")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".log")).to_have_attribute("aria-busy", "false")
    settle(page)
    ask(page, REFUSED)
    expect(page.locator(".turn")).to_have_count(2)


def test_the_conversation_is_saved_as_markdown_with_its_sources(site: str, page: Page) -> None:
    ask(page, QUESTION)
    ask(page, REFUSED)
    with page.expect_download() as saving:
        page.locator("#export").click()
    assert re.fullmatch(r"yinju-\d{4}-\d\d-\d\d\.md", saving.value.suggested_filename)
    text = saving.value.path().read_text("utf-8")
    assert f"## {QUESTION}\n" in text
    assert "> 明年新增优质公办学位\\<b\\>8万个\\</b\\>，开发岗位60万个。" in text
    assert f"《民生\\*实事\\*》，一、教育 <{site}d/{document_key(PAGE.id)}?at=" in text
    assert "**没有找到**" in text


def test_a_modified_click_opens_the_document_on_a_page_of_its_own(page: Page) -> None:
    ask(page, QUESTION)
    with page.context.expect_page() as opened:
        page.locator("a.cite").first.click(modifiers=["Control"])
    expect(opened.value.locator("#cited")).to_be_in_viewport()
    assert quote(page)[:4] in opened.value.locator("mark").first.inner_text()
    with page.context.expect_page() as opened:
        page.locator("#reader-whole").click()
    expect(opened.value.locator("article.page")).to_have_attribute(
        "data-document", document_key(PAGE.id)
    )
