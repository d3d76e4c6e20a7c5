"""Sentences cut where Chinese ends one, and hold every character of their block once."""

import pytest
from conftest import TEXTS, offsets, plain
from hypothesis import given
from hypothesis import strategies as st
from work import lines_run

from ingest.layout import blocks
from ingest.sentences import LONGEST, sentences
from ingest.types import Document, Span


def cut(text: str) -> list[str]:
    document = plain(text)
    return [document.quote(sentence) for sentence in sentences(document, (Span(0, len(text)),))]


def not_blank(text: str, places: list[int]) -> list[int]:
    return [place for place in places if not text[place].isspace()]


@given(TEXTS)
def test_sentences_are_exactly_the_visible_characters_of_their_block_in_order(text: str) -> None:
    document = plain(text)
    for block in blocks(document):
        found = [place for one in sentences(document, block.spans) for place in offsets(one)]
        assert not_blank(text, found) == not_blank(text, offsets(block.spans))
        assert set(found) <= set(offsets(block.spans))


@given(TEXTS)
def test_no_sentence_is_blank_or_starts_or_ends_with_a_blank(text: str) -> None:
    document = plain(text)
    for block in blocks(document):
        for sentence in sentences(document, block.spans):
            quote = document.quote(sentence)
            assert quote
            assert quote == quote.strip()


@given(
    st.lists(
        st.sampled_from(["长春新增学位", "，", "（", "）", "“", "”", " ", "a" * 90, "。"]),
        min_size=1,
    )
)
def test_no_sentence_is_longer_than_can_be_read(pieces: list[str]) -> None:
    assert all(len(sentence) <= LONGEST for sentence in cut("".join(pieces) * 3))


def test_a_sentence_keeps_its_closing_marks() -> None:
    assert cut("他说：“新增岗位。”她问：“学位呢？！”（有。）【完！】好……真好。") == [
        "他说：“新增岗位。”",
        "她问：“学位呢？！”",
        "（有。）",
        "【完！】",
        "好……",
        "真好。",
    ]


def test_a_bracket_is_never_torn() -> None:
    assert cut("新增学位（见表；下同。含民办）10万个。完。") == [
        "新增学位（见表；下同。含民办）10万个。",
        "完。",
    ]
    assert cut("（甲【乙。丙】丁。）戊。") == ["（甲【乙。丙】丁。）", "戊。"]


def test_a_bracket_that_never_closes_does_not_swallow_the_text() -> None:
    text = "新增（学位。" + "新建学校，扩大学位，惠及百姓，造福一方。" * 10
    assert len(cut(text)) > 4


def test_a_bracket_that_never_closed_is_forgotten() -> None:
    text = "新增（学位，" + "新建学校，扩大学位，惠及百姓，" * 8 + "造福一方。"
    assert cut(text + "见表（附后）。完。") == [text, "见表（附后）。", "完。"]


def test_quotation_marks_do_not_hold_sentences_together() -> None:
    assert cut("“新增岗位。新建学校。”") == ["“新增岗位。", "新建学校。”"]


def test_a_point_between_digits_ends_nothing() -> None:
    assert cut("增长3.5%，达到2.1万元。It is done. OK") == [
        "增长3.5%，达到2.1万元。",
        "It is done.",
        "OK",
    ]


def test_a_long_run_is_cut_at_its_commas() -> None:
    clause = "新建改扩建中小学，"
    found = cut(clause * 100)
    assert len(found) > 1
    assert all(sentence.endswith("，") for sentence in found)
    assert all(LONGEST // 2 < len(sentence) <= LONGEST for sentence in found[:-1])


def test_a_long_run_without_any_mark_is_cut_at_the_limit() -> None:
    assert [len(sentence) for sentence in cut("长" * (2 * LONGEST + 5))] == [LONGEST, LONGEST, 5]


def test_a_sentence_over_a_broken_line_is_one_sentence_of_two_spans() -> None:
    document = plain("新增就业\n岗位60万个。完。")
    found = sentences(document, (Span(0, 4), Span(5, 14)))
    assert found[0] == (Span(0, 4), Span(5, 12))
    assert [document.quote(sentence) for sentence in found] == ["新增就业岗位60万个。", "完。"]


def test_only_the_last_sentence_of_a_block_of_the_page_can_be_without_an_end(
    newspaper: Document,
) -> None:
    for block in blocks(newspaper):
        for sentence in sentences(newspaper, block.spans)[:-1]:
            assert newspaper.quote(sentence)[-1] in "。！？；”）"


@pytest.mark.parametrize("piece", ["（。", "（新增", "“。", "（【。", "……", "好。（"])
def test_work_grows_with_the_length_of_the_text(piece: str) -> None:
    few, many = (lines_run(lambda times=times: cut(piece * times)) for times in (300, 3_000))
    assert many < 15 * few
