"""What is emphasised is whole: a number with its unit, of the clause that is asked about, and no marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.question import Asks
from chat.ranking.clause import clause, telling
from chat.ranking.counts import counted
from chat.ranking.emphasis import (
    Wanted,
    balanced,
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
        ("占地面积多大?", "它占地约两平方公里。", "约两平方公里", "约两平方公里"),
        (
            "2007年11月有多少课程?",
            "2007年11月,已有超过1800个课程在线。",
            "超过1800个",
            "超过1800个",
        ),
        ("建多少所职业院校?", "新建70所中小学和15所职业院校。", "70所", "15所"),
        ("建多少所中小学?", "新建70所中小学和15所职业院校。", "70所", "70所"),
        ("峡谷有多长?", "它长702米,深80米的峡谷。", "702米", "702米"),
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


def test_no_word_of_the_dictionary_is_cut_but_from_a_character_that_only_joins(
    segmenter: Segmenter,
) -> None:
    text = "骑士把他交换到底特律活塞队,后来致仕归里。"
    words = [one for one in segmenter.tagged(text) if segmenter.knows(one.text)]
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            first, last = whole_words(text, start, end, segmenter)
            assert first <= start
            assert end <= last
            for word in words:
                if word.start < first < word.end:
                    assert text[word.start : first] == "后"
                if word.start < last < word.end:
                    assert text[last : word.end] == "里"


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


@pytest.mark.parametrize("question", ["农业农村是不是优先发展?", "农业农村优先发展"])
def test_of_yes_or_no_and_of_a_keyword_the_clause_that_says_it_is_emphasised(
    segmenter: Segmenter, question: str
) -> None:
    text = "抓住重大机遇,坚持农业农村优先发展,夯实基础地位,促进高质高效。"
    first, last = emphasised(text, (0, 6), wanted(question, segmenter), segmenter)
    assert text[first:last] == "坚持农业农村优先发展"
    alone = "坚持农业农村优先发展。"
    assert emphasised(alone, (0, 4), wanted(question, segmenter), segmenter) == (0, 0)


@given(TEXTS, st.lists(st.sampled_from(["民营", "经济", "占比"])), st.data())
def test_the_telling_clause_is_whole_and_no_other_holds_more_of_the_topic(
    text: str, topic: list[str], data: st.DataObject
) -> None:
    seen = data.draw(st.integers(0, len(text)))
    start, end = telling(text, topic, (seen, seen))
    if start < end:
        assert slice(start, end) == clause(text, start, end)

        def held(place: int) -> int:
            return sum(len(word) for word in topic if word in text[clause(text, place, place)])

        assert all(held(place) <= held(start) for place in range(len(text)))


@pytest.mark.parametrize(
    ("question", "text", "seen", "whole"),
    [
        ("由谁管理?", "藩部由理藩院管理。", "理藩院", "理藩院"),
        ("哪座城被围?", "漳州城内的水粮已竭。", "漳州城", "漳州城"),
        ("作者是谁?", "据周达观所记。", "周达", "周达观"),
        ("反对的是哪个党?", "反对者是自由土党的人。", "自由土党的", "自由土党"),
        ("哪里销量最高?", "在中国市场的销量最高。", "在中国市场的", "中国市场"),
        ("他有什么目的?", "他有别的目的。", "别的目的", "别的目的"),
        ("最大的是哪个产业?", "规模仅次于工业,增加值1192.2亿元,占42.2%。", "工业", "工业"),
        ("最近的卫星多久转一周?", "相距350000公里,转一周42.5小时。", "42.5小时", "42.5小时"),
    ],
)
def test_what_is_emphasised_neither_begins_nor_ends_with_what_only_joins(
    segmenter: Segmenter, question: str, text: str, seen: str, whole: str
) -> None:
    start = text.index(seen)
    first, last = emphasised(
        text, (start, start + len(seen)), wanted(question, segmenter), segmenter
    )
    assert text[first:last] == whole
