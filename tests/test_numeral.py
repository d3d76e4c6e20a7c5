"""A number is worth the same in figures and in Chinese."""

from hypothesis import given
from hypothesis import strategies as st

from chat.asking.numeral import in_chinese, value

ONES = "零一二三四五六七八九"


@given(st.integers(1, 99))
def test_chinese_numbers_below_a_hundred_are_their_figures(number: int) -> None:
    tens, ones = divmod(number, 10)
    chinese = ("" if tens < 2 else ONES[tens]) + "十" * (tens > 0) + (ONES[ones] if ones else "")
    assert value(chinese) == value(str(number)) == number


@given(st.integers(1, 9_999))
def test_a_number_in_chinese_is_worth_what_it_was(number: int) -> None:
    assert value(in_chinese(number)) == number
