"""What is emphasised is whole: a number with its unit, of the clause that is asked about, and no marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.question import Asks
from chat.ranking.emphasis import (
    Wanted,
    balanced,
    counted,
    emphasised,
    named_cell,
    wanted,
    whole_words,
)
from index.segment import Segmenter

TEXTS = st.text(alphabet="民营经济占比达5312%以上,;。个万年", max_size=40)
KINDS = st.sampled_from(list(Asks))


@pytest.mark.parametrize(
    ("topic", "whole"),
    [
        (("民营", "经济"), "53%以上"),
        (("市场主体",), "12%以上"),
        (("投资",), "10%"),
        (("学位",), "53%以上"),
    ],
)
def test_the_quantity_is_that_of_the_clause_that_is_asked_about(
    topic: tuple[str, ...], whole: str
) -> None:
    text = "力争民营经济占比达53%以上,市场主体总量年均增长12%以上;投资增长10%。"
    start, end = counted(text, topic, (9, 12))
    assert text[start:end] == whole


@given(TEXTS, st.data())
def test_what_is_emphasised_is_a_quantity_of_the_sentence_or_what_the_reader_saw(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = (start, data.draw(st.integers(start, len(text))))
    found = counted(text, ("民营",), words)
    assert 0 <= found[0] <= found[1] <= len(text)
    assert found == words or any(c.isdigit() for c in text[found[0] : found[1]])


@given(TEXTS, KINDS, st.data())
def test_what_is_emphasised_stands_in_the_sentence(
    segmenter: Segmenter, text: str, asks: Asks, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = (start, data.draw(st.integers(start, len(text))))
    first, last = emphasised(text, words, Wanted("民营经济", asks, ("民营",), None), segmenter)
    assert 0 <= first <= last <= len(text)


@pytest.mark.parametrize(
    ("question", "sentence", "seen", "whole"),
    [
        ("有多少运动员?", "2008年北京奥运会中国皮划艇队有23人。", "23", "23人"),
        ("有几条跑道?", "机场有三条跑道,编号08。", "三条", "三条"),
        ("土地面积是多少?", "其土地面积为1.601 km2,居第四。", "1.601 km2,", "1.601 km2"),
        ("海拔约是多少米?", "生长于海拔100米至2,800米的地区。", "100米至2,800", "100米至2,800米"),
        ("预算是多少元?", "更换打印模块12台,预算不超过8.6万元。", "12台", "8.6万元"),
        (
            "民营经济占比",
            "抓好示范建设,力争民营经济占比达53%以上",
            "抓好示范建设,力争民营经济占比达53%",
            "53%以上",
        ),
        ("一次能借几本书?", "每次可借图书十册、音像资料3件,续借期为15天。", "15天", "十册"),
        ("这条线有多长?", "票价2元,全长12.5公里。", "2元", "12.5公里"),
        ("减少多少?", "比上年减少约3.5万吨。", "3.5", "约3.5万吨"),
    ],
)
def test_of_a_number_that_the_reader_found_all_is_emphasised_and_of_others_nothing(
    segmenter: Segmenter, question: str, sentence: str, seen: str, whole: str
) -> None:
    start = sentence.index(seen)
    words = (start, start + len(seen))
    first, last = emphasised(sentence, words, wanted(question, segmenter), segmenter)
    assert sentence[first:last] == whole


BRACKETED = st.text(alphabet="甲乙、,(「“)」”", max_size=24)


@given(BRACKETED, st.data())
def test_no_bracket_of_what_is_emphasised_has_its_other_one_beside_it_or_stands_alone_at_an_end(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = balanced(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert balanced(text, first, last) == (first, last)
    inside = text[first:last]
    assert not inside.startswith((")", "」", "”"))
    assert not inside.endswith(("(", "「", "“"))


@pytest.mark.parametrize(
    ("sentence", "seen", "whole"),
    [
        ("分布于越南、老挝、缅甸,少见。", "分布于越南", "分布于越南、老挝、缅甸"),
        ("他精通英语、法语和意大利语。", "意大利语", "他精通英语、法语和意大利语"),
        ("设办公室和财务处,另设工会。", "工会", "工会"),
        ("品牌有「甲」、「乙」。", "甲」", "「甲」、「乙」"),
    ],
)
def test_of_a_list_all_items_of_the_clause_are_emphasised(
    segmenter: Segmenter, sentence: str, seen: str, whole: str
) -> None:
    start = sentence.index(seen)
    first, last = emphasised(
        sentence, (start, start + len(seen)), wanted("有哪些?", segmenter), segmenter
    )
    assert sentence[first:last] == whole


def test_no_word_of_the_dictionary_is_cut(segmenter: Segmenter) -> None:
    text = "骑士把他交换到底特律活塞队,后来致仕归里。"
    words = [one for one in segmenter.tagged(text) if segmenter.knows(one.text)]
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            first, last = whole_words(text, start, end, segmenter)
            assert first <= start
            assert end <= last
            for word in words:
                assert not word.start < first < word.end
                assert not word.start < last < word.end


def test_of_a_row_the_cell_under_the_head_that_the_question_names_is_emphasised(
    segmenter: Segmenter,
) -> None:
    row = "线路:夜1路 | 首班车:22:30 | 末班车:01:00 | 票价:3元"
    wants = wanted("夜1路末班车几点?", segmenter)
    first, last = emphasised(row, (13, 18), wants, segmenter)
    assert row[first:last] == "01:00"


ROWS = st.text(alphabet="甲乙: |票价1元", max_size=30)


@given(ROWS, ROWS)
def test_a_named_cell_stands_in_its_row(row: str, question: str) -> None:
    cell = named_cell(row, question)
    if cell is not None:
        assert 0 <= cell[0] < cell[1] <= len(row)
        assert row[slice(*cell)] not in question
        assert "|" not in row[slice(*cell)]


@pytest.mark.parametrize(
    "question", ["哪个街道人口最多？", "人口更少的是哪个街道？", "谁的人口最多？"]
)
@pytest.mark.parametrize("words", [(0, 2), (8, 10), (2, 8)])
def test_which_is_the_most_is_emphasised_only_where_it_is_said(
    question: str, words: tuple[int, int]
) -> None:
    wants = wanted(question, Segmenter())
    counted_only = "东街人口4.2万人,西街人口5.1万人。"
    assert emphasised(counted_only, words, wants, Segmenter()) == (0, 0)
    for said in ("东街人口4.2万人,比西街少0.9万人。", "东街人口4.2万人,西街5.1万人,居首位。"):
        assert emphasised(said, (0, 2), wants, Segmenter()) == (0, 2)


GROWN = "全年产值18.7亿元,2021年为17.5亿元,2020年为16.1亿元;新增企业2家,总数达到9家。"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2021年产值是多少？", "17.5亿元"),
        ("2020年产值多少亿元？", "16.1亿元"),
        ("2021年比2020年多多少家？", "9家"),
        ("企业有几家？", "9家"),
        ("新增企业几家？", "2家"),
        ("2021年企业有几家？", "9家"),
    ],
)
def test_a_number_is_that_of_the_year_and_of_all_that_there_are(
    segmenter: Segmenter, question: str, said: str
) -> None:
    seen = GROWN.index("2家")
    wants = wanted(question, segmenter)
    start, end = emphasised(GROWN, (seen, seen + 2), wants, segmenter)
    assert GROWN[start:end] == said


@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["金额", "总价", "合计"]))
def test_a_price_for_one_is_not_that_for_all(each: int, together: int, head: str) -> None:
    row = f"品名:办公桌 | 单价(元):{each} | {head}(元):{together}"
    for question, said in (
        ("办公桌多少钱一张?", each),
        ("每张办公桌多少钱?", each),
        ("办公桌单价是多少?", each),
        ("办公桌一共多少钱?", together),
        ("办公桌总金额多少?", together),
    ):
        cell = named_cell(row, question)
        assert cell is not None and row[slice(*cell)] == str(said)
    assert named_cell(row, "办公桌一共多少张?") is None
