"""The whole document as HTML: every character, in order, each knowing its offset."""

import re
from html.parser import HTMLParser
from pathlib import Path

from conftest import TORN
from hypothesis import given
from hypothesis import strategies as st

from chat.reader import bar_html, document_html, outline_html
from chat.strings import Language
from ingest.layout import blocks
from ingest.passages import passages
from ingest.read import read
from ingest.types import BlockKind, Document, Span

PAGE = read(next((Path(__file__).parent.parent / "corpus" / "documents").iterdir()))
BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "figcaption", "aside"}


class Reader(HTMLParser):
    """Block elements with their text, and runs with their offsets."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self.runs: list[tuple[int, str]] = []
        self.tags: set[str] = set()
        self._open = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in BLOCKS:
            self.blocks.append((tag, ""))
        start = dict(attrs).get("data-start")
        if tag == "span" and start is not None:
            self.runs.append((int(start), ""))
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "span"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.runs[-1] = (self.runs[-1][0], self.runs[-1][1] + data)
            self.blocks[-1] = (self.blocks[-1][0], self.blocks[-1][1] + data)


def page(text: str) -> Document:
    return Document("a.txt", "a", text, text.encode("utf-8", "surrogatepass"), "utf-8")


def texts() -> st.SearchStrategy[str]:
    lines = st.text(
        st.sampled_from("民生工程新增10万。！”，“（）——<b>&'\"\t \u3000𠮷"), max_size=60
    )
    return st.lists(lines, max_size=12).map("\n".join)


def check(document: Document) -> None:
    reader = Reader(document_html(document))
    assert [text for _, text in reader.blocks] == [
        document.quote(b.spans) for b in blocks(document)
    ]
    for start, text in reader.runs:
        assert text == document.quote([Span(start, start + len(text))])


def test_the_newspaper_page_is_shown_character_for_character_in_order() -> None:
    check(PAGE)


@given(texts())
def test_any_text_is_shown_character_for_character_in_order(text: str) -> None:
    check(page(text))


def test_each_kind_of_block_has_its_own_element() -> None:
    text = (
        "新局面\n\n民生——\n\n富裕\n\n新增10万个学位。孩子有学上，家长放心。（记者 李明）\n\n\n学校。"
        "\n\n\n经济——\n\n发展\n\n增长。很好很好很好很好很好很好很好。"
    )
    found = [tag for tag, _ in Reader(document_html(page(text))).blocks]
    kinds = [block.kind for block in blocks(page(text))]
    expected = {
        BlockKind.TITLE: {"h1", "p"},
        BlockKind.HEADING: {"h2", "h3", "h4", "h5", "h6"},
        BlockKind.PARAGRAPH: {"p"},
        BlockKind.CAPTION: {"figcaption"},
        BlockKind.NOTE: {"aside"},
    }
    assert {BlockKind.TITLE, BlockKind.HEADING, BlockKind.NOTE, BlockKind.PARAGRAPH} <= set(kinds)
    for tag, kind in zip(found, kinds, strict=True):
        assert tag in expected[kind]
    assert found.count("h1") == 1


def test_every_sentence_of_every_passage_begins_a_run_of_its_own() -> None:
    starts = {start for start, _ in Reader(document_html(PAGE)).runs}
    for passage in passages(PAGE):
        for sentence in passage.sentences:
            assert {span.start for span in sentence} <= starts


def test_markup_in_a_document_is_shown_and_not_obeyed() -> None:
    hostile = page("标题\n\n<script>alert(1)</script>新增<img src=x onerror=alert(2)>学位。")
    reader = Reader(document_html(hostile))
    assert not {"script", "img"} & reader.tags
    check(hostile)


def test_where_print_has_torn_a_paragraph_the_page_says_so_in_words_that_are_not_the_documents() -> (
    None
):
    html = document_html(PAGE)
    ends = re.findall(
        r'([^<]+)</span><span class="torn" role="img" aria-label="（原文此处中断）">', html
    )
    known = ("新时代文明", "更多科技", "产业集群，", "国有企业", "棚户", "重点工", "积", "区域均")
    assert [end.endswith(words) for end, words in zip(ends, known, strict=True)] == [True] * 8
    assert "原文此处中断" not in "".join(text for _, text in Reader(html).runs)
    whole = page(
        "题\n\n新增10万个学位，孩子们都有学上，老人们都有人管，大家都放心，日子越过越好，年年都有新的盼头。"
    )
    assert "torn" not in document_html(whole)


def test_a_torn_paragraph_leads_to_its_rest_where_that_was_found() -> None:
    torn = page("\n\n".join(TORN))
    html = document_html(torn, language=Language.ENGLISH)
    rest = torn.text.index(TORN[3])
    assert f'<a class="torn" href="#p{rest}" aria-label="(continued further on)"></a></p>' in html
    assert f'<p id="p{rest}">' in html
    assert html.count("torn") == 1


def test_the_outline_sets_the_second_of_two_headings_below_the_first() -> None:
    text = "大题\n\n民生——\n\n共同富裕\n\n新增10万个学位。孩子有学上，家长放心，大家都说好。"
    assert re.findall(r"<li( class=\"deep\")?><a[^>]*>([^<]*)<", outline_html(page(text))) == [
        ("", "民生——"),
        (' class="deep"', "共同富裕"),
    ]


def test_a_library_of_one_document_offers_no_choice_and_a_larger_one_does() -> None:
    assert "<select" not in bar_html({"a.txt": "甲"}, Language.CHINESE)
    html = bar_html({"a.txt": "<甲>", "b.txt": "乙"}, Language.ENGLISH)
    assert re.findall(r"<option [^>]*>([^<]*)<", html) == ["&lt;甲&gt;", "乙"]
