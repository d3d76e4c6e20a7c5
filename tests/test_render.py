"""What render.py makes of answers, and of text that would like to be more than text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import render
from chat.render import escape as escaped
from chat.strings import STRINGS, Language, text
from chat.types import DOUBTFUL, NOT_FOUND, Answer, Citation
from chat.web.masthead import welcome_html
from ingest.types import BlockKind, Span

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;</li></ol>"
QUOTE = "新增10万个优质公办学位。"
CITATION = Citation(
    "岗位.txt", "岗位", "民生 › 教育", BlockKind.PARAGRAPH, (Span(3, 16),), QUOTE, (Span(5, 9),),
    0.87, ("新增", "学位"), 12.34, 0.712, 1, None,
)  # fmt: skip
ANSWER = Answer("多少学位？", "多少学位？", QUOTE, (CITATION,), (), False, 0.87)
ZH, EN = Language.CHINESE, Language.ENGLISH

# Text as people and attackers write it, without what HTML cannot hold (shown as U+FFFD, see below).
any_text = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        st.sampled_from(
            ["<", ">", "&", '"', "'", "<script>", "</p>", "<!--", "&lt;", "&#60;", "\r\n"]
        ),
    )
).map("".join)


class Parsed(HTMLParser):
    """The tags, the attributes and the text of a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(any_text)
def test_escaped_text_is_shown_as_it_is_and_opens_no_tag(raw: str) -> None:
    parsed = Parsed(f'<p title="{render.escape(raw)}">{render.escape(raw)}</p>')
    assert parsed.tags == ["p"]
    assert parsed.text == raw
    assert parsed.attributes == [("title", raw)]


def test_what_html_cannot_hold_is_shown_as_a_replacement_character() -> None:
    assert render.escape("a\0b\ud800c") == "a\ufffdb\ufffdc"


@given(any_text)
def test_no_text_of_a_document_or_a_question_becomes_markup(raw: str) -> None:
    spans = (Span(0, len(raw)),) if raw else (Span(0, 1),)
    hostile = replace(
        CITATION,
        document_id=raw,
        title=raw,
        section=raw,
        quote=raw,
        matched=(raw,),
        spans=spans,
        asked=(),
    )
    for answer in (
        Answer(raw, raw + "？", raw, (hostile,), (), False, 0.9),
        Answer(raw, raw + "？", NOT_FOUND, (), (hostile,), True, 0.1),
    ):
        calm = replace(hostile, document_id="a", title="a", section="a", quote="a", matched=("a",))
        harmless = (
            replace(answer, citations=(calm,))
            if answer.citations
            else replace(answer, nearest=(calm,))
        )
        harmless = replace(harmless, question="a", asked="b")
        shown = Parsed(render.answer_html(answer, ZH))
        expected = Parsed(render.answer_html(harmless, ZH))
        if raw:
            assert shown.tags == expected.tags
            assert [name for name, _ in shown.attributes] == [
                name for name, _ in expected.attributes
            ]
        assert raw in shown.text
    assert Parsed(render.question_html(raw, ZH)).text == f"你问{raw}"


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    two = replace(CITATION, spans=(Span(3, 8), Span(9, 17)), lines=(1,))
    shown = render.answer_html(replace(ANSWER, citations=(two,)), ZH)
    assert shown.count("<br>") == 1
    assert "<br>" not in render.answer_html(ANSWER, ZH)


def test_a_quote_is_shown_whole_with_the_asked_words_marked() -> None:
    html = render.answer_html(ANSWER, ZH)
    assert "<mark>10万个</mark>" in html
    assert QUOTE in Parsed(html).text


def test_a_card_names_its_source_and_says_why_it_was_found() -> None:
    shown = Parsed(render.answer_html(ANSWER, ZH)).text
    for expected in ("《岗位》", "民生 › 教育", "新增、学位", "字词排第 1 (BM25 12.3)"):
        assert expected in shown
    assert "语义排第" not in shown, "that side did not find it"


@pytest.mark.parametrize(
    ("kind", "label"), [(BlockKind.CAPTION, "图片说明"), (BlockKind.NOTE, "附注")]
)
def test_captions_and_notes_are_labelled_as_such(kind: BlockKind, label: str) -> None:
    answer = replace(ANSWER, citations=(replace(CITATION, kind=kind),))
    assert label in Parsed(render.answer_html(answer, ZH)).text
    assert label not in Parsed(render.answer_html(ANSWER, ZH)).text


def test_an_answer_of_little_probability_says_that_it_may_be_none_and_no_answer_says_a_number() -> (
    None
):
    for probability in (0.01, 0.19, 0.2, 0.87):
        one = replace(CITATION, score=probability)
        answer = replace(ANSWER, citations=(one,), probability=probability)
        for spoken, doubt in ((ZH, "未必回答了问题"), (EN, "may not be what was asked")):
            shown = Parsed(render.answer_html(answer, spoken)).text
            assert (doubt in shown) == (probability < DOUBTFUL)
            assert "%" not in shown
    refusal = Answer("几月？", "几月？", NOT_FOUND, (), (CITATION,), True, 0.01)
    assert "未必" not in Parsed(render.answer_html(refusal, ZH)).text


def test_a_heading_that_was_counted_is_not_said_to_share_no_word() -> None:
    counted = replace(CITATION, matched=(), lexical_rank=None, dense_rank=None)
    shown = Parsed(render.answer_html(replace(ANSWER, citations=(counted,)), ZH)).text
    assert "按标题列出" in shown
    assert "没有相同的词" not in shown
    near = replace(CITATION, matched=())
    assert "没有相同的词" in Parsed(render.answer_html(replace(ANSWER, citations=(near,)), ZH)).text


def test_a_heading_that_is_quoted_is_not_named_again_as_its_own_place() -> None:
    heading = replace(CITATION, kind=BlockKind.HEADING, quote="民生——教育", section="民生—— › 教育")
    html = render.answer_html(replace(ANSWER, citations=(heading,)), ZH)
    assert Parsed(html).text.count("民生") == 1
    assert 'data-source="《岗位》"' in html


def test_a_seam_is_visible_and_adds_no_character_to_the_quote() -> None:
    torn = replace(CITATION, spans=(Span(3, 9), Span(40, 47)), seams=(1,))
    html = render.answer_html(replace(ANSWER, citations=(torn,)), ZH)
    assert html.count('class="seam"') == 1
    assert QUOTE in Parsed(html).text
    assert "（原文在此处断开）" in html


def test_the_end_of_a_printed_line_is_no_seam() -> None:
    wrapped = replace(CITATION, spans=(Span(3, 9), Span(10, 17)))
    html = render.answer_html(replace(ANSWER, citations=(wrapped,)), ZH)
    assert 'class="seam"' not in html
    assert QUOTE in Parsed(html).text


def test_a_quote_that_print_breaks_off_says_so_and_where_its_page_is() -> None:
    broken = replace(CITATION, broken=True, place="第<3>页")
    html = render.answer_html(replace(ANSWER, citations=(broken,)), ZH)
    assert "（原文此处中断）" in html
    assert "第<3>页" in Parsed(html).text
    assert "原文此处中断" not in render.answer_html(ANSWER, ZH)


@pytest.mark.parametrize("language", Language)
def test_a_quote_of_a_part_of_a_sentence_says_so_on_its_card(language: Language) -> None:
    part = replace(CITATION, part=True)
    sign = STRINGS[language]["part"]
    assert sign in render.answer_html(replace(ANSWER, citations=(part,)), language)
    assert sign not in render.answer_html(ANSWER, language)


def test_cards_are_numbered_in_order_and_link_to_their_spans() -> None:
    html = render.answer_html(replace(ANSWER, citations=(CITATION, CITATION)), ZH)
    assert re.findall(r'class="number"[^>]*>(\d)<', html) == ["1", "2"]
    links = re.findall(r'class="cite" href="([^"]+)"', html)
    assert links == [escaped(render.address(CITATION, ZH))] * 2
    assert re.findall(r'class="ref" href="([^"]+)"[^>]*>(\d)<', html) == [
        (links[0], "1"),
        (links[1], "2"),
    ]


def test_a_quote_can_be_copied_with_its_source_and_reported_and_a_near_passage_only_copied() -> (
    None
):
    placed = replace(CITATION, place="第3页")
    card = render.answer_html(replace(ANSWER, citations=(placed,)), ZH)
    assert 'data-source="《岗位》，民生 › 教育，第3页"' in card
    assert re.findall(r'data-verdict="([\w-]+)"', card) == ["wrong-quote", "helpful", "unhelpful"]
    refusal = Answer("几月？", "几月？", NOT_FOUND, (), (CITATION,), True, 0.1)
    near = render.answer_html(refusal, ZH)
    assert near.count('class="copy"') == 1
    assert re.findall(r'data-verdict="([\w-]+)"', near) == ["should-answer"]


def test_quotes_that_differ_are_named_and_quotes_that_agree_are_not() -> None:
    both = replace(ANSWER, citations=(CITATION, CITATION), differing=(0, 1))
    for spoken, words in ((ZH, "两处说法不同：见第 1、2 条"), (EN, "compare quotes 1, 2")):
        assert words in Parsed(render.answer_html(both, spoken)).text
    assert "differing" not in render.answer_html(ANSWER, ZH)


def test_a_question_that_was_understood_differently_shows_how() -> None:
    answer = replace(ANSWER, question="那70所呢？", asked=f"新建多少所{HOSTILE}？")
    html = render.answer_html(answer, ZH)
    assert f"新建多少所{HOSTILE}？" in Parsed(html).text
    assert "understood" not in render.answer_html(ANSWER, ZH)


def test_a_refusal_says_so_and_labels_what_is_near_as_no_answer() -> None:
    refusal = Answer("几月？", "几月？", NOT_FOUND, (), (CITATION,) * 5, True, 0.1)
    html = render.answer_html(refusal, ZH)
    shown = Parsed(html).text
    assert shown.index("没有找到") < shown.index("相近但不是答案") < shown.index(QUOTE)
    assert shown.count(QUOTE) == 3
    assert 'class="number"' not in html
    english = Parsed(render.answer_html(refusal, EN)).text
    assert "Not found" in english
    assert "Near, but not answers" in english


def test_a_refusal_with_nothing_near_labels_nothing() -> None:
    html = render.answer_html(Answer("x", "x", NOT_FOUND, (), (), True, 0.0), ZH)
    assert "相近" not in html


def test_both_languages_have_the_same_strings_with_the_same_blanks() -> None:
    assert STRINGS[ZH].keys() == STRINGS[EN].keys()
    for key, chinese in STRINGS[ZH].items():
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", STRINGS[EN][key])), (
            key
        )


@given(any_text)
def test_a_value_in_a_string_is_not_read_as_a_blank(raw: str) -> None:
    assert (
        text("understood", ZH)
        in Parsed(render.answer_html(replace(ANSWER, asked=raw + "？"), ZH)).text
    )
    assert f"《{raw}》" in Parsed(welcome_html([raw], ZH)).text
