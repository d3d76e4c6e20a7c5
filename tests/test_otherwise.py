"""A question is also asked in the words that the documents have: years in full, other words for a relative."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.relatives import by_another_word
from chat.asking.years import years_in_full


def holding(*terms: str) -> Callable[[Sequence[str]], list[bool]]:
    return lambda asked: [one in terms for one in asked]


@given(st.integers(0, 99), st.sampled_from(["{}年洪水", "那是{}年的事吗？", "從{}年到現在"]))
def test_a_short_year_is_read_in_full_if_only_that_stands_in_the_documents(
    short: int, form: str
) -> None:
    asked, full = form.format(f"{short:02}"), f"{19 if short >= 70 else 20}{short:02}"
    is_year = short >= 70 or short < 30
    whole = [form.format(full)] if is_year else []
    assert years_in_full(asked, holding(full)) == whole
    assert years_in_full(asked, holding(full, f"{short:02}")) == []
    assert years_in_full(asked, holding()) == []


def test_all_years_of_a_question_are_read_in_full_or_none() -> None:
    asked = "９６年和98年哪年水大？"
    assert years_in_full(asked, holding("1996", "1998")) == ["1996年和1998年哪年水大？"]
    assert years_in_full(asked, holding("1996")) == []


@pytest.mark.parametrize(
    "question",
    [
        "他干了20年吗？",
        "满20年怎么算？",
        "修桥用了96年吗？",
        "工作20年以上有补贴吗？",
        "共29年",
        "1996年洪水",
        "20年来有什么变化？",
        "90年代的桥",
        "第20年",
        "二十年",
        "20年期的国债",
    ],
)
def test_a_number_of_years_is_no_year(question: str) -> None:
    assert years_in_full(question, lambda terms: [len(one) > 3 for one in terms]) == []


@pytest.mark.parametrize(
    ("asked", "held", "otherwise"),
    [
        ("石德才的大儿子做什么？", "长子", ["石德才的长子做什么？"]),
        ("石德才的長子做什麼？", "大儿子", ["石德才的大儿子做什麼？"]),
        ("陆鸣谦的舅舅是谁？", "舅父", ["陆鸣谦的舅父是谁？"]),
        ("陆鸣谦的老婆叫什么？", "妻子", ["陆鸣谦的妻子叫什么？"]),
        ("陆鸣谦的外公叫什么？", "外祖父", ["陆鸣谦的外祖父叫什么？"]),
        ("陆鸣谦的老婆叫什么？", "母亲", []),
        ("浮渡大桥多长？", "长子", []),
    ],
)
def test_a_relative_is_asked_for_by_the_word_that_the_documents_have(
    asked: str, held: str, otherwise: list[str]
) -> None:
    assert by_another_word(asked, holding(held)) == otherwise
