"""A sentence about another year, month or day than the question names does not answer; one about that does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.able import is_able
from chat.refusing.times import of_another_time, of_another_year_above
from chat.refusing.veto import can_answer
from index.segment import Segmenter

YEARS = st.integers(1000, 2999)
FORMS = st.sampled_from(
    [
        "{}年新增10万个。",
        "（{}）新增10万个。",
        "2024—{}年新增10万个。",
        "截至{}年12月31日，新增10万个。",
    ]
)


@given(YEARS, FORMS, st.lists(YEARS, max_size=2))
def test_a_sentence_that_names_the_year_is_never_of_another(
    year: int, form: str, others: list[int]
) -> None:
    sentence = "".join(f"{one}年新增9万个，" for one in others) + form.format(year)
    assert not of_another_time(f"{year}年新增多少学位？", sentence)


@given(YEARS, YEARS)
def test_a_sentence_of_one_year_answers_for_no_other(asked: int, said: int) -> None:
    sentence = f"{said}年新增学位10万个，比上年多。"
    assert of_another_time(f"{asked}年新增多少学位？", sentence) == (asked != said)


@given(st.integers(1001, 2900), st.integers(1, 60), st.data())
def test_a_stretch_of_years_holds_those_between(
    first: int, length: int, data: st.DataObject
) -> None:
    inside = data.draw(st.integers(first, first + length))
    assert not of_another_time(f"{inside}年怎样？", f"{first}—{first + length}年新增学位。")
    assert of_another_time(f"{first - 1}年怎样？", f"{first}年至{first + length}年新增学位。")


@given(YEARS, YEARS, st.sampled_from(["6日至7日", "6日到12月", "1日—30日"]))
def test_days_that_lead_to_others_are_still_of_their_year(asked: int, said: int, days: str) -> None:
    sentence = f"{said}年9月{days}报到。"
    assert of_another_time(f"{asked}年什么时候报到？", sentence) == (asked != said)


@given(st.text(max_size=40))
def test_a_question_that_names_no_time_is_never_answered_by_another(sentence: str) -> None:
    assert not of_another_time("新增多少学位？", sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("二〇二一年新增多少？", "2022年新增10万个。", True),
        ("2021年新增多少？", "二〇二一年新增10万个。", False),
        ("2021年新增多少？", "新增2022个学位。", False),
        ("1985年的厂房呢？", "建于1980年代。", False),
        ("去年新增多少？", "今年新增10万个。", True),
        ("去年新增多少？", "今年新增10万个，比去年多两成。", False),
        ("去年新增多少？", "2023年新增10万个，今年还要多。", False),
        ("比去年多多少？", "今年新增10万个，增长12%。", False),
        ("2020年以来新增多少？", "2022年新增10万个。", False),
        ("2025年底前要建几所？", "2024年建70所。", False),
        ("3月龄的孩子能入托吗？", "6月龄可以入托。", False),
        ("2021年5月新增多少？", "2022年5月新增10万个。", True),
        ("4月能申请吗？", "每年3月1日至6月30日受理。", False),
        ("2022年多少钱？", "2020年以来一直是500元。", False),
        ("2024年还能申请吗？", "本办法自2021年5月1日起施行。", False),
        ("2023年新增多少？", "全年新增10万个，比2022年增长5%。", False),
        ("上年纪的老人有什么补贴？", "今年为老人每月发放100元。", False),
        ("目前年产多少吨？", "去年产量5万吨。", False),
        ("2023年前三季度增长多少？", "2022年前三季度增长5%。", True),
        ("一季度增长多少？", "一、二季度分别增长5%和6%。", False),
        ("一季度新增多少？", "二季度新增10万个。", True),
        ("三季度新增多少？", "前三季度新增10万个。", True),
        ("7月新增多少？", "6月新增10万个。", True),
        ("7月新增多少？", "6月至8月新增10万个。", False),
        ("8月19日在哪里演出？", "8月18日在广场演出。", True),
        ("8月19日在哪里演出？", "8月18日至20日在广场演出。", False),
        ("8月19日在哪里演出？", "本月19日在广场演出。", False),
        ("8月19日在哪里演出？", "在广场演出。", False),
        ("8月19日在哪里演出？", "日期：8/18 | 地点：广场", True),
        ("8月19日在哪里演出？", "日期：08/19 | 地点：广场", False),
        ("2026/8/19在哪里演出？", "日期：8/18 | 地点：广场", True),
        ("8月19日在哪里演出？", "在广场演出，票价打2/3。", False),
    ],
)
def test_times_of_one_kind_are_compared(question: str, sentence: str, other: bool) -> None:
    assert of_another_time(question, sentence) is other


def test_a_question_for_a_time_may_name_another_one(segmenter: Segmenter) -> None:
    assert can_answer("2014年说要到什么时候移交？", "推迟到2015年12月1日。", segmenter)
    assert not can_answer("2014年移交了多少？", "2015年移交10万个。", segmenter)


YEARS = st.integers(1990, 2040)


@given(
    YEARS, YEARS, st.sampled_from(["二、{}年主要工作", "{}年全县各项事业稳步发展。", "（{}年度）"])
)
def test_a_sentence_without_a_year_is_of_the_one_that_stands_above_it(
    one: int, other: int, line: str
) -> None:
    question, sentence = f"{one}年改造危桥多少座？", "改造危桥9座。"
    above = ["主要工作", line.format(other), f"{one}年工作报告"]
    assert of_another_year_above(question, sentence, above) is (one != other)
    assert not of_another_year_above("改造危桥多少座？", sentence, above)
    assert not of_another_year_above(question, f"{one}年改造危桥9座。", above)
    assert not of_another_year_above(question, "今年改造危桥9座。", above)
    assert of_another_year_above(question, "改造危桥9座，惠及2700人。", above) is (one != other)
    assert not of_another_year_above(question, sentence, [f"惠及{other}人。", "一、主要工作"])
    assert not of_another_year_above(question, sentence, [f"{other}年以来", *above])
    assert not of_another_year_above(question, sentence, ["1980年至2050年", *above])
    assert not of_another_year_above(question, sentence, [])


@given(YEARS, st.integers(1, 5), st.sampled_from(["为", "是", "仅为", ""]))
def test_a_year_that_a_figure_is_compared_with_is_not_the_one_it_is_of(
    year: int, before: int, be: str
) -> None:
    sentence = f"全年实现产值18.7亿元，同比增长5.6%，{year - 1}年{be}17.5亿元。"
    head, segmenter = f"一、{year}年主要工作", Segmenter()

    def able(asked: int, said: str, *lines: str) -> bool:
        return is_able(f"{asked}年产值多少？", said, "工作总结", head, segmenter, lines)

    assert able(year, sentence) and able(year - 1, sentence)
    assert not able(year - 1 - before, sentence)
    assert able(year, "产值6830万元。", sentence)
    assert not able(year - before, "产值6830万元。", sentence)
    assert of_another_year_above(f"{year}年产值多少？", sentence, []) is True


def test_a_row_is_not_of_the_year_of_the_row_before() -> None:
    rows = ["项目:危桥 | 2023年:9座", "项目:公路 | 长度:86公里"]
    question, segmenter = "2024年公路多长？", Segmenter()
    assert is_able(question, rows[1], "统计表", "", segmenter, rows[:1])
    assert not is_able(question, "公路86公里。", "报告", "一、2023年完成情况", segmenter)


@pytest.mark.parametrize(
    ("question", "above", "other"),
    [
        ("2026年新生什么时候报到？", "2025年招生简章", True),
        ("2026年新生什么时候报到？", "2026年招生简章", False),
        ("2025年新生什么时候报到？", "招生简章", False),
        ("2024年度奖学金哪天发？", "评定办法", False),
        ("2023年开工的桥什么时候通车？", "工程简介", False),
        ("新生什么时候报到？", "2026年招生简章", False),
    ],
)
def test_what_is_of_a_year_is_not_when_that_of_another_was(
    question: str, above: str, other: bool
) -> None:
    said = "2025年9月6日至7日在体育馆办理。"
    assert is_able(question, said, above, "", Segmenter()) is not other
