"""A value that was changed since stands beside the new one, and is told to differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.quoting.amounts import amounts
from chat.quoting.changes import changed, new_value
from chat.quoting.disagree import disagreeing
from chat.types import Citation
from index.segment import Segmenter
from index.types import Hit
from ingest.normalize import fold
from ingest.passages import passages
from ingest.types import BlockKind, Document, Span

SEGMENTER = Segmenter()


def quote(text: str, asked: str, name: str = "a.txt") -> Citation:
    spans = (Span(text.index(asked), text.index(asked) + len(asked)),) if asked else ()
    return Citation(
        name, "a", "", BlockKind.PARAGRAPH, (Span(0, len(text)),), text, spans,
        0.9, (), 1.0, 0.9, 1, 1,
    )  # fmt: skip


CHANGES = [
    ("报修后多久到场？", "接到报修后应当在8小时内到场。", "8小时", "到场时限由8小时缩短为4小时。", "4小时"),
    ("开标时间是什么时候？", "开标时间：2025年4月30日9时30分。", "2025年4月30日9时30分",
     "开标时间由2025年4月30日9时30分推迟到2025年5月7日9时30分，地点不变。", "2025年5月7日9时30分"),
    ("什么时候开标？", "2025年4月30日开标。", "2025年4月30日", "开标时间推迟到2025年5月7日。", "2025年5月7日"),
    ("违约金多少？", "按应付金额的万分之五支付违约金。", "万分之五",
     "原合同第6.1条约定的违约金标准由每日万分之五调整为每日万分之三。", "每日万分之三"),
    ("租金怎么付？", "租金按季度支付。", "", "租金支付方式由按季度支付改为按月支付。", "按月支付"),
    ("多久巡检一次？", "每月巡检一次。", "每月", "巡检改为每月两次。", "每月两次"),
    ("维保费用多少？", "维保费用每年18万元。", "18万元", "维保费用由每年18万元提高到22万元。", "22万元"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "old", "asked", "new", "value"), CHANGES)
def test_the_new_value_is_found_beside_the_old_one(
    question: str, old: str, asked: str, new: str, value: str
) -> None:
    page = Document("b.txt", "补充协议", new, b"", "utf-8")
    hits = [Hit(1, one, 0.0, 0.0, (0.0,), None, None) for one in passages(page)]
    first = quote(old, asked)
    ((_, (sentence, *_), spans),) = changed(question, (first,), hits, lambda _: page)
    assert page.quote(spans) == value
    beside = quote(page.quote(sentence), value, name="b.txt")
    assert disagreeing(question, (first, beside), SEGMENTER) == (0, 1)
    assert changed(question, (first, beside), hits, lambda _: page) == []
    assert changed(question, (beside,), hits, lambda _: page) == []


@pytest.mark.parametrize(
    ("question", "old", "asked", "text"),
    [
        (
            "报修后多久到场？",
            "接到报修后应当在8小时内到场。",
            "8小时",
            "交货期限由8小时缩短为4小时。",
        ),
        (
            "报修后多久到场？",
            "接到报修后应当在8小时内到场。",
            "8小时",
            "到场时限由6小时缩短为4小时。",
        ),
        (
            "报修后多久到场？",
            "接到报修后应当在4小时内到场。",
            "4小时",
            "到场时限由8小时缩短为4小时。",
        ),
        ("付款时间多久？", "付款时间为30日。", "30日", "交货时间由30日改为60日。"),
        (
            "费用分几次支付？",
            "维保费用每年18万元，分两次支付。",
            "两次",
            "维保费用由每年18万元调整为22万元。",
        ),
        ("产量多少？", "产量50万吨。", "50万吨", "产量增加到60万吨。"),
    ],
    ids=[
        "of another thing",
        "of another value",
        "it is the new one",
        "named loosely",
        "not asked for",
        "grown",
    ],
)
def test_what_changed_nothing_of_it_is_left_alone(
    question: str, old: str, asked: str, text: str
) -> None:
    assert new_value(question, quote(old, asked), fold(text)) is None


@given(
    st.integers(1, 99),
    st.integers(1, 99),
    st.sampled_from(["缩短为", "延长至", "调整为", "改为", "变更为", "修改为"]),
)
def test_a_change_is_one_of_the_value_that_it_names(old: int, new: int, how: str) -> None:
    given_first = quote(f"保修期为{old}个月。", f"{old}个月")
    text = f"保修期由{old}个月{how}{new}个月。"
    found = new_value("保修期多长？", given_first, text)
    assert (found is None) == (old == new)
    other = quote(f"保修期为{old + 100}个月。", f"{old + 100}个月")
    assert new_value("保修期多长？", other, text) is None


@given(st.text("0123456789.,/-年月日至每万半 ", max_size=20))
def test_whatever_is_asked_for_is_counted_or_not_and_never_fails(text: str) -> None:
    amounts(text)


def test_a_day_with_dots_is_a_day() -> None:
    assert amounts("2022.5.1—2023.4.30") == amounts("2022年5月1日—2023年4月30日")
