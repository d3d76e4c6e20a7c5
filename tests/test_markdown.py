"""A conversation as Markdown: every word as it was, none of it obeyed."""

import html
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from chat.render import address
from chat.strings import Language
from chat.types import NOT_FOUND, Answer, Citation
from chat.web.markdown import conversation_markdown, escape_markdown
from ingest.types import BlockKind, Span

QUOTE = "新增10万个优质公办学位。"
CITATION = Citation(
    "岗位.txt", "岗位", "民生 › 教育", BlockKind.PARAGRAPH, (Span(3, 16),), QUOTE, (Span(5, 9),),
    0.87, ("新增", "学位"), 12.34, 0.712, 1, None, "第3页",
)  # fmt: skip
ANSWER = Answer("多少学位？", "多少学位？", QUOTE, (CITATION,), (), False, 0.87)
ZH = Language.CHINESE
SITE = "https://paper.example"
READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
"""An independent reader of Markdown, with what is usual beyond the standard."""

# One line, as people and attackers write it, without what no text file holds.
lines = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=5),
        st.sampled_from(
            ["# ", "> ", "- ", "1. ", "    ", "\t", "```", "~~~", "***", "---", "===", "[a](b)", "![a](b)",
             "<b>", "<script>", "<!--", "</p>", "http://e.vil", "www.e.vil", "<http://e.vil>", "&lt;", "&#60;",
             "[a]: b", "|a|b|", "|-|-|", "~~a~~", "\\", "`a`", "_a_", "  ", "$a$", ":a:"]
        ),
    )
).map("".join)  # fmt: skip


def answer_of(question: str, citation: Citation) -> Answer:
    return Answer(question, question, citation.quote, (citation,), (), False, 0.9)


def tokens(markdown: str) -> Iterator[Token]:
    for token in READER.parse(markdown):
        yield token
        yield from token.children or ()


def kinds(markdown: str) -> list[str]:
    """What a piece of Markdown is made of, but for its plain text."""
    return [token.type for token in tokens(markdown) if token.type != "text"]


def words(markdown: str) -> str:
    """The text that a reader of the Markdown shows."""
    return "".join(token.content for token in tokens(markdown) if token.type == "text")


def test_an_answer_that_may_be_none_says_so_in_the_file_too() -> None:
    sure, doubtful = ANSWER, replace(ANSWER, probability=0.19)
    assert "未必" not in conversation_markdown([("多少学位？", sure)], SITE, ZH)
    assert "未必" in conversation_markdown([("多少学位？", doubtful)], SITE, ZH)


@given(lines)
def test_escaped_text_is_shown_as_it_is_and_obeyed_by_nothing(raw: str) -> None:
    for before in ("", "> ", "## ", "1\\. "):
        markdown = f"{before}x{escape_markdown(raw)}x"
        assert words(markdown).removeprefix("1. ") == f"x{raw}x"
        assert kinds(markdown) == kinds(f"{before}x")
    assert set(kinds(escape_markdown(raw))) <= {"paragraph_open", "inline", "paragraph_close"}


@given(lines.filter(str.strip))
def test_nothing_that_is_asked_or_quoted_breaks_out_of_its_place(raw: str) -> None:
    cited = replace(
        CITATION, title=raw, section=raw, place=raw, quote=raw, spans=(Span(0, len(raw)),)
    )
    calm = replace(cited, title="a", section="a", place="a", quote="a", spans=(Span(0, 1),))
    refusal = Answer(raw, raw, NOT_FOUND, (), (cited,), True, 0.1)
    refused = Answer("a", "a", NOT_FOUND, (), (calm,), True, 0.1)
    for shown, usual in (
        (answer_of(raw, cited), answer_of("a", calm)),
        (refusal, refused),
    ):
        hostile = conversation_markdown([(raw, shown)], SITE, ZH)
        expected = conversation_markdown([("a", usual)], SITE, ZH)
        assert kinds(hostile) == kinds(expected)
        assert words(hostile).count(raw) >= 3


def test_quotes_stand_in_blockquotes_with_their_source_and_an_address_that_opens_them() -> None:
    markdown = conversation_markdown([("多少学位？", ANSWER)], SITE, ZH)
    link = f"{SITE}{address(CITATION, ZH)}"
    assert f"\n> {QUOTE}\n" in markdown
    assert f"1\\. 《岗位》，民生 › 教育，第3页 <{link}>" in markdown
    (target,) = [token.attrs["href"] for token in tokens(markdown) if token.type == "link_open"]
    assert html.unescape(str(target)) == link


def test_a_refusal_says_so_and_what_is_near_is_named_as_no_answer() -> None:
    refusal = Answer("几月？", "几月？", NOT_FOUND, (), (CITATION,), True, 0.1)
    markdown = conversation_markdown([("几月？", refusal), ("崩溃", None)], SITE, ZH)
    assert markdown.index("没有找到") < markdown.index("相近但不是答案") < markdown.index(QUOTE)
    assert "1\\." not in markdown
    assert markdown.endswith("## 崩溃\n\n没有答成。\n")


def test_what_print_has_put_between_stays_visible() -> None:
    torn = replace(CITATION, spans=(Span(3, 9), Span(40, 47)), seams=(1,), broken=True)
    markdown = conversation_markdown([("？", replace(ANSWER, citations=(torn,)))], SITE, ZH)
    assert f"> {QUOTE[:6]}\n>\n> {QUOTE[6:]}" in markdown
    assert "（原文此处中断）" in markdown


def test_a_part_of_a_sentence_says_so_behind_its_source() -> None:
    part = replace(CITATION, part=True)
    shown, whole = (
        conversation_markdown([("？", replace(ANSWER, citations=(one,)))], SITE, ZH)
        for one in (part, CITATION)
    )
    assert "（长句节选" in shown and "节选" not in whole


@pytest.mark.parametrize("origin", ["", "null", "javascript:alert(1)", "https://a b", "http://a>b"])
def test_what_is_no_web_address_begins_no_link(origin: str) -> None:
    markdown = conversation_markdown([("多少学位？", ANSWER)], origin, ZH)
    assert "link_open" not in kinds(markdown)
    assert "<" not in markdown
