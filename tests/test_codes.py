"""A code is itself however it is written, and no other one with the same letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.codes import of_another_code
from chat.quoting.unlisted import names_none
from chat.refusing.able import is_able
from index.segment import Segmenter
from ingest.normalize import fold

LETTERS = st.text("ABEKTZ", min_size=1, max_size=3)
NUMBER = st.integers(0, 999)


@given(LETTERS, NUMBER, NUMBER, st.sampled_from(["{}{}", "{}-{}"]))
def test_a_code_is_answered_by_itself_and_not_by_another_number(
    letters: str, asked: int, said: int, form: str
) -> None:
    question = f"{letters}{asked}怎么处理？"
    row = fold(f"代码：{form.format(letters, said)} | 处理：清洗滤网")
    assert of_another_code(question, row) is (asked != said)
    assert is_able(question, row, "说明书", "", Segmenter()) is (asked == said)
    assert not of_another_code(question, fold(f"{letters}{asked}同上，{row}"))
    assert not of_another_code(question, row, fold(f"{letters}{asked}故障"))


@given(LETTERS, NUMBER, NUMBER, NUMBER)
def test_a_code_is_inside_a_stretch_or_not(letters: str, asked: int, one: int, other: int) -> None:
    first, last = sorted((one, other))
    text = fold(f"{letters}{first}至{letters}{last}在东厅")
    assert of_another_code(f"{letters}{asked}在哪？", text) is not (first <= asked <= last)


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("E60怎么处理？", "请联系售后。", False),
        ("E60怎么处理？", "6.0分钟", False),
        ("PM2.5浓度多少？", "pm10年均浓度51微克。", True),
        ("A4纸多少钱？", "a4复印纸每包25元。", False),
        ("5G基站有多少个？", "4g网络全覆盖。", False),
        ("2路几点发车？", "k2路7点发车。", False),
        ("合同编号HZ-2022-17的租金多少？", "依hz-2021-15计。", False),
        ("HPV9多少钱？", "hpv2每针329元。", True),
        ("A2驾照几年一审？", "b2驾照一年一审。", False),
    ],
)
def test_only_a_code_with_the_same_letters_is_another(
    question: str, text: str, another: bool
) -> None:
    assert of_another_code(question, text) is another


@given(LETTERS, NUMBER, NUMBER)
def test_a_table_that_lists_other_codes_lists_none_that_is_asked_for(
    letters: str, asked: int, listed: int
) -> None:
    rows = ["线路：36路 | 首班：6:20", f"线路：通勤{letters}{listed} | 首班：7:10"]
    assert names_none(f"{letters}{asked}几点发车？", rows, Segmenter()) is (asked != listed)
