"""A sentence about other weekdays, or a stretch of other months, does not answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.days import of_another_day, weekdays
from chat.refusing.veto import can_answer
from index.segment import Segmenter

MONTH = st.integers(1, 12)
DAY = st.sampled_from("一二三四五六日")


@given(MONTH, MONTH, MONTH)
def test_a_month_is_inside_a_stretch_or_not_also_over_the_years_end(
    asked: int, first: int, last: int
) -> None:
    inside, month = {last}, first
    while month != last:
        inside.add(month)
        month = month % 12 + 1
    sentence = f"{first}月1日至次年{last}月28日：8:30—16:30开放。"
    assert of_another_day(f"{asked}月几点关门？", sentence) is (asked not in inside)


@given(DAY, DAY)
def test_a_weekday_is_itself_by_any_name(asked: str, said: str) -> None:
    for name in ("周", "星期", "礼拜"):
        assert of_another_day(f"{name}{asked}有什么活动？", f"合唱，星期{said}。") is (
            asked != said
        )
        assert not of_another_day(f"{name}{asked}有什么活动？", "合唱，每天。")


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("十二月几点关门？", "旺季（4月1日至10月31日）17:30关门。", True),
        ("2026-12-05几点关门？", "旺季（4月1日至10月31日）17:30关门。", True),
        ("2026/5/1几点关门？", "旺季（4月1日至10月31日）17:30关门。", False),
        ("五月几点关门？", "旺季（4月1日至10月31日）17:30关门。", False),
        ("周末几点开门？", "周一至周五9:00开门。", True),
        ("周三几点开门？", "周一至周五9:00开门。", False),
        ("周日开门吗？", "周一闭馆。", False),
        ("几点开门？", "周一至周五9:00开门。", False),
        ("3月招多少人？", "招100人。", False),
        ("周日博物馆几点开门？", "9:00至17:00开放（周一闭馆）。", False),
        ("课周五在哪里上？", "课程在二楼操房上，每周一次。", False),
        ("12月几点关门？", "夏季（4月至10月）19:00，冬季17:00关门。", False),
        ("12月几点关门？", "4月至10月18点，其他月份17点关门。", False),
    ],
)
def test_what_is_left_out_does_not_answer(question: str, sentence: str, another: bool) -> None:
    assert of_another_day(question, sentence) is another
    assert can_answer(question, sentence, Segmenter()) is not another


DATE = st.tuples(st.integers(1, 12), st.integers(1, 28))


@given(DATE, DATE, DATE, st.sampled_from(["至", "-", "到"]))
def test_a_day_is_inside_a_stretch_of_days_or_not_also_over_the_years_end(
    asked: tuple[int, int], first: tuple[int, int], last: tuple[int, int], to: str
) -> None:
    sentence = f"研学定于{first[0]}月{first[1]}日{to}{last[0]}月{last[1]}日进行。"
    inside = first <= asked <= last if first <= last else asked >= first or asked <= last
    assert of_another_day(f"{asked[0]}月{asked[1]}号安排什么？", sentence) is not inside


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("4月18日安排什么？", "研学定于4月16日（周三）至17日进行。", True),
        ("4月17日安排什么？", "研学定于4月16日（周三）至17日进行。", False),
        (
            "4月12号退出退多少？",
            "4月11日至14日退出的，扣除60元；4月15日及以后退出的，退一半。",
            False,
        ),
        ("3月26日还能交吗？", "请于3月20日至27日交班主任。", False),
        ("3月30日交给谁？", "请于3月20日至25日交班主任，3月31日前交教务处。", False),
        ("4月20日能报名吗？", "报名时间为4月16日至17日。", False),
    ],
)
def test_a_day_outside_a_stretch_is_not_answered_by_it(
    question: str, sentence: str, another: bool
) -> None:
    assert of_another_day(question, sentence) is another


def test_weekends_and_stretches_are_days() -> None:
    assert weekdays("周末") == {5, 6}
    assert weekdays("周一至周五") == {0, 1, 2, 3, 4}
    assert weekdays("一周年纪念") == set()
