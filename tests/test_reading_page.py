"""A document on a page of its own, in a real browser: search inside, keyboard, dark, zoom, print."""

from collections.abc import Iterator

import pytest
from fakes import FakeAnswerer
from playwright.sync_api import Page, expect
from visits import GRADIO_COUNTS, Visits, served

from chat.render import document_key
from chat.server import create_app
from ingest.types import Document

FILLING = "填充的一句话，说的是别的事情。" * 8
TEXT = "长文\n\n" + "\n\n".join(
    f"{FILLING}第{at}处𠮷ＡＢＣ桥，abc桥。" if at % 40 == 0 else FILLING for at in range(200)
)
PAGE = Document("长文.txt", "长文", TEXT, b"", "utf-8")
ADDRESS = f"d/{document_key(PAGE.id)}"
HITS = 10
HERE = """() => {
    const [range] = CSS.highlights.get("here"), live = new Range();
    live.setStart(range.startContainer, range.startOffset); live.setEnd(range.endContainer, range.endOffset);
    const place = live.getBoundingClientRect();
    const top = document.querySelector(".find").offsetHeight;
    return [live.toString(), place.top > top && place.bottom < innerHeight];
}"""

pytestmark = GRADIO_COUNTS


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served(lambda: create_app(FakeAnswerer(PAGE, SCRIPTS))) as address:
        yield address


WRITTEN = (
    "長春與台灣\n\n長春市發展經濟，ＧＤＰ增長２０％，車站\t新建。\n\n长春市的车站，gdp增长20%。\n\n"
    "鷄與鸡，䉬魚𫂈鱼，𝐆𝐃𝐏與１。"
)
SCRIPTS = Document("两种.txt", "两种", WRITTEN, b"", "utf-8")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("长春市", ["長春市", "长春市"]),
        ("長春市", ["長春市", "长春市"]),
        ("Gdp增长20%", ["ＧＤＰ增長２０％", "gdp增长20%"]),
        ("ＧＤＰ增長２０％", ["ＧＤＰ增長２０％", "gdp增长20%"]),
        ("车站 新", ["車站\t新"]),
        ("𫂈鱼", ["䉬魚", "𫂈鱼"]),
        ("䉬魚𫂈", ["䉬魚𫂈"]),
        ("gdp与1", ["𝐆𝐃𝐏與１"]),
    ],
)
def test_a_search_finds_what_is_written_in_the_other_script_or_width(
    words: str, found: list[str], site: str, visit: Visits
) -> None:
    page = visit.plain(f"{site}d/{document_key(SCRIPTS.id)}")
    box = page.locator("#find")
    box.fill(words)
    counted(page, f"第 1 处，共 {len(found)} 处")
    seen = []
    for _ in found:
        seen.append(here(page))
        box.press("Enter")
    assert seen == found


def test_where_the_server_does_not_say_what_is_the_same_a_search_finds_what_is_written_alike(
    site: str, visit: Visits
) -> None:
    page = visit.plain(f"{site}d/{document_key(SCRIPTS.id)}")
    page.route("**/fold", lambda route: route.fulfill(status=503))
    with page.expect_console_message(lambda message: message.type == "error"):
        page.locator("#find").fill("长春市")
    counted(page, "第 1 处，共 1 处")
    assert visit.wrong.pop().startswith("Failed to load resource")


def test_what_is_searched_for_is_told_to_nobody(site: str, visit: Visits) -> None:
    page = visit.plain(f"{site}d/{document_key(SCRIPTS.id)}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("#find").fill("长春市")
    counted(page, "第 1 处，共 2 处")
    assert sent == [f"{site}fold"]


def counted(page: Page, words: str) -> None:
    expect(page.locator(".find output")).to_have_text(words)


def here(page: Page) -> str:
    page.wait_for_function(f"() => ({HERE})()[1]")
    return str(page.evaluate(HERE)[0])


def test_a_search_counts_its_hits_and_goes_from_one_to_the_next_and_back(
    site: str, visit: Visits
) -> None:
    page = visit.plain(site + ADDRESS)
    box = page.get_by_role("textbox", name="在文中查找")
    box.fill("ＡＢc桥")
    counted(page, f"第 1 处，共 {HITS} 处")
    assert page.evaluate("CSS.highlights.get('found').size") == HITS
    assert here(page) == "ＡＢＣ桥"
    box.press("Enter")
    counted(page, f"第 2 处，共 {HITS} 处")
    assert here(page) == "abc桥"
    for _ in range(2):
        box.press("Shift+Enter")
    counted(page, f"第 {HITS} 处，共 {HITS} 处")
    assert here(page) == "abc桥"
    page.get_by_role("button", name="下一处").click()
    counted(page, f"第 1 处，共 {HITS} 处")
    page.get_by_role("button", name="上一处").press("Enter")
    counted(page, f"第 {HITS} 处，共 {HITS} 处")
    box.fill("没有的字")
    counted(page, "文中没有这些字")
    expect(page.get_by_role("button", name="下一处")).to_be_disabled()
    box.press("Escape")
    expect(box).to_have_value("")
    counted(page, "")
    assert page.evaluate("CSS.highlights.get('found').size") == 0


def test_a_search_begins_where_the_reader_is(site: str, visit: Visits) -> None:
    page = visit.plain(site + ADDRESS)
    page.evaluate("document.querySelectorAll('.part > *')[100].scrollIntoView()")
    page.locator("#find").fill("桥")
    counted(page, f"第 7 处，共 {HITS} 处")
    assert here(page) == "桥"


def test_what_is_searched_for_is_text_and_never_a_pattern(site: str, visit: Visits) -> None:
    page = visit.plain(site + ADDRESS)
    for words in (".*", "<b>", "\\", "(", "$&"):
        page.locator("#find").fill(words)
        counted(page, "文中没有这些字")


def test_a_quote_that_is_opened_is_marked_and_no_ring_goes_around_a_piece_of_it(
    site: str, visit: Visits
) -> None:
    page = visit.plain(f"{site}{ADDRESS}?q=第40处")
    cited = page.locator("#cited")
    expect(cited).to_be_focused()
    expect(cited).to_be_in_viewport()
    assert cited.evaluate("(mark) => getComputedStyle(mark).outlineStyle") == "none"


def test_in_the_dark_the_page_is_dark_and_on_paper_it_is_not(site: str, visit: Visits) -> None:
    page = visit.plain(site + ADDRESS, color_scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(23, 21, 18)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(35, 32, 28)"
    for part in (".find", "header form"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator("article")).to_be_visible()


@pytest.mark.parametrize("size", [(680, 450), (320, 640)])
def test_at_twice_the_size_nothing_is_cut_off_or_scrolls_sideways(
    size: tuple[int, int], site: str, visit: Visits
) -> None:
    for address in (ADDRESS, f"{ADDRESS}?q=桥&lang=en"):
        page = visit.plain(site + address, size)
        page.locator("#find").fill("桥")
        expect(page.locator(".find output")).not_to_be_empty()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_is_gone_through_with_the_keyboard_in_the_order_of_sight(
    site: str, visit: Visits
) -> None:
    page = visit.plain(site + ADDRESS)
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate("document.activeElement.id || document.activeElement.textContent")
        )
    assert seen == ["引据", page.evaluate("document.forms[0].q.id"), "提问", "find", seen[-1]]
